import CSQLite
import TestSupport
import Testing

@testable import MarketStore

/// What holds for the shipped views however large a store is.
@Suite struct ViewPlanTests {
  @Test(
    "with a product no shipped view scans the observations",
    arguments: ["snapshots", "current_snapshots", "snapshot_history", "mau", "mau_share", "snapshot_conflicts"])
  func plans(_ view: String) throws {
    try Market.open { market in
      let plan = try market.query("EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE product = 'Sora'")
      #expect(plan.contains { $0.contains("SEARCH o USING PRIMARY KEY (series_id=?") }, "\(plan)")
      #expect(!plan.contains { $0.contains("SCAN o") }, "\(plan)")
    }
  }

  @Test("a share of one segment does not reckon the others', nor that of one month the other months'")
  func segments() throws {
    try Market.open { market in
      var rows = "product,metric,period,value,source,published_on\n"
      for month in 1...12 {
        for product in ["Sora", "Kling AI"] {
          rows += "\(product),mau,2025-\(month < 10 ? "0" : "")\(month),\(month)M,Similarweb,2026-02-01\n"
        }
      }
      #expect(try market.take(rows).problems == [])
      func steps(_ condition: String) throws -> Int32 {
        let statement = try market.store.connection.prepare("SELECT product, share FROM mau_share WHERE \(condition)")
        var count = 0
        while try statement.step() { count += 1 }
        #expect(count == (condition.contains("month") ? 2 : condition.contains("AI video") ? 24 : 0))
        return sqlite3_stmt_status(statement.handle, SQLITE_STMTSTATUS_VM_STEP, 0)
      }
      let whole = try steps("segment = 'AI video'")
      #expect(try steps("segment = 'None'") * 20 < whole)
      #expect(try steps("segment = 'AI video' AND month = '2025-03'") * 3 < whole)
    }
  }
}

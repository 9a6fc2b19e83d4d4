import TestSupport
import Testing

@testable import MarketStore

/// An undo revives the newest row whose own import stands and whose retracting import is undone.
@Suite struct RevivalTests {
  /// Four revisions of one row, the second and then the fourth undone: both the first and the third could come back.
  private func secondThenFourthUndone(_ file: (Int) -> String, _ query: String) throws -> [String] {
    try Market.open { market in
      var imports: [Int64] = []
      for revision in 1...4 {
        try market.take(file(revision))
        imports.append(try market.store.connection.first("SELECT max(id) FROM imports") { $0.int(0) } ?? 0)
      }
      _ = try market.store.undoImport(imports[1])
      #expect(try market.query(query) == ["4"], "the fourth still stands")
      _ = try market.store.undoImport(imports[3])
      try market.expectSound()
      return try market.query(query)
    }
  }

  @Test("of an event's earlier forms the newest that stands comes back") func events() throws {
    let live = try secondThenFourthUndone(
      {
        "event_type,title,status,effective,subjects,amount,currency,source,published_on\n"
          + "funding,A round,occurred,2026-02-01,Sora,\($0),USD,Similarweb,2026-04-02\n"
      }, "SELECT amount FROM event_log")
    #expect(live == ["3"])
  }

  @Test("of a rate's earlier forms the newest that stands comes back") func rates() throws {
    let live = try secondThenFourthUndone(
      { "base,quote,kind,period,rate,source,published_on\nUSD,CNY,implied,2025-Q4,\($0),Similarweb,2026-04-02\n" },
      "SELECT rate FROM fx_rates WHERE retracted_by IS NULL")
    #expect(live == ["3"])
  }

  @Test("of an observation's earlier forms the newest that stands comes back") func observations() throws {
    let live = try secondThenFourthUndone(
      { "product,metric,period,value,source,published_on\nSora,mau,2026-03,\($0),Sensor Tower,2026-04-02\n" },
      "SELECT value FROM snapshots")
    #expect(live == ["3"])
  }
}

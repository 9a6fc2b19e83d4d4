import MarketModel
import TestSupport
import Testing

@testable import MarketStore

/// Rows that want a name added and are refused: what they added goes, and costs no more with a large catalogue.
@Suite struct RefusedNamesTests {
  private var options: ImportOptions {
    var options = ImportOptions()
    (options.createsMissing, options.keepsGoing) = (true, true)
    return options
  }

  @Test("a name that a refused row wanted is not taken for the next one's") func idsAreReused() throws {
    try Market.open { market in
      // The second row's product gets the id that the first one's had; the third spells the first one's again.
      let result = try market.take(
        """
        product,metric,period,value,source,published_on
        Zed,mau,2026-01,5 apples,Similarweb,2026-02-01
        Ypsilon,mau,2026-01,5M,Similarweb,2026-02-01
        Zed,mau,2026-01,7M,Similarweb,2026-02-01
        """, options)
      #expect(result.refused == 1)
      #expect(result.created == ["product Ypsilon", "product Zed"])
      #expect(
        try market.query(
          """
          SELECT p.name || ' ' || o.value FROM observations o JOIN series s ON s.id = o.series_id
            JOIN products p ON p.id = s.product_id ORDER BY 1
          """) == ["Ypsilon 5000000.0", "Zed 7000000.0"])
    }
  }

  @Test("the work grows as the rows do, not as rows times names") func work() throws {
    func steps(_ count: Int) throws -> Int {
      try Market.open { market in
        try market.take("product,company\n" + (0..<count).map { "Known \($0),\n" }.joined())
        let rows = (0..<count).map { "New \($0),mau,2026-01,\($0) apples,Similarweb,2026-02-01\n" }.joined()
        let text = "product,metric,period,value,source,published_on\n" + rows
        return try stepsCounted(on: market.store.connection) { try market.take(text, options) }
      }
    }
    let (one, four) = (try steps(100), try steps(400))
    #expect(Double(four) < 6 * Double(one), "\(one) for n, \(four) for 4 n")
  }
}

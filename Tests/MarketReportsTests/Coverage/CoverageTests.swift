import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct CoverageTests {
  @Test("gaps, age, the next figure and staleness follow the rhythm of the data")
  func rhythm() throws {
    let market = try Market()
    try market.metric("mau")
    try market.metric("price", unit: "count", type: "instant", aggregation: "last")
    try market.observe("Alpha", "mau", "2025-10", "5.0M", on: "2025-11-10")
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel", in: "Blog", on: "2026-01-10")
    try market.observe("Alpha", "price", "2026-01-05", "20", on: "2026-01-06")
    let result = try coverage(
      CoverageParameters(CommonParameters(products: ["Alpha"], clock: Market.clock)), in: market.store)
    try expectShellAgrees(result, market)
    let mau = result.named[0]
    #expect(mau.text("first_period") == "2025-10" && mau.text("last_period") == "2025-12")
    #expect(mau.number("observed") == 2 && mau.number("missing") == 1 && mau.number("quoted_share") == 0.5)
    #expect(mau.number("age_days") == 90 && mau.text("next_expected") == "2026-02-10" && mau.text("stale") == "yes")
    let price = result.named[1]
    #expect(price["missing"] == .null && price["next_expected"] == .null && price.text("stale") == "yes")
    let earlier = try coverage(
      CoverageParameters(
        CommonParameters(products: ["Alpha"], now: CalendarDay.parse("2026-02-10"), clock: Market.clock)),
      in: market.store
    )
    #expect(earlier.named.map { $0.text("stale") } == ["no", "no"])
  }
}

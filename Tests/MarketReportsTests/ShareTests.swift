import MarketModel
import MarketReports
import MarketStore
import Testing

@Suite struct ShareTests {
  private func run(
    _ market: Market, _ products: [String] = [], segment: String? = nil, top: Int? = nil, whatIf: [String] = [],
    _ change: (inout CommonParameters) -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, segment: segment, clock: Market.clock)
    change(&common)
    let result = try share(ShareParameters(common, top: top, whatIf: whatIf), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test("Kling AI has 62.4% [62.0–62.8] of its and Sora's summed MAU, HHI 0.5308 [0.5288–0.5328]")
  func publishedMarch() throws {
    let market = try Market.video()
    let result = try run(market, ["kling-ai", "Sora"])
    let kling = try #require(result.row("Kling AI", "2026-03"))
    #expect(near(kling.number("share"), 7.8 / 12.5))
    #expect(near(kling.number("share_low"), 7.75 / 12.5))
    #expect(near(kling.number("share_high"), 7.85 / 12.5))
    let sora = try #require(result.row("Sora", "2026-03"))
    #expect(near(sora.number("share"), 4.7 / 12.5))
    #expect(kling.text("origin") == "Sensor Tower" && kling.text("source") == "Intelligence Brief")
    let summary = try #require(result.document.summary["periods"]?[0])
    #expect(near(summary["total"]?.number, 12_500_000))
    #expect(near(summary["hhi"]?.number, 0.624 * 0.624 + 0.376 * 0.376))
    #expect(near(summary["hhi_low"]?.number, 0.62 * 0.62 + 0.38 * 0.38, 1e-9))
    #expect(near(summary["hhi_high"]?.number, 0.628 * 0.628 + 0.372 * 0.372))
    #expect(near(summary["ratio"]?.number, 7.8 / 4.7))
    #expect(near(summary["lead"]?.number, 3_100_000))
    #expect(
      result.document.summaryLines == [
        "2026-03: Kling AI 62.4% [62.0–62.8], Sora 37.6% [37.2–38.0]; ratio 1.66, lead 3.1M; HHI 0.5308 [0.5288–0.5328]; covers 2 of 2."
      ])
    #expect(result.document.title == "Share of summed MAU: Kling AI and Sora")
  }

  @Test("a segment says how many of its members are covered, and who discloses nothing")
  func coverage() throws {
    let market = try Market.video()
    let result = try run(market, segment: "ai video")
    #expect(result.document.rows.count == 2)
    #expect(result.document.summary["periods"]?[0]?["covered"] == .integer(2))
    #expect(result.document.summary["periods"]?[0]?["members"] == .integer(7))
    #expect(result.document.notes.contains { $0.contains("covers 2 of 7") })
    #expect(result.document.notes.contains { $0.contains("Not disclosed, which is not zero: Google text-to-video") })
  }

  @Test("before the brief was published nothing was known, and the note says when it became known")
  func asOf() throws {
    let market = try Market.video()
    let result = try run(market, ["Kling AI", "Sora"]) { $0.asOf = CalendarDay.parse("2026-03-31") }
    #expect(result.document.rows.isEmpty)
    #expect(result.document.notes == ["Nothing was known of MAU of Kling AI and Sora on 2026-03-31; it was first published on 2026-04-02."])
    let after = try run(market, ["Kling AI", "Sora"]) { $0.asOf = CalendarDay.parse("2026-04-02") }
    #expect(after.document.rows.count == 2)
  }
}

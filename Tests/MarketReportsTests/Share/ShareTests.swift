import MarketModel
import MarketReports
import MarketStore
import TestSupport
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
        "Kling AI leads since at least 2026-03 (1 month), by 24.8 pp. By Sensor Tower alone.",
        "2026-03: Kling AI 62.4% [62.0–62.8], Sora 37.6% [37.2–38.0]; ratio 1.66, lead 3.1M; HHI 0.5308 "
          + "[0.5288–0.5328]; covers 2 of 2.",
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
    #expect(
      result.document.notes == [
        "Nothing was known of MAU of Kling AI and Sora on 2026-03-31; it was first published on 2026-04-02."
      ])
    let after = try run(market, ["Kling AI", "Sora"]) { $0.asOf = CalendarDay.parse("2026-04-02") }
    #expect(after.document.rows.count == 2)
  }
}

/// Refusals, incomplete periods, intervals and concentration, on fictional products.
@Suite struct ShareRuleTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
  }

  private func run(
    _ products: [String] = [], segment: String? = nil, top: Int? = nil, whatIf: [String] = [],
    _ change: (inout CommonParameters) throws -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, segment: segment, clock: Market.clock)
    try change(&common)
    let result = try share(ShareParameters(common, top: top, whatIf: whatIf), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test("a requested product without a value leaves the period incomplete: its rows stay, without shares")
  func incomplete() throws {
    try market.observe("Alpha", "mau", "2025-12", "6.0M")
    try market.observe("Beta", "mau", "2025-12", "4.0M")
    try market.observe("Alpha", "mau", "2026-01", "7.0M")
    let result = try run(["Alpha", "Beta"])
    #expect(near(result.row("Alpha", "2025-12")?.number("share"), 0.6))
    let row = try #require(result.row("Alpha", "2026-01"))
    #expect(row["share"] == .null && row["share_low"] == .null && row.number("value") == 7_000_000)
    #expect(result.document.notes.contains("Incomplete, so without shares: 2026-01 (no Beta)."))
  }

  @Test("a member known by an upper bound widens the intervals, and then there is no point")
  func bound() throws {
    try market.observe("Kling", "mau", "2025-12", "7.8M")
    try market.observe("Sora", "mau", "2025-12", "<500K")
    let result = try run(["Kling", "Sora"])
    let kling = try #require(result.row("Kling", "2025-12"))
    #expect(kling["share"] == .null && near(kling.number("share_low"), 7.75 / 8.25) && kling.number("share_high") == 1)
    #expect(result.row("Sora", "2025-12")?.number("share_low") == 0)
    #expect(near(result.row("Sora", "2025-12")?.number("share_high"), 0.5 / 8.25))
    let summary = result.document.summary["periods"]?[0]
    #expect(summary?["hhi"] == .null && summary?["total"] == .null)
  }

  @Test("a lower bound has no upper end: it may be everything")
  func lowerBound() throws {
    try market.observe("Alpha", "mau", "2025-12", "1.0M")
    try market.observe("Beta", "mau", "2025-12", ">3M")
    let result = try run(["Alpha", "Beta"])
    #expect(result.row("Beta", "2025-12")?.number("share_high") == 1)
    #expect(near(result.row("Beta", "2025-12")?.number("share_low"), 3 / 4.05))
    #expect(result.row("Alpha", "2025-12")?.number("share_low") == 0)
    #expect(near(result.row("Alpha", "2025-12")?.number("share_high"), 1.05 / 4.05))
    #expect(result.document.summary["periods"]?[0]?["hhi_high"]?.number == 1)
  }

  @Test("a what-if replaces one figure for this run, and the title says so")
  func whatIf() throws {
    try market.observe("Kling", "mau", "2025-12", "7.8M")
    try market.observe("Sora", "mau", "2025-12", "4.7M")
    let result = try run(["Kling", "Sora"], whatIf: ["sora=<500K"])
    #expect(near(result.row("Kling", "2025-12")?.number("share_low"), 7.75 / 8.25))
    #expect(result.document.title == "Share of summed MAU: Kling and Sora, what if Sora had <500K")
    #expect(result.row("Sora", "2025-12")?.text("origin") == "what-if")
    #expect(try run(["Kling", "Sora"]).row("Kling", "2025-12")?.number("share") == 7.8 / 12.5)
    for bad in ["Sora", "=5", "Sora=many", "Nobody=5M", "Sora="] {
      #expect(throws: StoreError.self) { try run(["Kling", "Sora"], whatIf: [bad]) }
    }
  }

  @Test("the shift is computed on the members of both periods")
  func shift() throws {
    try market.segment("S", ["Alpha", "Beta", "Gamma"])
    for (product, values) in [("Alpha", ["6.0M", "5.0M"]), ("Beta", ["4.0M", "5.0M"])] {
      try market.observe(product, "mau", "2025-11", values[0])
      try market.observe(product, "mau", "2025-12", values[1])
    }
    try market.observe("Gamma", "mau", "2025-12", "90M")
    let result = try run(segment: "S")
    #expect(near(result.row("Alpha", "2025-12")?.number("share_change"), -0.1))
    #expect(near(result.row("Beta", "2025-12")?.number("share_change"), 0.1))
    #expect(result.row("Gamma", "2025-12")?["share_change"] == .null)
    #expect(result.row("Alpha", "2025-11")?["share_change"] == .null)
    let late = try run(segment: "S") { $0.from = try Period.parse("2025-12").get() }
    #expect(near(late.row("Alpha", "2025-12")?.number("share_change"), -0.1))
  }

  @Test("the largest by name, the rest as other; the concentration is that of all members")
  func top() throws {
    for (index, value) in ["5.0M", "3.0M", "1.0M", "1.0M"].enumerated() {
      try market.observe("P\(index)", "mau", "2025-12", value)
    }
    let result = try run(top: 2)
    #expect(result.named.map { $0.text("product") } == ["P0", "P1", "other"])
    #expect(near(result.named[2].number("share"), 0.2) && near(result.named[2].number("value"), 2_000_000))
    #expect(near(result.named[2].number("share_low"), 1.9 / (1.9 + 8.1)))
    #expect(near(result.document.summary["periods"]?[0]?["hhi"]?.number, 0.25 + 0.09 + 0.01 + 0.01))
    #expect(result.document.summary["periods"]?[0]?["covered"] == .integer(4))
    #expect(throws: StoreError.self) { try run(top: 0) }
  }

  @Test("what must not be summed has no shares; mixed origins are flagged")
  func refusals() throws {
    try market.metric("rating", unit: "score", aggregation: "last", additive: false)
    try market.observe("Alpha", "rating", "2025-12", "4.5")
    let error = #expect(throws: StoreError.self) { try run(["Alpha"]) { $0.metric = "rating" } }
    #expect(error?.kind == .usage)
    try market.observe("Alpha", "mau", "2025-12", "6.0M", by: "Panel")
    try market.observe("Beta", "mau", "2025-12", "4.0M", by: "Meter")
    let result = try run(["Alpha", "Beta"])
    #expect(result.document.notes.contains { $0.contains("Mixed origins (Meter and Panel) in 2025-12") })
  }

  @Test("a product merged into another is left out of lists")
  func merged() throws {
    try market.segment("S", ["Alpha", "Beta"])
    try market.observe("Alpha", "mau", "2025-12", "6.0M")
    try market.observe("Beta", "mau", "2025-12", "4.0M")
    try market.connection.run("UPDATE products SET merged_into = \(try market.product("Alpha")) WHERE name = 'Beta'")
    #expect(try run(segment: "S").named.map { $0.text("product") } == ["Alpha"])
    #expect(try run().named.map { $0.text("product") } == ["Alpha"])
  }

  @Test("members of a segment count while they belong to it")
  func membership() throws {
    try market.segment("S", ["Alpha", "Beta"])
    try market.connection.run(
      "UPDATE segment_members SET valid_to = '2025-11-30' WHERE product_id = \(try market.product("Beta"))")
    for month in ["2025-11", "2025-12"] {
      try market.observe("Alpha", "mau", month, "6.0M")
      try market.observe("Beta", "mau", month, "4.0M")
    }
    let result = try run(segment: "S")
    #expect(near(result.row("Alpha", "2025-11")?.number("share"), 0.6))
    #expect(result.row("Alpha", "2025-12")?.number("share") == 1)
    #expect(result.row("Beta", "2025-12") == nil)
  }

  @Test("shares sum to 1, lie in their intervals, and so does the concentration, on random markets")
  func properties() throws {
    var generator = SeededGenerator(state: 7)
    for month in ["2025-08", "2025-09", "2025-10", "2025-11", "2025-12"] {
      for index in 0..<Int.random(in: 2...20, using: &generator) {
        let value = Int.random(in: 1...999, using: &generator)
        try market.observe("P\(index)", "mau", month, "\(value)K")
      }
    }
    for top in [nil, 3] {
      let result = try run(top: top)
      for month in Set(result.named.compactMap { $0.text("period") }) {
        let rows = result.named.filter { $0.text("period") == month }
        #expect(near(rows.compactMap { $0.number("share") }.reduce(0, +), 1, 1e-9))
        for row in rows {
          guard let share = row.number("share"), let low = row.number("share_low"), let high = row.number("share_high")
          else {
            Issue.record("no share in \(month)")
            continue
          }
          #expect(low <= share && share <= high)
        }
        let changes = rows.compactMap { $0.number("share_change") }
        #expect(near(changes.reduce(0, +), 0, 1e-9))
      }
      for index in 0..<5 {
        let period = result.document.summary["periods"]?[index]
        let hhi = try #require(period?["hhi"]?.number)
        let low = try #require(period?["hhi_low"]?.number)
        let high = try #require(period?["hhi_high"]?.number)
        #expect(low <= hhi && hhi <= high)
      }
    }
  }
}

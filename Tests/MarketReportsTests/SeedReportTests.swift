import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

/// Every report on the starter market, against the arithmetic that must come out of its two documents.
@Suite struct SeedReportTests {
  private let market: Market

  init() throws { market = try Market.seeded() }

  private func common(_ products: [String] = [], segment: String? = nil, metric: String? = nil) -> CommonParameters {
    CommonParameters(products: products, segment: segment, metric: metric, clock: Market.clock)
  }

  @Test("Kling AI 62.4%, Sora 37.6%, with the shutdown's events laid over, reported twice and shown once")
  func shareOfMarch() throws {
    let run = try share(ShareParameters(common(["Kling AI", "Sora"])), in: market.store)
    try expectShellAgrees(run, market)
    #expect(near(run.row("Kling AI", "2026-03")?.number("share"), 0.624))
    #expect(near(run.row("Sora", "2026-03")?.number("share"), 0.376))
    let closing = run.document.events.filter { $0.date?.description == "2026-04-26" }
    #expect(closing.count == 1)
    #expect(closing.first?.corroboratedBy == ["Intelligence Brief, 2026-04-02"])
    #expect(run.document.events.contains { $0.date?.description == "2026-09-24" && $0.status == "planned" })
    #expect(run.document.events.filter { $0.type == "announcement" && $0.subjects == ["Sora"] }.count == 1)
    #expect(run.document.sources.map(\.source) == ["Intelligence Brief"])
    #expect(run.document.sources.first?.origin == "Sensor Tower")
  }

  @Test("Sora Pro: D30 <8%, one bound, no fit")
  func retentionOfPro() throws {
    var asked = common(["Sora"])
    asked.plan = "Pro"
    let run = try retention(RetentionParameters(asked), in: market.store)
    try expectShellAgrees(run, market)
    #expect(run.document.summaryLines == ["Sora (pro): D30 <8%, one bound, no fit."])
    #expect(
      run.named.allSatisfy { $0["retention"] == .null && near($0.number("high"), 0.08) && $0.text("qualifier") == "lt" }
    )
  }

  @Test("exactly three conflicts about Sora, of kinds 2 and 3")
  func conflictsOfSora() throws {
    let run = try conflicts(ConflictsParameters(common(["Sora"])), in: market.store)
    try expectShellAgrees(run, market)
    let found = run.named.map {
      [$0.number("kind").map { String(Int($0)) } ?? "", $0.text("metric") ?? "", $0.text("other_metric") ?? ""]
    }
    #expect(
      found == [["2", "mau", "active_users"], ["2", "mau", "peak_users"], ["3", "inference_cost", "operating_cost"]])
    #expect(
      near(run.named[0].number("ratio"), 1 / 9.4) && near(run.named[1].number("ratio"), 1 / 4.7)
        && near(run.named[2].number("ratio"), 1 / 15.0))
    #expect(run.named[0].text("believed") == "Sensor Tower" && run.named[2]["believed"] == .null)
    let all = try conflicts(ConflictsParameters(common()), in: market.store)
    try expectShellAgrees(all, market)
    #expect(all.document.rows.count == 3)
  }

  @Test(
    "the shutdown gave Kling AI +3.0 pp [2–4] from reported growth: 312K or 6.6%, 234K or 5.0% [155K–314K] net")
  func impactOfTheShutdown() throws {
    let run = try impact(
      ImpactParameters(
        common(metric: "wau_change"), event: "OpenAI announces the shutdown of Sora", controls: ["RunwayML", "Vidu"]),
      in: market.store)
    try expectShellAgrees(run, market)
    #expect(run.named.map { $0.text("role") } == ["treated", "control", "control"])
    let summary = run.document.summary
    #expect(near(summary["difference_in_differences"]?.number, 0.03))
    #expect(near(summary["low"]?.number, 0.02) && near(summary["high"]?.number, 0.04))
    #expect(near(summary["capture"]?["gross"]?.number, 312_000) && near(summary["capture"]?["net"]?.number, 234_000))
    #expect(near(summary["capture"]?["low"]?.number, 155_000) && near(summary["capture"]?["high"]?.number, 314_000))
    #expect(
      run.document.summaryLines == [
        "Kling AI: +3.0 pp [2.0–4.0] against the controls (RunwayML and Vidu), from reported growth; not causal.",
        "Capture proxy: 312K gross = 6.6% of Sora's MAU; net of controls 234K = 5.0% [155K–314K].",
      ])
  }

  @Test("without levels on both sides the growth that sources report is used, and the report says so")
  func impactFallsBack() throws {
    let run = try impact(
      ImpactParameters(common(), event: "OpenAI announces", controls: ["RunwayML", "Vidu"]), in: market.store)
    #expect(run.document.summary["method"] == .string("reported growth"))
    #expect(run.document.notes.contains { $0.contains("No mau on both sides") })
  }

  @Test("coverage and revisions of everything agree with the plain shell")
  func recordReports() throws {
    let covered = try coverage(CoverageParameters(common()), in: market.store)
    try expectShellAgrees(covered, market)
    let sora = try #require(covered.named.first { $0.text("product") == "Sora" && $0.text("metric") == "mau" })
    #expect(sora.text("first_period") == "2026-03" && sora.number("observed") == 1 && sora.number("missing") == 0)
    #expect(sora.number("age_days") == 8 && sora.text("next_expected") == "2026-05-02" && sora.text("stale") == "no")
    #expect(sora.number("quoted_share") == 1)
    let changed = try revisions(
      RevisionsParameters(common(["Sora"]), since: try #require(CalendarDay.parse("2026-03-31"))), in: market.store)
    try expectShellAgrees(changed, market)
    #expect(changed.named.allSatisfy { $0.text("class") == "added" && $0.text("new_published_on") == "2026-04-02" })
    #expect(changed.named.contains { $0.text("metric") == "mau" && $0.number("new_value") == 4_700_000 })
  }

  @Test("a company's figures trend like a product's, a target apart from what was")
  func companies() throws {
    let run = try trend(TrendParameters(common(["Samsung"], metric: "ai_devices")), in: market.store)
    try expectShellAgrees(run, market)
    #expect(run.named.map { $0.text("status") } == ["target"])
    #expect(run.named.first?.number("value") == 800_000_000)
  }

  @Test("revenue of Kling AI is shown as stated, and in dollars as the brief converts it")
  func currencies() throws {
    let stated = try trend(TrendParameters(common(["Kling AI"], metric: "revenue")), in: market.store)
    #expect(stated.named.map { $0.number("value") } == [340_000_000])
    #expect(stated.document.title.contains("CNY"))
    var dollars = common(["Kling AI"], metric: "revenue")
    dollars.currency = "usd"
    let converted = try trend(TrendParameters(dollars), in: market.store)
    try expectShellAgrees(converted, market)
    #expect(converted.named.map { $0.number("value") } == [49_300_000])
  }
}

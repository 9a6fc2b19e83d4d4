import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

/// Changes compare figures of one origin, and every figure says how far apart the sources are.
@Suite struct LikeForLikeTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
    for (origin, reliability) in [("Alpha", 1), ("Beta", 2), ("Gamma", 3)] {
      try market.source(origin, reliability: reliability)
    }
  }

  private func run(
    _ products: [String], base: String? = nil, average: Int? = nil,
    _ change: (inout CommonParameters) throws -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, events: false, clock: Market.clock)
    try change(&common)
    let run = try trend(
      TrendParameters(common, base: base.map { try Period.parse($0).get() }, movingAverage: average), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  private func observe(_ origin: String, _ figures: (String, String)...) throws {
    for (period, figure) in figures { try market.observe("P", "mau", period, figure, by: origin) }
  }

  @Test("a change is the later origin's own, else null with a note that says from whom to whom")
  func changes() throws {
    // Beta is believed in January and February, Alpha from March on, which has February too but believes it less late.
    try observe("Beta", ("2025-01", "100K"), ("2025-02", "120K"), ("2025-03", "130K"), ("2025-04", "140K"))
    try observe("Alpha", ("2025-03", "200K"), ("2025-04", "220K"))
    let run = try run(["P"])
    #expect(run.named.map { $0.text("origin") } == ["Beta", "Beta", "Alpha", "Alpha"])
    #expect(near(run.row("P", "2025-02")?.number("change"), 0.2))
    #expect(run.row("P", "2025-03")?["change"] == .null, "never 200/120")
    #expect(near(run.row("P", "2025-04")?.number("change"), 0.1))
    #expect(
      run.document.notes.contains(
        "P: origin changed from Beta to Alpha in 2025-03: no change is computed across it."))
    #expect(
      run.document.summaryLines == ["P: its origin changed between 2025-01 and 2025-04, so no growth rate."])
    guard case .trend(let chart)? = run.document.charts.first else { return #expect(Bool(false), "no chart") }
    #expect(chart.lines[0].breaks == [2])
  }

  @Test(
    "where the later origin has the earlier period, believed or not, its own change is shown, and growth is chained")
  func bridged() throws {
    // In February Alpha only quotes its figure late: a better-ranked analyst's own is believed there.
    try market.source("Own", reliability: 0)
    try observe("Alpha", ("2025-01", "100K"), ("2025-02", "110K"), ("2025-03", "132K"))
    try observe("Own", ("2025-01", "90K"))
    let run = try run(["P"])
    #expect(run.named.map { $0.text("origin") } == ["Own", "Alpha", "Alpha"])
    #expect(near(run.row("P", "2025-02")?.number("change"), 0.1), "110/100, not 110/90")
    #expect(near(run.row("P", "2025-02")?.number("change_low"), 109.5 / 100.5 - 1))
    #expect(near(run.row("P", "2025-02")?.number("change_high"), 110.5 / 99.5 - 1))
    #expect(
      run.document.notes.contains(
        "P: origin changed in 2025-02 (from Own to Alpha); the change shown is the later origin's own."))
    // 1.1 × 1.2 over two months.
    let growth = try #require(run.document.summary["products"]?[0])
    #expect(near(growth["cmgr"]?.number, 1.32.squareRoot() - 1) && growth["chained"] == true)
    #expect(run.document.summaryLines[0].hasSuffix(", chained over a change of origin."))
  }

  @Test("y/y, index and moving average are of the later end's origin too")
  func others() throws {
    try observe("Beta", ("2024-03", "50K"), ("2025-01", "100K"), ("2025-02", "120K"), ("2025-03", "130K"))
    try observe("Alpha", ("2024-03", "100K"), ("2025-02", "180K"), ("2025-03", "200K"))
    let run = try run(["P"], base: "2025-02", average: 2)
    let march = try #require(run.row("P", "2025-03"))
    #expect(near(march.number("change_year"), 1) && near(march.number("index"), 100 * 200 / 180.0))
    #expect(near(march.number("moving_average"), 190_000))
    #expect(run.row("P", "2025-02")?["moving_average"] == .null, "Alpha has no January")
    #expect(
      run.row("P", "2025-01")?.text("origin") == "Beta"
        && near(run.row("P", "2025-01")?.number("index"), 100 * 100 / 120.0))
  }

  @Test(
    "a quarter is rolled up within one origin; of several only where none has it complete, and then nothing is compared"
  )
  func quarters() throws {
    try observe("Alpha", ("2025-01", "100K"), ("2025-02", "100K"), ("2025-04", "100K"), ("2025-05", "100K"))
    try observe("Beta", ("2025-01", "200K"), ("2025-02", "200K"), ("2025-03", "200K"), ("2025-06", "400K"))
    let run = try run(["P"]) { $0.by = .quarter }
    let first = try #require(run.row("P", "2025-Q1"))
    #expect(first.text("origin") == "Beta" && first.number("value") == 200_000, "never (100 + 100 + 200)/3")
    let second = try #require(run.row("P", "2025-Q2"))
    #expect(second.text("origin") == "several" && second.number("value") == 200_000)
    #expect(second["change"] == .null && first.number("sources") == 1 && second.number("sources") == 0)
  }

  @Test("each origin counts once, and the hull is open where one of them is; what is asked for changes nothing in it")
  func spread() throws {
    try observe("Alpha", ("2025-01", "100K"), ("2025-02", "100K"), ("2025-03", "100K"))
    try observe("Beta", ("2025-01", "120K"), ("2025-02", ">120K"), ("2025-03", "undisclosed"))
    try observe("Gamma", ("2025-01", "90K"))
    // A restatement is no further source, and what it replaces not in the hull.
    try market.observe("P", "mau", "2025-01", "91K", by: "Gamma", on: "2026-04-03")
    try market.observe("P", "mau", "2025-01", "500K", by: "Delta", status: .projected)
    for origin in [nil, "Alpha", "Beta"] {
      let run = try run(["P"]) { $0.origin = origin }
      let january = try #require(run.row("P", "2025-01"))
      #expect(january.number("sources") == 3)
      #expect(january.number("sources_low") == 90_500 && january.number("sources_high") == 120_500)
      let february = try #require(run.row("P", "2025-02"))
      #expect(february.number("sources") == 2 && february.number("sources_low") == 99_500)
      #expect(february["sources_high"] == .null)
      #expect(run.row("P", "2025-03")?.number("sources") == 1)
    }
    let forward = try run(["P"]).named.first { $0.text("status") == "projected" }
    #expect(forward?["sources"] == .null && forward?["sources_low"] == .null)
    let table = try run(["P"]).document.display.map(\.title)
    #expect(table.contains("Sources") && table.contains("Spread"))
  }
}

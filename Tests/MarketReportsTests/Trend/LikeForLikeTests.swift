import Foundation
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
    // Beta says 1.2 and 130/120, Alpha 1.1: 1.43 over three months, never 220/100.
    let growth = try #require(run.document.summary["products"]?[0])
    #expect(near(growth["cmgr"]?.number, cbrt(1.43) - 1) && growth["chained"] == true)
    #expect(run.document.summaryLines[0].hasSuffix(", chained over a change of origin."))
    guard case .trend(let chart)? = run.document.charts.first else { return #expect(Bool(false), "no chart") }
    #expect(chart.lines[0].breaks == [2])
  }

  @Test("where the later origin has the earlier period, believed or not, its own change and growth are shown")
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
    // Alpha is there at both ends, and its own 100 is where growth begins.
    let growth = try #require(run.document.summary["products"]?[0])
    #expect(near(growth["cmgr"]?.number, 1.32.squareRoot() - 1) && growth["chained"] == false)
    #expect(run.document.summaryLines[0].hasPrefix("P: 100K in 2025-01 to 132K in 2025-03, CMGR +14.9% a month"))
  }

  @Test("y/y, index and moving average are of the later end's origin too")
  func others() throws {
    try observe("Beta", ("2024-03", "50K"), ("2025-01", "100K"), ("2025-02", "120K"), ("2025-03", "130K"))
    try observe("Alpha", ("2024-03", "100K"), ("2025-02", "180K"), ("2025-03", "200K"))
    let run = try run(["P"], base: "2025-02", average: 2)
    let march = try #require(run.row("P", "2025-03"))
    #expect(near(march.number("change_year"), 1) && near(march.number("index"), 100 * 200 / 180.0))
    #expect(near(march.number("moving_average"), 190_000))
    // Alpha has no January: Beta's 1.2 leads back to 150K, and the base's 100 to 100/1.2.
    #expect(near(run.row("P", "2025-02")?.number("moving_average"), 165_000))
    #expect(run.row("P", "2025-01")?["moving_average"] == .null, "nobody has December")
    #expect(
      run.row("P", "2025-01")?.text("origin") == "Beta"
        && near(run.row("P", "2025-01")?.number("index"), 100 / 1.2))
    let chained = try #require(run.document.summary["products"]?[0])
    #expect(chained["index_chained"]?[0] == "2025-01" && chained["moving_average_chained"]?[0] == "2025-02")
    #expect(run.document.notes.contains { $0.hasPrefix("P: the index is chained over changes of origin in 2025-01:") })
  }

  @Test("an index is chained over the periods where origins overlap, whoever is believed there", arguments: [1, 3])
  func chained(_ reliabilityOfAlpha: Int) throws {
    try market.connection.run("UPDATE sources SET reliability = \(reliabilityOfAlpha) WHERE name = 'Alpha'")
    try observe("Alpha", ("2025-01", "100K"), ("2025-02", "110K"))
    try observe("Beta", ("2025-02", "120K"), ("2025-03", "132K"), ("2025-05", "150K"))
    try observe("Gamma", ("2025-07", "1M"), ("2025-08", "2M"))
    let run = try run(["P"], base: "2025-01", average: 3)
    let march = try #require(run.row("P", "2025-03"))
    #expect(near(march.number("index"), 121), "never 132")
    // 132, and by Beta's and Alpha's changes 120 and 120/1.1 before it.
    #expect(near(march.number("moving_average"), (132_000 + 120_000 + 120_000 / 1.1) / 3))
    #expect(near(run.row("P", "2025-02")?.number("index"), 110), "Alpha's own, or its change behind Beta's")
    for month in ["2025-05", "2025-07", "2025-08"] {
      #expect(run.row("P", month)?["index"] == .null && run.row("P", month)?["moving_average"] == .null, "\(month)")
    }
    let growth = try #require(run.document.summary["products"]?[0])
    #expect(growth["cagr"] == .null && growth["cmgr"] == .null && growth["chained"] == false, "a gap breaks the chain")
    #expect(
      run.document.summaryLines == ["P: its origin changed between 2025-01 and 2025-08, so no growth rate."])
    #expect(growth["index_chained"] == .array(reliabilityOfAlpha == 1 ? ["2025-03"] : ["2025-02", "2025-03"]))
    let short = try self.run(["P"], base: "2025-03") { $0.to = try Period.parse("2025-03").get() }
    // Backwards from the base: 100/1.1/1.1.
    #expect(near(short.row("P", "2025-01")?.number("index"), 100 / 1.21))
    let chain = try #require(short.document.summary["products"]?[0])
    #expect(near(chain["cmgr"]?.number, 0.1) && chain["chained"] == true)
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
    let columns = try run(["P"]).document.display
    #expect(columns.contains { $0.title == "MAU" && $0.spread?.sources == 7 }, "\(columns.map(\.title))")
  }
}

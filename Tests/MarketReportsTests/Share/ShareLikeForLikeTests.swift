import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

/// A shift compares shares of one origin, member by member.
@Suite struct ShareLikeForLikeTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
    for (origin, reliability) in [("Alpha", 1), ("Beta", 2)] { try market.source(origin, reliability: reliability) }
  }

  private func observe(_ origin: String, _ period: String, _ figures: (String, String)...) throws {
    for (product, figure) in figures { try market.observe(product, "mau", period, figure, by: origin) }
  }

  private func run(
    _ products: [String] = [], top: Int? = nil, whatIf: [String] = [], origin: String? = nil, by: Granularity? = nil
  ) throws -> ReportRun {
    let common = CommonParameters(products: products, by: by, origin: origin, events: false, clock: Market.clock)
    let run = try share(ShareParameters(common, top: top, whatIf: whatIf), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  @Test("where the later origin has no earlier figure there is no shift, and a note says why")
  func changed() throws {
    try observe("Beta", "2025-01", ("A", "100K"), ("B", "100K"))
    try observe("Alpha", "2025-02", ("A", "300K"), ("B", "100K"))
    let run = try run(["A", "B"])
    #expect(near(run.row("A", "2025-02")?.number("share"), 0.75))
    #expect(run.row("A", "2025-02")?["share_change"] == .null, "never 75% less 50%")
    #expect(
      run.document.notes.contains("A: origin changed from Beta to Alpha in 2025-02: no shift is computed across it."))
  }

  @Test("the earlier period is computed anew with the later one's origins, believed there or not")
  func anew() throws {
    try market.source("Own", reliability: 0)
    try observe("Alpha", "2025-01", ("A", "200K"), ("B", "200K"))
    try observe("Own", "2025-01", ("A", "600K"))
    try observe("Alpha", "2025-02", ("A", "300K"), ("B", "100K"))
    let run = try run(["A", "B"])
    #expect(near(run.row("A", "2025-01")?.number("share"), 0.75) && run.row("A", "2025-01")?.text("origin") == "Own")
    // Alpha's 75% less Alpha's 50%.
    #expect(near(run.row("A", "2025-02")?.number("share_change"), 0.25))
    #expect(!run.document.notes.contains { $0.contains("no shift") })
  }

  private func spread(_ row: NamedRow?) -> [Double?] {
    ["sources", "sources_low", "sources_high"].map { row?.number($0) }
  }

  @Test("panels that agree on the shares have no spread, however far apart their figures are")
  func biased() throws {
    for (panel, figure) in [("Alpha", "0.8M"), ("Beta", "1.0M"), ("Gamma", "1.25M")] {
      try observe(panel, "2025-01", ("A", figure), ("B", figure))
    }
    for origin in [nil, "Beta"] {
      for by in [nil, Granularity.month] {
        let run = try run(["A", "B"], origin: origin, by: by)
        #expect(spread(run.row("A", "2025-01")) == [3, 0.5, 0.5] && spread(run.row("B", "2025-01")) == [3, 0.5, 0.5])
      }
    }
    let whatIf = try run(["A", "B"], whatIf: ["A=2M"])
    #expect(spread(whatIf.row("B", "2025-01")) == [nil, nil, nil])
  }

  @Test("the spread is the hull of each origin's own share; with a top it is that of \"other\" too")
  func hull() throws {
    try observe("Alpha", "2025-01", ("A", "600K"), ("B", "300K"), ("C", "100K"))
    try observe("Beta", "2025-01", ("A", "500K"), ("B", "100K"), ("C", "400K"))
    // Gamma lacks a member, so it has no shares of them.
    try observe("Gamma", "2025-01", ("A", "900K"), ("B", "100K"))
    let run = try run(["A", "B", "C"])
    #expect(spread(run.row("A", "2025-01")) == [2, 0.5, 0.6])
    #expect(spread(run.row("B", "2025-01")) == [2, 0.1, 0.3] && spread(run.row("C", "2025-01")) == [2, 0.1, 0.4])
    let top = try self.run(top: 1)
    #expect(spread(top.row("A", "2025-01")) == [2, 0.5, 0.6] && spread(top.row("other", "2025-01")) == [2, 0.4, 0.5])
    #expect(run.document.display.contains { $0.title == "Share" && $0.spread?.sources == 9 })
  }

  @Test("where fewer than two have every member it is what the members' hulls allow, and a note says so")
  func box() throws {
    try market.metric("units", unit: "count", aggregation: "sum")
    for (origin, product, figure) in [
      ("Alpha", "A", "100"), ("Beta", "A", "200"), ("Alpha", "B", "100"), ("Gamma", "C", "100"),
    ] {
      try market.observe(product, "units", "2025-01", figure, by: origin, exact: true)
    }
    var common = CommonParameters(products: ["A", "B", "C"], metric: "units", events: false, clock: Market.clock)
    let run = try share(ShareParameters(common), in: market.store)
    try expectShellAgrees(run, market)
    // A from 100 to 200 of 300 to 400; B and C 100 of as many.
    #expect(run.row("A", "2025-01")?.number("sources") == 0)
    #expect(near(run.row("A", "2025-01")?.number("sources_low"), 100 / 300.0))
    #expect(near(run.row("A", "2025-01")?.number("sources_high"), 200 / 400.0))
    #expect(near(run.row("B", "2025-01")?.number("sources_low"), 100 / 400.0))
    #expect(near(run.row("B", "2025-01")?.number("sources_high"), 100 / 300.0))
    #expect(run.document.notes.contains { $0.hasPrefix("The sources measured different products in 2025-01:") })
    // One panel alone: no spread beyond the figures' own intervals, and nothing to say.
    common.products = ["B"]
    let alone = try share(ShareParameters(common), in: market.store)
    #expect(spread(alone.row("B", "2025-01")) == [1, 1, 1])
    #expect(!alone.document.notes.contains { $0.hasPrefix("The sources measured") })
  }

  @Test("nothing is compared across a month without figures") func gap() throws {
    for month in ["2025-01", "2025-03"] { try observe("Alpha", month, ("A", "100K"), ("B", "300K")) }
    try observe("Alpha", "2025-04", ("A", "200K"), ("B", "200K"))
    let run = try run(["A", "B"])
    #expect(run.row("A", "2025-03")?["share_change"] == .null)
    #expect(near(run.row("A", "2025-04")?.number("share_change"), 0.25))
  }

  @Test("of a segment the shift is that of the members that can be compared")
  func common() throws {
    try market.segment("S", ["A", "B", "C"])
    try observe("Alpha", "2025-01", ("A", "100K"), ("B", "300K"))
    try observe("Beta", "2025-01", ("C", "500K"))
    try observe("Alpha", "2025-02", ("A", "200K"), ("B", "200K"), ("C", "900K"))
    let run = try run()
    #expect(near(run.row("A", "2025-02")?.number("share_change"), 0.25), "50% less 25% of A and B")
    #expect(run.row("C", "2025-02")?["share_change"] == .null)
  }
}

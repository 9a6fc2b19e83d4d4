import MarketModel
import MarketStore
import SQLite
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

  private func run(_ products: [String] = []) throws -> ReportRun {
    let common = CommonParameters(products: products, events: false, clock: Market.clock)
    let run = try share(ShareParameters(common), in: market.store)
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

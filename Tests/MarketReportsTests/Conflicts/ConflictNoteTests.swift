import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

/// `trend` and `share` name the conflicts that touch a figure they show, with the one believed and by what.
@Suite struct ConflictNoteTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau", family: "users")
    try market.source("Alpha", reliability: 1)
    for month in ["2026-01", "2026-02", "2026-03"] {
      try market.observe("P", "mau", month, "10M", by: "Alpha", on: "2026-04-01")
      try market.observe("Q", "mau", month, "10M", by: "Alpha", on: "2026-04-01")
    }
    try market.observe("P", "mau", "2026-01", "12M", by: "Beta")
    try market.observe("P", "mau", "2026-02", "13M", by: "Beta")
    try market.observe("Q", "mau", "2026-02", "10.1M", by: "Beta")
  }

  private func notes(_ products: [String], _ change: (inout CommonParameters) throws -> Void = { _ in }) throws
    -> [String]
  {
    var common = CommonParameters(products: products, clock: Market.clock)
    try change(&common)
    let reports = [
      try trend(TrendParameters(common), in: market.store), try share(ShareParameters(common), in: market.store),
    ]
    let notes = reports.map { $0.document.notes.filter { $0.hasPrefix("Conflict: ") } }
    #expect(notes[0] == notes[1])
    return notes[0]
  }

  private static let note =
    "Conflict: P: mau: Beta runs 1.25 × Alpha (median of 2 months); 10M by Alpha against 13M by Beta in 2026-02; Alpha "
    + "believed: reliability 1, first-hand, 2026-04-01."

  @Test("a note names the pair, its bias and by what the one is believed") func said() throws {
    #expect(try notes(["P", "Q"]) == [Self.note])
    #expect(try notes(["Q"]) == [])
  }

  @Test("of the periods shown, whoever is asked for; by another policy another is believed") func narrowed() throws {
    #expect(try notes(["P"]) { $0.from = try Period.parse("2026-03").get() } == [])
    let january = try notes(["P"]) { $0.to = try Period.parse("2026-01").get() }
    #expect(january.count == 1 && january[0].contains("Beta runs 1.2 × Alpha (1 month)"))
    #expect(try notes(["P"]) { $0.origin = "Alpha" }.map { $0.hasSuffix("in 2026-02.") } == [true])
    #expect(try notes(["P"]) { $0.believe = ["Beta"] }[0].contains("; Beta believed: reliability 5, first-hand, "))
    #expect(try notes(["P"]) { $0.believe = ["median"] }[0].hasSuffix("; the median stands for them."))
    #expect(try notes(["P"]) { $0.asOf = CalendarDay.parse("2026-04-01") } == [])
  }

  @Test("an origin's own revision is none, another definition is one, another region's figure none")
  func others() throws {
    try market.observe("Q", "mau", "2026-01", "30M", by: "Alpha", on: "2026-04-05")
    #expect(try notes(["Q"]) == [])
    try market.metric("active_users", type: "instant", aggregation: "none", additive: false, family: "users")
    try market.observe("Q", "active_users", "2026-03-15", "<1M", by: "Gamma")
    let notes = try notes(["Q"])
    #expect(notes.count == 1 && notes[0].contains("Q: mau 10M in 2026-03 (Alpha) against active_users <1M"))
    #expect(
      notes[0].hasSuffix(
        "; the definitions differ, so both stand; Alpha believed: reliability 1, first-hand, 2026-04-01."))
  }

  @Test("months that make up a quarter are looked at too, and of many the rest is counted") func many() throws {
    #expect(try notes(["P"]) { $0.by = .quarter } == [Self.note])
    for number in 1...9 {
      try market.observe("P\(number)", "mau", "2026-01", "10M", by: "Alpha")
      try market.observe("P\(number)", "mau", "2026-01", "20M", by: "Beta")
    }
    let all = try trend(TrendParameters(CommonParameters(clock: Market.clock)), in: market.store).document.notes
    #expect(all.count { $0.hasPrefix("Conflict: ") } == 5)
    #expect(all.last == "And 5 more conflicts touch these figures: see `conflicts`.")
  }
}

import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

/// Of two claims that differ in one term of the order, and of which the loser has the better of every later term, each
/// reader of the order believes the same one.
@Suite struct BeliefOrderTests {
  struct Claim: Sendable {
    /// A point, or a bound.
    var isPoint = true
    var isDisclosed = true
    var origin: String
    var source: String
    var day = "2026-02-10"
    /// The import: 1 or 2.
    var round = 1
  }

  struct Tie: Sendable, CustomTestStringConvertible {
    var term: BeliefOrder.Term
    var winner: Claim
    var loser: Claim
    var testDescription: String { "\(term)" }
  }

  /// Sources in the order of their ids, with their reliabilities; then the publications of one day in that of theirs.
  private static let sources = [("Early", 5), ("Good", 1), ("Bad", 9), ("Middle", 5), ("Late", 5)]

  static let ties = [
    Tie(
      term: .disclosed, winner: Claim(isPoint: false, origin: "Bad", source: "Early"),
      loser: Claim(isDisclosed: false, origin: "Good", source: "Good", day: "2026-03-10", round: 2)),
    Tie(
      term: .reliability, winner: Claim(isPoint: false, origin: "Good", source: "Early"),
      loser: Claim(origin: "Bad", source: "Bad", day: "2026-03-10", round: 2)),
    Tie(
      term: .firstHand, winner: Claim(isPoint: false, origin: "Late", source: "Late"),
      loser: Claim(origin: "Early", source: "Middle", day: "2026-03-10", round: 2)),
    Tie(
      term: .latestPublication, winner: Claim(isPoint: false, origin: "Late", source: "Late", day: "2026-03-10"),
      loser: Claim(origin: "Early", source: "Early", round: 2)),
    Tie(
      term: .point, winner: Claim(origin: "Middle", source: "Middle"),
      loser: Claim(isPoint: false, origin: "Late", source: "Late", round: 2)),
    Tie(
      term: .newestRow, winner: Claim(origin: "Middle", source: "Middle", round: 2),
      loser: Claim(origin: "Late", source: "Late")),
    Tie(
      term: .publication, winner: Claim(origin: "Late", source: "Late"),
      loser: Claim(origin: "Early", source: "Early")),
    Tie(
      term: .origin, winner: Claim(origin: "Early", source: "Bad"), loser: Claim(origin: "Middle", source: "Bad")),
  ]

  /// Those that can contradict each other: what is not disclosed says nothing.
  static let conflicting = ties.filter { $0.term != .disclosed }
  /// An event is not a figure.
  static let told = conflicting.filter { $0.term != .point }

  @Test("every term has its tie") func complete() {
    #expect(Self.ties.map(\.term) == BeliefOrder(.ranked).terms)
  }

  private func market() throws -> Market {
    let market = try Market()
    for (name, reliability) in Self.sources { try market.source(name, reliability: reliability) }
    for (name, _) in Self.sources { _ = try market.publication(name, "2026-02-10") }
    for metric in ["mau", "active_users"] { try market.metric(metric, family: "users") }
    try market.metric("cost")
    try market.metric("part_of_cost", partOf: "cost")
    return market
  }

  /// Writes both, each in its import.
  private func write(
    _ tie: Tie, to market: Market, _ write: (Claim, _ wins: Bool) throws -> Void
  ) throws {
    for round in 1...2 {
      if round == 2 { try market.openImport(at: "2026-04-05T00:00:00.000Z") }
      if tie.loser.round == round { try write(tie.loser, false) }
      if tie.winner.round == round { try write(tie.winner, true) }
    }
  }

  /// The winner says 5M, or less than that; the loser 9M, or more.
  private func text(_ claim: Claim, isLow: Bool) -> String {
    if !claim.isDisclosed { return "undisclosed" }
    return isLow ? (claim.isPoint ? "5M" : "<5M") : (claim.isPoint ? "9M" : ">9M")
  }

  private func observed(_ tie: Tie) throws -> Market {
    let market = try market()
    try write(tie, to: market) { claim, wins in
      try market.observe(
        "Alpha", "mau", "2026-01", text(claim, isLow: wins), by: claim.origin, in: claim.source, on: claim.day)
    }
    return market
  }

  private let common = CommonParameters(products: ["Alpha"], metric: "mau", clock: Market.clock)
  private func isWinner(_ high: Double?) -> Bool { high.map { $0 < 6e6 } ?? false }

  @Test("trend", arguments: ties) func trends(_ tie: Tie) throws {
    let market = try observed(tie)
    let rows = try trend(TrendParameters(common), in: market.store).named
    #expect(rows.count == 1 && isWinner(rows[0].number("high")))
  }

  @Test("share, in Swift and by the statement", arguments: ties) func shares(_ tie: Tie) throws {
    let market = try observed(tie)
    try market.store.reading {
      let scope = try ReportScope(common, defaultMetric: "mau", in: market.store)
      let query = ShareQuery(scope: scope, timeline: try scope.timeline(), top: nil, hypotheses: [])
      for method in [ShareMethod.swift, .statement] {
        let rows = try ShareComputation(query, method).rows
        #expect(rows.count == 1 && isWinner(rows[0][5].number), "\(method)")
      }
    }
  }

  @Test("revisions", arguments: ties) func revised(_ tie: Tie) throws {
    let market = try observed(tie)
    let since = CalendarDay(year: 2026, month: 1, day: 1)!
    try market.store.reading {
      let scope = try RecordScope(common, in: market.store)
      let query = RevisionsQuery(scope: scope, since: since, until: nil, importsSince: 0, importsUntil: nil)
      let rows = try market.connection.query(query.statement(withClaims: true)) { row in
        (0..<row.count).map { row.value($0) }
      }
      #expect(rows.count == 1 && !rows[0].contains(.real(9e6)))
      #expect(rows[0].contains(.real(5e6)))
    }
  }

  @Test("the view current_snapshots", arguments: ties) func view(_ tie: Tie) throws {
    let market = try observed(tie)
    let highs = try market.connection.query("SELECT high FROM current_snapshots") { $0.optionalDouble(0) }
    #expect(highs.count == 1 && isWinner(highs[0]))
  }

  private func conflict(_ market: Market, metric: String?) throws -> NamedRow {
    var common = common
    common.metric = metric
    let rows = try conflicts(ConflictsParameters(common), in: market.store).named
    return try #require(rows.count == 1 ? rows[0] : nil, "\(rows)")
  }

  @Test("conflicts in one series", arguments: conflicting) func sameSeries(_ tie: Tie) throws {
    let row = try conflict(observed(tie), metric: nil)
    #expect(row.number("kind") == 1 && row.number("value") == 5e6 && row.number("other_value") == 9e6)
    #expect(row.text("believed") == tie.winner.origin)
  }

  @Test("conflicts of two definitions, whichever series is the older one", arguments: conflicting, [true, false])
  func sameFamily(_ tie: Tie, winnerIsMAU: Bool) throws {
    let market = try market()
    // The loser's series has the smaller id.
    try market.observe("Alpha", winnerIsMAU ? "active_users" : "mau", "2020-01", "1M")
    try write(tie, to: market) { claim, wins in
      try market.observe(
        "Alpha", wins == winnerIsMAU ? "mau" : "active_users", "2026-01", text(claim, isLow: wins), by: claim.origin,
        in: claim.source, on: claim.day)
    }
    let row = try conflict(market, metric: nil)
    #expect(row.number("kind") == 2 && row.text("metric") == (winnerIsMAU ? "mau" : "active_users"))
    #expect(row.number("value") == 5e6 && row.text("believed") == tie.winner.origin)
  }

  @Test("conflicts of a part and its whole, whichever is believed", arguments: conflicting, [true, false])
  func parts(_ tie: Tie, partWins: Bool) throws {
    let market = try market()
    try market.observe("Alpha", partWins ? "cost" : "part_of_cost", "2020-01", "1M")
    try write(tie, to: market) { claim, wins in
      let isPart = wins == partWins
      try market.observe(
        "Alpha", isPart ? "part_of_cost" : "cost", "2026-01", text(claim, isLow: !isPart), by: claim.origin,
        in: claim.source, on: claim.day)
    }
    let row = try conflict(market, metric: nil)
    #expect(row.number("kind") == 3 && row.text("believed") == tie.winner.origin)
  }

  @Test("conflicts of an event's two dates", arguments: told) func events(_ tie: Tie) throws {
    let market = try market()
    try write(tie, to: market) { claim, wins in
      try market.event(
        "Alpha ends", type: "shutdown", effective: wins ? "2026-03-01" : "2026-05-01", subjects: ["Alpha"],
        by: claim.origin, source: claim.source, on: claim.day)
    }
    let row = try conflict(market, metric: nil)
    #expect(row.number("kind") == 4 && row.text("period") == "2026-03-01" && row.text("other_period") == "2026-05-01")
    #expect(row.text("believed") == tie.winner.origin)
  }

  private func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  @Test("the shipped view's ORDER BY and its words are those of the code")
  func shippedView() throws {
    let market = try Market()
    func text(_ view: String) throws -> String {
      oneLine(try market.connection.first("SELECT sql FROM sqlite_schema WHERE name = \(view)") { $0.text(0) } ?? "")
    }
    let columns = BeliefOrder.Columns(claims: "o", publications: "b", origins: "r")
    let order = oneLine(BeliefOrder(.ranked).orderBy(columns).literalText)
    #expect(try text("current_snapshots").contains("ORDER BY \(order) LIMIT 1"), "\(order)")
    #expect(try text("current_snapshots").contains("o.status IN (4, 5)"))
    #expect(ObservationStatus.forwardLooking.map(\.rawValue) == [4, 5])
    for words in [SQL.word(of: Qualifier.self, "o.qualifier"), SQL.word(of: ObservationStatus.self, "o.status")] {
      #expect(try text("snapshots").contains(words.literalText), "\(words.literalText)")
    }
  }
}

import MarketModel
import MarketReports
import MarketStore
import SQLite
import TestSupport
import Testing

/// What holds for the statement of every report, on the starter market.
@Suite struct StatementTests {
  private let market: Market

  init() throws { market = try Market.seeded() }

  /// Every report, for products, a segment and everything, as known now, then and by the store.
  private func statements(_ change: (inout CommonParameters) throws -> Void = { _ in }) throws -> [(
    name: String, run: ReportRun
  )] {
    var common = CommonParameters(clock: Market.clock)
    try change(&common)
    var kept = common
    kept.metric = nil
    var wide = common
    wide.metric = "retention"
    var revenue = common
    revenue.metric = "revenue"
    revenue.currency = "USD"
    var yearly = revenue
    yearly.by = .year
    let since = try #require(CalendarDay.parse("2026-03-31"))
    let store = market.store
    return [
      ("trend", try trend(TrendParameters(common, movingAverage: 3), in: store)),
      ("trend in dollars", try trend(TrendParameters(revenue), in: store)),
      ("trend by year", try trend(TrendParameters(yearly), in: store)),
      ("share", try share(ShareParameters(common), in: store)),
      ("share of the top", try share(ShareParameters(common, top: 1), in: store)),
      ("lead", try lead(LeadParameters(common, history: true), in: store)),
      ("lead in dollars", try lead(LeadParameters(revenue), in: store)),
      ("retention", try retention(RetentionParameters(wide), in: store)),
      ("forecast", try forecast(ForecastParameters(common), in: store)),
      ("conflicts", try conflicts(ConflictsParameters(kept), in: store)),
      ("revisions", try revisions(RevisionsParameters(kept, since: since), in: store)),
      ("coverage", try coverage(CoverageParameters(kept), in: store)),
      (
        "impact",
        try impact(
          ImpactParameters(
            CommonParameters(asOf: common.asOf, clock: Market.clock), event: "OpenAI announces",
            controls: ["RunwayML", "Vidu"]), in: store)
      ),
    ]
  }

  private static let selections: [@Sendable (inout CommonParameters) throws -> Void] = [
    { $0.products = ["Kling AI", "Sora"] }, { $0.segment = "AI video" },
    {
      $0.segment = "AI video"
      $0.asOf = CalendarDay.parse("2026-04-02")
    },
    {
      $0.products = ["Kling AI"]
      $0.recordedAsOf = "2100-01-01"
    },
  ]

  @Test("with products or a segment no report scans the observations", arguments: 0..<4)
  func plans(_ selection: Int) throws {
    for (name, run) in try statements(Self.selections[selection]) {
      var scans: [String] = []
      let plan = try market.connection.prepare("EXPLAIN QUERY PLAN " + run.sql)
      while try plan.step() { if plan.row.text(3).hasPrefix("SCAN o") { scans.append(plan.row.text(3)) } }
      #expect(
        scans.filter { $0 == "SCAN o" || $0.hasPrefix("SCAN o ") || $0.hasPrefix("SCAN observations") }.isEmpty,
        "\(name): \(scans)")
    }
  }

  @Test("the plain shell gives every report's rows", arguments: 0..<4)
  func shell(_ selection: Int) throws {
    // A forecast's statement gives its history, not its rows.
    for (name, run) in try statements(Self.selections[selection]) where name != "forecast" {
      try expectShellAgrees(run, market)
    }
  }

  @Test("no statement uses what only SQLite understands")
  func portable() throws {
    for (name, run) in try statements({ $0.products = ["Kling AI", "Sora"] }) {
      for word in [
        "CAST(", "::", "ifnull", "iif(", "printf", " GLOB ", "COLLATE", "strftime", "date(", "julianday",
        "group_concat", "rowid",
        " IS NOT DISTINCT",
      ] {
        #expect(!run.sql.lowercased().contains(word.lowercased()), "\(name): \(word)")
      }
      #expect(run.sql.hasSuffix(";"), "\(name)")
    }
  }

  @Test("as of today equals the latest, for every report")
  func asOfNow() throws {
    let now = try statements()
    let then = try statements { $0.asOf = Market.clock }
    for (a, b) in zip(now, then) { #expect(a.run.document.rows == b.run.document.rows, "\(a.name)") }
  }

  @Test("a report says in its title what it is about, and how to run it again")
  func words() throws {
    for (name, run) in try statements({
      $0.products = ["sora"]
      $0.asOf = CalendarDay.parse("2026-04-02")
      $0.now = CalendarDay.parse("2026-04-03")
    }) {
      let document = run.document
      #expect(!document.title.isEmpty && document.command.first == "tidemark", "\(name)")
      #expect(
        document.command.contains("--as-of") && (name == "impact" || document.command.contains("--now")), "\(name)")
      #expect(document.asOf == "2026-04-02" || name == "revisions", "\(name)")
      #expect(document.rows.allSatisfy { $0.count == document.columns.count }, "\(name)")
      #expect(document.rows.isEmpty == false || !document.notes.isEmpty, "\(name)")
    }
  }
}

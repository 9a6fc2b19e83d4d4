import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct RevisionTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
  }

  private func run(since: String, until: String? = nil, recorded: String? = nil) throws -> ReportRun {
    let result = try revisions(
      RevisionsParameters(
        CommonParameters(recordedAsOf: recorded, clock: Market.clock), since: try #require(CalendarDay.parse(since)),
        until: until.flatMap { CalendarDay.parse($0) }
      ),
      in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test("a later vintage revises, a first one adds, the same figure again is nothing")
  func vintages() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-02-10")
    try market.observe("Alpha", "mau", "2026-01", "7.0M", on: "2026-02-10")
    try market.observe("Beta", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Beta", "mau", "2025-12", "5.0M", on: "2026-02-10")
    try market.observe("Gamma", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Gamma", "mau", "2025-12", "5.0M", on: "2026-02-10", status: .provisional)
    let result = try run(since: "2026-01-31")
    #expect(
      result.named.map { [$0.text("class"), $0.text("product"), $0.text("period")] } == [
        ["revised", "Alpha", "2025-12"], ["added", "Alpha", "2026-01"], ["re-flagged", "Gamma", "2025-12"],
      ])
    #expect(near(result.named[0].number("change"), 0.2))
    #expect(
      result.named[0].text("old_published_on") == "2026-01-10"
        && result.named[0].text("new_published_on") == "2026-02-10")
    #expect(try run(since: "2026-02-10").document.rows.isEmpty)
    #expect(try run(since: "2026-01-01", until: "2026-01-31").named.allSatisfy { $0.text("class") == "added" })
    #expect(throws: StoreError.self) { try run(since: "2026-02-01", until: "2026-01-01") }
  }

  @Test(
    "as recorded: what the store did not hold yet is not news, and what it took back later still stands"
  )
  func recorded() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-02-10")
    let second = try market.openImport(at: "2026-04-08T00:00:00.000Z")
    try market.observe("Beta", "mau", "2025-12", "3.0M", on: "2026-02-10")
    let publication = try market.publication("Synthetic example", "2026-02-10")
    try market.connection.run(
      """
      UPDATE observations SET retracted_by = \(second) WHERE publication_id = \(publication) AND import_id < \(second)
      """)
    func found(_ since: String, _ until: String? = nil, at recorded: String?) throws -> [String] {
      try run(since: since, until: until, recorded: recorded).named.map {
        "\($0.text("class") ?? "") \($0.text("product") ?? "")"
      }
    }
    #expect(try found("2026-01-31", at: nil) == ["added Beta"])
    #expect(try found("2026-01-31", at: "2026-04-07") == ["revised Alpha"])
    #expect(try found("2026-01-31", "2026-04-30", at: "2026-04-07") == ["revised Alpha"])
    #expect(try found("2026-01-31", "2026-04-30", at: "2026-04-08") == ["added Beta"])
    #expect(try found("2026-01-31", at: "2026-04-02") == [])
    #expect(try found("2026-04-07", at: "2026-04-08") == ["revised Alpha"])
  }

  @Test("what was only added is pictured by its number")
  func picture() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    guard case .bars(let chart) = try run(since: "2026-01-01").document.charts.first else {
      Issue.record("no chart")
      return
    }
    #expect(chart.bars.map { "\($0.name) \($0.point.value ?? 0)" } == ["added 1.0"])
    #expect(try run(since: "2026-01-10").document.charts.isEmpty)
  }

  @Test("the table names the currency of money, and a bound by its sign, row by row")
  func claims() throws {
    try market.metric("revenue", unit: "currency", aggregation: "sum")
    try market.metric("retention_rate", unit: "ratio", additive: false, maximum: 1)
    try market.observe("Alpha", "revenue", "2025-12", "1.4M", on: "2026-01-10", currency: "USD")
    try market.observe("Alpha", "revenue", "2025-12", "1.5M", on: "2026-02-10", currency: "USD")
    try market.observe("Alpha", "revenue", "2025-12", "9.8M", on: "2026-01-10", currency: "CNY")
    try market.observe("Alpha", "revenue", "2025-12", "<9M", on: "2026-02-10", currency: "CNY")
    try market.observe("Alpha", "retention_rate", "2025-12", "8%", on: "2026-02-10")
    let document = try run(since: "2026-01-31").document
    func shown(_ title: String) -> [String] {
      guard case .claims(let claims) = document.display.first(where: { $0.title == title })?.content else { return [] }
      return claims.map { $0.text().joined }
    }
    #expect(document.rows.map { $0[2] } == [.text("retention_rate"), .text("revenue"), .text("revenue")])
    #expect(shown("Was") == ["–", "USD 1.4M", "CNY 9.8M"])
    #expect(shown("Is") == ["8%", "USD 1.5M", "<CNY 9M"])
  }

  @Test("a correction of the same publication and an undone import are seen by when the store learned of them")
  func corrections() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Beta", "mau", "2025-12", "3.0M", on: "2026-01-10")
    let second = try market.openImport(at: "2026-04-08T00:00:00.000Z")
    try market.connection.run("UPDATE observations SET retracted_by = \(second)")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-01-10")
    let result = try run(since: "2026-04-05")
    #expect(result.named.map { $0.text("class") } == ["revised", "removed"])
    #expect(result.named[0].number("old_value") == 5_000_000 && result.named[0].number("new_value") == 6_000_000)
    #expect(result.named[1].number("old_value") == 3_000_000 && result.named[1]["new_value"] == .null)
    #expect(try run(since: "2026-04-08").document.rows.isEmpty)
  }
}

import Foundation
import MarketModel
import SQLite
import TestSupport
import Testing

@testable import MarketStore

extension TemporaryFolder {
  var db: String { path("market.db") }
}

enum Upkeep {
  static let today = CalendarDay(year: 2026, month: 4, day: 15)

  static func folder(_ body: (TemporaryFolder) throws -> Void) throws { try body(TemporaryFolder()) }

  static func emptyStore(_ body: (Store, TemporaryFolder) throws -> Void) throws {
    try folder { folder in try body(try Store.create(at: folder.db), folder) }
  }

  static func seededStore(_ body: (Store, TemporaryFolder) throws -> Void) throws {
    try emptyStore { store, folder in
      try store.seed()
      try body(store, folder)
    }
  }

  /// Imports text as a file would be, and expects every row to be taken.
  @discardableResult
  static func take(
    _ text: String, name: String = "file.csv", into store: Store, _ options: ImportOptions = ImportOptions()
  ) throws
    -> ImportResult
  {
    let result = try store.importFiles([.text(name: name, Array(text.utf8))], options: options)
    try #require(result.problems.isEmpty, "\(result.problems.map(\.message))")
    return result
  }

  static let header = "product,metric,period,value,source,published_on\n"

  /// Everything live, in words: two stores with equal dumps say the same.
  static func dump(_ store: Store) throws -> [String] {
    let queries: [SQL] = [
      """
      SELECT product, company, metric, period, granularity, value, low, high, qualifier, status, value_text, currency,
        plan, region, platform,
        day_offset, cohort_size, origin, source, published_on, document_title, note FROM snapshots
      """,
      """
      SELECT event_type, title, status, announced_on, effective, effective_to, amount, currency, amount_text, subjects,
        partners, origin, source,
        published_on, document_title, note FROM event_log
      """,
      "SELECT c.name, c.country, p.name, c.note FROM companies c LEFT JOIN companies p ON p.id = c.parent_id",
      """
      SELECT p.name, c.name, q.name, p.kind, m.name, p.note FROM products p LEFT JOIN companies c ON c.id = p.company_id
        LEFT JOIN products q ON q.id = p.parent_id LEFT JOIN products m ON m.id = p.merged_into
      """,
      """
      SELECT g.name, g.definition, p.name, m.valid_from, m.valid_to FROM segments g
        LEFT JOIN segment_members m ON m.segment_id = g.id
        LEFT JOIN products p ON p.id = m.product_id
      """,
      "SELECT name, kind, reliability, publisher, author, url, note FROM sources",
      "SELECT kind, alias, target_id FROM aliases",
      "SELECT r.name, b.published_on, b.title FROM publications b JOIN sources r ON r.id = b.source_id WHERE b.title <> ''",
      """
      SELECT m.code, m.name, m.definition, m.unit, m.period_type, m.aggregation, m.additive, m.direction, m.min_value,
        m.max_value,
        m.by_day_offset, m.family, p.code FROM metrics m LEFT JOIN metrics p ON p.id = m.part_of
      """,
      """
      SELECT f.base, f.quote, f.kind, t.label, f.rate, f.low, f.high, f.note FROM fx_rates f
        JOIN periods t ON t.id = f.period_id
      WHERE f.retracted_by IS NULL
      """,
      "SELECT name, arguments, sql_text, description, alert FROM saved_reports",
    ]
    var lines: [String] = []
    for (number, query) in queries.enumerated() {
      lines += try store.connection.query(query) { "\(number) \($0.values)" }.sorted()
    }
    return lines
  }

  static func count(_ store: Store, _ sql: SQL) throws -> Int64 { try store.connection.first(sql) { $0.int(0) } ?? -1 }

  /// The error that `body` throws; nil if it throws none.
  static func failure(_ body: () throws -> Void) -> StoreError? {
    do {
      return try storeFailure(body)
    } catch {
      return StoreError(.usage, "another error: \(error)")
    }
  }

  /// No failure at all, said with the findings when there is one.
  static func expectSound(_ store: Store, _ location: SourceLocation = #_sourceLocation) throws {
    let result = try store.check(today: try #require(today))
    #expect(result.failures.isEmpty, "\(result.failures)", sourceLocation: location)
    #expect(result.isSound, sourceLocation: location)
  }
}

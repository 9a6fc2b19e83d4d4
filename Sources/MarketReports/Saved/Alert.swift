import MarketModel
import MarketStore

/// A condition on what a saved report says: `share of Aurora < 25% or lead of Aurora < 1pp or stale`.
public struct Alert: Sendable, Equatable {
  let text: String
  /// One of these must hold; of each, all terms.
  let alternatives: [[AlertTerm]]

  /// - Throws: `StoreError` of kind `usage` for a text that is not a condition.
  public init(parsing text: String) throws {
    var parser = try AlertParser(text)
    self.text = text
    alternatives = try parser.parse()
  }

  private var terms: [AlertTerm] { alternatives.flatMap { $0 } }

  /// - Throws: `StoreError` of kind `usage` when that report has no such column, or none by which a term chooses.
  public func requireColumns(of report: ReportKind) throws { try require(report.columns, of: report.verb, kinds: true) }

  /// - Throws: `StoreError` of kind `usage` when the columns, those of a SQL text, are not enough.
  public func requireColumns(among names: [String]) throws {
    if terms.contains(where: { $0.condition == .stale }) {
      throw Self.neverFires(text, "a statement does not say whose figures could be stale")
    }
    try require(names.map { Column($0) }, of: "the statement", kinds: false)
  }

  private func require(_ columns: [Column], of report: String, kinds: Bool) throws {
    func noColumn(_ reason: String) -> StoreError {
      StoreError(
        .usage, "the alert \"\(text)\" \(reason)", remedy: "it has \(columns.map(\.name).joined(separator: ", "))")
    }
    for term in terms {
      if term.name != nil, !columns.contains(where: { $0.name == "product" }) {
        throw noColumn("asks for a product, and \(report) has no column of that name")
      }
      if term.period != nil, !columns.contains(where: { $0.name == "period" }) {
        throw noColumn("asks for a period, and \(report) has no column of that name")
      }
      guard case .figure(let column, let comparison, let operand) = term.condition else { continue }
      if column == AlertTerm.lead, columns.contains(where: { $0.name == "share" && $0.kind == .number }) || !kinds {
        guard term.name != nil else { throw Self.neverFires(text, "write whose lead, as in lead of Sora < 1pp") }
        continue
      }
      guard let found = columns.first(where: { $0.name == column }) else {
        throw noColumn("names no column of \(report)")
      }
      guard kinds else { continue }
      switch (operand, comparison) {
      case (.word, _) where found.kind == .number: throw Self.neverFires(text, "\(column) is a number")
      case (_, .less), (_, .lessOrEqual), (_, .greater), (_, .greaterOrEqual):
        if found.kind == .text {
          throw Self.neverFires(text, "\(column) is a text, which is only = or != another")
        }
      default: break
      }
    }
  }

  static func neverFires(_ text: String, _ reason: String) -> StoreError {
    StoreError(
      .usage, "the alert \"\(text)\" says nothing: \(reason)",
      remedy: "compare with a figure that the column can have, as in \"share < 0.6\"")
  }

  /// What fired, with its figures and since when: "share of Aurora < 25%: Aurora 24.4% in 2026-06, since 2026-05"; nil
  /// when nothing did.
  ///
  /// - Throws: `StoreError` of kind `usage` when the report has no such column, `name` for a product that there is not.
  public func fired(in document: ReportDocument, clock: CalendarDay, store: Store) throws -> String? {
    try require(document.columns, of: document.report, kinds: false)
    let resolved = try alternatives.map { terms in
      try terms.map { term in
        var term = term
        term.name = try term.name.map { try store.resolve(anyOf: [.product, .company], $0).entry.name }
        return term
      }
    }
    let asksStale = terms.contains { $0.condition == .stale }
    let stale = asksStale ? try document.staleFigures(clock: clock, in: store) : []
    let findings = AlertRun(resolved, document, today: document.today(clock: clock), stale: stale).findings
    return findings.isEmpty ? nil : "\(text): \(listedLines(findings))"
  }

  private func listedLines(_ lines: [String]) -> String {
    lines.prefix(5).joined(separator: "; ") + (lines.count > 5 ? "; and \(lines.count - 5) more" : "")
  }
}

/// Figures of a product whose next publication is overdue.
struct StaleFigures {
  var product: String
  var lastPublishedOn: String
  var nextExpected: String?
}

extension ReportDocument {
  private func parameter(_ name: String) -> JSONValue? { parameters.first { $0.name == name }?.value }

  private func text(_ name: String) -> String? {
    if case .string(let text)? = parameter(name) { text } else { nil }
  }

  /// What "today" was for this report.
  func today(clock: CalendarDay) -> CalendarDay {
    CommonParameters(
      asOf: text("as_of").flatMap { CalendarDay.parse($0) }, now: text("now").flatMap { CalendarDay.parse($0) },
      clock: clock
    ).today
  }

  /// What of the figures behind the report is stale, as `coverage` says.
  func staleFigures(clock: CalendarDay, in store: Store) throws -> [StaleFigures] {
    var common = CommonParameters(
      segment: text("segment"), metric: text("metric"), asOf: text("as_of").flatMap { CalendarDay.parse($0) },
      now: text("now").flatMap { CalendarDay.parse($0) }, clock: clock)
    if case .array(let products)? = parameter("products") {
      common.products = products.compactMap { if case .string(let name) = $0 { name } else { nil } }
    }
    return try coverage(CoverageParameters(common), in: store).document.rows
      .filter { $0[CoverageColumn.stale] == .text("yes") }.map { row in
        StaleFigures(
          product: plainText(row[CoverageColumn.product]),
          lastPublishedOn: plainText(row[CoverageColumn.lastPublishedOn]),
          nextExpected: row[CoverageColumn.nextExpected].string)
      }
  }
}

/// The columns that say what a row is about; every column of a document that is none of the reports.
func keyColumns(of document: ReportDocument) -> [Int] {
  guard let names = ReportKind(rawValue: document.report)?.keyColumns else { return Array(document.columns.indices) }
  return document.columns.indices.filter { names.contains(document.columns[$0].name) }
}

func plainText(_ cell: Cell) -> String {
  switch cell {
  case .null: ""
  case .text(let text): text
  case .integer(let number): String(number)
  case .real(let number):
    number.magnitude < 1e15 && number == number.rounded() ? String(Int64(number)) : number.description
  }
}

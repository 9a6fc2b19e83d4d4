import MarketModel
import MarketStore

/// An alert held against the rows of a report.
///
/// Terms that name nobody are about the same product, in the latest complete period unless they name one; where a
/// report has no periods, about the same row. The point decides, and what has none never fires.
struct AlertRun {
  /// What the terms without a name are about.
  private enum Subject {
    case product(String)
    case row(Int)
    /// Every term names its product.
    case nobody
  }
  /// A term that holds.
  private struct Finding {
    /// What it is about: said once where several terms are about the same.
    var name: String
    var figure: String
    /// Whether the interval has the threshold inside.
    var isPossible = false
  }

  private let alternatives: [[AlertTerm]]
  private let document: ReportDocument
  private let stale: [StaleFigures]
  private let today: CalendarDay
  private let product: Int?
  private let period: Int?
  private let status: Int?
  /// The periods of the rows, in order.
  private let periods: [Period]
  private let rowPeriods: [Period?]

  init(_ alternatives: [[AlertTerm]], _ document: ReportDocument, today: CalendarDay, stale: [StaleFigures]) {
    self.alternatives = alternatives
    self.document = document
    self.stale = stale
    self.today = today
    func column(_ name: String) -> Int? { document.columns.firstIndex { $0.name == name } }
    product = column("product")
    let period = column("period")
    rowPeriods = document.rows.map { row in period.flatMap { row[$0].period } }
    // Revisions and conflicts have a period as one name among others: their rows are not a series over time.
    self.period = ReportKind(rawValue: document.report)?.keyColumns.first == "period" ? period : nil
    status = column("status")
    periods = Set(rowPeriods.compactMap { $0 }).sorted { ($0.end, $0.label) < ($1.end, $1.label) }
  }

  /// A phrase for each product, or row, for which the alert holds.
  var findings: [String] {
    subjects.compactMap { subject in
      // A forecast has no complete period: the first one for which the alert holds is meant.
      var candidates: [Period?] = [period == nil ? nil : periods.last { $0.end < today }]
      if document.report == ReportKind.forecast.verb { candidates = periods.map { $0 } }
      if period != nil { candidates = candidates.filter { $0 != nil } }
      for candidate in candidates {
        guard let held = holds(subject, candidate) else { continue }
        return phrase(held.findings, held.terms, subject, candidate)
      }
      return nil
    }
  }

  private var subjects: [Subject] {
    let unnamed = alternatives.filter { !Self.isNamed($0) }.flatMap { $0 }
    let named: [Subject] = alternatives.contains(where: Self.isNamed) ? [.nobody] : []
    if unnamed.isEmpty { return named }
    let isAboutRows = unnamed.contains { $0.condition != .stale && $0.name == nil }
    if period == nil, isAboutRows { return named + document.rows.indices.map { .row($0) } }
    var names = isAboutRows ? document.rows.compactMap { row in product.flatMap { row[$0].string } } : []
    if unnamed.contains(where: { $0.condition == .stale && $0.name == nil }) { names += stale.map(\.product) }
    var seen: Set<String> = []
    return named + names.filter { seen.insert($0).inserted }.map { .product($0) }
  }

  private static func isNamed(_ terms: [AlertTerm]) -> Bool { terms.allSatisfy { $0.name != nil } }

  /// The first alternative that holds, with what it found.
  private func holds(_ subject: Subject, _ period: Period?, inThePast: Bool = false) -> (
    terms: [AlertTerm], findings: [Finding]
  )? {
    var isNobody = false
    if case .nobody = subject { isNobody = true }
    for terms in alternatives where Self.isNamed(terms) == isNobody {
      // What is stale is known of today alone.
      let asked = inThePast ? terms.filter { $0.condition != .stale } : terms
      if inThePast, !asked.contains(where: { $0.period == nil }) { continue }
      let findings = asked.compactMap { finding($0, subject, period) }
      if findings.count == asked.count { return (terms, findings) }
    }
    return nil
  }

  private func phrase(_ findings: [Finding], _ terms: [AlertTerm], _ subject: Subject, _ period: Period?) -> String {
    var texts: [String] = []
    for (index, finding) in findings.enumerated() {
      let isSame = index > 0 && findings[index - 1].name == finding.name
      texts.append(isSame ? finding.figure : "\(finding.name) \(finding.figure)")
    }
    var phrase = (findings.contains(where: \.isPossible) ? "possibly " : "") + texts.joined(separator: ", ")
    guard let period, terms.contains(where: { $0.condition != .stale && $0.period == nil }) else { return phrase }
    phrase += " in \(period)"
    var first = period
    while let before = first.previous, periods.contains(before), holds(subject, before, inThePast: true) != nil {
      first = before
    }
    return phrase + ", since \(first)"
  }

  // MARK: One term

  private func finding(_ term: AlertTerm, _ subject: Subject, _ period: Period?) -> Finding? {
    guard case .figure(let column, let comparison, let operand) = term.condition else {
      return staleFinding(term, subject)
    }
    let rows = rows(term, subject, period)
    if column == AlertTerm.lead, !document.columns.contains(where: { $0.name == column }) {
      return rows.lazy.compactMap { leadFinding($0, comparison, operand) }.first
    }
    guard let index = document.columns.firstIndex(where: { $0.name == column }) else { return nil }
    for number in rows {
      let row = document.rows[number]
      guard fires(row[index], comparison, operand) else { continue }
      let figure = document.shownFigure(index, of: row, withInterval: true)
      let (low, high) = interval(of: column, row)
      return Finding(
        name: name(of: row, but: index), figure: period == nil ? "\(column) \(figure)" : figure,
        isPossible: straddles(low, high, operand))
    }
    return nil
  }

  private func staleFinding(_ term: AlertTerm, _ subject: Subject) -> Finding? {
    var wanted = term.name
    switch subject {
    case .product(let name): wanted = wanted ?? name
    case .row(let number): wanted = wanted ?? product.flatMap { document.rows[number][$0].string }
    case .nobody: break
    }
    return stale.first { $0.product == wanted }.map { figures in
      let expected = figures.nextExpected.map { ", the next was expected by \($0)" } ?? ""
      return Finding(
        name: figures.product, figure: "is stale: last published on \(figures.lastPublishedOn)\(expected)")
    }
  }

  /// The rows that a term is about, by number; what was observed before what was expected.
  private func rows(_ term: AlertTerm, _ subject: Subject, _ period: Period?) -> [Int] {
    var name = term.name
    if name == nil {
      switch subject {
      case .row(let number): return [number]
      case .product(let product): name = product
      case .nobody: return []
      }
    }
    let wanted = term.period.flatMap { text in
      RelativePeriod(text)?.period(today: today) ?? (try? Period.parse(text).get())
    }
    return document.rows.indices.filter { number in
      guard product.map({ document.rows[number][$0].string == name }) ?? true else { return false }
      if let status, ["projected", "target"].contains(document.rows[number][status].string) { return false }
      if term.period != nil { return wanted != nil && rowPeriods[number] == wanted }
      return self.period == nil || rowPeriods[number] == period
    }
  }

  /// The product, or, where a row is no figure of a series over time, all that it is about.
  private func name(of row: [Cell], but index: Int) -> String {
    if period != nil { return product.flatMap { row[$0].string } ?? "" }
    let key = keyColumns(of: document).filter { $0 != index }.map { plainText(row[$0]) }.filter { !$0.isEmpty }
    return key.isEmpty ? "a row with" : key.joined(separator: " ") + ","
  }

  private func interval(of column: String, _ row: [Cell]) -> (Double?, Double?) {
    func end(_ name: String) -> Double? {
      let own = document.columns.firstIndex { $0.name == "\(column)_\(name)" }
      let plain = ["value", "retention"].contains(column) ? document.columns.firstIndex { $0.name == name } : nil
      return (own ?? plain).flatMap { row[$0].number }
    }
    return (end("low"), end("high"))
  }

  // MARK: lead

  /// The share of a row's product less the best other one of the period.
  private func leadFinding(_ number: Int, _ comparison: AlertTerm.Comparison, _ operand: AlertTerm.Operand) -> Finding?
  {
    guard let share = document.columns.firstIndex(where: { $0.name == "share" }), let product,
      let own = document.rows[number][share].number, let name = document.rows[number][product].string
    else { return nil }
    let others = document.rows.indices.filter { other in
      let otherName = document.rows[other][product].string
      return rowPeriods[other] == rowPeriods[number] && otherName != name && otherName != "other"
    }.map { document.rows[$0] }
    guard let best = others.compactMap({ $0[share].number }).max() else { return nil }
    let lead = own - best
    guard fires(.real(lead), comparison, operand) else { return nil }
    let ends = interval(of: "share", document.rows[number])
    let low = others.compactMap { interval(of: "share", $0).1 }.max().flatMap { high in ends.0.map { $0 - high } }
    let high = others.compactMap { interval(of: "share", $0).0 }.max().flatMap { low in ends.1.map { $0 - low } }
    return Finding(
      name: name, figure: "leads by \(FigureStyle.ratio.points(lead).joined)", isPossible: straddles(low, high, operand)
    )
  }

  // MARK: Comparison

  private func straddles(_ low: Double?, _ high: Double?, _ operand: AlertTerm.Operand) -> Bool {
    guard case .number(let limit) = operand, let low, let high else { return false }
    return low <= limit && limit <= high && low < high
  }

  private func fires(_ cell: Cell, _ comparison: AlertTerm.Comparison, _ operand: AlertTerm.Operand) -> Bool {
    if cell == .null { return false }
    if let value = cell.number, case .number(let limit) = operand {
      switch comparison {
      case .less: return value < limit
      case .lessOrEqual: return value <= limit
      case .greater: return value > limit
      case .greaterOrEqual: return value >= limit
      case .equal: return value == limit
      case .unequal: return value != limit
      }
    }
    let text =
      switch operand {
      case .word(let word): word
      case .number(let number): plainText(.real(number))
      }
    switch comparison {
    case .equal: return plainText(cell) == text
    case .unequal: return plainText(cell) != text
    default: return false
    }
  }
}

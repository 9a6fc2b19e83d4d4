import MarketStore

/// A threshold on a saved report's rows: "share < 0.6" fires for every row whose share is known and below.
public struct Alert: Sendable, Equatable {
  enum Comparison: String, CaseIterable {
    // The longer signs first: "<=" begins with "<".
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case unequal = "!="
    case less = "<"
    case greater = ">"
    case equal = "="
  }

  let text: String
  let column: String
  let comparison: Comparison
  let operand: String

  /// - Throws: `StoreError` of kind `usage` for a text that is not a condition.
  public init(parsing text: String) throws {
    let refusal = StoreError(
      .usage, "\"\(text)\" is not an alert",
      remedy: "write a column, one of < <= > >= = != and a number or a word, as in \"share < 0.6\"")
    guard let sign = text.firstIndex(where: { "<>=!".contains($0) }),
      let comparison = Comparison.allCases.first(where: { text[sign...].hasPrefix($0.rawValue) })
    else { throw refusal }
    self.text = text
    self.comparison = comparison
    column = trimmed(text[..<sign]).lowercased()
    operand = trimmed(text[sign...].dropFirst(comparison.rawValue.count))
    guard !column.isEmpty, !operand.isEmpty, !operand.contains(where: { "<>=!".contains($0) }) else { throw refusal }
    let comparesOrder = comparison != .equal && comparison != .unequal
    if comparesOrder, Double(operand) == nil { throw refusal }
    if let limit = Double(operand), !limit.isFinite { throw neverFires("\(operand) is not a figure") }
  }

  /// - Throws: `StoreError` of kind `usage` when that report has no such column.
  public func requireColumn(of report: ReportKind) throws {
    guard let found = report.columns.first(where: { $0.name == column }) else {
      throw noColumn(of: report.verb, report.columns)
    }
    let isNumber = Double(operand) != nil
    switch comparison {
    case .equal, .unequal:
      if found.kind == .number, !isNumber { throw neverFires("\(column) is a number") }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      if found.kind == .text { throw neverFires("\(column) is a text, which is only = or != another") }
    }
  }

  /// - Throws: `StoreError` of kind `usage` when the alert's column is none of these, those of a SQL text.
  public func requireColumn(among names: [String]) throws {
    if !names.contains(column) { throw noColumn(of: "the statement", names.map { Column($0) }) }
  }

  private func neverFires(_ reason: String) -> StoreError {
    StoreError(
      .usage, "the alert \"\(text)\" says nothing: \(reason)",
      remedy: "compare with a figure that the column can have, as in \"share < 0.6\"")
  }

  private func noColumn(of report: String, _ columns: [Column]) -> StoreError {
    StoreError(
      .usage, "the alert \"\(text)\" names no column of \(report)",
      remedy: "it has \(columns.map(\.name).joined(separator: ", "))")
  }

  /// A line for each row that fired: "share < 0.6: 2026-03 Sora mau, share 0.376".
  ///
  /// - Throws: `StoreError` of kind `usage` when the report has no such column.
  public func fired(in document: ReportDocument) throws -> [String] {
    guard let index = document.columns.firstIndex(where: { $0.name == column }) else {
      throw noColumn(of: document.report, document.columns)
    }
    let keys = keyColumns(of: document)
    return document.rows.compactMap { row in
      guard fires(row[index]) else { return nil }
      let key = keys.filter { $0 != index }.map { plainText(row[$0]) }.filter { !$0.isEmpty }.joined(separator: " ")
      return "\(text): \(key.isEmpty ? "" : key + ", ")\(column) \(plainText(row[index]))"
    }
  }

  private func fires(_ cell: Cell) -> Bool {
    if cell == .null { return false }
    if let value = plainNumber(cell), let limit = Double(operand) {
      switch comparison {
      case .less: return value < limit
      case .lessOrEqual: return value <= limit
      case .greater: return value > limit
      case .greaterOrEqual: return value >= limit
      case .equal: return value == limit
      case .unequal: return value != limit
      }
    }
    switch comparison {
    case .equal: return plainText(cell) == operand
    case .unequal: return plainText(cell) != operand
    default: return false
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

private func plainNumber(_ cell: Cell) -> Double? {
  switch cell {
  case .null, .text: nil
  case .integer(let number): Double(number)
  case .real(let number): number
  }
}

private func trimmed(_ text: some StringProtocol) -> String {
  var text = text[...]
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}

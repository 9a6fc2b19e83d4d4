import MarketModel
import SQLite

extension Connection {
  /// The rows of a report's statement as cells.
  func cells(_ sql: SQL) throws -> [[Cell]] {
    try query(sql) { row in
      (0..<row.count).map { index in
        switch row.value(index) {
        case .null: .null
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .text(let value): .text(value)
        case .blob(let bytes): .text(String(decoding: bytes, as: UTF8.self))
        }
      }
    }
  }
}

/// The rows of each product: a statement that orders its rows by product gives them as runs.
func productRuns(_ rows: [[Cell]], _ product: some ReportColumn) -> [(name: String, rows: ArraySlice<[Cell]>)] {
  var runs: [(name: String, rows: ArraySlice<[Cell]>)] = []
  var start = rows.startIndex
  while start < rows.endIndex {
    let cell = rows[start][product]
    let end = rows[start...].firstIndex { $0[product] != cell } ?? rows.endIndex
    if let name = cell.string { runs.append((name, rows[start..<end])) }
    start = end
  }
  return runs
}

extension Cell {
  init(_ number: Double?) { self = number.map(Cell.real) ?? .null }

  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .null, .text: nil
    }
  }

  var string: String? {
    if case .text(let value) = self { value } else { nil }
  }

  /// What a column of periods means by its label.
  var period: Period? { string.flatMap { try? Period.parse($0).get() } }

  /// What a column of units means by its word.
  var unit: MetricUnit? { string.flatMap(MetricUnit.init(rawValue:)) }

  /// What a column of qualifiers means by its word.
  public var qualifier: Qualifier? { string.flatMap { Qualifier(code: $0) } }
}

extension JSONValue {
  init(_ value: Double?) { self = value.map(JSONValue.real) ?? .null }
  init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
}

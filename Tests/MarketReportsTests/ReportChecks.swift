import Foundation
import MarketReports
import TestSupport
import Testing

/// One row by column name.
struct NamedRow {
  let columns: [Column]
  let cells: [Cell]

  subscript(_ name: String) -> Cell { columns.firstIndex { $0.name == name }.map { cells[$0] } ?? .null }
  func number(_ name: String) -> Double? {
    switch self[name] {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
  func text(_ name: String) -> String? { if case .text(let value) = self[name] { value } else { nil } }
}

extension ReportRun {
  var named: [NamedRow] { document.rows.map { NamedRow(columns: document.columns, cells: $0) } }
  func row(_ product: String, _ period: String) -> NamedRow? {
    named.first { $0.text("product") == product && $0.text("period") == period }
  }
}

extension JSONValue {
  subscript(_ name: String) -> JSONValue? {
    if case .object(let fields) = self { fields.first { $0.name == name }?.value } else { nil }
  }
  subscript(_ index: Int) -> JSONValue? {
    if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
  }
  var number: Double? {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}

func near(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
  guard let a else { return false }
  return abs(a - b) <= tolerance * max(1, abs(b))
}

/// Runs the statement in the plain shell and compares its rows with the report's, numbers to one part in 10¹⁴.
func expectShellAgrees(_ run: ReportRun, _ market: Market, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["sqlite3", "-batch", "-init", "/dev/null", "-json", market.path, run.sql]
  let output = Pipe()
  let errors = Pipe()
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(complaint)\n\(run.sql)", sourceLocation: sourceLocation)
  let parsed = data.isEmpty ? [] : try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
  try #require(parsed.count == run.document.rows.count, "\(run.sql)", sourceLocation: sourceLocation)
  for (expected, row) in zip(run.document.rows, parsed) {
    #expect(Set(row.keys) == Set(run.document.columns.map(\.name)), sourceLocation: sourceLocation)
    for (column, cell) in zip(run.document.columns, expected) {
      let found = row[column.name]
      let agrees =
        switch cell {
        case .null: found is NSNull
        case .text(let text): found as? String == text
        case .integer(let value): (found as? NSNumber)?.doubleValue == Double(value)
        case .real(let value): (found as? NSNumber).map { abs($0.doubleValue - value) <= 1e-14 * abs(value) } ?? false
        }
      #expect(agrees, "\(column.name): \(cell) against \(String(describing: found))", sourceLocation: sourceLocation)
    }
  }
}

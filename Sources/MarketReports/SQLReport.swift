import MarketStore
import SQLite

/// The rows of a user's own SELECT as a report, so that it has every format.
///
/// - Throws: what `Store.query` throws.
public func sqlReport(
  _ text: String, title: String, parameters: [(name: String, value: String)] = [], timeLimit: Double?,
  isCancelled: @escaping @Sendable () -> Bool = { false }, in store: Store
) throws -> ReportDocument {
  let result = try store.query(text, parameters: parameters, timeLimit: timeLimit, isCancelled: isCancelled)
  var document = listing("sql", title: title, result)
  document.parameters = parameters.map { JSONField($0.name, .string($0.value)) }
  document.command = ["tidemark", "sql", text]
  return document
}

/// Rows as they are, each column of the table being one of the data.
func listing(_ report: String, title: String, _ result: QueryResult) -> ReportDocument {
  var kinds = [Column.Kind?](repeating: nil, count: result.columns.count)
  let rows = result.rows.map { row in
    row.enumerated().map { index, value -> Cell in
      switch value {
      case .null: return .null
      case .integer(let number):
        if kinds[index] == nil { kinds[index] = .number }
        return .integer(number)
      case .real(let number):
        if kinds[index] == nil { kinds[index] = .number }
        return .real(number)
      case .text(let text):
        kinds[index] = .text
        return .text(text)
      case .blob(let bytes):
        kinds[index] = .text
        return .text(hexadecimal(bytes))
      }
    }
  }
  let columns = zip(result.columns, kinds).map { Column($0, $1 ?? .text) }
  return ReportDocument(
    report: report, title: title, columns: columns, rows: rows,
    display: columns.enumerated().map { DisplayColumn($1.name, .text($0)) })
}

/// Bytes as SQLite writes them: X'00FF'.
private func hexadecimal(_ bytes: [UInt8]) -> String {
  "X'" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined() + "'"
}

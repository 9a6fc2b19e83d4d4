import Records
import SQLite

/// What a saved report said when it ran.
public struct SavedReportRun: Sendable, Equatable {
  /// The run's number in the store; a later run has a higher one.
  public var id: Int64
  /// The saved report's name.
  public var report: String
  /// ISO 8601 in UTC.
  public var ranAt: String
  /// The values that were set, by name.
  public var parameters: [String: String]
  /// The names of the columns the report had then.
  public var columns: [String]
  /// The report's rows then, one value for each column; blobs have become text.
  public var rows: [[Value]]
}

extension Store {
  /// Keeps what a saved report said, for `report diff`.
  ///
  /// - Parameter keeping: How many runs of a report are kept; older ones are forgotten.
  @discardableResult
  public func recordRun(
    of report: String, parameters: [String: String], columns: [String], rows: [[Value]], keeping: Int = 100
  ) throws -> Int64 {
    var values = "{"
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      values += (values.utf8.count > 1 ? "," : "") + jsonString(name) + ":" + jsonString(value)
    }
    values += "}"
    let names = "[" + columns.map(jsonString).joined(separator: ",") + "]"
    let cells = "[" + rows.map { "[" + $0.map(json).joined(separator: ",") + "]" }.joined(separator: ",\n") + "]"
    return try writing {
      try connection.run(
        """
        INSERT INTO report_runs (report, ran_at, parameters, columns, rows)
        VALUES (\(report), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), \(values), \(names), \(cells))
        """)
      let id = connection.lastInsertRowID
      try connection.run(
        """
        DELETE FROM report_runs WHERE report = \(report)
          AND id NOT IN (SELECT id FROM report_runs WHERE report = \(report) ORDER BY id DESC LIMIT \(max(keeping, 1)))
        """)
      return id
    }
  }

  /// The last run of a saved report with these parameters; nil when there is none.
  public func lastRun(of report: String, parameters: [String: String]? = nil) throws -> SavedReportRun? {
    let ids = try connection.query("SELECT id FROM report_runs WHERE report = \(report) ORDER BY id DESC") { $0.int(0) }
    for id in ids {
      guard let run = try run(id) else { continue }
      if parameters == nil || run.parameters == parameters { return run }
    }
    return nil
  }

  private func run(_ id: Int64) throws -> SavedReportRun? {
    guard
      let head = try connection.first(
        "SELECT report, ran_at FROM report_runs WHERE id = \(id)", { (report: $0.text(0), ranAt: $0.text(1)) })
    else { return nil }
    var parameters: [String: String] = [:]
    try connection.forEach(
      "SELECT j.key, j.value FROM report_runs AS r, json_each(r.parameters) AS j WHERE r.id = \(id)"
    ) {
      parameters[$0.text(0)] = $0.text(1)
    }
    let columns = try connection.query(
      "SELECT j.value FROM report_runs AS r, json_each(r.columns) AS j WHERE r.id = \(id) ORDER BY j.key"
    ) { $0.text(0) }
    var rows: [[Value]] = []
    try connection.forEach(
      """
      SELECT line.key, cell.value FROM report_runs AS r, json_each(r.rows) AS line, json_each(line.value) AS cell
      WHERE r.id = \(id) ORDER BY line.key, cell.key
      """
    ) { row in
      while rows.count <= Int(row.int(0)) { rows.append([]) }
      rows[rows.count - 1].append(row.value(1))
    }
    return SavedReportRun(
      id: id, report: head.report, ranAt: head.ranAt, parameters: parameters, columns: columns, rows: rows)
  }
}

private func json(_ value: Value) -> String {
  switch value {
  case .null: "null"
  case .integer(let number): String(number)
  case .real(let number): number.isFinite ? "\(number)" : "null"
  case .text(let text): jsonString(text)
  case .blob(let bytes): jsonString(String(decoding: bytes, as: UTF8.self))
  }
}

import MarketModel
import Records
import SQLite
import System

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
  /// One value for each column; blobs have become text. Nil: they were too many to be kept, and only the digest tells
  /// whether anything has changed.
  public var rows: [[Value]]?
  /// SHA-256 of columns and rows, in hexadecimal.
  public var digest: String
}

extension SavedReportRun {
  /// What a report says when it is run again as of an earlier day: a run that the store has not kept, of number 0.
  public init(again report: String, asOf day: String, columns: [String], rows: [[Value]]) {
    self.init(
      id: 0, report: report, ranAt: day, parameters: [:], columns: columns, rows: rows,
      digest: runDigest(columns: columns, rows: rows))
  }
}

/// How much of the runs of one saved report is kept.
public struct RunLimits: Sendable {
  /// Runs; older ones are forgotten.
  public var runs: Int
  /// Bytes of all their rows; of older runs only the digest stays.
  public var bytes: Int

  /// The defaults are what a store keeps unless told otherwise.
  public init(runs: Int = 100, bytes: Int = 64 << 20) { (self.runs, self.bytes) = (runs, bytes) }
}

/// Columns and rows as the store keeps them, and their digest, which does not depend on how much is kept.
private struct KeptRows {
  var columns: String
  /// nil: larger than the limit.
  var rows: String?
  var digest: String

  init(_ columns: [String], _ rows: [[Value]], limit: Int = .max) {
    self.columns = jsonArray(columns)
    var hash = SHA256()
    func add(_ text: String) {
      var text = text
      text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }
    add(self.columns)
    var kept: String? = "["
    for (index, row) in rows.enumerated() {
      let line = (index > 0 ? ",\n" : "") + "[" + row.map(json).joined(separator: ",") + "]"
      add(line)
      kept?.append(line)
      if let length = kept?.utf8.count, length > limit { kept = nil }
    }
    kept?.append("]")
    self.rows = kept
    digest = hash.hexDigest()
  }
}

/// The digest of what a report says, to compare with a run's.
public func runDigest(columns: [String], rows: [[Value]]) -> String { KeptRows(columns, rows, limit: 0).digest }

extension Store {
  /// Keeps what a saved report said, for `report diff`.
  @discardableResult
  public func recordRun(
    of report: String, parameters: [String: String], columns: [String], rows: [[Value]],
    keeping limits: RunLimits = RunLimits()
  ) throws -> Int64 {
    let values = parameters.sorted { $0.key < $1.key }.map { jsonString($0.key) + ":" + jsonString($0.value) }
    let kept = KeptRows(columns, rows, limit: limits.bytes)
    return try writing {
      try connection.run(
        """
        INSERT INTO report_runs (report, ran_at, parameters, columns, digest, bytes, rows)
        VALUES (\(report), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), \("{" + values.joined(separator: ",") + "}"),
          \(kept.columns), \(kept.digest), \(kept.rows?.utf8.count ?? 0), \(kept.rows))
        """)
      let id = connection.lastInsertRowID
      try connection.run(
        """
        DELETE FROM report_runs WHERE report = \(report) AND id NOT IN
          (SELECT id FROM report_runs WHERE report = \(report) ORDER BY id DESC LIMIT \(max(limits.runs, 1)))
        """)
      try connection.run(
        """
        UPDATE report_runs SET rows = NULL, bytes = 0 WHERE report = \(report) AND bytes > 0 AND \(limits.bytes) <
          (SELECT sum(later.bytes) FROM report_runs AS later
           WHERE later.report = report_runs.report AND later.id >= report_runs.id)
        """)
      return id
    }
  }

  /// The last run of a saved report with these parameters; nil when there is none.
  ///
  /// - Throws: `StoreError` of kind `unusable`, naming the run, when what the store holds of it cannot be read.
  public func lastRun(of report: String, parameters: [String: String]? = nil) throws -> SavedReportRun? {
    let heads = try connection.query(
      "SELECT id, parameters FROM report_runs WHERE report = \(report) ORDER BY id DESC"
    ) { (id: $0.int(0), parameters: $0.text(1)) }
    var unreadable: StoreError?
    for head in heads {
      do {
        let values = try stored(head.id, report) {
          try JSONTree(parsing: head.parameters).members?.mapValues { $0.string }
        }
        if parameters == nil || values == parameters?.mapValues({ $0 }) {
          return try run(head.id, report, values.compactMapValues { $0 })
        }
      } catch let error as StoreError where parameters != nil {
        // It may be a run with other parameters: only where no other is found does it matter.
        unreadable = unreadable ?? error
      }
    }
    if let unreadable { throw unreadable }
    return nil
  }

  /// The run of a saved report with that number.
  ///
  /// - Throws: `StoreError` of kind `name` when there is none; of kind `unusable` when it cannot be read.
  public func reportRun(_ id: Int64, of report: String) throws -> SavedReportRun {
    let text = try connection.first(
      "SELECT parameters FROM report_runs WHERE id = \(id) AND report = \(report)"
    ) { $0.text(0) }
    if let text {
      let values = try stored(id, report) { try JSONTree(parsing: text).members?.mapValues { $0.string } }
      if let run = try run(id, report, values.compactMapValues { $0 }) { return run }
    }
    throw StoreError(
      .name, "the report \(report) has no run #\(id)", remedy: .see(.savedReport(report)))
  }

  /// The runs of a saved report that are kept, newest first: number and time.
  public func reportRuns(of report: String, limit: Int) throws -> [(id: Int64, ranAt: String)] {
    try connection.query(
      "SELECT id, ran_at FROM report_runs WHERE report = \(report) ORDER BY id DESC LIMIT \(limit)"
    ) { ($0.int(0), $0.text(1)) }
  }

  private func run(_ id: Int64, _ report: String, _ parameters: [String: String]) throws -> SavedReportRun? {
    let found = try connection.first(
      "SELECT ran_at, columns, digest, rows FROM report_runs WHERE id = \(id)"
    ) { (ranAt: $0.text(0), columns: $0.text(1), digest: $0.text(2), rows: $0.optionalText(3)) }
    guard let found else { return nil }
    let columns = try stored(id, report) { try JSONTree(parsing: found.columns).strings }
    var run = SavedReportRun(
      id: id, report: report, ranAt: found.ranAt, parameters: parameters, columns: columns, rows: nil,
      digest: found.digest)
    guard let text = found.rows else { return run }
    var rows: [[Value]] = []
    _ = try stored(id, report) { () -> Bool? in
      try JSONTree.forEachItem(of: text) { item in
        let cells = item.array?.compactMap(\.cell)
        guard let cells, cells.count == columns.count, cells.count == item.array?.count else {
          throw JSONTree.Failure(message: "row \(rows.count + 1) is not a list of \(columns.count) figures and texts")
        }
        rows.append(cells)
      }
      return true
    }
    run.rows = rows
    return run
  }

  /// What is kept of a run was written by this program, or by anybody.
  private func stored<T>(_ id: Int64, _ report: String, _ read: () throws -> T?) throws -> T {
    func refusal(_ reason: String) -> StoreError {
      StoreError(
        .unusable, "run #\(id) of the report \(report) cannot be read: \(reason)",
        remedy: .run(.runReport(report)))
    }
    do {
      guard let value = try read() else { throw refusal("it is not what a run is kept as") }
      return value
    } catch let failure as JSONTree.Failure {
      throw refusal(failure.message)
    }
  }
}

extension JSONTree {
  fileprivate var cell: Value? {
    switch self {
    case .null: .null
    case .string(let text): .text(text)
    case .number(let text):
      Int64(text).map { .integer($0) } ?? Double(text).flatMap { $0.isFinite ? .real($0) : nil }
    case .bool, .array, .object: nil
    }
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

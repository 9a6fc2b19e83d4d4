import Records
import SQLite

/// Checks of single columns that SQL alone cannot make, or would take too long over: text that is none, rings, ids that
/// leave no room.
extension Store {
  func checkNames(_ result: inout CheckResult) throws -> Bool {
    for (table, columns, id) in Self.names {
      for column in columns {
        let (name, key, source): (SQL, SQL, SQL) = (.identifier(column), id, .identifier(table))
        try connection.forEach("SELECT \(key), \(name) FROM \(source) WHERE \(name) IS NOT NULL ORDER BY 1") { row in
          guard let fault = row.withUTF8(1, { $0.fault }) else { return }
          result.add(
            CheckFinding(
              .failure, .invariant, subject: table, message: "the \(column) of row \(row.text(0)) \(fault)"))
        }
      }
    }
    return true
  }

  /// Columns that name something, and how a row is told from others.
  private static let names: [(table: String, columns: [String], id: SQL)] = [
    ("companies", ["name"], "id"), ("products", ["name"], "id"), ("segments", ["name"], "id"),
    ("metrics", ["code", "name"], "id"), ("sources", ["name"], "id"), ("aliases", ["alias"], "target_id"),
    ("publications", ["title"], "id"), ("series", ["plan", "region", "platform"], "id"),
    ("events", ["title"], "id"), ("periods", ["label"], "id"),
  ]

  /// What stands under itself, by whatever way.
  func checkRings(_ result: inout CheckResult) throws -> Bool {
    for (table, column, word) in [
      ("companies", "parent_id", "owned"), ("metrics", "part_of", "part of each other"),
      ("products", "merged_into", "merged"), ("products", "parent_id", "part of each other"),
    ] {
      let (name, source): (SQL, SQL) = (.identifier(column), .identifier(table))
      var above: [Int64: Int64] = [:]
      try connection.forEach("SELECT id, \(name) FROM \(source) WHERE \(name) IS NOT NULL") {
        above[$0.int(0)] = $0.int(1)
      }
      for id in Self.rings(above) {
        result.add(
          CheckFinding(.failure, .invariant, subject: table, message: "\(word) in a ring (\(id))"))
      }
    }
    return true
  }

  /// The smallest member of each ring. Every id is looked at once.
  static func rings(_ above: [Int64: Int64]) -> [Int64] {
    var walk: [Int64: Int64] = [:]  // by id: the walk that came by
    var found: [Int64] = []
    for start in above.keys.sorted() {
      var at: Int64? = start
      while let id = at, walk[id] == nil {
        walk[id] = start
        at = above[id]
      }
      guard let first = at, walk[first] == start else { continue }
      var smallest = first
      var member = above[first]
      while let id = member, id != first {
        smallest = min(smallest, id)
        member = above[id]
      }
      found.append(smallest)
    }
    return found
  }

  /// Ids so large that the next row would find none.
  func checkRoom(_ result: inout CheckResult) throws -> Bool {
    for table in [
      "companies", "products", "segments", "metrics", "sources", "series", "imports", "events", "catalogue_changes",
      "report_runs",
    ] {
      let source: SQL = .identifier(table)
      let last = try connection.first("SELECT ifnull(max(id), 0) FROM \(source)") { $0.int(0) } ?? 0
      if last >= 1_000_000_000 {
        result.add(
          CheckFinding(.failure, .invariant, subject: table, message: "no id is left for another row"))
      }
    }
    let full = try connection.query(
      """
      SELECT 'periods', 'no id is left for another span' FROM periods WHERE id = 199999999
      UNION ALL SELECT 'publications', 'no id is left for another one on ' || published_on FROM publications
        WHERE id - (CAST(julianday(published_on) + 0.5 AS INTEGER) - 2451545) * 100000 = 99999
      """
    ) { ($0.text(0), $0.text(1)) }
    for (table, message) in full {
      result.add(CheckFinding(.failure, .invariant, subject: table, message: message))
    }
    return true
  }

  /// A clock that ran ahead has left its time in the record.
  func findFuture(_ result: inout CheckResult) throws -> Bool {
    if let notice = try clockNotice() {
      result.add(CheckFinding(.warning, .invariant, subject: "imports", message: notice))
    }
    return true
  }
}

extension UnsafeRawBufferPointer {
  /// What keeps a text from being written to a file and read back.
  fileprivate var fault: String? {
    if contains(0) { return "holds a NUL character" }
    return invalidUTF8Offset() == nil ? nil : "is not UTF-8"
  }
}

import SQLite

extension SchemaItem {
  /// Whether looking through it computes expressions: a generated column, a CHECK, an index of an expression or of a
  /// part of the rows.
  var computes: Bool {
    guard let sql, type == "table" || type == "index" else { return false }
    let words = SQLText.words(sql).map { $0.uppercased() }
    if type == "index" { return words.contains("WHERE") || words.count { $0 == "(" } > 1 }
    return words.contains("CHECK") || words.contains("AS")
  }
}

extension Store {
  /// Adds what of the schema is missing, changed or foreign. Returns whether the tables can be read as this program
  /// knows them, and computing nothing that it does not know.
  func checkSchema(_ comparison: SchemaComparison, _ result: inout CheckResult) throws -> Bool {
    func fail(_ item: SchemaItem, _ message: String) {
      result.add(
        CheckFinding(.failure, .schema, subject: item.name, message: "the \(item.type) \(item.name) \(message)"))
    }
    let version = try version()
    if version < migrations.count {
      result.add(
        CheckFinding(
          .warning, .schema, subject: path, message: "version \(version) of \(migrations.count), run tidemark migrate"))
    }
    if !comparison.isAsExpected, try isOfOtherBuild(SchemaItem.all(of: connection), version) {
      result.add(CheckFinding(.failure, .schema, subject: path, message: otherBuild.description))
    }
    for (expected, found) in comparison.changed {
      if let found {
        fail(expected, found.type == expected.type ? "is not as its migration made it" : "is a \(found.type)")
      } else {
        fail(expected, "is missing")
      }
    }
    for item in comparison.intruders { fail(item, "is not of this program, but belongs to a table of it") }
    for item in comparison.others {
      result.add(
        CheckFinding(
          .warning, .schema, subject: item.name, message: "the \(item.type) \(item.name) is not of this program"))
    }
    let isReadable =
      comparison.changed.allSatisfy { expected, found in
        expected.type == "view" || expected.type == "trigger" || expected.type == "index" && found == nil
      } && comparison.intruders.allSatisfy { $0.type == "trigger" && $0.tellsItself }
    if isReadable { try checkMigrationHistory(&result) }
    return isReadable
  }

  private func checkMigrationHistory(_ result: inout CheckResult) throws {
    let rows = try connection.query("SELECT version, name, sql FROM schema_migrations ORDER BY version") {
      (version: $0.int(0), name: $0.text(1), sql: $0.text(2))
    }
    let version = try version()
    if rows.map(\.version) != Array(1...Int64(max(version, 1))) {
      result.add(
        CheckFinding(
          .failure, .schema, subject: "schema_migrations",
          message: "the migration history does not lead to version \(version)"))
    }
    for row in rows {
      guard let known = migrations.first(where: { $0.version == Int(row.version) }) else { continue }
      // Comments may change as long as nothing is released; the statements may not.
      let isSame =
        SQLText.statements(known.sql.utf8).map(SQLText.folded)
        == SQLText.statements(row.sql.utf8).map(
          SQLText.folded)
      if !isSame || known.name != row.name {
        result.add(
          CheckFinding(
            .failure, .schema, subject: "schema_migrations",
            message: "migration \(row.version) ran with another text than this program's"))
      }
    }
  }
}

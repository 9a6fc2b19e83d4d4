import SQLite

extension Store {
  /// Adds a named thing, or changes those of its fields that are given and differ; every change is kept for an undo.
  func upsert(
    _ kind: CatalogueKind, _ name: String, _ fields: [(column: SQL, value: Value?)], known: CatalogueEntry?,
    importID: Int64
  ) throws -> (id: Int64, outcome: RowOutcome) {
    guard let known else {
      let given = fields.compactMap { field in field.value.map { (column: field.column, value: $0) } }
      let columns = ([kind.nameColumn] + given.map(\.column)).joined(separator: ", ")
      let values = SQL.list([.text(name)] + given.map(\.value))
      try connection.run("INSERT INTO \(kind.table) (\(columns)) VALUES (\(values))")
      return (connection.lastInsertRowID, .inserted)
    }
    var changed = false
    for (column, value) in fields {
      guard let value else { continue }
      if try change(kind, known.id, column, to: value, importID: importID) { changed = true }
    }
    return (known.id, changed ? .revised : .unchanged)
  }

  /// Sets one field of a named thing and keeps the old value. Returns false when it has that value already.
  func change(_ kind: CatalogueKind, _ id: Int64, _ column: SQL, to value: Value, importID: Int64) throws -> Bool {
    let old = try connection.first("SELECT \(column) FROM \(kind.table) WHERE id = \(id)") { $0.value(0) } ?? .null
    if old == value || isSameNumber(old, value) { return false }
    try connection.run("UPDATE \(kind.table) SET \(column) = \(value) WHERE id = \(id)")
    try keepChange(kind.rawValue, id, field: column.text, old: old, new: value, importID: importID)
    return true
  }

  /// Adds an alias; one that stands for the thing already is unchanged, one that stands for another is moved.
  func addAlias(_ alias: String, kind: CatalogueKind, target: Int64, importID: Int64) throws -> RowOutcome {
    let known = try connection.first("SELECT target_id FROM aliases WHERE kind = \(kind.rawValue) AND alias = \(alias)")
    { $0.int(0) }
    if known == target { return .unchanged }
    if known != nil { try connection.run("DELETE FROM aliases WHERE kind = ?1 AND alias = ?2", kind.rawValue, alias) }
    try connection.run("INSERT INTO aliases (kind, alias, target_id) VALUES (?1, ?2, ?3)", kind.rawValue, alias, target)
    try keepChange(
      "alias", target, field: "\(kind.rawValue):\(alias)", old: known.map { .text(String($0)) } ?? .null,
      new: .text(String(target)),
      importID: importID)
    return known == nil ? .inserted : .revised
  }

  func keepChange(_ kind: String, _ id: Int64, field: String, old: Value, new: Value, importID: Int64) throws {
    try connection.run(
      """
      INSERT INTO catalogue_changes (import_id, kind, target_id, field, old_value, new_value)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """,
      importID,
      kind, id, field, text(old), text(new))
  }

  private func text(_ value: Value) -> String? {
    switch value {
    case .null: nil
    case .integer(let number): String(number)
    case .real(let number): "\(number)"
    case .text(let text): text
    case .blob: nil
    }
  }

  private func isSameNumber(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.integer(let a), .real(let b)): Double(a) == b
    case (.real(let a), .integer(let b)): a == Double(b)
    default: false
    }
  }
}

import SQLite

/// The schema as its migrations make it, to compare a store's with.
struct ReferenceSchema {
  struct Item: Equatable {
    var type: String
    var sql: String?
  }

  var items: [String: Item]

  /// - Parameter version: The store's own version: an older store is compared with what it was then.
  init(version: Int) throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.setDoubleQuotedStrings(false)
    try Migration.migrate(connection, to: Array(Migration.all.prefix(version)))
    items = try Self.items(of: connection)
  }

  static func items(of connection: Connection) throws -> [String: Item] {
    var items: [String: Item] = [:]
    // What SQLite keeps for itself: indexes of its own, sqlite_sequence, the statistics of ANALYZE.
    try connection.forEach("SELECT name, type, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'") {
      items[$0.text(0)] = Item(type: $0.text(1), sql: $0.optionalText(2))
    }
    return items
  }

  /// The SELECT of a view, as our own migration wrote it: a store from elsewhere may have put something else under the
  /// name.
  func body(ofView name: String) -> String? {
    guard let sql = items[name]?.sql else { return nil }
    let start = "CREATE VIEW \(name) AS"
    return sql.hasPrefix(start) ? String(sql.dropFirst(start.count)) : nil
  }
}

extension Store {
  /// Adds what of the schema is missing, changed or foreign. Returns whether the tables can be read as this program
  /// knows them.
  func checkSchema(against reference: ReferenceSchema, _ result: inout CheckResult) throws -> Bool {
    let found = try ReferenceSchema.items(of: connection)
    var isReadable = true
    func fail(_ name: String, _ type: String, _ message: String) {
      result.add(CheckFinding(.failure, .schema, subject: name, message: "the \(type) \(name) \(message)"))
    }
    for (name, item) in reference.items.sorted(by: { $0.key < $1.key }) {
      if found[name] == item { continue }
      if item.type == "table" { isReadable = false }
      if let other = found[name] {
        fail(name, item.type, other.type == item.type ? "is not as its migration made it" : "is a \(other.type)")
      } else {
        fail(name, item.type, "is missing")
      }
    }
    for (name, item) in found.sorted(by: { $0.key < $1.key }) where reference.items[name] == nil {
      fail(name, item.type, "is not of this program")
    }
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
      guard let known = Migration.all.first(where: { $0.version == Int(row.version) }) else { continue }
      if known.sql != row.sql || known.name != row.name {
        result.add(
          CheckFinding(
            .failure, .schema, subject: "schema_migrations",
            message: "migration \(row.version) ran with another text than this program's"))
      }
    }
  }
}

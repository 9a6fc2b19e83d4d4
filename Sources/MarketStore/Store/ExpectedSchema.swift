import SQLite

/// The schema as its migrations make it: what a store of that version is held against.
struct ExpectedSchema {
  var items: [String: SchemaItem] = [:]

  /// - Parameter migrations: Those up to the store's own version, and no later one.
  init(of migrations: some Collection<Migration>) throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.setDoubleQuotedStrings(false)
    try Migration.migrate(connection, to: Array(migrations))
    for item in try SchemaItem.all(of: connection) where !item.isOfSQLite { items[item.name] = item }
  }

  /// The SELECT of a view, as our own migration wrote it: a store from elsewhere may have put something else under the
  /// name.
  func body(ofView name: String) -> String? {
    guard let sql = items[name]?.sql.map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
    let start = "CREATE VIEW \(name) AS"
    return sql.hasPrefix(start) ? String(sql.dropFirst(start.count)) : nil
  }
}

/// A store's schema beside the expected one.
struct SchemaComparison {
  /// Ours, but missing or otherwise than expected: with what is there instead.
  var changed: [(expected: SchemaItem, found: SchemaItem?)] = []
  /// Not ours, but on a table of ours, or something else than it says: what SQLite would run when we read or write.
  var intruders: [SchemaItem] = []
  /// The analyst's own tables, views, indexes and triggers, none of which computes anything when ours are used.
  var others: [SchemaItem] = []

  var isAsExpected: Bool { changed.isEmpty && intruders.isEmpty }

  init(_ found: [SchemaItem], _ expected: ExpectedSchema) {
    var ours: [String: SchemaItem] = [:]
    var foreign: [SchemaItem] = []
    for item in found {
      // A second row under one of our names is not ours, whichever comes first.
      if expected.items[item.name] != nil, ours.updateValue(item, forKey: item.name) == nil { continue }
      if !item.isOfSQLite { foreign.append(item) }
    }
    for item in expected.items.values.sorted(by: { $0.name < $1.name })
    where ours[item.name].map(item.isSame) != true {
      changed.append((item, ours[item.name]))
    }
    split(foreign, ours: Set(expected.items.keys))
  }

  /// Of a store whose own things are known to be as expected.
  init(foreign: [SchemaItem], ours: Set<String>) { split(foreign, ours: ours) }

  private mutating func split(_ foreign: [SchemaItem], ours: Set<String>) {
    for item in foreign {
      let isOurs = ours.contains(item.name.lowercased())
      let isOnOurs = ours.contains(item.table.lowercased()) && !item.isPlainIndex
      if isOurs || isOnOurs || !item.tellsItself { intruders.append(item) } else { others.append(item) }
    }
  }
}

import SQLite

/// A row of a store's schema: a table, an index, a view or a trigger, with the text that made it.
struct SchemaItem {
  var type: String
  var name: String
  /// The table (or view) that an index or a trigger belongs to; its own name for the rest.
  var table: String
  /// nil for an index that a UNIQUE or a PRIMARY KEY brings along.
  var sql: [UInt8]?

  /// The same definition, white space and comments aside.
  func isSame(as other: SchemaItem) -> Bool {
    guard type == other.type, name == other.name, table == other.table else { return false }
    guard let sql, let text = other.sql else { return sql == other.sql }
    return sql == text || !sql.contains(0) && SQLText.folded(sql) == SQLText.folded(text)
  }

  /// All rows, in the order of the file.
  static func all(of connection: Connection) throws -> [SchemaItem] {
    try connection.query("SELECT type, name, tbl_name, sql FROM sqlite_schema") { row in
      SchemaItem(
        type: row.text(0), name: row.text(1), table: row.text(2),
        sql: row.isNull(3) ? nil : row.withUTF8(3) { Array($0) })
    }
  }

  // MARK: What is not of this program

  /// Whether it is what SQLite keeps for itself: indexes of its own, counters, the statistics of ANALYZE.
  var isOfSQLite: Bool {
    guard name.hasPrefix("sqlite_") else { return false }
    guard let sql else { return type == "index" && name.hasPrefix("sqlite_autoindex_") }
    return type == "table" && Self.tablesOfSQLite.contains(String(decoding: sql, as: UTF8.self))
  }

  private static let tablesOfSQLite: Set<String> = [
    "CREATE TABLE sqlite_sequence(name,seq)", "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
  ]

  /// Whether the text makes what the row says that it is, on the table that it says: SQLite goes by the text alone.
  var tellsItself: Bool {
    guard let sql, !sql.contains(0) else { return sql == nil && isOfSQLite }
    let words = SQLText.words(sql, limit: 200)
    let kind = words.dropFirst().prefix(2).map { $0.uppercased() }
    guard words.first == "CREATE", let first = kind.first else { return false }
    let isQualified = first == "UNIQUE" || first == "VIRTUAL"
    guard isQualified ? kind.last == (first == "UNIQUE" ? "INDEX" : "TABLE") : true else { return false }
    let made = isQualified ? kind.last : first
    let rest = words.dropFirst(isQualified ? 3 : 2)
    guard made == type.uppercased(), let itself = rest.first, SQLText.name(itself) == name else { return false }
    guard type == "index" || type == "trigger" else { return table == name }
    // CREATE INDEX name ON table, CREATE TRIGGER name BEFORE UPDATE OF a, b ON table.
    var after = rest.dropFirst().drop { $0.uppercased() != "ON" }.dropFirst()
    if after.dropFirst().first == "." { after = after.dropFirst(2) }
    return after.first.map { SQLText.name($0).lowercased() == table.lowercased() } ?? false
  }

  /// Whether it is an index of columns as they are: CREATE INDEX name ON table (a, b DESC). Such a one is an analyst's
  /// to make, on our tables too: it computes nothing, and keeps no row out.
  var isPlainIndex: Bool {
    guard type == "index", tellsItself, let sql else { return false }
    let words = SQLText.words(sql, limit: 200)
    guard words.count < 200, words.count > 1, words[1].uppercased() == "INDEX",
      let open = words.firstIndex(of: "("), words.last == ")"
    else { return false }
    return words[(open + 1)..<(words.count - 1)].split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
      let order = $0.dropFirst().first?.uppercased()
      guard let column = $0.first, column != "(", column != ")" else { return false }
      return $0.count == 1 || $0.count == 2 && (order == "ASC" || order == "DESC")
    }
  }
}

import CSQLite

extension Connection {
  /// Whether foreign keys are enforced. SQLite ignores the change inside a transaction; here that is an error.
  public func setForeignKeys(_ on: Bool) throws {
    try execute(on ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF")
    try expect(first("PRAGMA foreign_keys") { $0.bool(0) } == on, "foreign keys")
  }

  /// Whether triggers fire.
  public func setTriggers(_ on: Bool) throws { try set(SQLITE_DBCONFIG_ENABLE_TRIGGER, on, "triggers") }

  /// Whether SQL that could corrupt the file, such as writing to the schema table, is refused.
  public func setDefensive(_ on: Bool) throws { try set(SQLITE_DBCONFIG_DEFENSIVE, on, "defensive") }

  /// Whether the schema may use functions and virtual tables that have side effects.
  public func setTrustedSchema(_ on: Bool) throws { try set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, on, "trusted schema") }

  /// Whether `fts3_tokenizer()` may take an address from SQL and call what stands there.
  public func setTokenizerFunction(_ on: Bool) throws {
    try set(SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, on, "the tokenizer function")
  }

  /// Whether `"x"` may mean the text x where no column has that name, in statements and in the schema.
  public func setDoubleQuotedStrings(_ on: Bool) throws {
    try set(SQLITE_DBCONFIG_DQS_DML, on, "double-quoted strings")
    try set(SQLITE_DBCONFIG_DQS_DDL, on, "double-quoted strings in the schema")
  }

  /// Sets one of `SQLITE_LIMIT_…` and returns what it was; SQLite cuts a value above its built-in maximum, and a
  /// negative one only asks.
  @discardableResult
  public func setLimit(_ id: Int32, _ value: Int32) -> Int32 { isOpen ? sqlite3_limit(handle, id, value) : -1 }

  private func set(_ setting: Int32, _ on: Bool, _ name: String) throws {
    let database = try open()
    var now: Int32 = -1
    for value: Int32 in [on ? 1 : 0, -1] {
      let code = csqlite_db_config(database, setting, value, &now)
      if code != SQLITE_OK { throw SQLiteError(code, on: nil) }
    }
    try expect(now == (on ? 1 : 0), name)
  }

  private func expect(_ isAsAsked: Bool, _ name: String) throws {
    if !isAsAsked {
      throw SQLiteError(extendedCode: SQLITE_ERROR, message: "SQLite did not take the setting of \(name)")
    }
  }
}

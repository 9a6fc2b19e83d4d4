import CSQLite

extension Connection {
  /// Runs a script of any number of statements without parameters, for migrations and pragmas. Rows are passed over.
  /// The error of a statement names that statement; those before it have been done.
  public func execute(_ script: String) throws {
    let database = try open()
    try Connection.withSQL(script) { start in
      var start = start
      while start.pointee != 0 {
        let (statement, rest) = try Connection.prepareFirst(database, start, 0)
        try statement?.run()
        start = rest
      }
    }
  }

  /// Runs one statement; rows, if any, are passed over.
  public func run(_ sql: SQL) throws {
    try withStatement(sql) { while try $0.step() {} }
  }

  /// The same with `?1`, `?2` … in the text and the values after it.
  @_disfavoredOverload
  public func run(_ sql: StaticString, _ values: any Bindable...) throws {
    try withStatement(sql) { statement in
      try statement.bind(values.map(\.sqliteValue))
      while try statement.step() {}
    }
  }

  /// All rows, each made into a `T`.
  public func query<T>(_ sql: SQL, _ row: (Row) throws -> T) throws -> [T] {
    try withStatement(sql) { statement in
      var rows: [T] = []
      while try statement.step() { rows.append(try row(statement.row)) }
      return rows
    }
  }

  /// Each row in turn; an error thrown by `row` ends the statement.
  public func forEach(_ sql: SQL, _ row: (Row) throws -> Void) throws {
    try withStatement(sql) { statement in
      while try statement.step() { try row(statement.row) }
    }
  }

  /// The first row, nil if there is none; later rows are not looked at.
  public func first<T>(_ sql: SQL, _ row: (Row) throws -> T) throws -> T? {
    try withStatement(sql) { statement in
      try statement.step() ? try row(statement.row) : nil
    }
  }

  /// A statement from the cache, without values; reset and cleared when `body` ends. It must not be used afterwards.
  @_disfavoredOverload
  public func withStatement<T>(_ sql: StaticString, _ body: (Statement) throws -> T) throws -> T {
    try withCached(sql.description, parameters: nil, body)
  }

  /// A statement from the cache with the values of `sql` bound; reset and cleared when `body` ends. It must not be used
  /// afterwards.
  ///
  /// A `sql` without values may have placeholders of its own (`?1`, `:name`), for `body` to bind.
  public func withStatement<T>(_ sql: SQL, _ body: (Statement) throws -> T) throws -> T {
    let parameters = sql.parameters
    return try withCached(sql.text, parameters: parameters.isEmpty ? nil : parameters, body)
  }

  private func withCached<T>(_ sql: String, parameters: [Value]?, _ body: (Statement) throws -> T) throws -> T {
    _ = try open()
    let statement = try cache.take(sql) ?? prepare(sql, persistent: true)
    let result: T
    do {
      if let parameters { try bind(parameters, to: statement) }
      result = try body(statement)
    } catch {
      sqlite3_reset(statement.handle)  // repeats the error that is being thrown
      sqlite3_clear_bindings(statement.handle)
      keep(statement, sql)
      throw error
    }
    try statement.reset()
    try statement.clearBindings()
    keep(statement, sql)
    return result
  }

  private func keep(_ statement: Statement, _ sql: String) {
    if isOpen { cache.put(statement, for: sql) }
  }

  private func bind(_ parameters: [Value], to statement: Statement) throws {
    try statement.bind(parameters)
    // A placeholder inside quotes or a comment is no parameter, and `literalText` would break out of the quotes. SQLite
    // searches a list for each name, so long ones go unlooked at.
    if parameters.count <= 256, statement.parameterNames.contains(nil) {
      throw SQLiteError(
        extendedCode: SQLITE_RANGE, message: "a value stands inside quotes or a comment", sql: statement.sql)
    }
  }
}

import CSQLite

/// A prepared statement. Parameters count from 1, as in SQL (`?1`); columns from 0.
///
/// Outliving its connection is safe: SQLite keeps what the statement needs until the statement goes too.
public final class Statement {
  /// SQLite's own handle, for what this module does not offer. It is valid as long as this object lives.
  public let handle: OpaquePointer

  init(handle: OpaquePointer) { self.handle = handle }

  deinit {
    // The code repeats the last step's error, which was thrown then.
    sqlite3_finalize(handle)
  }

  /// The text that was prepared, with its placeholders; without what stood after it in a script.
  public var sql: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "" }

  /// The text with the values in it, for people to read; nil if SQLite lacks memory for it. To run it again use
  /// `SQL.literalText`.
  public var expandedSQL: String? {
    guard let text = sqlite3_expanded_sql(handle) else { return nil }
    defer { sqlite3_free(text) }
    return String(cString: text)
  }

  /// True if the statement makes no direct change to a database file.
  public var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }
  /// True for `EXPLAIN` and `EXPLAIN QUERY PLAN`.
  public var isExplain: Bool { sqlite3_stmt_isexplain(handle) != 0 }

  /// How many columns the result has; 0 for a statement without a result, such as INSERT.
  public var columnCount: Int { Int(sqlite3_column_count(handle)) }
  /// The names of the result's columns in order, as `AS` gives them or else as SQLite makes them up.
  public var columnNames: [String] {
    (0..<sqlite3_column_count(handle)).map { sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? "" }
  }

  // MARK: Running

  /// Moves to the next row; false after the last one. The step after that starts over.
  @discardableResult
  public func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw error(code)
    }
  }

  /// Where the statement stands, valid until the next `step` or `reset`.
  public var row: Row { Row(statement: self) }

  /// Back to before the first row; the values stay bound. Throws what ended the run, if `step` has not thrown it
  /// already.
  public func reset() throws {
    try check(sqlite3_reset(handle))
  }

  /// Steps to the end, passing over any rows, and resets.
  public func run() throws {
    do {
      while try step() {}
    } catch {
      sqlite3_reset(handle)
      throw error
    }
    try reset()
  }

  // MARK: Binding

  /// The highest number of a parameter; unused numbers below it count too.
  public var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

  /// The names with their prefix (`:from`, `@from`, `$from`, `?1`), by number less one; nil for a bare `?` or an unused
  /// number.
  public var parameterNames: [String?] {
    guard parameterCount > 0 else { return [] }
    return (1...parameterCount).map { sqlite3_bind_parameter_name(handle, Int32($0)).map { String(cString: $0) } }
  }

  /// Binds every parameter; as many values as the statement takes, else an error.
  public func bind(_ values: [Value]) throws {
    guard values.count == parameterCount else {
      throw SQLiteError(
        extendedCode: SQLITE_RANGE, message: "the statement takes \(parameterCount) values, \(values.count) were given",
        sql: sql)
    }
    for (index, value) in values.enumerated() { try bind(index + 1, value) }
  }

  /// Binds a value to the parameter with this number, 1-based. It stays bound until it is bound anew or
  /// `clearBindings`.
  ///
  /// - Throws: `SQLITE_RANGE` where the statement has no such parameter, `SQLITE_MISUSE` between a `step` and the next
  ///   `reset`, as the other forms do.
  public func bind(_ index: Int, _ value: Value) throws {
    switch value {
    case .null: try bindNull(index)
    case .integer(let value): try bind(index, value)
    case .real(let value): try bind(index, value)
    case .text(let value): try bind(index, value)
    case .blob(let value): try value.withUnsafeBytes { try bind(index, blob: $0) }
    }
  }

  /// Binds what the value stands for in SQLite; nil is NULL. The index is 1-based.
  public func bind(_ index: Int, _ value: some Bindable) throws { try bind(index, value.sqliteValue) }
  /// Binds an INTEGER; the index is 1-based.
  public func bind(_ index: Int, _ value: Int) throws { try bind(index, Int64(value)) }
  /// Binds an INTEGER; the index is 1-based.
  public func bind(_ index: Int, _ value: Int64) throws {
    try check(sqlite3_bind_int64(handle, Int32(clamping: index), value))
  }
  /// Binds a REAL, or NULL for NaN, which SQLite does not have; the index is 1-based.
  public func bind(_ index: Int, _ value: Double) throws {
    try check(sqlite3_bind_double(handle, Int32(clamping: index), value))
  }
  /// Binds NULL; the index is 1-based.
  public func bindNull(_ index: Int) throws { try check(sqlite3_bind_null(handle, Int32(clamping: index))) }

  /// Binds a copy of the text, whole even where it holds a NUL; the index is 1-based.
  public func bind(_ index: Int, _ value: String) throws {
    var value = value
    try value.withUTF8 { try bind(index, utf8: UnsafeRawBufferPointer($0)) }
  }

  /// Binds a copy of the bytes as text; they must be UTF-8. No bytes is the empty text.
  public func bind(_ index: Int, utf8: UnsafeRawBufferPointer) throws {
    try check(csqlite_bind_text(handle, Int32(clamping: index), utf8.baseAddress, UInt64(utf8.count)))
  }

  /// Binds a copy of the bytes. No bytes is the empty blob.
  public func bind(_ index: Int, blob: UnsafeRawBufferPointer) throws {
    try check(csqlite_bind_blob(handle, Int32(clamping: index), blob.baseAddress, UInt64(blob.count)))
  }

  /// Binds by name, with its prefix (`:from`) or without (`from`). A name the statement lacks is an error.
  public func bind(name: String, _ value: some Bindable) throws {
    for prefix in ["", ":", "@", "$"] where !name.utf8.contains(0) {
      let index = sqlite3_bind_parameter_index(handle, prefix + name)
      if index > 0 { return try bind(Int(index), value.sqliteValue) }
    }
    throw SQLiteError(extendedCode: SQLITE_RANGE, message: "the statement has no parameter named \(name)", sql: sql)
  }

  /// Sets every parameter back to NULL.
  public func clearBindings() throws { try check(sqlite3_clear_bindings(handle)) }

  func error(_ code: Int32) -> SQLiteError { SQLiteError(code, on: sqlite3_db_handle(handle), sql: sql) }

  private func check(_ code: Int32) throws {
    if code != SQLITE_OK { throw error(code) }
  }
}

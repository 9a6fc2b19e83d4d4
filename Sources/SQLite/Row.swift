import CSQLite

/// The row a statement stands on. Columns count from 0; a column that does not exist reads as NULL.
///
/// A row holds no data: once its statement has moved on it reads the next row, and after the last one NULLs. Take out
/// what is needed before the next step. No reading ever traps: SQLite converts between its types (NULL gives 0 and the
/// empty text), and text that is not valid UTF-8 is repaired with U+FFFD.
public struct Row {
  let statement: Statement

  /// How many columns the row has; 0 while the statement stands on no row.
  public var count: Int { Int(sqlite3_data_count(statement.handle)) }
  /// The names of the result's columns in order, as `AS` gives them or else as SQLite makes them up.
  public var columnNames: [String] { statement.columnNames }

  /// True for NULL, and for a column that does not exist.
  public func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(statement.handle, Int32(clamping: column)) == SQLITE_NULL
  }

  /// A real beyond the integers' range reads as the nearest end of it.
  public func int(_ column: Int) -> Int64 { sqlite3_column_int64(statement.handle, Int32(clamping: column)) }
  /// Nil for NULL; else as `int`.
  public func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }
  /// Text reads as the number that it begins with, and as 0 where it begins with none.
  public func double(_ column: Int) -> Double { sqlite3_column_double(statement.handle, Int32(clamping: column)) }
  /// Nil for NULL; else as `double`.
  public func optionalDouble(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }
  /// SQLite has no booleans: false is 0 or NULL, anything else true. Reads as `int` does, so that 0.5 is false.
  public func bool(_ column: Int) -> Bool { int(column) != 0 }

  /// The whole text, NULs inside it too.
  public func text(_ column: Int) -> String { withUTF8(column) { String(decoding: $0, as: UTF8.self) } }
  /// Nil for NULL; else as `text`. An empty text is not nil.
  public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  /// A copy of the bytes. Text gives its UTF-8, NULL no bytes.
  public func blob(_ column: Int) -> [UInt8] {
    let column = Int32(clamping: column)
    let start = sqlite3_column_blob(statement.handle, column)
    return [UInt8](
      UnsafeRawBufferPointer(
        start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement.handle, column))))
  }

  /// Nil for NULL; else as `blob`. An empty blob is not nil.
  public func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

  /// The value in the type it is stored in.
  public func value(_ column: Int) -> Value {
    switch sqlite3_column_type(statement.handle, Int32(clamping: column)) {
    case SQLITE_INTEGER: .integer(int(column))
    case SQLITE_FLOAT: .real(double(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  /// All values of the row in order, each in the type it is stored in.
  public var values: [Value] { (0..<count).map(value) }

  /// The text's bytes where SQLite holds them, without a copy; they may be invalid UTF-8. The buffer must not leave
  /// `body`, and `body` must not move the statement or read this column as another type.
  public func withUTF8<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    let column = Int32(clamping: column)
    // The pointer before its length: asking for the text may convert the value and so change the length.
    let start = sqlite3_column_text(statement.handle, column)
    let length = start == nil ? 0 : Int(sqlite3_column_bytes(statement.handle, column))
    return try withExtendedLifetime(statement) { try body(UnsafeRawBufferPointer(start: start, count: length)) }
  }
}

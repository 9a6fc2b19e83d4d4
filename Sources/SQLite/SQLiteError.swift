import CSQLite

/// What SQLite answered instead of "done": its code, its words, and the statement it was about.
public struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The primary result code, such as `SQLITE_CONSTRAINT`.
  public let code: Int32
  /// The extended result code, such as `SQLITE_CONSTRAINT_UNIQUE`; equal to `code` where there is none.
  public let extendedCode: Int32
  /// SQLite's own English words, or this module's where it found the fault itself.
  public let message: String
  /// The statement, with its placeholders; nil where the error is not about a statement. What cannot be parsed comes
  /// with all that follows it.
  public let sql: String?

  /// `extendedCode` may be a primary code too; `code` is taken from it.
  public init(extendedCode: Int32, message: String, sql: String? = nil) {
    code = extendedCode & 0xff
    self.extendedCode = extendedCode
    self.message = message
    self.sql = sql
  }

  /// The connection's own words where they are about `code`; they may be left from an earlier call, then the code's
  /// general ones.
  init(_ code: Int32, on database: OpaquePointer?, sql: String? = nil) {
    let current = database.map { sqlite3_extended_errcode($0) }
    let isCurrent = current.map { $0 & 0xff == code & 0xff } ?? false
    let words = isCurrent ? sqlite3_errmsg(database) : sqlite3_errstr(code)
    // SQLite's messages are C strings: they end at their NUL by definition.
    self.init(
      extendedCode: isCurrent && code <= 0xff ? current ?? code : code,
      message: words.map { String(cString: $0) } ?? "unknown error",
      sql: sql.map { String($0.drop(while: \.isWhitespace)) })
  }

  /// Another connection holds a lock, and the busy timeout has run out.
  public var isBusy: Bool { code == SQLITE_BUSY }
  /// The disk, or the limit set on the file's pages, is full.
  public var isFull: Bool { code == SQLITE_FULL }
  /// Ended by `InterruptHandle.interrupt` or by a progress handler.
  public var isInterrupted: Bool { code == SQLITE_INTERRUPT }
  /// A constraint or a guard trigger of the schema refused the row; `extendedCode` tells which kind.
  public var isConstraint: Bool { code == SQLITE_CONSTRAINT }
  /// The file is damaged: its structure contradicts itself.
  public var isCorrupt: Bool { code == SQLITE_CORRUPT }
  /// The file is not a SQLite database at all.
  public var isNotADatabase: Bool { code == SQLITE_NOTADB }
  /// A write to a file or connection that may only be read; `isMoved` is one of these.
  public var isReadOnly: Bool { code == SQLITE_READONLY }
  /// The file no longer has the name that it was opened by.
  public var isMoved: Bool { extendedCode == csqlite_readonly_dbmoved }
  /// The file, or the directory it should be in, is missing or may not be opened.
  public var isCantOpen: Bool { code == SQLITE_CANTOPEN }
  /// Refused by the authorizer.
  public var isDenied: Bool { code == SQLITE_AUTH }

  /// A long statement is cut here; `sql` has all of it.
  public var description: String {
    let excerpt = sql.map { " in: " + $0.prefix(500) + ($0.count > 500 ? "…" : "") }
    return "\(message) (SQLite code \(extendedCode))" + (excerpt ?? "")
  }
}

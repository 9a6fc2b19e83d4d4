import CSQLite
import System

/// One connection to one SQLite file, used by one thread at a time.
///
///     let store = try Connection(path: "market.db", access: .readOnly)
///     let names = try store.query("SELECT name FROM products WHERE id < \(limit) ORDER BY id") { $0.text(0) }
///
/// Every failure is thrown as a `SQLiteError`. Statements run through `run`, `query`, `forEach`, `first` and
/// `withStatement` are kept prepared.
public final class Connection {
  /// What a connection may do to its file.
  public enum Access: Sendable {
    case readOnly
    case readWrite
    /// Reads and writes, and makes the file if there is none.
    case create
    /// Reads a file that nobody can change, such as one on a read-only disk: no locks, no files beside it. A
    /// write-ahead log beside it is not read, and a change by anyone else gives wrong answers.
    case immutable
    /// A database of this connection's own that is gone with it: in memory, and on the disk what is too much for that.
    case scratch
  }

  /// The path as it was given to `init`.
  public let path: String
  /// Ends what this connection runs, from another thread; it may outlive the connection.
  public let interruptHandle: InterruptHandle
  let busyTimeout: Int32
  var cache = StatementCache(capacity: 64)
  var savepoints = 0
  var progressHook: ProgressHook?
  var authorizerHook: AuthorizerHook?
  var busyHook: BusyHook?
  private var database: OpaquePointer?

  /// Opens the file named by `path`, whatever characters the name has; only `:memory:` means a database in memory
  /// (write `./:memory:` for a file of that name).
  ///
  /// SQLite reads the file at the first statement: that is when a file that is no database is found out. A statement
  /// waits for another connection's lock up to `milliseconds` before it fails with `isBusy`.
  public init(path: String, access: Access, busyTimeout milliseconds: Int32 = 5000) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SQLiteError(
        extendedCode: SQLITE_CANTOPEN, message: path.isEmpty ? "the path is empty" : "the path holds a NUL character")
    }
    // SQLite opens a directory read-only without complaint, and fails at the first read with a disk error.
    guard path == ":memory:" || FileKind(path) != .directory else {
      throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: "\(path) is a directory")
    }
    let mode =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      case .scratch: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    let name =
      switch access {
      case .immutable: Connection.immutableURI(path)
      case .scratch: ""
      case .readOnly, .readWrite, .create: Connection.plainName(path)
      }
    var code = sqlite3_open_v2(name, &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    if code == SQLITE_OK { code = sqlite3_busy_timeout(opened, milliseconds) }
    guard code == SQLITE_OK, let opened else {
      let failure = SQLiteError(code, on: opened)
      sqlite3_close_v2(opened)  // a failed open leaves a handle too
      throw failure
    }
    self.path = path
    busyTimeout = milliseconds
    database = opened
    interruptHandle = InterruptHandle(opened)
  }

  deinit { shut() }

  /// Closes the connection; again is no error. Every other use afterwards is.
  ///
  /// Throws `SQLITE_BUSY`, naming the first one, if statements from `prepare` are still held; the file closes when they
  /// go.
  public func close() throws {
    guard let database else { return }
    cache.removeAll()
    let leaked = sqlite3_next_stmt(database, nil).map { sqlite3_sql($0).map { String(cString: $0) } ?? "" }
    let code = shut()
    if let leaked {
      throw SQLiteError(extendedCode: SQLITE_BUSY, message: "closed with a statement still held", sql: leaked)
    }
    if code != SQLITE_OK { throw SQLiteError(code, on: nil) }
  }

  @discardableResult
  private func shut() -> Int32 {
    guard let database else { return SQLITE_OK }
    interruptHandle.forget()
    cache.removeAll()
    // The hooks belong to this object, and statements still held may run on after it.
    sqlite3_progress_handler(database, 0, nil, nil)
    sqlite3_set_authorizer(database, nil, nil)
    sqlite3_busy_timeout(database, busyTimeout)
    self.database = nil
    return sqlite3_close_v2(database)
  }

  /// SQLite's own handle, for virtual tables in other modules. The connection must be open.
  public var handle: OpaquePointer {
    guard let database else { preconditionFailure("the connection to \(path) is closed") }
    return database
  }

  /// False once the connection has been closed.
  public var isOpen: Bool { database != nil }

  /// The handle for calls that can throw.
  func open() throws -> OpaquePointer {
    guard let database else { throw SQLiteError(extendedCode: SQLITE_MISUSE, message: "the connection is closed") }
    return database
  }

  /// Rows changed by the last INSERT, UPDATE or DELETE, triggers and cascades not counted.
  public var changes: Int { database.map { Int(sqlite3_changes64($0)) } ?? 0 }
  /// The rowid of the last row inserted into a rowid table on this connection, 0 before the first and once closed. An
  /// INSERT into a WITHOUT ROWID table leaves it as it was.
  public var lastInsertRowID: Int64 { database.map { sqlite3_last_insert_rowid($0) } ?? 0 }
  /// True between BEGIN and its end. Some errors end a transaction by themselves, so look before a ROLLBACK.
  public var isInTransaction: Bool { database.map { sqlite3_get_autocommit($0) == 0 } ?? false }

  /// Prepares one statement, not kept in the cache. A second statement in the text is an error, and so is none.
  public func prepare(_ sql: String) throws -> Statement { try prepare(sql, persistent: false) }

  func prepare(_ sql: String, persistent: Bool) throws -> Statement {
    let database = try open()
    let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    return try Connection.withSQL(sql) { start in
      let (first, rest) = try Connection.prepareFirst(database, start, flags)
      guard let first else {
        throw SQLiteError(extendedCode: SQLITE_ERROR, message: "there is no statement in the text", sql: sql)
      }
      var tail = rest
      while tail.pointee != 0 {
        let next = try? Connection.prepareFirst(database, tail, 0)
        guard let next, next.statement == nil else {
          throw SQLiteError(
            extendedCode: SQLITE_ERROR, message: "there is more SQL after the first statement", sql: sql)
        }
        tail = next.rest
      }
      return first
    }
  }

  /// The first statement from `start` on, nil for a comment or blanks, and where it ends.
  static func prepareFirst(
    _ database: OpaquePointer, _ start: UnsafePointer<CChar>, _ flags: UInt32
  ) throws -> (statement: Statement?, rest: UnsafePointer<CChar>) {
    var prepared: OpaquePointer?
    var rest: UnsafePointer<CChar>?
    let code = sqlite3_prepare_v3(database, start, -1, flags, &prepared, &rest)
    guard code == SQLITE_OK, let rest else { throw SQLiteError(code, on: database, sql: String(cString: start)) }
    return (prepared.map(Statement.init(handle:)), rest)
  }

  /// The text as SQLite wants it, ended by a NUL; one inside would silently cut the rest off.
  static func withSQL<T>(_ sql: String, _ body: (UnsafePointer<CChar>) throws -> T) throws -> T {
    guard !sql.utf8.contains(0) else {
      throw SQLiteError(extendedCode: SQLITE_ERROR, message: "the SQL holds a NUL character", sql: sql)
    }
    return try sql.withCString(body)
  }

  /// Debian's SQLite takes any name that starts with `file:` for a URI; a path that starts with a dot or a slash is
  /// none.
  private static func plainName(_ path: String) -> String {
    path == ":memory:" || path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
  }

  private static func immutableURI(_ path: String) -> String {
    var uri = "file:"
    for byte in plainName(path).utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "/"):
        // Two slashes at the start would read as a host name.
        if uri.utf8.last != UInt8(ascii: "/") { uri += "/" }
      default: uri += (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }
    return uri + "?immutable=1"
  }
}

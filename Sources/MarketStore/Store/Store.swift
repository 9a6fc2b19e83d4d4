import CSQLite
import MarketModel
import SQLite
import Synchronization
import System

/// A market-intelligence store: one SQLite file.
///
/// Reports open it read-only and never migrate; verbs that write migrate an older store first. All work goes through
/// `connection`; use a store from one thread at a time.
public final class Store {
  /// What a store is opened for.
  public enum Access: Sendable {
    /// Never writes and never migrates, and works from a read-only disk.
    case readOnly
    /// Migrates an older store before anything else.
    case readWrite
    /// Opens a store of whatever known version and schema: for `check` itself.
    case asIs
  }

  /// The one connection to the file, with this program's settings on it.
  public let connection: Connection
  /// As it was given: what messages name.
  public let path: String
  /// The schema's versions that this program knows; tests bring further ones.
  let migrations: [Migration]

  /// 'TIDE': tells our files from any other SQLite file.
  static let applicationID: Int64 = 0x5449_4445

  init(connection: Connection, path: String, migrations: [Migration] = Migration.all) {
    self.connection = connection
    self.path = path
    self.migrations = migrations
  }

  /// Opens an existing store.
  ///
  /// - Throws: `StoreError` of kind `unusable` when there is no file, the file is not a store of ours, or it was
  ///   written by a newer version of this program (both versions are named).
  public static func open(_ path: String, access: Access) throws -> Store {
    try open(path, access: access, migrations: Migration.all)
  }

  /// Opens a copy of a store as it is at this moment, to be written to and thrown away: the store is only read, whoever
  /// else writes to it and wherever it lies.
  ///
  /// - Throws: as `open` does, and when there is no room for the copy.
  public static func openCopy(of path: String) throws -> Store {
    let store = try open(path, access: .readOnly)
    do {
      let copy = try Connection(path: path, access: .scratch)
      try store.connection.transaction(.deferred) { try store.connection.backup(to: copy, pagesPerStep: 4096) }
      try store.close()
      // A log could not be kept for it, and nobody needs it after a power cut.
      try copy.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
      try harden(copy)
      return Store(connection: copy, path: path, migrations: store.migrations)
    } catch let error as SQLiteError {
      throw error.isFull
        ? StoreError(FileError(TemporaryFile.folder, .noTemporary(ENOSPC))) : StoreError(reading: path, error)
    }
  }

  static func open(_ path: String, access: Access, migrations: [Migration]) throws -> Store {
    let (store, version) = try openUnmigrated(path, access: access, migrations: migrations)
    guard version < migrations.count, access != .asIs else { return store }
    if access == .readOnly {
      throw StoreError(
        .unusable, "\(path) is a store of version \(version), this program reads version \(migrations.count)",
        remedy: .run(.migrate(store: path)))
    }
    do {
      try Migration.migrate(store.connection, to: migrations)
    } catch let error as SQLiteError {
      throw StoreError(writing: path, error)
    }
    return store
  }

  /// Opens a store of whatever known version, its schema held against that version's unless it is opened as it is.
  static func openUnmigrated(_ path: String, access: Access, migrations: [Migration] = Migration.all) throws -> (
    store: Store, version: Int
  ) {
    try requireRegularFile(path)
    let store = Store(
      connection: try openConnection(path, readOnly: access == .readOnly), path: path, migrations: migrations)
    do {
      try store.requireOurs()
      let version = try store.version()
      if version > migrations.count {
        throw StoreError(
          .unusable, "\(path) is a store of version \(version); this program knows versions up to \(migrations.count)",
          remedy: "use a newer tidemark")
      }
      if version < 0 {
        throw StoreError(
          .unusable, "\(path) is damaged: it says that it is of version \(version)", remedy: "restore a backup")
      }
      // Version 0 is a store whose making was cut off: it has no tables yet, and the first verb that writes makes them.
      if access != .asIs { try store.requireOurSchema(version: version) }
      if access != .readOnly { try store.prepareForWriting() }
      return (store, version)
    } catch let error as SQLiteError {
      throw StoreError(reading: path, error)
    }
  }

  /// The schema version that the file says it has.
  public func version() throws -> Int {
    Int(try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0)
  }

  /// Runs `body` in one read snapshot: a report must not see half of an import that is going on. Several may share one:
  /// it nests.
  public func reading<T>(_ body: () throws -> T) throws -> T {
    do {
      if connection.isInTransaction { return try body() }
      return try connection.transaction(.deferred, body)
    } catch let error as SQLiteError {
      throw StoreError(reading: path, error)
    }
  }

  /// Runs `body` in one transaction that holds the write lock from its start.
  public func writing<T>(_ body: () throws -> T) throws -> T {
    do {
      return try connection.transaction(.immediate, body)
    } catch let error as SQLiteError {
      throw StoreError(writing: path, error)
    }
  }

  /// Closes the file.
  ///
  /// - Throws: `SQLiteError` for a statement that is still held; the file then closes when that goes.
  public func close() throws { try connection.close() }

  /// Settings for every connection: a store file may come from anywhere, so nothing in its schema is trusted to be
  /// harmless. They are made before anything of the file is read.
  static func harden(_ connection: Connection) throws {
    try connection.setDefensive(true)
    try connection.setTrustedSchema(false)
    try connection.setTokenizerFunction(false)
    try connection.setDoubleQuotedStrings(false)
    for (limit, value) in [
      // Far above what the program's own statements need, far below what would eat the machine.
      (SQLITE_LIMIT_SQL_LENGTH, 16 << 20), (SQLITE_LIMIT_VDBE_OP, 25_000_000), (SQLITE_LIMIT_TRIGGER_DEPTH, 16),
      (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 5_000), (SQLITE_LIMIT_WORKER_THREADS, 0),
      // One, for VACUUM.
      (SQLITE_LIMIT_ATTACHED, 1),
    ] {
      connection.setLimit(limit, Int32(value))
    }
    try connection.setForeignKeys(true)
    try connection.execute("PRAGMA cell_size_check = ON")
    try loadSchema(connection)
    connection.setLimit(SQLITE_LIMIT_LENGTH, 256 << 20)
  }

  /// Has SQLite read the schema, and with it the statistics of ANALYZE, whose table a stranger may have given a column
  /// that computes: on short texts, and for so many steps or a second of this program's own time. A busy machine makes
  /// neither more. Without the statistics SQLite goes on.
  private static func loadSchema(_ connection: Connection) throws {
    connection.setLimit(SQLITE_LIMIT_LENGTH, 128 << 10)
    let end = processorSeconds() + 1
    let looks = Mutex(0)
    connection.setProgressHandler(every: 20) {
      looks.withLock {
        $0 += 1
        return $0 > 50_000 || processorSeconds() > end
      }
    }
    defer { connection.setProgressHandler(every: 1, nil) }
    _ = try connection.first("SELECT 1 FROM sqlite_schema LIMIT 1") { _ in true }
  }

  func prepareForWriting() throws {
    let mode = try connection.first("PRAGMA journal_mode = WAL") { $0.text(0) }
    guard mode == "wal" else {
      throw StoreError(
        .unusable, "\(path) cannot use a write-ahead log (journal mode is \(mode ?? "unknown"))",
        remedy: "put the store on a local disk")
    }
    // What was reported done has reached the disk, also while another program keeps the log from being written back.
    try connection.execute("PRAGMA synchronous = FULL")
  }

  private func requireOurs() throws {
    let id = try connection.first("PRAGMA application_id") { $0.int(0) }
    guard id == Self.applicationID else {
      throw StoreError(.unusable, "\(path) is not a tidemark store", remedy: .run(.initialize(store: nil)))
    }
  }

  private static func requireRegularFile(_ path: String) throws {
    switch FileKind(path) {
    case .regular(let size) where size > 0: return
    case .regular:
      throw StoreError(
        .unusable, "\(path) is empty", remedy: .run(.initialize(store: path)))
    case .missing:
      if let log = leftBehind(path) { throw log }
      throw StoreError(
        .unusable, "there is no store \(path)", remedy: .anyOf([.run(.initialize(store: path)), .set(.database, nil)]))
    case .unreachable(let code):
      throw StoreError(.unusable, "\(path) could not be read: \(systemMessage(code))")
    case .directory:
      throw StoreError(.unusable, "\(path) is a directory, not a store", remedy: .set(.database, nil))
    case .other: throw StoreError(.unusable, "\(path) is not a regular file")
    }
  }

  private static func hardened(_ path: String, _ access: Connection.Access) throws -> Connection {
    let connection = try Connection(path: path, access: access)
    try harden(connection)
    return connection
  }

  /// On a read-only disk SQLite cannot make the shared-memory file that a write-ahead log needs; with no log left
  /// behind the file itself is the whole store and may be read as immutable.
  private static func openConnection(_ path: String, readOnly: Bool) throws -> Connection {
    do {
      guard readOnly else { return try hardened(path, .readWrite) }
      do {
        return try hardened(path, .readOnly)
      } catch let error as SQLiteError where error.isCantOpen || error.isReadOnly {
        if case .regular(let size) = FileKind(path + "-wal"), size > 0 { throw error }
        return try hardened(path, .immutable)
      }
    } catch let error as SQLiteError {
      throw StoreError(reading: path, error)
    }
  }
}

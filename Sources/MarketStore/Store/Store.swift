import CSQLite
import MarketModel
import SQLite
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
    /// Opens a store of whatever known version without migrating it: for `check` and `migrate` themselves.
    case asIs
  }

  /// The one connection to the file, with this program's settings on it.
  public let connection: Connection
  /// The file's path as it was given.
  public let path: String

  /// 'TIDE': tells our files from any other SQLite file.
  static let applicationID: Int64 = 0x5449_4445

  private init(connection: Connection, path: String) {
    self.connection = connection
    self.path = path
  }

  /// Opens an existing store.
  ///
  /// - Throws: `StoreError` of kind `unusable` when there is no file, the file is not a store of ours, or it was
  ///   written by a newer version of this program (both versions are named).
  public static func open(_ path: String, access: Access) throws -> Store {
    try requireRegularFile(path)
    let connection = try openConnection(path, readOnly: access == .readOnly)
    let store = Store(connection: connection, path: path)
    do {
      try store.harden()
      try store.requireOurs()
      let version = try store.version()
      if version > Migration.latestVersion {
        throw StoreError(
          .unusable,
          "\(path) is a store of version \(version); this program knows versions up to \(Migration.latestVersion)",
          remedy: "use a newer tidemark")
      }
      if version < 0 {
        throw StoreError(
          .unusable, "\(path) is damaged: it says that it is of version \(version)", remedy: "restore a backup")
      }
      // Version 0 is a store whose making was cut off: it has no tables yet, and the first verb that writes makes them.
      if access != .asIs, version > 0 { try store.requireOurSchema(forWriting: access == .readWrite) }
      if access != .readOnly { try store.prepareForWriting() }
      if version < Migration.latestVersion {
        switch access {
        case .readOnly:
          throw StoreError(
            .unusable,
            "\(path) is a store of version \(version), this program reads version \(Migration.latestVersion)",
            remedy: .run(.migrate(store: path)))
        case .readWrite: try Migration.migrate(connection)
        case .asIs: break
        }
      }
    } catch let error as SQLiteError {
      throw StoreError(reading: path, error)
    }
    return store
  }

  /// Creates a store of the present version with an empty catalogue.
  ///
  /// - Throws: `StoreError` of kind `unusable` when the file exists and is not empty, or cannot be made. A file that
  ///   this call made is removed again if the store could not be finished.
  public static func create(at path: String) throws -> Store {
    var existed = false
    switch FileKind(path) {
    case .missing: break
    case .regular(let size) where size == 0: existed = true
    case .regular:
      throw StoreError(
        .unusable, "\(path) exists already", remedy: .anyOf([.set(.database, nil), "move that file away"]))
    case .directory, .other:
      throw StoreError(.unusable, "\(path) is not a regular file", remedy: .set(.database, nil))
    }
    do {
      let connection = try Connection(path: path, access: .create)
      let store = Store(connection: connection, path: path)
      try store.harden()
      try connection.execute("PRAGMA application_id = \(applicationID)")
      try store.prepareForWriting()
      try Migration.migrate(connection)
      return store
    } catch {
      if !existed { removeStoreFiles(path) }
      if let error = error as? SQLiteError { throw StoreError(writing: path, error) }
      throw error
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
  /// harmless.
  private func harden() throws {
    try connection.setDefensive(true)
    try connection.setTrustedSchema(false)
    try connection.setDoubleQuotedStrings(false)
    try connection.setForeignKeys(true)
    try connection.execute("PRAGMA cell_size_check = ON")
  }

  private func prepareForWriting() throws {
    let mode = try connection.first("PRAGMA journal_mode = WAL") { $0.text(0) }
    guard mode == "wal" else {
      throw StoreError(
        .unusable, "\(path) cannot use a write-ahead log (journal mode is \(mode ?? "unknown"))",
        remedy: "put the store on a local disk")
    }
    try connection.execute("PRAGMA synchronous = NORMAL")
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
      throw StoreError(
        .unusable, "there is no store \(path)", remedy: .anyOf([.run(.initialize(store: path)), .set(.database, nil)]))
    case .directory:
      throw StoreError(.unusable, "\(path) is a directory, not a store", remedy: .set(.database, nil))
    case .other: throw StoreError(.unusable, "\(path) is not a regular file")
    }
  }

  /// On a read-only disk SQLite cannot make the shared-memory file that a write-ahead log needs; with no log left
  /// behind the file itself is the whole store and may be read as immutable.
  private static func openConnection(_ path: String, readOnly: Bool) throws -> Connection {
    do {
      guard readOnly else { return try Connection(path: path, access: .readWrite) }
      do {
        let connection = try Connection(path: path, access: .readOnly)
        _ = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
        return connection
      } catch let error as SQLiteError where error.isCantOpen || error.isReadOnly {
        if case .regular(let size) = FileKind(path + "-wal"), size > 0 { throw error }
        return try Connection(path: path, access: .immutable)
      }
    } catch let error as SQLiteError {
      throw StoreError(reading: path, error)
    }
  }
}

extension StoreError {
  /// An SQLite failure while reading the store, in a user's words.
  init(reading path: String, _ error: SQLiteError) { self.init(path, error, verb: "read") }

  /// An SQLite failure while writing the store, in a user's words.
  init(writing path: String, _ error: SQLiteError) { self.init(path, error, verb: "written") }

  private init(_ path: String, _ error: SQLiteError, verb: String) {
    if error.isNotADatabase {
      self.init(.unusable, "\(path) is not a tidemark store", remedy: .run(.initialize(store: nil)))
    } else if error.isBusy {
      let writer = writerOfStore(path) ?? "another program"
      self.init(.unusable, "\(path) is being written by \(writer)", remedy: "wait for it to end and try again")
    } else if error.isFull {
      self.init(.unusable, "the disk of \(path) is full; the store is as it was", remedy: "make room and try again")
    } else if error.isCorrupt {
      self.init(
        .unusable, "\(path) is damaged: \(error.message)",
        remedy: .allOf([.run(.check(store: path)), "restore a backup"]))
    } else if error.isCantOpen, isTooLongForSQLite(path) {
      self.init(
        .unusable, "\(path) could not be \(verb): the path is too long for SQLite, which takes 512 bytes",
        remedy: "use a shorter one")
    } else if error.isMoved {
      self.init(
        .unusable, "\(path) was moved, removed or replaced while it was open; nothing was written", remedy: "try again")
    } else if error.isReadOnly {
      self.init(
        .unusable, "\(path) could not be written: it is read-only",
        remedy: "check the file's and its folder's permissions")
    } else {
      self.init(.unusable, "\(path) could not be \(verb): \(error.message)")
    }
  }
}

import CSQLite
import MarketModel
import SQLite
import System

extension Store {
  /// Creates a store of the present version, in one act: built whole beside its place, brought to the disk, and then
  /// given its name. Killed at any moment it leaves no store; of several at once one wins and the others are told.
  ///
  /// - Parameter fill: What it shall hold from the start; none: an empty catalogue.
  /// - Throws: `StoreError` of kind `unusable` when the file exists and is not empty, or cannot be made.
  public static func create(at path: String, filling fill: (Store) throws -> Void = { _ in }) throws -> Store {
    if isTooLongForSQLite(path, withEnding: "-journal".utf8.count) {
      throw StoreError(writing: path, SQLiteError(extendedCode: SQLITE_CANTOPEN, message: ""))
    }
    let empty = try EmptyFile(path)
    let work = try WorkInProgress(for: path)
    do {
      // In memory, since the name of a file in the making may be too long for SQLite where the store's own is not.
      let connection = try Connection(path: path, access: .scratch)
      try harden(connection)
      let store = Store(connection: connection, path: path)
      try connection.execute("PRAGMA application_id = \(applicationID)")
      try connection.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
      try Migration.migrate(connection)
      try fill(store)
      let image = try connection.image()
      try store.close()
      try work.write(image, finalPath: path)
    } catch let error as SQLiteError {
      throw StoreError(writing: path, error)
    }
    do {
      if let empty {
        try empty.requireUnchanged()
        try WholeFile.publish(work.path, as: path, force: true)
      } else {
        try requireNoLog(path)
        try WholeFile.publish(work.path, as: path, force: false)
      }
    } catch let error as FileError where error.reason == .exists {
      throw existsAlready(path)
    }
    work.release()
    return try open(path, access: .readWrite)
  }

  /// Refuses a log whose store is gone: it may hold that store's last changes, and a new one in its place would end it.
  static func requireNoLog(_ path: String) throws {
    if let log = leftBehind(path) { throw log }
  }

  /// What a log beside a missing store means; nil: there is none.
  static func leftBehind(_ path: String) -> StoreError? {
    for suffix in ["-wal", "-journal"] {
      guard case .regular(let size) = FileKind(path + suffix), size > 0 else { continue }
      return StoreError(
        .unusable,
        "there is no store \(path), but there is \(path + suffix): the log of a store that was moved or removed, "
          + "which may hold its last changes",
        remedy: "put the store back beside it, or move \(path + suffix) away")
    }
    return nil
  }

  fileprivate static func existsAlready(_ path: String) -> StoreError {
    StoreError(
      .unusable, "\(path) exists already", remedy: .anyOf([.set(.database, nil), "move that file away"]))
  }

  /// Whether a database's first hundred bytes are those of a store.
  static func isOurs(header: [UInt8]) -> Bool {
    header.count >= 72 && header[68..<72].reduce(0) { $0 << 8 | Int64($1) } == applicationID
  }
}

/// An empty file at the place of a new store, locked: two that make one there at once must not both take its place.
private final class EmptyFile {
  private let path: String
  private let descriptor: Int32

  /// nil: there is nothing in the way.
  ///
  /// - Throws: `StoreError` when something else has the name.
  init?(_ path: String) throws {
    self.path = path
    switch FileKind(path) {
    case .missing where !path.hasSuffix("/"):
      try Store.requireNoLog(path)
      return nil
    case .regular(let size) where size == 0: break
    case .regular: throw Store.existsAlready(path)
    case .unreachable(let code):
      throw StoreError(
        .unusable, "\(path) could not be made: \(systemMessage(code))", remedy: .set(.database, nil))
    case .directory, .other, .missing:
      throw StoreError(.unusable, "\(path) is not a regular file", remedy: .set(.database, nil))
    }
    descriptor = System.open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.writing(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Store.existsAlready(path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func requireUnchanged() throws {
    guard FileKind(path) == .regular(size: 0), FileIdentity(path) == FileIdentity(descriptor: descriptor) else {
      throw Store.existsAlready(path)
    }
  }
}

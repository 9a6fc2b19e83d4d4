import MarketModel
import SQLite
import System

/// How far a backup has come.
public struct BackupProgress: Sendable {
  /// Pages of the database file that have been copied.
  public var pagesDone: Int
  /// Pages to copy in all.
  public var pagesTotal: Int
  /// The copy is complete and being checked.
  public var isVerifying: Bool
}

extension Store {
  /// Copies the store, as it is at this moment, to one file, while others go on reading and writing.
  ///
  /// The copy is checked (`integrity_check`, ids, versions, the number of observations) before it gets its name; so the
  /// name stands for a whole, good copy or for what it stood for before. The copy has no write-ahead log: it is that
  /// one file.
  ///
  /// - Parameter force: Replace a file that has the name. Never the store itself, and never a database in use.
  /// - Returns: The copy's size in bytes.
  /// - Throws: `StoreError` of kind `unusable`, naming the file; `findings` when the copy turned out damaged, which
  ///   says that the store is; `CancellationError`.
  @discardableResult
  public func backup(
    to target: String, force: Bool = false, progress: ((BackupProgress) -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> Int64 {
    if target.isEmpty || target == "-" { throw StoreError(.usage, "the backup needs a file name") }
    // An earlier backup is a store too, and may be replaced.
    let place = try ProtectedFiles(store: path).target(target) { Self.isOurs(header: $0) }
    switch FileKind(place) {
    case .missing: break
    case .unreachable(let code): throw FileError(target, .unwritable(code))
    case .directory: throw StoreError(.unusable, "\(target) is a directory", remedy: "name a file in it")
    case .other: throw StoreError(.unusable, "\(target) is not a regular file")
    case .regular:
      guard force else { throw FileError(target, .exists) }
    }
    for suffix in ["-wal", "-journal"] where FileKind(place + suffix) != .missing {
      // Renamed into its place, the copy would be read together with the other's log.
      throw StoreError(
        .unusable, "\(target) is a database in use: there is \(target + suffix)", remedy: "choose another name")
    }
    let work = try WorkInProgress(for: place)
    do {
      try copy(to: work.path, progress, isCancelled)
    } catch let error as SQLiteError {
      if isCancelled() { throw CancellationError() }
      throw StoreError(writing: target, error)
    }
    do {
      try WholeFile.publish(work.path, as: place, force: force)
    } catch let error as FileError {
      throw FileError(target, error.reason)
    }
    work.release()
    guard case .regular(let size) = FileKind(target) else { throw StoreError(.unusable, "\(target) is gone") }
    return size
  }

  private func copy(
    to temporary: String, _ progress: ((BackupProgress) -> Void)?, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    let copy = try Connection(path: temporary, access: .create)
    copy.setProgressHandler(every: 20_000) { isCancelled() }
    // All pages of one snapshot: without it a writer in another program would start the copy over again and again.
    let observations = try connection.transaction(.deferred) {
      let count = try connection.first("SELECT count(*) FROM observations") { $0.int(0) } ?? 0
      try connection.backup(to: copy, pagesPerStep: 4096) { remaining, total in
        if isCancelled() { throw CancellationError() }
        progress?(BackupProgress(pagesDone: total - remaining, pagesTotal: total, isVerifying: false))
      }
      return count
    }
    let mode = try copy.first("PRAGMA journal_mode = DELETE") { $0.text(0) }
    let pages = Int(try copy.first("PRAGMA page_count") { $0.int(0) } ?? 0)
    progress?(BackupProgress(pagesDone: pages, pagesTotal: pages, isVerifying: true))
    let lines = try copy.query("PRAGMA integrity_check(10)") { $0.text(0) }
    guard lines == ["ok"] else {
      throw StoreError(
        .findings, "\(path) is damaged, and so is a copy of it: \(lines.first ?? "")",
        remedy: .run(.check(store: path)))
    }
    let id = try copy.first("PRAGMA application_id") { $0.int(0) }
    let version = try copy.first("PRAGMA user_version") { $0.int(0) }
    let copied = try copy.first("SELECT count(*) FROM observations") { $0.int(0) }
    guard mode == "delete", id == Self.applicationID, version == Int64(try self.version()), copied == observations
    else {
      throw StoreError(.unusable, "the copy of \(path) is not equal to it; nothing was written")
    }
    copy.setProgressHandler(every: 1, nil)
    try copy.close()
  }
}

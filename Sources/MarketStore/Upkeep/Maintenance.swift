import SQLite

extension Store {
  /// Brings a store to the schema of this program.
  ///
  /// - Returns: The versions before and after; equal when there was nothing to do.
  /// - Throws: `StoreError` of kind `unusable`; the store is then as it was.
  public static func migrate(_ path: String) throws -> (from: Int, to: Int) {
    try migrate(path, to: Migration.all)
  }

  static func migrate(_ path: String, to migrations: [Migration]) throws -> (from: Int, to: Int) {
    let (store, from) = try openUnmigrated(path, access: .readWrite, migrations: migrations)
    do {
      if from < migrations.count { try Migration.migrate(store.connection, to: migrations) }
      let to = try store.version()
      try store.close()
      return (from, to)
    } catch let error as SQLiteError {
      throw StoreError(writing: path, error)
    }
  }

  /// Rewrites the file without the room that is no longer used, and empties its write-ahead log. Needs about twice the
  /// store's size for a while.
  ///
  /// - Returns: The size in bytes before and after.
  /// - Throws: `StoreError` of kind `unusable` when the disk is full or another program uses the store, which is then
  ///   as it was; `CancellationError`.
  @discardableResult
  public func vacuum(isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> (before: Int64, after: Int64) {
    connection.setProgressHandler(every: 20_000) { isCancelled() }
    defer { connection.setProgressHandler(every: 1, nil) }
    do {
      let before = try size()
      try connection.execute("VACUUM")
      _ = try connection.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.int(0) }
      return (before, try size())
    } catch let error as SQLiteError {
      if isCancelled() { throw CancellationError() }
      throw StoreError(writing: path, error)
    }
  }

  private func size() throws -> Int64 {
    let pages = try connection.first("PRAGMA page_count") { $0.int(0) } ?? 0
    return pages * (try connection.first("PRAGMA page_size") { $0.int(0) } ?? 0)
  }
}

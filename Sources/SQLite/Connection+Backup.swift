import CSQLite

extension Connection {
  /// The bytes that the whole database would have as a file, on a disk with a write-ahead log.
  ///
  /// - Throws: `SQLiteError` where there is no memory for them.
  public func image() throws -> [UInt8] {
    var size: sqlite3_int64 = 0
    guard let bytes = sqlite3_serialize(try open(), "main", &size, 0) else {
      throw SQLiteError(SQLITE_NOMEM, on: try open())
    }
    defer { sqlite3_free(bytes) }
    var image = Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    // The file format's write and read version: 2 is the write-ahead log, which only a file can be switched to.
    if image.count >= 100 { (image[18], image[19]) = (2, 2) }
    return image
  }

  /// Copies the whole database over `target`'s, `pagesPerStep` pages at a time (all at once if negative). Others may
  /// read and write meanwhile; a write by another connection starts the copy over. `progress` is told the pages left
  /// and in all after each step, and may throw to stop: with pages left, the target then holds what it held before.
  public func backup(
    to target: Connection, pagesPerStep: Int32 = 1024,
    progress: (_ remaining: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws {
    let source = try open()
    let destination = try target.open()
    guard let backup = sqlite3_backup_init(destination, "main", source, "main") else {
      throw SQLiteError(sqlite3_extended_errcode(destination), on: destination)
    }
    do {
      var code = SQLITE_OK
      while code == SQLITE_OK {
        code = sqlite3_backup_step(backup, pagesPerStep == 0 ? 1 : pagesPerStep)
        if code != SQLITE_OK && code != SQLITE_DONE { throw SQLiteError(code, on: destination) }
        try progress(Int(sqlite3_backup_remaining(backup)), Int(sqlite3_backup_pagecount(backup)))
      }
    } catch {
      sqlite3_backup_finish(backup)  // repeats the error that is being thrown
      throw error
    }
    let code = sqlite3_backup_finish(backup)
    if code != SQLITE_OK { throw SQLiteError(code, on: destination) }
  }
}

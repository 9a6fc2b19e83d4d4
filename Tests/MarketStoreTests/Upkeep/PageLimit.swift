import CSQLite
import Synchronization

/// Limits the pages of databases that the code under test opens by itself: `max_page_count` is a setting of one
/// connection.
enum PageLimit {
  private static let limits = Mutex<[String: Int64]>([:])

  /// While `body` runs, every database of this folder that is opened may have so many pages and no more.
  static func limiting<T>(folder: String, to pages: Int64, _ body: () throws -> T) rethrows -> T {
    _ = isInstalled
    limits.withLock { $0[folder] = pages }
    defer { limits.withLock { $0[folder] = nil } }
    return try body()
  }

  /// SQLite calls it for each connection that this process opens, on that connection's thread; other folders' are left
  /// alone.
  private static let isInstalled: Bool = {
    typealias Entry =
      @convention(c) (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, OpaquePointer?) -> Int32
    let entry: Entry = { database, _, _ in
      guard let name = sqlite3_db_filename(database, "main").map({ String(cString: $0) }),
        let limit = PageLimit.limits.withLock({ $0.first { name.hasPrefix($0.key + "/") }?.value })
      else { return SQLITE_OK }
      return sqlite3_exec(database, "PRAGMA max_page_count = \(limit)", nil, nil, nil)
    }
    return sqlite3_auto_extension(unsafeBitCast(entry, to: (@convention(c) () -> Void).self)) == SQLITE_OK
  }()
}

import Migrations
import SQLite

/// One version of the schema: its SQL text runs once, in order, under the write lock.
struct Migration: Sendable {
  /// The `user_version` that it leaves, counted from 1.
  var version: Int
  var name: String
  var sql: String

  /// Every version this program knows, in order.
  static let all: [Migration] = (0...).lazy.map { tidemark_migration_at($0) }.prefix { $0 != nil }.compactMap { $0 }
    .enumerated().map { index, entry in
      let text = UnsafeBufferPointer(start: entry.pointee.sql, count: Int(entry.pointee.length))
      return Migration(
        version: index + 1, name: String(cString: entry.pointee.name), sql: String(decoding: text, as: UTF8.self))
    }

  /// Brings the store to the last version of `migrations`, or leaves it as it was.
  ///
  /// The version is read again under the lock: of two programs that start at once, the second finds nothing left to do.
  /// Foreign keys are off while tables are rebuilt, which SQLite allows outside a transaction only, and checked before
  /// the end.
  static func migrate(_ connection: Connection, to migrations: [Migration] = all) throws {
    try connection.setForeignKeys(false)
    do {
      try connection.transaction(.immediate) {
        let current = Int(try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0)
        guard current < migrations.count else { return }
        for migration in migrations[current...] {
          try connection.execute(migration.sql)
          // Its guard lets nobody else write the history.
          try connection.setTriggers(false)
          defer { try? connection.setTriggers(true) }
          try connection.run(
            """
            INSERT INTO schema_migrations (version, name, applied_at, sql)
            VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?3)
            """, migration.version, migration.name, migration.sql)
          try connection.setTriggers(true)
          try connection.execute("PRAGMA user_version = \(migration.version)")
        }
        if let broken = try connection.first("PRAGMA foreign_key_check", { $0.text(0) }) {
          throw StoreError(.unusable, "migrating would leave orphans in \(broken); the store is as it was")
        }
      }
    } catch {
      try connection.setForeignKeys(true)
      throw error
    }
    try connection.setForeignKeys(true)
  }
}

import Foundation
import MarketModel
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import MarketStore

@Suite struct StoreFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try withExtendedLifetime(folder) { try body(folder.path) }
  }

  /// Not by Data(contentsOf:), which leaks a page for each empty file.
  private func bytes(_ path: String) throws -> Data {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    return try file.readToEnd() ?? Data()
  }

  @Test(
    "a new store has its application id, version, history and write-ahead log, and its triggers and foreign keys on")
  func creation() throws {
    try inFolder { folder throws in
      let store = try Store.create(at: folder + "/a.db")
      func value(_ sql: String) throws -> Value? {
        let statement = try store.connection.prepare(sql)
        return try statement.step() ? statement.row.value(0) : nil
      }
      #expect(try value("PRAGMA application_id") == .integer(0x5449_4445))
      #expect(try value("PRAGMA user_version") == .integer(Int64(Migration.all.count)))
      #expect(try value("PRAGMA journal_mode") == .text("wal"))
      #expect(try value("PRAGMA foreign_keys") == .integer(1))
      #expect(try value("SELECT count(*) FROM schema_migrations") == .integer(Int64(Migration.all.count)))
      #expect(try value("SELECT sql FROM schema_migrations WHERE version = 1") == .text(Migration.all[0].sql))
      #expect(throws: SQLiteError.self) { try store.connection.execute("DELETE FROM schema_migrations") }
      #expect(
        try storeFailure { _ = try Store.create(at: folder + "/a.db") }?.message == "\(folder)/a.db exists already")
      #expect(try storeFailure { _ = try Store.create(at: folder) }?.kind == .unusable)
      #expect(try storeFailure { _ = try Store.create(at: folder + "/none/a.db") }?.kind == .unusable)
    }
  }

  @Test(
    "what is no store of ours is refused and left as it was", arguments: [Store.Access.readOnly, .readWrite, .asIs])
  func strangers(access: Store.Access) throws {
    try inFolder { folder throws in
      let other = folder + "/other.db"
      let connection = try Connection(path: other, access: .create)
      try connection.execute("CREATE TABLE t (x); PRAGMA user_version = 1")
      try connection.close()
      try Data("not a database at all, and long enough to be taken for a page of one\n".utf8).write(
        to: URL(fileURLWithPath: folder + "/text.db"))
      try Data().write(to: URL(fileURLWithPath: folder + "/empty.db"))
      for name in ["other.db", "text.db", "empty.db"] {
        let before = try bytes(folder + "/" + name)
        let error = try storeFailure { _ = try Store.open(folder + "/" + name, access: access) }
        #expect(error?.kind == .unusable)
        #expect(error?.message.hasPrefix("\(folder)/\(name) is ") == true)
        #expect(try bytes(folder + "/" + name) == before)
      }
      #expect(
        try storeFailure { _ = try Store.open(folder, access: access) }?.message
          == "\(folder) is a directory, not a store")
      #expect(
        try storeFailure { _ = try Store.open(folder + "/none.db", access: access) }?.message
          == "there is no store \(folder)/none.db")
      #expect(!FileManager.default.fileExists(atPath: folder + "/none.db"))
    }
  }

  @Test(
    "a newer store is refused, both versions named, whatever it was opened for",
    arguments: [Store.Access.readOnly, .readWrite, .asIs])
  func newer(access: Store.Access) throws {
    try inFolder { folder throws in
      let path = folder + "/a.db"
      let store = try Store.create(at: path)
      try store.connection.execute("PRAGMA user_version = 99")
      try store.close()
      let before = try bytes(path)
      let error = try storeFailure { _ = try Store.open(path, access: access) }
      #expect(
        error?.message
          == "\(path) is a store of version 99; this program knows versions up to \(Migration.all.count)")
      #expect(try bytes(path) == before)
    }
  }

  @Test("a failing migration leaves the file as it was, whichever statement fails")
  func failingMigration() throws {
    let good = Migration(
      version: Migration.all.count + 1, name: "good",
      sql: "CREATE TABLE extra (x INTEGER); INSERT INTO extra VALUES (1)")
    for (name, sql) in [
      ("syntax", "CREATE TABLE more (x); CREATE TABEL y (z)"),
      ("constraint", "CREATE TABLE more (x CHECK (x > 0)); INSERT INTO more VALUES (-1)"),
      ("orphan", "CREATE TABLE more (x INTEGER REFERENCES companies(id)); INSERT INTO more VALUES (12345)"),
    ] {
      try Market.open { market throws in
        let before = try market.query("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2")
        let bad = Migration(version: Migration.all.count + 2, name: name, sql: sql)
        #expect(throws: (any Error).self) {
          try Migration.migrate(market.store.connection, to: Migration.all + [good, bad])
        }
        #expect(try market.query("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2") == before)
        #expect(try market.query("PRAGMA user_version") == ["\(Migration.all.count)"])
        #expect(try market.query("PRAGMA foreign_keys") == ["1"])
        #expect(try market.query("SELECT count(*) FROM schema_migrations") == ["\(Migration.all.count)"])
        // And the good one alone goes through, once.
        try Migration.migrate(market.store.connection, to: Migration.all + [good])
        try Migration.migrate(market.store.connection, to: Migration.all + [good])
        #expect(try market.query("SELECT count(*) FROM extra") == ["1"])
        try market.expectSound()
      }
    }
  }

  @Test("of several that migrate one store at once each finds it done, and it is done once")
  func racingMigrations() throws {
    try Market.open { market throws in
      let migrations =
        Migration.all + [
          Migration(
            version: Migration.all.count + 1, name: "slow",
            sql: """
              CREATE TABLE extra (x INTEGER);
              INSERT INTO extra WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i
                FROM n
              """)
        ]
      let path = market.path
      // Connections of their own, as processes have: SQLite's locks do not tell threads from processes.
      let failures = Failures()
      let threads = (0..<4).map { _ in
        Thread {
          do {
            let connection = try Connection(path: path, access: .readWrite)
            try Migration.migrate(connection, to: migrations)
            try connection.close()
            failures.add(nil)
          } catch {
            failures.add("\(error)")
          }
        }
      }
      for thread in threads { thread.start() }
      while !failures.have(4) { Thread.sleep(forTimeInterval: 0.005) }
      #expect(failures.messages == [])
      #expect(try market.query("SELECT count(*) FROM extra") == ["20000"])
      #expect(try market.query("SELECT count(*) FROM schema_migrations") == ["\(migrations.count)"])
    }
  }

  private final class Failures: Sendable {
    private let state = Mutex<(done: Int, messages: [String])>((0, []))

    func add(_ message: String?) {
      state.withLock {
        $0.done += 1
        if let message { $0.messages.append(message) }
      }
    }

    func have(_ count: Int) -> Bool { state.withLock { $0.done == count } }
    var messages: [String] { state.withLock { $0.messages } }
  }

  @Test("a store opened for reading refuses to be written; one on an immutable disk can be read")
  func readOnly() throws {
    try Market.open { market throws in
      try market.take("product,metric,period,value,source,published_on\nSora,mau,2026-03,1M,Sensor Tower,2026-04-02\n")
      try market.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      try market.store.close()
      let reader = try Store.open(market.path, access: .readOnly)
      let input = try market.file("b.csv", Array("product\nPika\n".utf8))
      let error = try storeFailure { _ = try reader.importFiles([input], options: ImportOptions()) }
      #expect(error?.message == "\(market.path) could not be written: it is read-only")
      #expect(try reader.imports().count == 3)
      try reader.close()
    }
  }

  @Test("an import into a store that another program is writing says so")
  func locked() throws {
    try Market.open { market throws in
      let other = try Connection(path: market.path, access: .readWrite)
      try other.execute("BEGIN IMMEDIATE")
      let quick = try Store.open(market.path, access: .readWrite)
      quick.connection.setBusyHandler { _ in false }
      let input = try market.file("b.csv", Array("product\nPika\n".utf8))
      let error = try storeFailure { _ = try quick.importFiles([input], options: ImportOptions()) }
      #expect(error?.message == "\(market.path) is being written by another program")
      try other.execute("ROLLBACK")
      #expect(try quick.importFiles([input], options: ImportOptions()).inserted == 1)
    }
  }

  @Test("a full disk ends an import, and the store is as it was")
  func fullDisk() throws {
    try Market.open { market throws in
      let before = try market.query("SELECT count(*) FROM sqlite_schema") + market.query("SELECT count(*) FROM periods")
      let pages = try market.query("PRAGMA page_count")[0]
      try market.store.connection.execute("PRAGMA max_page_count = \((Int(pages) ?? 0) + 2)")
      let rows = (0..<5000).map {
        "Sora,mau,\(1801 + $0 / 12 % 390)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0),Sensor Tower,20\($0 / 4680 + 10)-04-02"
      }
      let text = (["product,metric,period,value,source,published_on"] + rows).joined(separator: "\n")
      let error = try storeFailure { try market.take(text) }
      #expect(error?.message == "the disk of \(market.path) is full; the store is as it was")
      #expect(
        try market.query("SELECT count(*) FROM sqlite_schema") + market.query("SELECT count(*) FROM periods") == before)
      try market.store.connection.execute("PRAGMA max_page_count = 1000000")
      #expect(try market.take(text).inserted == 5000)
      try market.expectSound()
    }
  }

  @Test("the ids and labels of periods satisfy the schema's checks, in every granularity")
  func periods() throws {
    try Market.open { market throws in
      // Without holes the first must be near the others, so every granularity begins anew: in 1800, now and in 2200.
      try market.store.connection.setTriggers(false)
      try market.store.connection.execute("DELETE FROM periods")
      var seen: Set<Int32> = []
      for granularity in [Granularity.day, .week, .month, .quarter, .half, .year] {
        for first in ["1800-01-01", "1899-12-20", "1999-11-20", "2024-01-01", "2199-10-01"] {
          let day = try #require(CalendarDay.parse(first))
          var period = try #require(Period(granularity, containing: day))
          for _ in 0..<400 {
            let id = try #require(period.id)
            if seen.insert(id).inserted {
              try market.store.connection.run(
                "INSERT INTO periods (id, granularity, label, start_on, end_on) VALUES (?1, ?2, ?3, ?4, ?5)", Int64(id),
                granularity.name,
                period.label, period.start?.description, period.end.description)
            }
            guard let next = period.next else { break }
            period = next
          }
        }
      }
      let counts = try market.query(
        "SELECT granularity, count(*), min(label), max(label) FROM periods GROUP BY 1 ORDER BY min(id)")
      #expect(
        counts == [
          "day|2000|1800-01-01|2200-11-04", "week|1665|1800-W01|2200-W52", "month|1505|1800-01|2200-12",
          "quarter|1301|1800-Q1|2200-Q4",
          "half|802|1800-H1|2200-H2", "year|401|1800|2200",
        ])
    }
  }
}

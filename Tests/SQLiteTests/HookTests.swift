import CSQLite
import Foundation
import SQLite
import Synchronization
import Testing

/// Ends by itself in some minutes, so that a failing interrupt fails the test and does not hang it.
private let endless: SQL =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000) SELECT sum(i) FROM n"

@Suite struct HookTests {
  @Test("an interrupt from another thread ends a running statement")
  func interrupt() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let handle = connection.interruptHandle
    let isOver = Flag()
    // Again and again, for an interrupt before the statement starts does nothing.
    Thread.detachNewThread {
      while !isOver.isSet {
        handle.interrupt()
        Thread.sleep(forTimeInterval: 0.001)
      }
    }
    let error = try failure { _ = try connection.query(endless) { $0.int(0) } }
    isOver.set()
    #expect(error?.isInterrupted == true)
  }

  @Test("a progress handler can end a statement, and the connection works on")
  func progress() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let calls = Flag()
    connection.setProgressHandler(every: 1000) {
      calls.set()
      return true
    }
    #expect(try failure { _ = try connection.query(endless) { $0.int(0) } }?.isInterrupted == true)
    #expect(calls.isSet)
    connection.setProgressHandler(every: 1000, nil)
    #expect(try connection.first("SELECT 1") { $0.int(0) } == 1)
  }

  @Test("an authorizer is told names and refuses by them, also for statements prepared before")
  func authorizer() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (open, secret); INSERT INTO t VALUES (1, 2)")
    #expect(try connection.first("SELECT secret FROM t") { $0.int(0) } == 2)
    var read: [String] = []
    connection.setAuthorizer { action, table, column, database, trigger in
      guard action == SQLITE_READ else { return action == SQLITE_SELECT }
      read.append("\(database ?? "-").\(table ?? "-").\(column ?? "-")")
      return column != "secret"
    }
    #expect(try connection.first("SELECT open FROM t") { $0.int(0) } == 1)
    #expect(read == ["main.t.open"])
    #expect(try failure { try connection.run("SELECT secret FROM t") }?.isDenied == true)
    #expect(try failure { try connection.run("DELETE FROM t") }?.isDenied == true)
    connection.setAuthorizer(nil)
    #expect(try connection.first("SELECT secret FROM t") { $0.int(0) } == 2)
  }

  @Test("a limit holds, and the one before is returned")
  func limits() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let before = connection.setLimit(SQLITE_LIMIT_LENGTH, 1000)
    #expect(before > 1000)
    #expect(connection.setLimit(SQLITE_LIMIT_LENGTH, -1) == 1000)
    let long = String(repeating: "x", count: 1001)
    #expect(try failure { try connection.run("SELECT \(long)") }?.code == SQLITE_TOOBIG)
    connection.setLimit(SQLITE_LIMIT_ATTACHED, 0)
    #expect(throws: SQLiteError.self) { try connection.execute("ATTACH ':memory:' AS other") }
  }

  @Test("settings do what they say")
  func settings() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute(
      "CREATE TABLE t (v); CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT raise(ABORT, 'no'); END")
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t VALUES (1)") }
    try connection.setTriggers(false)
    try connection.run("INSERT INTO t VALUES (1)")
    try connection.setTriggers(true)
    #expect(throws: SQLiteError.self) { try connection.run("INSERT INTO t VALUES (1)") }

    try connection.setDoubleQuotedStrings(true)
    #expect(try connection.first("SELECT \"nothing\"") { $0.text(0) } == "nothing")
    try connection.setDoubleQuotedStrings(false)
    #expect(throws: SQLiteError.self) { try connection.execute("SELECT \"nothing at all\"") }

    try connection.setDefensive(true)
    #expect(throws: SQLiteError.self) {
      try connection.execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema")
    }
    try connection.setTrustedSchema(false)
    #expect(try connection.first("PRAGMA trusted_schema") { $0.bool(0) } == false)
  }

  @Test("foreign keys cannot be switched inside a transaction, and it says so")
  func foreignKeys() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.setForeignKeys(true)
    try connection.execute("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p)")
    #expect(try failure { try connection.run("INSERT INTO c VALUES (1)") }?.isConstraint == true)
    #expect(throws: SQLiteError.self) { try connection.transaction { try connection.setForeignKeys(false) } }
    try connection.setForeignKeys(false)
    try connection.run("INSERT INTO c VALUES (1)")
  }

  @Test("a backup equals what it was made from")
  func backup() throws {
    try inFolder { folder in
      let source = try folder.connection()
      try source.execute(
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO t
          SELECT i, hex(randomblob(40)) FROM n;
        """)
      let copy = try folder.connection("copy.db")
      try copy.execute("CREATE TABLE old (v)")
      var steps: [Int] = []
      #expect(throws: CancellationError.self) {
        try source.backup(to: copy, pagesPerStep: 5) { _, _ in throw CancellationError() }
      }
      #expect(try copy.query("SELECT name FROM sqlite_schema") { $0.text(0) } == ["old"])
      try source.backup(to: copy, pagesPerStep: 5) { remaining, total in
        #expect(remaining < total)
        steps.append(remaining)
      }
      #expect(steps.count > 3 && steps == steps.sorted(by: >) && steps.last == 0)
      try copy.close()
      let reopened = try folder.connection("copy.db", .readOnly)
      let rows: SQL = "SELECT * FROM t ORDER BY id"
      #expect(try reopened.query(rows) { $0.values } == source.query(rows) { $0.values })
      #expect(try reopened.query("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
      #expect(try reopened.query("SELECT name FROM sqlite_schema") { $0.text(0) } == ["t"])
    }
  }

  @Test("a backup that its target has no room for says full, and the target holds what it held")
  func backupIntoTooSmall() throws {
    try inFolder { folder in
      let source = try folder.connection("source.db")
      try source.execute("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))")
      let copy = try folder.connection("copy.db")
      try copy.execute("CREATE TABLE mine (x); INSERT INTO mine VALUES (7); PRAGMA max_page_count = 20")
      #expect(try failure { try source.backup(to: copy, pagesPerStep: 5) }?.isFull == true)
      #expect(try copy.first("SELECT x FROM mine") { $0.int(0) } == 7)
      try copy.execute("PRAGMA max_page_count = 30")
      try source.backup(to: copy, pagesPerStep: 5)
      #expect(try copy.first("SELECT length(x) FROM t") { $0.int(0) } == 100_000)
    }
  }

  @Test("a backup into a locked file says busy")
  func backupIntoLocked() throws {
    try inFolder { folder in
      let source = try folder.connection()
      try source.execute("CREATE TABLE t (v)")
      let holder = try folder.connection("copy.db")
      try holder.execute("CREATE TABLE u (v)")
      try holder.transaction {
        let copy = try folder.connection("copy.db")
        #expect(try failure { try source.backup(to: copy) }?.isBusy == true)
      }
    }
  }
}

/// A yes or no that threads share.
private final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}

import CSQLite
import Foundation
import SQLite
import Testing

@Suite struct ConnectionTests {
  @Test(
    "a path is the name of a file, whatever is in it",
    arguments: [
      "plain.db", "with space.db", "quo'te\".db", "a?mode=memory", "per%41cent#.db", "数 — é.db", "file:x",
      "back\\slash", ":memory:",
    ])
  func paths(name: String) throws {
    try inFolder { folder in
      try folder.connection(name).execute("CREATE TABLE t (v); INSERT INTO t VALUES (42)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
      for access: Connection.Access in [.readOnly, .readWrite, .create, .immutable] {
        #expect(try folder.connection(name, access).first("SELECT v FROM t") { $0.int(0) } == 42)
      }
    }
  }

  @Test("a relative path that looks like a URI is still a file")
  func relativePath() throws {
    let name = "file:tidemark-\(UUID().uuidString)?mode=memory"
    defer { try? FileManager.default.removeItem(atPath: FileManager.default.currentDirectoryPath + "/" + name) }
    let connection = try Connection(path: name, access: .create)
    try connection.execute("CREATE TABLE t (v)")
    #expect(connection.path == name)
    #expect(FileManager.default.fileExists(atPath: FileManager.default.currentDirectoryPath + "/" + name))
    #expect(
      try Connection(path: name, access: .immutable).query("SELECT name FROM sqlite_schema") { $0.text(0) } == ["t"])
  }

  @Test("a path with a NUL and an empty path are refused")
  func badPaths() throws {
    try inFolder { folder in
      try #expect(failure { _ = try folder.connection("a\0b") }?.isCantOpen == true)
      try #expect(failure { _ = try Connection(path: "", access: .create) }?.isCantOpen == true)
      try #expect(FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }

  @Test("a missing file is made only when asked for")
  func missingFile() throws {
    try inFolder { folder in
      for access: Connection.Access in [.readOnly, .readWrite, .immutable] {
        try #expect(failure { _ = try folder.connection("none.db", access) }?.isCantOpen == true)
      }
      try #expect(FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }

  @Test("a directory is no database", arguments: [Connection.Access.readOnly, .readWrite, .create])
  func directory(access: Connection.Access) throws {
    try inFolder { folder in
      let error = try failure {
        _ = try Connection(path: folder.path, access: access).first("SELECT * FROM sqlite_schema") { $0.values }
      }
      #expect(error?.isCantOpen == true)
      #expect(error?.message == "\(folder.path) is a directory")
    }
  }

  @Test("a file of something else is told apart from a database")
  func garbage() throws {
    try inFolder { folder in
      try Data(repeating: UInt8(ascii: "x"), count: 5000).write(to: URL(fileURLWithPath: folder.path("garbage")))
      let connection = try folder.connection("garbage", .readWrite)
      #expect(try failure { try connection.run("SELECT * FROM sqlite_schema") }?.isNotADatabase == true)
      #expect(
        try failure { try connection.transaction { try connection.run("CREATE TABLE t (v)") } }?.isNotADatabase == true)
      try connection.close()
    }
  }

  @Test("a read-only connection refuses to write and can still read")
  func readOnly() throws {
    try inFolder { folder in
      try folder.connection().execute("CREATE TABLE t (v); INSERT INTO t VALUES (1)")
      let connection = try folder.connection("test.db", .readOnly)
      #expect(try failure { try connection.run("INSERT INTO t VALUES (2)") }?.isReadOnly == true)
      #expect(try failure { try connection.transaction { try connection.run("DELETE FROM t") } }?.isReadOnly == true)
      #expect(!connection.isInTransaction)
      #expect(try connection.query("SELECT v FROM t") { $0.int(0) } == [1])
    }
  }

  @Test("another connection's lock is reported as busy, and the busy handler is asked first")
  func locked() throws {
    try inFolder { folder in
      let holder = try folder.connection()
      try holder.execute("CREATE TABLE t (v)")
      let waiter = try folder.connection()
      var tries: [Int32] = []
      var ran = false
      waiter.setBusyHandler {
        tries.append($0)
        return $0 < 2
      }
      try holder.transaction {
        try #expect(failure { try waiter.transaction { ran = true } }?.isBusy == true)
        #expect(tries == [0, 1, 2] && !ran)
        waiter.setBusyHandler(nil)
        try #expect(failure { try waiter.run("INSERT INTO t VALUES (1)") }?.isBusy == true)
        #expect(tries == [0, 1, 2])
      }
      try waiter.run("INSERT INTO t VALUES (1)")
      #expect(waiter.changes == 1 && waiter.lastInsertRowID == 1)
    }
  }

  @Test("closing names a statement that is still held, which stays usable")
  func leakedStatement() throws {
    try inFolder { folder in
      let connection = try folder.connection()
      try connection.run("CREATE TABLE t (v)")
      var held: Statement? = try connection.prepare("SELECT 42")
      #expect(try failure { try connection.close() }?.sql == "SELECT 42")
      #expect(try held?.step() == true)
      #expect(held?.row.int(0) == 42)
      held = nil
      try connection.close()
    }
  }

  @Test("a closed connection throws and does not crash")
  func closed() throws {
    try inFolder { folder in
      let connection = try folder.connection()
      let other = try folder.connection("other.db")
      try connection.run("CREATE TABLE t (v)")
      let interrupt = connection.interruptHandle
      try connection.close()
      try connection.close()
      #expect(!connection.isOpen && !connection.isInTransaction && connection.changes == 0)
      #expect(throws: SQLiteError.self) { try connection.run("SELECT 1") }
      #expect(throws: SQLiteError.self) { try connection.execute("SELECT 1") }
      #expect(throws: SQLiteError.self) { _ = try connection.prepare("SELECT 1") }
      #expect(throws: SQLiteError.self) { try connection.transaction {} }
      #expect(throws: SQLiteError.self) { try connection.setDefensive(true) }
      #expect(throws: SQLiteError.self) { try connection.backup(to: other) }
      #expect(throws: SQLiteError.self) { try other.backup(to: connection) }
      connection.setAuthorizer { _, _, _, _, _ in true }
      connection.setProgressHandler(every: 1) { true }
      interrupt.interrupt()
    }
  }

  @Test("the same SQL run inside its own rows gets a statement of its own")
  func recursion() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (v); INSERT INTO t VALUES (1), (2), (3)")
    func walk(_ depth: Int) throws -> Int {
      var sum = 0
      try connection.forEach("SELECT v FROM t ORDER BY v") { row in
        let below = depth > 1 ? try walk(depth - 1) : 0
        sum += Int(row.int(0)) + below
      }
      return sum
    }
    #expect(try walk(3) == 6 + 3 * (6 + 3 * 6))
    #expect(statements(connection) == ["SELECT v FROM t ORDER BY v"])
  }

  @Test("the cache is bounded, and keeps what was used last")
  func cacheBound() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let recent: SQL = "SELECT 'recent'"
    for length in 1...300 {
      try connection.run("SELECT \(SQL.list(Array(0..<length)))")
      try connection.run(recent)
    }
    #expect(statements(connection).count == 64)
    #expect(statements(connection).contains("SELECT 'recent'"))
    #expect(!statements(connection).contains("SELECT ?1"))
  }

  @Test("a kept statement has no values left in it")
  func clearedBindings() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let sql: StaticString = "SELECT ?1"
    try connection.withStatement(sql) { try $0.bind(1, "secret") }
    let value = try connection.withStatement(sql) { try $0.step() ? $0.row.value(0) : 1 }
    #expect(value == nil)
  }

  @Test("a kept statement follows a change of the schema")
  func schemaChange() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    #expect(try connection.first("SELECT * FROM t") { $0.values } == [1])
    try connection.execute("ALTER TABLE t ADD COLUMN b DEFAULT 'new'")
    #expect(try connection.first("SELECT * FROM t") { $0.values } == [1, "new"])
  }

  /// The text of each statement that the connection holds prepared.
  private func statements(_ connection: Connection) -> [String] {
    var texts: [String] = []
    var statement = sqlite3_next_stmt(connection.handle, nil)
    while let current = statement {
      texts.append(String(cString: sqlite3_sql(current)))
      statement = sqlite3_next_stmt(connection.handle, current)
    }
    return texts
  }
}

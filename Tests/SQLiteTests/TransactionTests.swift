import SQLite
import TestSupport
import Testing

private struct Stop: Error {}

@Suite struct TransactionTests {
  private func table(_ folder: TemporaryFolder) throws -> Connection {
    let connection = try folder.connection()
    try connection.execute("CREATE TABLE t (v UNIQUE)")
    return connection
  }

  private func values(_ connection: Connection) throws -> [Int64] {
    try connection.query("SELECT v FROM t ORDER BY v") { $0.int(0) }
  }

  @Test("a transaction keeps all of its work or none")
  func allOrNothing() throws {
    try inFolder { folder in
      let connection = try table(folder)
      let result = try connection.transaction {
        try connection.run("INSERT INTO t VALUES (1)")
        #expect(connection.isInTransaction)
        return "done"
      }
      #expect(result == "done" && !connection.isInTransaction)
      #expect(throws: Stop.self) {
        try connection.transaction {
          try connection.run("INSERT INTO t VALUES (2)")
          throw Stop()
        }
      }
      #expect(try values(folder.connection()) == [1])
    }
  }

  @Test("a full disk is the error that is thrown, and the transaction is gone")
  func fullDisk() throws {
    try inFolder { folder in
      let connection = try table(folder)
      try connection.execute("PRAGMA max_page_count = 10")
      func fill() throws {
        for value in 0..<100 { try connection.run("INSERT INTO t VALUES (zeroblob(3000) || \(value))") }
      }
      #expect(try failure { try connection.transaction { try fill() } }?.isFull == true)
      #expect(!connection.isInTransaction)
      #expect(try values(connection) == [])
      // A body that goes on after the error cannot commit half.
      let error = try failure {
        try connection.transaction {
          try connection.run("INSERT INTO t VALUES (1)")
          try? fill()
          if connection.isInTransaction { try connection.run("ROLLBACK") }
        }
      }
      #expect(error != nil)
      #expect(try values(connection) == [])
      try connection.transaction { try connection.run("INSERT INTO t VALUES (7)") }
      #expect(try values(connection) == [7])
    }
  }

  @Test("OR ROLLBACK ends the transaction, and its own error is the one thrown")
  func orRollback() throws {
    try inFolder { folder in
      let connection = try table(folder)
      let error = try failure {
        try connection.transaction {
          try connection.run("INSERT INTO t VALUES (1)")
          try connection.run("INSERT OR ROLLBACK INTO t VALUES (1)")
        }
      }
      #expect(error?.isConstraint == true)
      #expect(try values(connection) == [] && !connection.isInTransaction)
    }
  }

  @Test("a commit that foreign keys refuse takes everything back")
  func refusedCommit() throws {
    try inFolder { folder in
      let connection = try folder.connection()
      try connection.setForeignKeys(true)
      try connection.execute(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (v REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
      #expect(
        try failure { try connection.transaction { try connection.run("INSERT INTO t VALUES (1)") } }?.isConstraint
          == true)
      #expect(
        try failure { try connection.savepoint { try connection.run("INSERT INTO t VALUES (1)") } }?.isConstraint
          == true)
      #expect(try values(connection) == [] && !connection.isInTransaction)
    }
  }

  @Test("a transaction inside a transaction is refused and leaves the outer one as it is")
  func nestedTransaction() throws {
    try inFolder { folder in
      let connection = try table(folder)
      try connection.transaction {
        try connection.run("INSERT INTO t VALUES (1)")
        #expect(throws: SQLiteError.self) {
          try connection.transaction { try connection.run("INSERT INTO t VALUES (2)") }
        }
      }
      #expect(try values(connection) == [1])
    }
  }

  @Test("savepoints nest, and each takes back only its own work")
  func savepoints() throws {
    try inFolder { folder in
      let connection = try table(folder)
      try connection.transaction {
        try connection.run("INSERT INTO t VALUES (1)")
        try connection.savepoint {
          try connection.run("INSERT INTO t VALUES (2)")
          #expect(throws: Stop.self) {
            try connection.savepoint {
              try connection.run("INSERT INTO t VALUES (3)")
              try connection.savepoint { try connection.run("INSERT INTO t VALUES (4)") }
              throw Stop()
            }
          }
          try connection.savepoint { try connection.run("INSERT INTO t VALUES (5)") }
        }
        #expect(connection.isInTransaction)
      }
      #expect(try values(connection) == [1, 2, 5])
      #expect(throws: Stop.self) {
        try connection.savepoint {
          try connection.run("INSERT INTO t VALUES (6)")
          throw Stop()
        }
      }
      #expect(try values(connection) == [1, 2, 5] && !connection.isInTransaction)
    }
  }

  @Test("reads in a deferred transaction see one state of the file")
  func snapshot() throws {
    try inFolder { folder in
      let writer = try table(folder)
      try writer.execute("PRAGMA journal_mode = WAL")
      let reader = try folder.connection("test.db", .readOnly)
      try reader.transaction(.deferred) {
        #expect(try values(reader) == [])
        try writer.run("INSERT INTO t VALUES (1)")
        #expect(try values(reader) == [])
      }
      #expect(try values(reader) == [1])
    }
  }

  @Test("a rollback goes through while rows are being read and every hook says no")
  func rollbackUnderHooks() throws {
    try inFolder { folder in
      let connection = try table(folder)
      try connection.run("INSERT INTO t VALUES (0), (1)")
      let reading = try connection.prepare("SELECT v FROM t")
      #expect(throws: Stop.self) {
        try connection.transaction {
          try connection.run("INSERT INTO t VALUES (2)")
          #expect(try reading.step())
          connection.interruptHandle.interrupt()
          connection.setProgressHandler(every: 1) { true }
          connection.setAuthorizer { _, _, _, _, _ in false }
          throw Stop()
        }
      }
      #expect(!connection.isInTransaction)
      #expect(try failure { try connection.run("SELECT 1") }?.isDenied == true, "the authorizer is back")
      connection.setAuthorizer(nil)
      #expect(try failure { try connection.run("SELECT 1") }?.isInterrupted == true, "the progress handler is back")
      connection.setProgressHandler(every: 1, nil)
      #expect(try values(connection) == [0, 1])
    }
  }
}

import SQLite
import Testing

@Suite struct StatementTests {
  @Test("every kind of value comes back as it went in")
  func roundTrip() throws {
    try inFolder { folder in
      let connection = try folder.connection()
      try connection.run("CREATE TABLE t (v)")
      let values: [Value] = [
        nil, 0, .integer(.min), .integer(.max), 1.5, .real(-.infinity), .real(.leastNonzeroMagnitude), "", "a\0b\0",
        "déjà 数 👩‍👩‍👧", "it's", .blob([]), .blob([0, 255, 39]),
      ]
      for value in values { try connection.run("INSERT INTO t VALUES (?1)", value) }
      #expect(try connection.query("SELECT v FROM t ORDER BY rowid") { $0.value(0) } == values)
      let id = 3
      #expect(try connection.first("SELECT v FROM t WHERE rowid = \(id)") { $0.int(0) } == .min)
      try connection.withStatement("SELECT ?1") { try $0.bind(1, 5) }
    }
  }
}

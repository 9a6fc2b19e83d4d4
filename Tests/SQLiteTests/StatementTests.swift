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
    }
  }

  @Test("Swift's own types are values, and nil is NULL")
  func bindables() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let absent: String? = nil
    let sql: SQL = "SELECT \(1), \(Int32(2)), \(Int64(3)), \(0.5), \("x"), \(true), \(absent), \([UInt8](1...2))"
    let row = try connection.first(sql) { $0.values }
    #expect(row == [1, 2, 3, 0.5, "x", 1, nil, .blob([1, 2])])
  }

  @Test("an empty text and an empty blob are not NULL")
  func emptyIsNotNull() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let none: [UInt8] = []
    let row = try connection.first("SELECT typeof(\("")), typeof(\(none)), \(""), \(none)") { row in
      (row.text(0), row.text(1), row.optionalText(2), row.optionalBlob(3))
    }
    #expect(row?.0 == "text")
    #expect(row?.1 == "blob")
    #expect(row?.2 == "")
    #expect(row?.3 == [])
  }

  @Test("a NUL inside a text survives, and SQLite sees what follows it")
  func nulInText() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let row = try connection.first("SELECT hex(\("a\0b")), \("a\0b")") { ($0.text(0), $0.text(1)) }
    #expect(row?.0 == "610062")
    #expect(row?.1 == "a\0b")
  }

  @Test("text in the file that is not UTF-8 is repaired, and its bytes can be had")
  func invalidUTF8() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (v TEXT) STRICT; INSERT INTO t VALUES (CAST(x'61ff62' AS TEXT))")
    let row = try connection.first("SELECT v FROM t") { ($0.text(0), $0.withUTF8(0) { [UInt8]($0) }) }
    #expect(row?.0 == "a\u{FFFD}b")
    #expect(row?.1 == [0x61, 0xff, 0x62])
  }

  @Test("reading a column as another type, or one that is not there, never traps")
  func conversions() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.forEach("SELECT 1e300, 'x', NULL, '12abc'") { row in
      #expect(row.count == 4)
      #expect(row.int(0) == .max)
      #expect(row.int(1) == 0 && row.double(1) == 0)
      #expect(row.int(2) == 0 && row.text(2) == "" && row.optionalInt(2) == nil && row.optionalDouble(2) == nil)
      #expect(row.int(3) == 12)
      for column in [-1, 4, .max, .min] {
        #expect(row.value(column) == nil && row.text(column) == "" && row.int(column) == 0 && row.isNull(column))
      }
    }
  }

  @Test("a value too few, a value too many and a number out of range are errors")
  func wrongParameters() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    #expect(throws: SQLiteError.self) { try connection.run("SELECT ?1, ?2", 1) }
    #expect(throws: SQLiteError.self) { try connection.run("SELECT ?1", 1, 2) }
    let statement = try connection.prepare("SELECT ?1")
    for index in [0, 2, -1, Int.max] { #expect(throws: SQLiteError.self) { try statement.bind(index, 1) } }
    try statement.bind(1, "kept")
    #expect(try statement.step())
    #expect(statement.row.text(0) == "kept")
    let error = try failure { try statement.bind(1, "in the middle of a run") }
    #expect(error?.code == 21)
  }

  @Test("parameters bind by name, with or without the prefix")
  func names() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    let statement = try connection.prepare("SELECT :from || @to || $by, ?")
    #expect(statement.parameterNames == [":from", "@to", "$by", nil])
    try statement.bind(name: "from", "a")
    try statement.bind(name: "@to", "b")
    try statement.bind(name: "by", "c")
    #expect(throws: SQLiteError.self) { try statement.bind(name: "untold", 1) }
    #expect(throws: SQLiteError.self) { try statement.bind(name: "from\0x", 1) }
    #expect(try statement.step())
    #expect(statement.row.text(0) == "abc")
  }

  @Test("a second statement in the text is refused, blanks and comments after the first are not")
  func trailingSQL() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (v)")
    for sql in [
      "SELECT 1; DROP TABLE t", "SELECT 1; nonsense", "SELECT 1;;; SELECT 2", "SELECT 1; 'open", "SELECT 1\0; SELECT 2",
    ] {
      #expect(throws: SQLiteError.self, "\(sql)") { _ = try connection.prepare(sql) }
    }
    for sql in ["", " ", ";", "-- only a comment", "/* open"] {
      #expect(throws: SQLiteError.self, "\(sql)") { _ = try connection.prepare(sql) }
    }
    for sql in ["SELECT 1;", "SELECT 1 ; \n -- done", "SELECT 1;;/* x */;", "-- first\nSELECT 1"] {
      let statement = try connection.prepare(sql)
      #expect(try statement.step())
    }
    #expect(try connection.query("SELECT name FROM sqlite_schema") { $0.text(0) } == ["t"])
  }

  @Test("a statement says what it is")
  func properties() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (a, b)")
    let reading = try connection.prepare("SELECT a, b AS c FROM t WHERE a = ?1")
    #expect(reading.isReadOnly && reading.columnCount == 2 && reading.columnNames == ["a", "c"])
    try reading.bind(1, "it's")
    #expect(reading.expandedSQL == "SELECT a, b AS c FROM t WHERE a = 'it''s'")
    #expect(try !connection.prepare("INSERT INTO t VALUES (1, 2)").isReadOnly)
  }

  @Test("an error names its code, its message and its statement")
  func errors() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)")
    let error = try failure { try connection.run("INSERT INTO t VALUES (\(1))") }
    #expect(error?.isConstraint == true)
    #expect(error?.extendedCode == 2067)
    #expect(error?.description == "UNIQUE constraint failed: t.a (SQLite code 2067) in: INSERT INTO t VALUES (?1)")
    // The statement that failed is kept, and clean.
    try connection.run("INSERT INTO t VALUES (\(2))")
    #expect(try connection.query("SELECT a FROM t ORDER BY a") { $0.int(0) } == [1, 2])
    let script = try failure {
      try connection.execute("INSERT INTO t VALUES (3); INSERT INTO t VALUES (1); INSERT INTO t VALUES (4)")
    }
    #expect(script?.sql == "INSERT INTO t VALUES (1);")
    #expect(try connection.query("SELECT a FROM t ORDER BY a") { $0.int(0) } == [1, 2, 3])
  }
}

import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct SQLTests {
  @Test("an interpolated value is a parameter, an interpolated piece of SQL is spliced in and numbered on")
  func composition() {
    let inner: SQL = "kind = \("app") OR kind = \("api")"
    let sql: SQL = "SELECT * FROM t WHERE id > \(7) AND (\(inner)) LIMIT \(3)"
    #expect(sql.text == "SELECT * FROM t WHERE id > ?1 AND (kind = ?2 OR kind = ?3) LIMIT ?4")
    #expect(sql.parameters == [7, "app", "api", 3])
    #expect(("a \(1)" as SQL + " b \(2)").text == "a ?1 b ?2")
    #expect(["x = \(1)", "y = \(2)"].joined(separator: " AND " as SQL).text == "x = ?1 AND y = ?2")
    #expect(SQL.list([1, 2, 3]).text == "?1, ?2, ?3")
    #expect(SQL.list([Int]()).text == "NULL")
  }

  @Test("text from outside stays a value whatever it holds")
  func injection() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    try connection.execute("CREATE TABLE t (v)")
    let hostile = "'); DROP TABLE t; --\0"
    try connection.run("INSERT INTO t VALUES (\(hostile))")
    #expect(try connection.first("SELECT v FROM t") { $0.text(0) } == hostile)
    let name = "od\"d; DROP TABLE t"
    try connection.run("CREATE TABLE \(SQL.identifier(name)) (v)")
    #expect(try connection.query("SELECT name FROM sqlite_schema ORDER BY name") { $0.text(0) } == [name, "t"])
  }

  @Test("a digit after a value does not become part of the placeholder's number")
  func digitAfterPlaceholder() {
    #expect(("SELECT \(1)0" as SQL).text == "SELECT ?1 0")
    #expect(("SELECT \(1)\(2)0" as SQL).text == "SELECT ?1?2 0")
  }

  @Test("a value placed inside quotes or a comment is refused")
  func valueInQuotes() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    #expect(throws: SQLiteError.self) { try connection.run("SELECT '\("x")'") }
    #expect(throws: SQLiteError.self) { try connection.run("SELECT '\("x")', \("y")") }
    #expect(throws: SQLiteError.self) { try connection.run("SELECT \("y") -- \("x")") }
  }

  @Test("literals are plain where they can be")
  func literals() {
    let blob: [UInt8] = [0, 171]
    let sql: SQL =
      "SELECT \(Value.null), \(-5), \(1.0), \(0.05), \(1e16), \("it's"), \(blob), \(true), \(-Double.infinity)"
    #expect(sql.literalText == "SELECT NULL, -5, 1.0, 0.05, 1e+16, 'it''s', x'00ab', 1, -9e999")
  }

  @Test("literals do not run into what stands beside them")
  func literalNeighbours() throws {
    let connection = try Connection(path: ":memory:", access: .create)
    for sql: SQL in ["SELECT 3-\(-5)", "SELECT 1 WHERE 1=\(1)AND 2=\(2)", "SELECT\("a")AS x", "SELECT 2*\(-1.5)+1"] {
      let bound = try connection.first(sql) { $0.values }
      let statement = try connection.prepare(sql.literalText)
      #expect(try statement.step())
      #expect(statement.row.values == bound, "\(sql.literalText)")
    }
  }

  @Test("written out as literals, random values are the same to the stock shell", arguments: [1, 2, 3] as [UInt64])
  func literalsInTheShell(seed: UInt64) throws {
    try inFolder { folder in
      var random = SeededGenerator(state: seed)
      let connection = try folder.connection()
      try connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
      let count = 3000
      var script = ""
      try connection.transaction {
        for id in 1...count {
          let value = random.value()
          try connection.run("INSERT INTO t VALUES (\(id), \(value))")
          let check: SQL = """
            SELECT id FROM t WHERE id = \(id) AND v IS \(value) AND typeof(v) = typeof(\(value))
              AND hex(v) = hex(\(value));

            """
          script += check.literalText
        }
      }
      try connection.close()
      let found = try shell(folder.path("test.db"), script)
      #expect(found.split(separator: "\n").compactMap { Int($0) } == Array(1...count))
    }
  }
}

/// What the stock shell prints for a script on its standard input.
private func shell(_ database: String, _ script: String) throws -> String {
  let input = database + ".sql"
  try Data(script.utf8).write(to: URL(fileURLWithPath: input))
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["sqlite3", "-batch", "-init", "/dev/null", database]
  process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let printed = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  return String(decoding: printed, as: UTF8.self)
}

extension SeededGenerator {
  fileprivate mutating func value() -> Value {
    switch Int.random(in: 0..<12, using: &self) {
    case 0: .null
    case 1: .integer(Int64(bitPattern: next()))
    case 2: .integer([.min, .max, 0, -1].randomElement(using: &self) ?? 0)
    case 3, 4, 5: .real(Double(bitPattern: next()))  // NaN, infinity and the subnormal among them
    case 6, 7: .real((Double.random(in: 0..<1, using: &self) * 1e6).rounded() / 1e6)
    case 8: .real(edges.randomElement(using: &self) ?? 0)
    case 9: .blob((0..<Int.random(in: 0..<20, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) })
    default: .text(text())
    }
  }

  /// The last two are among those that SQLite 3.40 misreads as decimals.
  private var edges: [Double] {
    [
      0, -0.0, 0.1, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity, -3.810867203059929e-295,
      -1.434683699644332e-297,
    ]
  }

  private mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "'", "\"", "\0", "\n", "\r", ";", "-", ".", "\\", "é", "数", "😀", " ", "\t", "\u{1b}", "/", "%",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0..<12, using: &self) {
      text.unicodeScalars.append(alphabet.randomElement(using: &self) ?? "a")
    }
    return text
  }
}

import Testing

@Suite struct SQLVerbTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return sandbox
  }

  @Test("a SELECT prints its rows in any format") func formats() throws {
    let sandbox = try store()
    let select = "SELECT 1 AS a, 'x, y' AS b, NULL AS c, 2.5 AS d"
    expect(
      try sandbox.tidemark("sql", select), status: 0,
      out: """
        Query

        a  b     c    d
        ─  ────  ─  ───
        1  x, y     2.5

        """)
    expect(try sandbox.tidemark("sql", select, "-O", "csv"), status: 0, out: "a,b,c,d\n1,\"x, y\",,2.5\n")
    expect(
      try sandbox.tidemark("sql", select, "--format=json"), status: 0,
      out: "[\n  {\"a\":1,\"b\":\"x, y\",\"c\":null,\"d\":2.5}\n]\n")
  }

  @Test("a parameter that is a plain number is a number, any other a text") func parameters() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark(
        "sql", "SELECT typeof(:a) a, typeof(:b) b, typeof(:c) c, :d AS d", "--param", "a=4", "--param", "b=-2.5",
        "--param", "c=007",
        "--param", "d=x=y", "-O", "csv"),
      status: 0, out: "a,b,c,d\ninteger,real,text,x=y\n")
    expect(
      try sandbox.tidemark("sql", "SELECT :a"), status: 2,
      err: "tidemark: error: the parameter :a has no value\nhint: pass --param a=VALUE\n")
    expect(
      try sandbox.tidemark("sql", "SELECT 1", "--param", "a"), status: 2,
      err:
        "tidemark: error: the value 'a' is invalid for '--param <name=value>': write it as name=value\nhint: see: tidemark sql --help\n"
    )
  }

  @Test(
    "whatever is not reading is refused",
    arguments: [
      "ATTACH 'x.db' AS x", "DETACH main", "DELETE FROM series", "DROP TABLE series", "CREATE TABLE t (a)",
      "CREATE TEMP TABLE t (a)",
      "INSERT INTO aliases VALUES ('product', 'x', 1)", "UPDATE products SET name = 'x'",
      "PRAGMA journal_mode = DELETE",
      "PRAGMA user_version = 9", "PRAGMA writable_schema = ON", "VACUUM", "VACUUM INTO 'x.db'", "BEGIN", "SAVEPOINT s",
      "REINDEX",
      "ANALYZE",
      "SELECT load_extension('x')", "SELECT writefile('x', 'y')", "SELECT 1; DELETE FROM series", "", "-- nothing",
    ])
  func refusals(statement: String) throws {
    let sandbox = try store()
    let before = try sandbox.fileNames
    let run = try sandbox.tidemark("sql", statement)
    #expect(run.status == 2)
    #expect(run.out == "")
    #expect(run.err.hasPrefix("tidemark: error: "))
    #expect(
      try sandbox.fileNames.filter { !$0.hasPrefix("market.db-") } == before.filter { !$0.hasPrefix("market.db-") })
  }

  @Test("what a refusal says") func refusalText() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark("sql", "ATTACH 'x.db' AS x"), status: 2,
      err: """
        tidemark: error: sql only reads: ATTACH is refused
        hint: change the store with the other verbs, or with the sqlite3 shell

        """)
    expect(
      try sandbox.tidemark("sql", "SELEC 1"), status: 2, err: "tidemark: error: SQL: near \"SELEC\": syntax error\n")
  }

  @Test("a statement that never ends is ended") func timeout() throws {
    let sandbox = try store()
    let endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r"
    expect(
      try sandbox.tidemark("sql", endless, "--timeout", "0.2"), status: 1,
      err: "tidemark: error: the statement was ended after 0.2 seconds\nhint: pass --timeout SECONDS\n")
  }

  @Test("a statement that SQLite itself cannot end is ended too: each call of a function is one step") func hardStop()
    throws
  {
    let sandbox = try store()
    let calls = (0..<50).map { "length(printf('%.*c', 200000000, 'x')) AS c\($0)" }.joined(separator: ", ")
    expect(
      try sandbox.tidemark("sql", "SELECT \(calls)", "--timeout", "0.2"), status: 1,
      err: "tidemark: error: the statement was ended: it went on after its time limit\nhint: ask for less at once\n")
  }

  @Test("Ctrl-C ends a statement with 130") func interruption() throws {
    let sandbox = try store()
    let endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r"
    // bash starts background jobs with SIGINT ignored, the program's own handler replaces that.
    let run = try sandbox.shell("tidemark sql \"\(endless)\" --timeout 60 & sleep 0.5; kill -INT $!; wait $!")
    expect(run, status: 130, err: "tidemark: error: interrupted\n")
  }

  @Test("a statement may come from standard input") func standardInput() throws {
    let sandbox = try store()
    expect(try sandbox.tidemark("sql", "-", "-O", "tsv", input: "SELECT 5 AS five\n"), status: 0, out: "five\n5\n")
  }
}

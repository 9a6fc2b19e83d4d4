import Foundation
import Testing

/// What the program does as a process: streams, exit codes, files.
@Suite struct ProcessTests {
  @Test("the version and help go to standard output") func help() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("--version"), status: 0, out: "0.1.0\n")
    let help = try sandbox.tidemark("--help")
    #expect(help.status == 0)
    #expect(help.err == "")
    #expect(help.out.hasPrefix("OVERVIEW: "))
    #expect(try sandbox.tidemark("help").out == help.out)
    #expect(try sandbox.tidemark().out == help.out)
  }

  @Test("an error of usage exits 2 and names the help") func usage() throws {
    let sandbox = try Sandbox()
    expect(
      try sandbox.tidemark("init", "--bogus"), status: 2,
      err: "tidemark: error: unknown option '--bogus'\nhint: see: tidemark init --help\n")
    expect(
      try sandbox.tidemark("sql"), status: 2,
      err: "tidemark: error: missing expected argument '<sql>'\nhint: see: tidemark sql --help\n")
    expect(
      try sandbox.tidemark("bogus"), status: 2,
      err: "tidemark: error: tidemark has no verb \"bogus\"\nhint: see: tidemark --help\n")
  }

  @Test("a store that is missing or foreign exits 4") func stores() throws {
    let sandbox = try Sandbox()
    let missing = try sandbox.tidemark("sql", "SELECT 1", "--db", "none.db")
    #expect(missing.status == 4)
    #expect(missing.err.hasPrefix("tidemark: error: "))
    #expect(missing.err.contains("none.db"))
    try sandbox.write("not a database, whatever its name says", to: "text.db")
    expect(
      try sandbox.tidemark("sql", "SELECT 1", "--db", "text.db"), status: 4,
      err: "tidemark: error: text.db is not a tidemark store\nhint: run: tidemark init --db FILE\n")
    #expect(try sandbox.tidemark("sql", "SELECT 1", "--db", ".").status == 4)
    #expect(try sandbox.fileNames == ["text.db"])
  }

  @Test("--db wins over TIDEMARK_DB, which wins over market.db") func whichStore() throws {
    let sandbox = try Sandbox()
    expect(
      try sandbox.tidemark("init", "--empty", environment: ["TIDEMARK_DB": "named.db"]), status: 0,
      err: "created named.db\n")
    expect(
      try sandbox.tidemark("init", "--empty", "--db", "other.db", environment: ["TIDEMARK_DB": "named.db"]), status: 0,
      err: "created other.db\n")
    expect(try sandbox.tidemark("init", "--empty"), status: 0, err: "created market.db\n")
    expect(
      try sandbox.tidemark("init"), status: 4,
      err:
        "tidemark: error: market.db exists already\nhint: pass --db FILE, or move that file away\n")
    #expect(try sandbox.fileNames.filter { $0.hasSuffix(".db") } == ["market.db", "named.db", "other.db"])
  }

  @Test("-o takes its format from the ending, and -O wins") func outputFile() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty")
    expect(try sandbox.tidemark("sql", "SELECT 1 AS a", "-o", "a.csv"), status: 0)
    #expect(try sandbox.read("a.csv") == "a\n1\n")
    expect(try sandbox.tidemark("sql", "SELECT 1 AS a", "-o", "a.csv", "-O", "ndjson"), status: 0)
    #expect(try sandbox.read("a.csv") == "{\"a\":1}\n")
    expect(
      try sandbox.tidemark("sql", "SELECT 1 AS a", "-o", "a.xyz"), status: 2,
      err: """
        tidemark: error: the ending of a.xyz names no format
        hint: add -O table, csv, tsv, json, ndjson, markdown, html, svg, vega-lite or xlsx

        """)
    expect(
      try sandbox.tidemark("sql", "SELECT 1 AS a", "-o", "none/a.csv"), status: 4,
      err: "tidemark: error: none/a.csv could not be written: No such file or directory\n")
  }

  @Test("a file that cannot be written whole keeps what it held") func atomicOutput() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty")
    try sandbox.write("as it was\n", to: "out.csv")
    let before = try sandbox.fileNames.filter { !$0.hasPrefix("market.db-") }
    // A limit of 1 MiB for 2 MB: under the thread sanitizer a program needs a file of half of one for itself before it
    // starts.
    let run = try sandbox.shell("ulimit -f 1024; tidemark sql \"SELECT hex(zeroblob(1000000)) AS a\" -o out.csv")
    expect(run, status: 4, err: "tidemark: error: out.csv could not be written: File too large\n")
    #expect(try sandbox.read("out.csv") == "as it was\n")
    #expect(try sandbox.fileNames.filter { !$0.hasPrefix("market.db-") } == before)
  }

  @Test("-o keeps a link and the file's permissions") func outputThroughLink() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty")
    _ = try sandbox.shell("echo old > real.csv; chmod 640 real.csv; ln -s real.csv link.csv")
    expect(try sandbox.tidemark("sql", "SELECT 1 AS a", "-o", "link.csv"), status: 0)
    expect(
      try sandbox.shell("cat real.csv; stat -c %a real.csv; readlink link.csv"), status: 0, out: "a\n1\n640\nreal.csv\n"
    )
  }

  @Test("a reader that goes away ends the program silently") func closedPipe() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty")
    let many = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 200000) SELECT n FROM r"
    expect(
      try sandbox.shell("tidemark sql \"\(many)\" -O csv | head -n 2; echo ${PIPESTATUS[0]}"), status: 0,
      out: "n\n1\n0\n")
  }

  @Test("a full disk behind standard output exits 4") func fullOutput() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty")
    expect(
      try sandbox.shell("tidemark sql 'SELECT 1' > /dev/full"), status: 4,
      err: "tidemark: error: standard output could not be written: No space left on device\n")
  }

  @Test("colour is for terminals, and NO_COLOR and TERM=dumb turn it off") func color() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty")
    let escape = "\u{1b}["
    #expect(try !sandbox.tidemark("sql", "SELECT 1 AS a").out.contains(escape))
    #expect(try sandbox.tidemark("sql", "SELECT 1 AS a", "--color", "always").out.contains(escape))
    #expect(try sandbox.tidemark("sql", "SELEC", "--color=always").err.contains(escape))
    func onTerminal(_ environment: [String: String], _ option: String = "") throws -> String {
      try sandbox.shell("script -qec \"tidemark sql 'SELECT 1 AS a' \(option)\" /dev/null", environment: environment)
        .out
    }
    #expect(try onTerminal(["TERM": "xterm"]).contains(escape))
    #expect(try !onTerminal(["TERM": "xterm", "NO_COLOR": "1"]).contains(escape))
    #expect(try !onTerminal(["TERM": "dumb"]).contains(escape))
    #expect(try !onTerminal(["TERM": "xterm"], "--color never").contains(escape))
    _ = try onTerminal(["TERM": "xterm"], "-O table -o table.txt")
    #expect(try sandbox.read("table.txt") == "Query\n\na\n─\n1\n")
  }
}

import Testing

@Suite struct ImportTests {
  /// A store with the starter market.
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    return sandbox
  }

  private let feed = """
    product,period,value,source
    Alpha,2025-08,4.1M,Synthetic example
    Beta,2025-09,2.5M,Synthetic example

    """

  @Test("an import ends with its counts on standard error") func counts() throws {
    let sandbox = try store()
    try sandbox.write(feed, to: "feed.csv")
    let words = ["import", "feed.csv", "--metric", "mau", "--published-on", "2025-10-01"]
    expect(
      try sandbox.tidemark(words + ["--create"]), status: 0,
      err: """
        added product Alpha
        added source Synthetic example
        added product Beta
        import #2: read 2 · inserted 2 · unchanged 0 · revised 0 · refused 0

        """)
    expect(try sandbox.tidemark(words), status: 0, err: "already imported as #2\n")
    try sandbox.write(feed.split(separator: "4.1M").joined(separator: "4.2M"), to: "revised.csv")
    expect(
      try sandbox.tidemark("import", "revised.csv", "--metric", "mau", "--published-on", "2025-10-01"), status: 0,
      err: "import #3: read 2 · inserted 0 · unchanged 1 · revised 1 · refused 0\n")
    expect(
      try sandbox.tidemark("imports", "undo", "3"), status: 0, err: "import #4 undid #3: retracted 1 · revived 1\n")
    expect(
      try sandbox.tidemark(
        "sql", "SELECT product, value FROM snapshots WHERE source = 'Synthetic example' ORDER BY 1", "-O", "csv"),
      status: 0,
      out: "product,value\nAlpha,4100000\nBeta,2500000\n")
  }

  @Test("a refused row is shown with its place and a remedy, and refuses the import") func refusedRows() throws {
    let sandbox = try store()
    try sandbox.write(
      """
      product,period,value,source
      Alpha,2025-08,4.1M,Synthetic example
      Beta,2025-09,"12,3M",Synthetic example
      Βήτα 快手,2025-13,1M,Synthetic example

      """, to: "feed.csv")
    let before = try sandbox.tidemark("sql", "SELECT count(*) FROM observations", "-O", "csv").out
    expect(
      try sandbox.tidemark("import", "feed.csv", "--metric", "mau", "--published-on", "2025-10-01", "--create"),
      status: 1,
      err: """
        would add product Alpha
        would add source Synthetic example
        tidemark: error: feed.csv:3:14: [value] "12,3M" has a decimal comma
        3 | Beta,2025-09,"12,3M",Synthetic example
          |              ^^^^^^^
        hint: write 12.3M, or pass --decimal comma
        tidemark: error: feed.csv:4:9: [period] "2025-13" does not exist: month 13
        4 | Βήτα 快手,2025-13,1M,Synthetic example
          |           ^^^^^^^
        hint: months are 01 to 12
        nothing imported: read 3 · inserted 0 · unchanged 0 · revised 0 · refused 2

        """)
    #expect(try sandbox.tidemark("sql", "SELECT count(*) FROM observations", "-O", "csv").out == before)
  }

  @Test("--keep-going keeps the refused rows in the store and in a file") func keepGoing() throws {
    let sandbox = try store()
    try sandbox.write(
      "product,period,value\nSora,2025-08,4.1M\nSora,2025-09,\"4,2M\"\nSora,2025-10,4M5\nSora,2025-11,x\n",
      to: "feed.csv")
    expect(
      try sandbox.tidemark(
        "import", "feed.csv", "--metric", "mau", "--source", "Intelligence Brief", "--published-on", "2025-12-01",
        "--keep-going",
        "--rejects",
        "bad.csv", "--max-errors", "1"),
      status: 1,
      err: """
        tidemark: error: feed.csv:3:14: [value] "4,2M" has a decimal comma
        3 | Sora,2025-09,"4,2M"
          |              ^^^^^^
        hint: write 4.2M, or pass --decimal comma
        tidemark: error: 2 more are not shown
        hint: show more with --max-errors N
        import #2: read 4 · inserted 1 · unchanged 0 · revised 0 · refused 3

        """)
    let rejects = try sandbox.read("bad.csv")
    #expect(rejects.hasPrefix("line,column,byte,kind,message,raw\n3,14,"))
    #expect(rejects.split(separator: "\n").count == 4)
    expect(try sandbox.tidemark("imports", "rejects", "2", "-O", "csv"), status: 0, out: rejects)
    expect(
      try sandbox.tidemark("imports", "undo", "9"), status: 3,
      err: "tidemark: error: there is no import #9\nhint: see: tidemark imports\n")
    expect(
      try sandbox.tidemark("imports", "undo", "2"), status: 0, err: "import #3 undid #2: retracted 1 · revived 0\n")
    #expect(try sandbox.tidemark("imports", "undo", "2").status == 2)
  }

  @Test("standard input is imported, and --dry-run writes nothing") func standardInput() throws {
    let sandbox = try store()
    let words = [
      "import", "-", "--product", "Sora", "--metric", "mau", "--source", "Intelligence Brief", "--published-on",
      "2025-12-01",
    ]
    expect(
      try sandbox.tidemark(words + ["--dry-run"], input: "period,value\n2025-10,4M\n"), status: 0,
      err: "dry run: read 1 · inserted 1 · unchanged 0 · revised 0 · refused 0\n")
    expect(
      try sandbox.tidemark(words, input: "period,value\n2025-10,4M\n"), status: 0,
      err: "import #2: read 1 · inserted 1 · unchanged 0 · revised 0 · refused 0\n")
    expect(
      try sandbox.tidemark(words, input: "period,value\n2025-10,4\"M\n"), status: 1,
      err: """
        tidemark: error: -:2:9: [value] "4"M" has text after the figure: ""M"
        2 | 2025-10,4"M
          |         ^^^
        hint: write 4 if that text does not change the figure, else the figure that is meant, in digits
        nothing imported: read 1 · inserted 0 · unchanged 0 · revised 0 · refused 1

        """)
    expect(try sandbox.tidemark(words + ["--quiet"], input: "period,value\n2025-11,4M\n"), status: 0)
  }

  @Test("a profile reads the same kind of file again") func profiles() throws {
    let sandbox = try store()
    let file = "wann;nutzer;quelle\n2025-10;4,1M;x\n"
    expect(
      try sandbox.tidemark(
        "import", "-", "--map", "wann=period", "--map", "nutzer=value", "--map", "quelle=", "--decimal", "comma",
        "--product", "Sora",
        "--metric",
        "mau", "--source", "Intelligence Brief", "--published-on", "2025-12-01", "--save-profile", "german", "--quiet",
        input: file),
      status: 0)
    expect(
      try sandbox.tidemark(
        "import", "-", "--profile", "german", "--quiet", input: "wann;nutzer;quelle\n2025-11;4,3M;x\n"), status: 0)
    expect(
      try sandbox.tidemark(
        "sql", "SELECT period, value FROM snapshots WHERE published_on = '2025-12-01' ORDER BY 1", "-O", "csv"),
      status: 0,
      out: "period,value\n2025-10,4100000\n2025-11,4300000\n")
    let unknown = try sandbox.tidemark("import", "-", "--profile", "french", input: file)
    #expect(unknown.status == 3)
    #expect(unknown.err.hasPrefix("tidemark: error: no mapping profile \"french\"\nhint: "), "\(unknown.err)")
    #expect(unknown.err.contains("there is german, world-bank, "))
  }

  @Test("files that cannot be read exit 4") func unreadable() throws {
    let sandbox = try store()
    expect(try sandbox.tidemark("import", "none.csv"), status: 4, err: "tidemark: error: there is no file none.csv\n")
    expect(
      try sandbox.tidemark("import", "."), status: 4,
      err: "tidemark: error: . is a directory, not a file\nhint: name the files in it\n")
  }

  @Test("Ctrl-C in the middle of an import leaves the store as it was") func interrupted() throws {
    let sandbox = try store()
    let before = try sandbox.shell("sqlite3 market.db .dump").out
    // A feed that never ends: only the interrupt can stop it.
    let run = try sandbox.shell(
      """
      mkfifo feed
      (echo product,metric,period,value,source,published_on; yes 'Sora,mau,2025-10,4M,Intelligence Brief,2025-12-01' | head -n 20000000) > feed &
      tidemark import feed & importer=$!
      sleep 1; kill -INT $importer; wait $importer
      """)
    expect(run, status: 130, err: "tidemark: error: interrupted\n")
    #expect(try sandbox.shell("sqlite3 market.db .dump").out == before)
  }
}

import Testing

/// What is committed and what is not is told apart, also where something after it fails.
@Suite struct CommitTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    #expect(try sandbox.tidemark("init").status == 0)
    try sandbox.write(
      """
      product,metric,period,value,source,published_on
      Sora,mau,2019-01,100,S1,2026-01-10
      Sora,mau,2019-02,bad,S1,2026-01-10

      """, to: "in.csv")
  }

  private func imports() throws -> String {
    try sandbox.shell("sqlite3 market.db 'SELECT count(*) FROM imports'").out
  }

  @Test("a dry run needs no lock and nothing to write to: another may be writing the store")
  func dryRun() throws {
    let run = try sandbox.shell(
      """
      mkfifo lock && { sqlite3 market.db < lock > held & } && exec 3> lock
      echo "BEGIN IMMEDIATE; SELECT 'held';" >&3
      until grep -q held held; do sleep 0.05; done
      tidemark import in.csv --create --keep-going --dry-run --save-profile mine
      status=$?; exec 3>&-; wait; exit $status
      """)
    #expect(run.status == 1)
    #expect(run.err.hasSuffix("dry run: read 2 · inserted 1 · unchanged 0 · revised 0 · refused 1\n"), "\(run.err)")
    #expect(try imports() == "1\n")
    #expect(try sandbox.shell("sqlite3 market.db 'SELECT count(*) FROM mapping_profiles'").out == "0\n")
  }

  @Test("refused rows that cannot be printed: the import has been reported by then")
  func fullOutput() throws {
    let run = try sandbox.shell("tidemark import in.csv --create --keep-going --rejects - > /dev/full")
    #expect(run.status == 4)
    #expect(run.err.contains("import #2: read 2"))
    #expect(run.err.contains("standard output could not be written"))
    let file = try sandbox.shell("tidemark imports undo 2 && tidemark import in.csv --keep-going --rejects /dev/full")
    #expect(file.status == 4 && file.err.contains("; import #4 stands"), "\(file.err)")
  }

  @Test("an output that cannot be opened is found out before anything is committed")
  func outputsFirst() throws {
    let run = try sandbox.tidemark("import", "in.csv", "--create", "--keep-going", "--rejects", "no/such/folder.csv")
    #expect(run.status == 4)
    #expect(try imports() == "1\n")
  }

  @Test("refused rows are written in parts, none twice and none left out")
  func manyRejects() throws {
    let rows = (0..<2500).map { "Sora,mau,2019-01,bad\($0),S1,2026-01-10\n" }.joined()
    try sandbox.write("product,metric,period,value,source,published_on\n" + rows, to: "bad.csv")
    let words = ["import", "bad.csv", "--create", "--keep-going", "--rejects", "out.csv", "--max-errors", "1"]
    #expect(try sandbox.tidemark(words).status == 1)
    let written = try sandbox.read("out.csv")
    #expect(written.split(separator: "\n").count == 2501)
    #expect(try sandbox.tidemark("imports", "rejects", "2", "-O", "csv").out == written)
  }

  @Test("a header or a row of nothing but commas is refused in a few words")
  func commas() throws {
    try sandbox.write(String(repeating: ",", count: 70_000) + "\na\n", to: "wide.csv")
    let wide = try sandbox.tidemark("import", "wide.csv")
    #expect(wide.status == 1 && wide.err.utf8.count < 1000)
    #expect(wide.err.contains("the row that begins on line 1 has more than 65535 fields"), "\(wide.err)")
    let twins = [String](repeating: "value", count: 3000).joined(separator: ",")
    try sandbox.write(twins + "\na\n", to: "twins.csv")
    let run = try sandbox.tidemark("import", "twins.csv", "--max-errors", "5000")
    #expect(run.status == 1)
    #expect(run.err.contains("2899 more are not shown"), "\(run.err.suffix(300))")
  }
}

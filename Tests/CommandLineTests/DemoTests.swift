import Testing

@Suite struct DemoTests {
  @Test("the demo does the main job in one go and leaves nothing behind") func throwsAway() throws {
    let sandbox = try Sandbox()
    let run = try sandbox.shell("mkdir tmp; TMPDIR=$PWD/tmp tidemark demo --now 2026-04-02; ls -A tmp | wc -l")
    #expect(run.status == 0)
    #expect(
      run.out.contains(
        "2026-03  Kling AI  7.8M  62.4% [62.0–62.8]  Sensor Tower\n2026-03  Sora      4.7M  37.6% [37.2–38.0]  Sensor Tower\n"
      ))
    #expect(run.out.contains("Sora (pro): D30 <8%, one bound, no fit."))
    #expect(run.out.contains("MAU of AI video, by month\n"))
    #expect(run.out.contains("2026-04-26  Sora app closes · planned, announced 2026-03-24\n"))
    #expect(run.out.hasSuffix("\n0\n"))
    #expect(run.err.contains("$ tidemark import snapshots.csv --db "))
    #expect(run.err.contains("import #2: read 27 · inserted 27 · unchanged 0 · revised 0 · refused 0\n"))
    #expect(try sandbox.fileNames == ["tmp"])
  }

  @Test("the demo's store can be kept, and opens in sqlite3") func keeps() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.shell("tidemark demo --keep kept.db -q > /dev/null"), status: 0)
    expect(
      try sandbox.shell("sqlite3 kept.db \"SELECT product, mau FROM mau WHERE mau IS NOT NULL ORDER BY 1\""), status: 0,
      out: "Kling AI|7800000.0\nSora|4700000.0\n")
    expect(
      try sandbox.tidemark("demo", "--keep", "kept.db", "-q"), status: 4,
      err: "tidemark: error: kept.db exists already\nhint: pass --db FILE, or move that file away\n"
    )
  }
}

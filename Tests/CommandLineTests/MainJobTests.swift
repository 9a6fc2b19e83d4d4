import Testing

/// What the program is for: the starter market, its saved reports, and the same file in `sqlite3`.
@Suite struct MainJobTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    return sandbox
  }

  @Test("Kling AI against Sora") func share() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark("share", "kling-ai", "sora", "--from", "2026-03", "--to", "2026-03", "--no-events"),
      status: 0,
      out: """
        Share of summed MAU: Kling AI and Sora in 2026-03

        Period   Product    MAU              Share  Origin
        ───────  ────────  ────  ─────────────────  ────────────
        2026-03  Kling AI  7.8M  62.4% [62.0–62.8]  Sensor Tower
        2026-03  Sora      4.7M  37.6% [37.2–38.0]  Sensor Tower

        Kling AI leads since at least 2026-03 (1 month), by 24.8 pp. By Sensor Tower alone.
        2026-03: Kling AI 62.4% [62.0–62.8], Sora 37.6% [37.2–38.0]; ratio 1.66, lead 3.1M; HHI 0.5308 [0.5288–0.5328]; covers 2 of 2.

        Sources
        [1] Intelligence Brief, 2026-04-02: OpenAI's Sora Shutdown Accelerates Kling AI Dominance in Video Generation Market · measured by Sensor Tower

        Notes
        · Users of several products count in each, so a share of summed MAU is not a share of people.
        · Conflict: Sora: mau 4.7M in 2026-03 (Sensor Tower) against active_users <500K in 2026-03-24 (Moon Kim blog), ratio 0.106×; the definitions differ, so both stand; Sensor Tower believed: reliability 2, quoted, 2026-04-02.
        · Conflict: Sora: mau 4.7M in 2026-03 (Sensor Tower) against peak_users ~1M in ../2026-03-24 (Moon Kim blog), ratio 0.213×; the definitions differ, so both stand; Sensor Tower believed: reliability 2, quoted, 2026-04-02.

        """)
  }

  @Test("as known on 2026-03-31 nothing was known") func asOf() throws {
    let sandbox = try store()
    let run = try sandbox.tidemark("share", "kling-ai", "sora", "--as-of", "2026-03-31")
    #expect(run.status == 0)
    #expect(run.out.contains("Nothing was known of MAU of Kling AI and Sora on 2026-03-31"))
    #expect(
      try sandbox.tidemark("share", "kling-ai", "sora", "--as-of", "2026-03-31", "-O", "csv").out.split(separator: "\n")
        .count == 1)
  }

  @Test(
    "--sql prints a statement that sqlite3 runs to the same rows",

    arguments: [
      "share kling-ai sora", "share --segment ai-video", "trend sora", "retention sora --plan pro", "conflicts",
      "coverage --now 2026-04-05",
      "revisions --since 2026-03-27",
    ])
  func sql(report: String) throws {
    let sandbox = try store()
    let run = try sandbox.shell(
      """
      tidemark \(report) --sql | sqlite3 -csv -header market.db | sed 's/\\r$//' > shell.csv
      tidemark sql "$(tidemark \(report) --sql)" -O csv > sql.csv
      tidemark \(report) -O csv | wc -l; wc -l < shell.csv; wc -l < sql.csv
      """)
    let counts = run.out.split(separator: "\n")
    #expect(run.status == 0 && run.err == "")
    #expect(counts.count == 3 && Set(counts).count == 1 && counts[0] != "1")
  }

  @Test("coverage exits 1 when something is stale") func staleness() throws {
    let sandbox = try store()
    #expect(try sandbox.tidemark("coverage", "--segment", "AI video", "--now", "2026-04-05").status == 0)
    let stale = try sandbox.tidemark("coverage", "--segment", "AI video", "--now", "2027-04-05")
    #expect(stale.status == 1 && stale.err == "")
  }

  @Test("names: an alias, a prefix, an unknown and an ambiguous one") func names() throws {
    let sandbox = try store()
    #expect(try sandbox.tidemark("trend", "openai-sora").out.hasPrefix("MAU of Sora"))
    #expect(try sandbox.tidemark("trend", "kling").out.hasPrefix("MAU of Kling AI"))
    let unknown = try sandbox.tidemark("trend", "Klign AI")
    expect(unknown, status: 3, err: "tidemark: error: no product \"Klign AI\"\nhint: did you mean \"Kling AI\"?\n")
    let ambiguous = try sandbox.tidemark("trend", "gemini")
    #expect(ambiguous.status == 3)
    #expect(ambiguous.err.hasPrefix("tidemark: error: \"gemini\" is ambiguous: Gemini 3.1 Flash-Lite, Gemini 3.1 Pro"))
  }

  @Test("a bad option of a report exits 2 with what to write") func usage() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark("trend", "sora", "--from", "24/03/2026"), status: 2,
      err: """
        tidemark: error: the value '24/03/2026' is invalid for '--from <period>': "24/03/2026" is a slashed date: day/month order is ambiguous
        hint: write 2026-03-24

        """)
    expect(
      try sandbox.tidemark("trend", "sora", "-O", "pdf"), status: 2,
      err: """
        tidemark: error: the value 'pdf' is invalid for '-O <format>': one of table, csv, tsv, json, ndjson, markdown, html, svg, vega-lite, xlsx
        hint: see: tidemark trend --help

        """)
  }

  @Test("reports work from a read-only folder") func readOnly() throws {
    let sandbox = try store()
    // Root may write anywhere, so the folder is mounted read-only where that is possible, and else only the file is.
    let run = try sandbox.shell(
      "chmod 444 market.db; chmod 555 .; tidemark share kling-ai sora -O csv | wc -l; chmod 755 .")
    #expect(run.out == "3\n")
  }
}

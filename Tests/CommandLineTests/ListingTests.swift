import Testing

@Suite struct ListingTests {
  @Test("every kind can be listed in every data format") func kinds() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--quiet")
    for kind in ["companies", "products", "segments", "metrics", "sources", "aliases", "events", "publications"] {
      let table = try sandbox.tidemark("list", kind)
      #expect(table.status == 0 && table.err == "" && !table.out.contains("no rows"), "\(kind)")
      for format in ["csv", "tsv", "json", "ndjson", "markdown", "html"] {
        #expect(try sandbox.tidemark("list", kind, "-O", format).status == 0, "\(kind) as \(format)")
      }
    }
    expect(
      try sandbox.tidemark("list", "aliases", "-O", "csv"), status: 0,
      out: try sandbox.tidemark(
        "sql", "SELECT alias, kind, name FROM (\(Self.aliases)) ORDER BY alias, kind", "-O", "csv"
      ).out)
  }

  private static let aliases = """
    SELECT a.alias, a.kind, p.name FROM aliases a JOIN products p ON a.kind = 'product' AND p.id = a.target_id
    UNION ALL SELECT a.alias, a.kind, p.name FROM aliases a JOIN companies p ON a.kind = 'company'
      AND p.id = a.target_id
    UNION ALL SELECT a.alias, a.kind, p.name FROM aliases a JOIN segments p ON a.kind = 'segment' AND p.id = a.target_id
    UNION ALL SELECT a.alias, a.kind, p.code FROM aliases a JOIN metrics p ON a.kind = 'metric' AND p.id = a.target_id
    UNION ALL SELECT a.alias, a.kind, p.name FROM aliases a JOIN sources p ON a.kind = 'source' AND p.id = a.target_id
    """

  @Test("events are chosen by product, type and time") func events() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--quiet")
    let run = try sandbox.tidemark(
      "list", "events", "--type", "shutdown", "--product", "Sora app", "--now", "2026-04-26")
    expect(
      run, status: 0,
      out: """
        Events

        event id  effective   event type  status   title                  subjects
        ────────  ──────────  ──────────  ───────  ─────────────────────  ────────
              10  2026-04-26  shutdown    planned  Sora app closes        Sora app
              19  2026-04-26  shutdown    planned  Sora app discontinued  Sora app

        """)
    #expect(
      try sandbox.tidemark("list", "events", "--from", "2026-05", "--type", "shutdown", "-O", "csv").out.split(
        separator: "\n"
      ).count == 3)
    #expect(try sandbox.tidemark("list", "events", "--product", "nosuch").status == 3)
    #expect(try sandbox.tidemark("list", "products", "--type", "shutdown").status == 2)
  }

  @Test("search finds names, events and notes, and takes % for itself") func search() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--quiet")
    let run = try sandbox.tidemark("search", "KLING", "-O", "csv")
    #expect(run.status == 0)
    #expect(run.out.hasPrefix("kind,name,field,text\nproduct,Kling AI,name,Kling AI\n"))
    #expect(run.out.contains("\nevent,event "))
    #expect(run.out.contains("\nsnapshot,"))
    expect(try sandbox.tidemark("search", "100%_", "-O", "csv"), status: 0, out: "kind,name,field,text\n")
    #expect(try sandbox.tidemark("search", " ").status == 2)
  }

  @Test("show holds every live claim about a name, its events and its sources") func show() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--quiet")
    let page = try sandbox.tidemark("show", "openai-sora")
    #expect(page.status == 0 && page.err == "")
    #expect(page.out.hasPrefix("Sora\n"))
    #expect(page.out.contains("company: OpenAI\n"))
    #expect(page.out.contains("Sora app closes"))
    #expect(page.out.split(separator: "\n").count { $0.hasPrefix("· Conflict: Sora: ") } == 3)
    #expect(
      page.out.contains(
        "· Conflict: Sora: inference_cost USD 15M/day in ../2026-03-24 (Moon Kim blog) "
          + "against operating_cost >USD 1M/day in"))
    #expect(
      try sandbox.tidemark("show", "OpenAI").out.split(separator: "\n").count { $0.hasPrefix("· Conflict: Sora: ") }
        == 3)
    #expect(try !sandbox.tidemark("show", "Vidu").out.contains("Conflict"))
    // A source that measured itself has a footnote of its own beside the same publication's quotes of others.
    let footnote = try #require(
      page.out.split(separator: "\n").first { $0.hasPrefix("revenue_ratio ") }?.split(separator: " ").last)
    let note = try #require(page.out.split(separator: "\n").first { $0.hasPrefix("\(footnote) ") })
    #expect(note.hasPrefix("\(footnote) Intelligence Brief, 2026-04-02") && !note.contains("measured by"))
    expect(
      try sandbox.tidemark("sql", "SELECT count(*) AS n FROM snapshots WHERE product = 'Sora'", "-O", "csv"), status: 0,
      out: "n\n\(try sandbox.tidemark("show", "Sora", "-O", "ndjson").out.split(separator: "\n").count)\n")
    #expect(try sandbox.tidemark("show", "Kuaishou").out.contains("Kling AI"))
    expect(
      try sandbox.tidemark("show", "nosuch"), status: 3,
      err: "tidemark: error: nothing is called \"nosuch\"\nhint: see: tidemark search nosuch\n")
  }
}

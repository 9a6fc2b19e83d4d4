import Foundation
import Testing

/// Looking at what a store holds without knowing what it is called.
@Suite struct LookupTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    return sandbox
  }

  @Test("list without a kind counts each, run without a name lists the reports") func lists() throws {
    let sandbox = try sandbox()
    let kinds = try sandbox.tidemark("list", "-O", "csv")
    #expect(kinds.status == 0 && kinds.err == "")
    let lines = kinds.out.split(separator: "\n").map(String.init)
    #expect(lines.count == 9 && lines[0] == "kind,count")
    for line in lines.dropFirst() {
      let parts = line.split(separator: ",")
      let rows = try sandbox.tidemark("list", String(parts[0]), "-O", "ndjson").out.split(separator: "\n").count
      #expect(parts[1] == "\(rows)", "\(line)")
    }
    #expect(try sandbox.tidemark("list", "--type", "launch").status == 2)
    let reports = try sandbox.tidemark("report", "list").out
    expect(try sandbox.tidemark("run"), status: 0, out: reports)
  }

  @Test("show takes whatever has a name or a number") func show() throws {
    let sandbox = try sandbox()
    for (words, title) in [
      ("Sora", "Sora"), ("kuaishou", "Kuaishou"), ("AI video", "AI video"), ("ai-vid", "AI video"), ("mau", "mau"),
      ("Sensor Tower", "Sensor Tower"), ("source:OpenAI", "OpenAI"), ("company:OpenAI", "OpenAI"),
      ("import:1", "Import #1"), ("event:10", "Sora app closes"), ("#10", "Sora app closes"),
      ("Sora app clo", "Sora app closes"), ("report:video-mau", "Monthly active users"),
      ("video-mau", "Monthly active users"),
    ] {
      let page = try sandbox.tidemark("show", words)
      #expect(page.status == 0 && page.err == "" && page.out.hasPrefix(title), "\(words): \(page)")
      #expect(try sandbox.tidemark("show", words, "-O", "json").status == 0, "\(words)")
    }
    #expect(try sandbox.tidemark("show", "source:OpenAI").out != sandbox.tidemark("show", "OpenAI").out)
    #expect(
      try sandbox.tidemark("show", "AI video", "-O", "csv").out.hasPrefix("product,company,valid_from,valid_to\n"))
    expect(
      try sandbox.tidemark("show", "1"), status: 3,
      err: """
        tidemark: error: "1" is ambiguous: an event and an import have this number
        hint: write event:1 or import:1

        """)
    for words in ["9999", "event:9999", "import:9999", "report:nosuch", "segment:nosuch", "nosuch:1"] {
      #expect(try sandbox.tidemark("show", words).status == 3, "\(words)")
    }
    expect(
      try sandbox.tidemark("show", "Sensor Towr"), status: 3,
      err:
        "tidemark: error: nothing is called \"Sensor Towr\"\nhint: did you mean \"Sensor Tower\" or \"SensorTower\"?\n")
    // A name of digits is a name first.
    #expect(try sandbox.tidemark("add", "product", "10", "--company", "Kuaishou", "-q").status == 0)
    #expect(try sandbox.tidemark("show", "10").out.hasPrefix("10\n"))
  }

  @Test("schema names every table and view with its columns and what it is for") func schema() throws {
    let sandbox = try sandbox()
    let run = try sandbox.tidemark("schema", "-O", "ndjson")
    #expect(run.status == 0 && !run.out.contains("\"about\":null"), "\(run.out)")
    let names = try sandbox.tidemark(
      "sql", "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'", "-O",
      "ndjson")
    #expect(names.out.split(separator: "\n").count == run.out.split(separator: "\n").count)
    let columns = try sandbox.shell(
      "sqlite3 market.db \"SELECT group_concat(name, ', ') FROM pragma_table_info('event_log')\"")
    #expect(run.out.contains("\"name\":\"event_log\",\"columns\":\"\(columns.out.dropLast())\""))
  }

  @Test("run prints an array of reports, of one too") func array() throws {
    let sandbox = try sandbox()
    try sandbox.write("SELECT 1 AS one", to: "one.sql")
    expect(try sandbox.tidemark("report", "save", "one", "--sql", "one.sql", "-q"), status: 0)
    for names in [["kling-vs-sora"], ["one"], ["kling-vs-sora", "one"]] {
      let run = try sandbox.tidemark(["run"] + names + ["-O", "json", "-q"])
      let all = try #require(try JSONSerialization.jsonObject(with: Data(run.out.utf8)) as? [[String: Any]], "\(names)")
      #expect(all.count == names.count && all.allSatisfy { $0["rows"] != nil && $0["notes"] != nil })
    }
  }
}

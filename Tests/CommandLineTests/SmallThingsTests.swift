import Foundation
import Testing

/// The small habits that save a person a second try.
@Suite struct SmallThingsTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    return sandbox
  }

  @Test("a verb that there is not is named, with the nearest, before and behind options") func verbs() throws {
    let sandbox = try Sandbox()
    let slip = "tidemark: error: tidemark has no verb \"tend\"\nhint: did you mean \"trend\"?\n"
    expect(try sandbox.tidemark("tend", "Sora"), status: 2, err: slip)
    expect(try sandbox.tidemark("tend", "Sora", "--db", "x.db"), status: 2, err: slip)
    expect(try sandbox.tidemark("--db", "x.db", "tend", "Sora"), status: 2, err: slip)
    expect(
      try sandbox.tidemark("report", "lst"), status: 2,
      err: "tidemark: error: tidemark report has no verb \"lst\"\nhint: did you mean \"list\"?\n")
    expect(
      try sandbox.tidemark("xyzzy"), status: 2,
      err: "tidemark: error: tidemark has no verb \"xyzzy\"\nhint: see: tidemark --help\n")
  }

  @Test("an option that there is not is answered with the nearest, a format with -O") func options() throws {
    let sandbox = try Sandbox()
    for (words, message, hint) in [
      ("trend Sora --json", "unknown option '--json'", "did you mean -O json?"),
      ("list products --csv", "unknown option '--csv'", "did you mean -O csv?"),
      ("trend Sora --segmnt x", "unknown option '--segmnt'", "did you mean '--segment'?"),
      ("init --json", "unknown option '--json'", "see: tidemark init --help"),
    ] {
      expect(
        try sandbox.tidemark(words.split(separator: " ").map(String.init)), status: 2,
        err: "tidemark: error: \(message)\nhint: \(hint)\n")
    }
  }

  @Test("the common options may stand before the verb") func before() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("--db", "a.db", "init", "--empty"), status: 0, err: "created a.db\n")
    expect(try sandbox.tidemark("-q", "--db=b.db", "init", "--empty"), status: 0)
    #expect(try sandbox.tidemark("--db", "a.db", "report", "list", "-O", "csv").status == 0)
    expect(try sandbox.tidemark("--db", "b.db", "report", "save", "x", "-q", "--", "coverage"), status: 0)
    // Where both are given the later one counts, as everywhere.
    #expect(try sandbox.tidemark("--db", "a.db", "report", "show", "x", "--db", "b.db").status == 0)
    #expect(try sandbox.tidemark("--db", "a.db", "report", "show", "x").status == 3)
    #expect(try sandbox.tidemark("--db").status == 2)
  }

  @Test("what was planned for a day that has passed is flagged") func overdue() throws {
    let sandbox = try sandbox()
    let words = ["list", "events", "--type", "shutdown", "--product", "Sora app", "--now"]
    #expect(try !sandbox.tidemark(words + ["2026-04-26"]).out.contains("has passed"))
    #expect(
      try sandbox.tidemark(words + ["2026-04-27"]).out.contains(
        "has passed: #10 Sora app closes, 2026-04-26; #19 Sora app discontinued, 2026-04-26."))
    for (now, isOverdue) in [("2026-04-26", false), ("2026-04-27", true)] {
      let trend = try sandbox.tidemark("trend", "Sora", "--now", now).out
      #expect(trend.contains("Sora app closes · planned, announced 2026-03-24; its date has passed\n") == isOverdue)
    }
  }

  @Test("merge --dry-run says what it would do, and does nothing") func merge() throws {
    let sandbox = try sandbox()
    #expect(try sandbox.tidemark("add", "product", "Kling app", "--company", "Kuaishou", "-q").status == 0)
    let before = try sandbox.shell("sqlite3 market.db .dump | sha256sum").out
    expect(
      try sandbox.tidemark("merge", "Kling app", "--into", "Kling AI", "--dry-run"), status: 0,
      err: "Kling app is merged into Kling AI\ndry run: nothing was written\n")
    #expect(try sandbox.shell("sqlite3 market.db .dump | sha256sum").out == before)
  }

  @Test("on a terminal codes are never cut, and long output goes through the pager") func terminal() throws {
    let sandbox = try sandbox()
    func screen(_ command: String, _ environment: String = "PAGER=") throws -> [String] {
      let run = try sandbox.shell(
        "\(environment) script -qec 'stty cols 80 rows 10; \(command)' /dev/null", environment: ["TERM": "xterm"])
      return run.out.split(whereSeparator: \.isNewline).map(String.init)
    }
    let table = try screen("tidemark list metrics --color never")
    for code in try sandbox.tidemark("list", "metrics", "-O", "csv").out.split(separator: "\n").dropFirst() {
      let code = code.prefix { $0 != "," }
      #expect(table.contains { $0.hasPrefix("\(code) ") }, "\(code) in \(table)")
    }
    #expect(table.allSatisfy { $0.count <= 80 })
    #expect(try screen("tidemark list metrics", "PAGER='sed s/^/P:/'").allSatisfy { $0.hasPrefix("P:") })
    // What fits the screen, goes elsewhere or has no pager is printed as it is.
    for (command, environment) in [
      ("tidemark list -O csv", "PAGER='sed s/^/P:/'"), ("tidemark list metrics | cat", "PAGER='sed s/^/P:/'"),
      ("tidemark list metrics", "PAGER=nosuchpager"), ("tidemark list metrics", "TERM=dumb PAGER='sed s/^/P:/'"),
    ] {
      let lines = try screen(command, environment)
      #expect(!lines.isEmpty && !lines.contains { $0.hasPrefix("P:") }, "\(command) \(lines)")
      #expect(lines.contains { $0.contains("mau") || $0.contains("products") }, "\(command) \(lines)")
    }
  }

  @Test("all that a file leaves out is said at once, and equal refusals once") func refusals() throws {
    let sandbox = try sandbox()
    try sandbox.write("product,value\nSora,5\n", to: "bare.csv")
    let bare = try sandbox.tidemark("import", "bare.csv")
    #expect(bare.err.contains("there is no column metric, period, source or published_on\n"), "\(bare.err)")
    try sandbox.write("title\nX\n", to: "events.csv")
    let events = try sandbox.tidemark("import", "events.csv", "--shape", "events").err
    #expect(events.contains("there is no column event_type, status, source or published_on\n"), "\(events)")
    #expect(events.contains("and pass --source NAME, and pass --published-on DATE\n"), "\(events)")
    var rows = "product,metric,period,value,source,published_on\nSora,mau,2026-01,5,Panel,2026-05-04\n"
    for month in 1...9 { rows += "Sora,mau,2025-0\(month),5.5x,Panel,2026-05-04\n" }
    try sandbox.write(rows, to: "many.csv")
    let many = try sandbox.tidemark("import", "many.csv", "--create")
    #expect(many.err.contains("(9 rows like this, first at line 3)\n"), "\(many.err)")
  }
}

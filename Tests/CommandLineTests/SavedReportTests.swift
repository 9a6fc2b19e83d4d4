import Foundation
import Testing

@Suite struct SavedReportTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    return sandbox
  }

  private func json(_ text: String) throws -> NSArray? {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSArray
  }

  @Test("a saved report runs as its words do, with its parameters filled in") func parameters() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark(
        "report", "save", "duel", "--", "share", "Kling AI", "Sora", "--from", "{from=2026-01}", "--to", "{to}"),
      status: 0,
      err: "saved duel\n")
    expect(
      try sandbox.tidemark("report", "show", "duel", "-O", "csv"), status: 0,
      out:
        "name,command,sql,parameters,description,alert\nduel,share 'Kling AI' Sora --from '{from=2026-01}' --to '{to}',,from=2026-01 to,,\n"
    )
    expect(
      try sandbox.tidemark("run", "duel"), status: 2,
      err: "tidemark: error: the report duel needs a value for {to}\nhint: pass --set to=VALUE\n")
    expect(
      try sandbox.tidemark("run", "duel", "--set", "until=2026-03"), status: 2,
      err: "tidemark: error: the report duel has no parameter \"until\"\nhint: it has: from, to\n")
    let run = try sandbox.tidemark("run", "DUEL", "--set", "to=2026-03", "-O", "json")
    #expect(run.status == 0)
    let words = ["share", "Kling AI", "Sora", "--from", "2026-01", "--to", "2026-03", "-O", "json"]
    #expect(try json(run.out) == json("[\(sandbox.tidemark(words).out)]"))
    expect(try sandbox.tidemark("report", "delete", "duel"), status: 0, err: "deleted duel\n")
    expect(
      try sandbox.tidemark("run", "duel"), status: 3,
      err: "tidemark: error: no saved report \"duel\"\nhint: see: tidemark report list\n")
  }

  @Test("what is no report is not saved") func refusals() throws {
    let sandbox = try store()
    let noReport = try sandbox.tidemark("report", "save", "x", "--", "init")
    #expect(noReport.status == 2)
    #expect(noReport.err.hasPrefix("tidemark: error: the report x: \"init\" is not a report\nhint: begin with one of "))
    expect(
      try sandbox.tidemark("report", "save", "x", "--", "trend", "--bogus"), status: 2,
      err: "tidemark: error: the report x: unknown option '--bogus'\nhint: see: tidemark trend --help\n")
    expect(
      try sandbox.tidemark("report", "save", "a b", "--", "trend"), status: 2,
      err: "tidemark: error: \"a b\" cannot be a report's name\nhint: use letters, digits, - and _\n")
    #expect(try sandbox.tidemark("report", "save", "x").status == 2)
    #expect(try sandbox.tidemark("report", "save", "x", "--help").status == 0)
    #expect(try sandbox.tidemark("run", "x").status == 3)
  }

  @Test("a saved SELECT takes its parameters and every format") func sql() throws {
    let sandbox = try store()
    try sandbox.write(
      "SELECT product, value FROM snapshots WHERE metric = :metric AND value IS NOT NULL ORDER BY product",
      to: "one.sql")
    expect(try sandbox.tidemark("report", "save", "one", "--sql", "one.sql", "-q"), status: 0)
    let run = try sandbox.tidemark("run", "one", "--set", "metric=mau", "-O", "json", "-q")
    #expect(
      try json(run.out)
        == json(
          """
          [{"report":"sql","title":"one","parameters":{"metric":"mau"},"as_of":null,"rows":[
            {"product":"Kling AI","value":7800000},{"product":"Sora","value":4700000}],
            "summary":{},"events":[],"sources":[],"notes":[]}]
          """))
    expect(
      try sandbox.tidemark("run", "one"), status: 2,
      err: "tidemark: error: the parameter :metric has no value\nhint: pass --set metric=VALUE\n")
    expect(
      try sandbox.tidemark("run", "one", "--set", "metric=mau", "--as-of", "2026-03-31"), status: 2,
      err:
        "tidemark: error: the report one is a SQL text and does not know --as-of\nhint: give the text a parameter, as in :day, and run it with --set day=2026-03-31\n"
    )
    try sandbox.write("DELETE FROM series", to: "bad.sql")
    _ = try sandbox.tidemark("report", "save", "bad", "--sql", "bad.sql")
    #expect(try sandbox.tidemark("run", "bad").status == 2)
  }

  @Test("a diff shows what changed since the last run, row by row, and exits 1") func diff() throws {
    let sandbox = try store()
    let first = try sandbox.tidemark("report", "diff", "kling-vs-sora")
    #expect(first.status == 3)
    _ = try sandbox.tidemark("run", "kling-vs-sora")
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora").status == 0)
    expect(
      try sandbox.tidemark("run", "kling-vs-sora", "--diff", "--exit-code", "-O", "csv"), status: 0,
      out: "change,row,column,old,new\n")
    expect(
      try sandbox.tidemark(
        "import", "-", "--metric", "mau", "--source", "Sensor Tower", "--published-on", "2026-05-01", "-q",
        input: "product,period,value\nSora,2026-03,4.2M\nSora,2026-04,3.9M\nKling AI,2026-04,8.1M\n"), status: 0)
    let diff = try sandbox.tidemark("report", "diff", "kling-vs-sora", "-O", "csv")
    #expect(diff.status == 1)
    let lines = diff.out.split(separator: "\n").map(String.init)
    #expect(lines.contains("changed,2026-03 · Sora · mau,value,4700000,4200000"))
    #expect(lines.contains("added,2026-04 · Kling AI · mau,,,"))
    #expect(try sandbox.tidemark("run", "kling-vs-sora", "--diff", "--exit-code").status == 1)
    #expect(try sandbox.tidemark("run", "kling-vs-sora", "--diff", "--exit-code").status == 0)
  }

  @Test("a run as of another day is compared with runs as of that day only") func diffAsOf() throws {
    let sandbox = try store()
    _ = try sandbox.tidemark("run", "kling-vs-sora")
    expect(
      try sandbox.tidemark("run", "kling-vs-sora", "--as-of", "2026-03-31", "--diff", "-q", "-O", "csv"), status: 0)
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora").status == 0)
    expect(
      try sandbox.tidemark("report", "diff", "kling-vs-sora", "--as-of", "2026-03-31", "-O", "csv"), status: 0,
      out: "change,row,column,old,new\n")
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora", "--as-of", "2026-04-30").status == 3)
  }

  @Test("a default counts as the same value given, and other words under the name have no earlier run")
  func diffOfTheSame() throws {
    let sandbox = try store()
    _ = try sandbox.tidemark("run", "kling-vs-sora")
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora", "--set", "from=2026-01").status == 0)
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora", "--set", "from=2026-02").status == 3)
    let words = ["report", "save", "kling-vs-sora", "--"]
    _ = try sandbox.tidemark(
      words + ["share", "Kling AI", "Sora", "--metric", "mau", "--from", "{from=2026-01}", "--to", "{to=2026-12}"])
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora").status == 0)
    _ = try sandbox.tidemark(words + ["trend", "Kling AI", "--from", "{from=2026-01}", "--to", "{to=2026-12}"])
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora").status == 3)
    _ = try sandbox.tidemark("run", "kling-vs-sora")
    expect(
      try sandbox.tidemark(
        "import", "-", "-q", input: "report,command\nkling-vs-sora,trend Sora --from {from=2026-01} --to {to=2026-12}\n"
      ),
      status: 0)
    #expect(try sandbox.tidemark("report", "diff", "kling-vs-sora").status == 3)
  }

  @Test("an alert that fires says where and exits 1") func alert() throws {
    let sandbox = try store()
    _ = try sandbox.tidemark(
      "report", "save", "low", "--alert", "share < 0.4", "--", "share", "kling-ai", "sora", "--no-events")
    let run = try sandbox.tidemark("run", "low", "-O", "csv")
    #expect(run.status == 1)
    #expect(run.err == "tidemark: alert: low: share < 0.4: Sora 37.6% [37.2–38.0] in 2026-03, since 2026-03\n")
    _ = try sandbox.tidemark("report", "save", "low", "--alert", "share < 0.3", "--", "share", "kling-ai", "sora")
    #expect(try sandbox.tidemark("run", "low").status == 0)
    #expect(try sandbox.tidemark("report", "save", "low", "--alert", "share is low", "--", "share", "sora").status == 2)
    let misspelt = try sandbox.tidemark("report", "save", "low", "--alert", "shares < 0.4", "--", "share", "sora")
    #expect(misspelt.status == 2)
    #expect(
      misspelt.err.hasPrefix(
        "tidemark: error: the alert \"shares < 0.4\" names no column of share\nhint: it has period, product, "))
    for (verb, words) in [
      ("trend", ["change < 0", "Sora"]), ("retention", ["retention < 0.1", "Sora"]), ("impact", ["change < 0", "S"]),
      ("conflicts", ["kind = 3"]), ("revisions", ["class = revised", "--since", "2026-01-01"]),
      ("coverage", ["stale = yes"]),
    ] {
      let run = try sandbox.tidemark(["report", "save", "low", "--alert", words[0], "--", verb] + words.dropFirst())
      #expect(run.status == 0, "\(run.err)")
    }
  }

  @Test("a store that cannot be written still runs its reports") func readOnly() throws {
    let sandbox = try store()
    let run = try sandbox.tidemark("run", "kling-vs-sora", "-O", "csv", "-o", "a.csv")
    expect(run, status: 0)
    #expect(try sandbox.read("a.csv").hasPrefix("period,product,metric,value,"))
  }

  @Test("several reports make one output") func several() throws {
    let sandbox = try store()
    let run = try sandbox.tidemark("run", "kling-vs-sora", "video-mau", "-O", "markdown")
    #expect(run.status == 0)
    #expect(run.out.contains("Share of summed MAU"))
    #expect(run.out.contains("MAU of AI video"))
    #expect(try sandbox.tidemark("run", "kling-vs-sora", "video-mau", "-O", "csv").status == 2)
  }
}

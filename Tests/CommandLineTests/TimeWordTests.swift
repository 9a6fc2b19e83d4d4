import Foundation
import Testing

/// Periods and dates as people say them, on the command line and in saved reports.
@Suite struct TimeWordTests {
  /// Aurora from 2025-01 to 2026-06: 1000, 1001 … persons, each published on the 10th of the month after.
  private func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    var rows = "product,metric,period,value,source,published_on\n"
    for month in 0..<18 {
      rows += "Aurora,mau,\(LeadVerbTests.label(month)),\(1000 + month),Alpha,\(LeadVerbTests.label(month + 1))-10\n"
    }
    try sandbox.write(rows, to: "feed.csv")
    #expect(try sandbox.tidemark("import", "feed.csv", "--create", "--quiet").status == 0)
    return sandbox
  }

  /// "2026-01 2026-06 6": the first and the last period shown, and how many.
  private func shown(_ sandbox: Sandbox, _ words: String) throws -> String {
    let run = try sandbox.tidemark(words.split(separator: " ").map(String.init) + ["-O", "csv"])
    #expect(run.status == 0, "\(words): \(run.err)")
    let periods = run.out.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    return "\(periods.first ?? "") \(periods.last ?? "") \(periods.count)"
  }

  @Test("words stand for periods on every report, -6m being a value") func periods() throws {
    let sandbox = try market()
    for (words, expected) in [
      ("--from -6m --now 2026-07-15", "2026-01 2026-06 6"), ("--from 6m --now 2026-07-15", "2026-01 2026-06 6"),
      ("--from=-6m --now 2026-07-15", "2026-01 2026-06 6"),
      ("--from last-year --to last-year --now 2026-07-15", "2025-01 2025-12 12"),
      ("--from 1q --to last-month --now 2026-07-15", "2026-04 2026-06 3"),
      // The earlier of --now and --as-of is today for words in all other options.
      ("--from 6m --as-of 2026-03-31 --now 2026-07-15", "2025-09 2026-02 6"),
      ("--from 6m --as-of -3m --now 2026-06-30", "2025-09 2026-02 6"),
      // The last day of last month: what was published on 10 June is known, and no more.
      ("--as-of last-month --now 2026-07-15", "2025-01 2026-05 17"),
      ("--as-of 6m --now 2026-07-09", "2025-01 2025-11 11"), ("--as-of 6m --now 2026-07-10", "2025-01 2025-12 12"),
      ("--last 3 --now 2026-07-01", "2026-04 2026-06 3"), ("--last 3 --now 2026-06-30", "2026-03 2026-05 3"),
      ("--last 3 --to 2025-Q2 --now 2026-06-30", "2025-04 2025-06 3"),
      ("--last 2 --by quarter --to 2025-11", "2025-Q2 2025-Q3 2"),
      ("--last 2 --by quarter --now 2026-07-01", "2026-Q1 2026-Q2 2"),
      ("--last 3 --as-of 2026-01-15", "2025-10 2025-12 3"),
    ] {
      #expect(try shown(sandbox, "trend Aurora \(words)") == expected, "\(words)")
      if !words.contains("--by") { #expect(try shown(sandbox, "share Aurora \(words)") == expected, "\(words)") }
    }
  }

  @Test("what words meant is printed") func resolved() throws {
    let sandbox = try market()
    let run = try sandbox.tidemark(
      "trend", "Aurora", "--last", "3", "--as-of", "yesterday", "--base", "2m", "--now", "2026-06-30", "-O", "json")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.out.utf8)) as? [String: Any], "\(run.err)")
    #expect(document["title"] as? String == "MAU of Aurora, by month in 2026-03 to 2026-05")
    #expect(document["as_of"] as? String == "2026-06-29")
    let parameters = document["parameters"] as? [String: Any]
    #expect(parameters?["from"] as? String == "2026-03" && parameters?["to"] as? String == "2026-05")
    #expect(parameters?["as_of"] as? String == "2026-06-29" && parameters?["base"] as? String == "2026-04")
    #expect(parameters?["last"] == nil)
    // The reports on the record count periods too, in months where several metrics are asked for.
    for verb in ["coverage", "conflicts", "lead"] {
      let run = try sandbox.tidemark(verb, "Aurora", "--last", "2", "--now", "2026-06-30", "-O", "json")
      #expect(run.out.contains("\"from\":\"2026-04\"") && run.out.contains("\"to\":\"2026-05\""), "\(verb) \(run)")
    }
  }

  @Test("revisions look back thirty days") func revisions() throws {
    let sandbox = try market()
    for (words, since) in [
      ("--now 2026-07-15", "2026-06-15"), ("--until 2026-03-31", "2026-03-01"),
      ("--since 1w --now 2026-07-15", "2026-07-08"),
      ("--as-of 2026-03-31", "2026-03-01"), ("--since last-month --now 2026-07-15", "2026-06-01"),
      ("--since -3m --until last-month --now 2026-07-15", "2026-04-15"),
    ] {
      let run = try sandbox.tidemark(["revisions"] + words.split(separator: " ").map(String.init) + ["-O", "json"])
      #expect(run.out.contains("\"since\":\"\(since)\""), "\(words): \(run)")
      if words.contains("--until last-month") { #expect(run.out.contains("\"until\":\"2026-06-30\"")) }
    }
  }

  @Test("a saved report keeps its words and rolls") func saved() throws {
    let sandbox = try market()
    let words = ["report", "save", "half", "--quiet", "--", "trend", "Aurora", "--from", "{from=-6m}"]
    expect(try sandbox.tidemark(words), status: 0)
    #expect(try shown(sandbox, "run half --now 2026-07-15") == "2026-01 2026-06 6")
    #expect(try shown(sandbox, "run half --now 2026-02-15") == "2025-08 2026-06 11")
    #expect(try shown(sandbox, "run half --as-of -1m --now 2026-07-15") == "2025-12 2026-05 6")
    #expect(try shown(sandbox, "run half --set from=last-month --now 2026-07-15") == "2026-06 2026-06 1")
    // The same words later are the same question: the runs are compared.
    #expect(try sandbox.tidemark("run", "half", "--as-of", "-1m", "--quiet").status == 0)
    let diff = try sandbox.tidemark("report", "diff", "half", "--as-of", "-1m")
    #expect(diff.status == 0 && diff.err == "", "\(diff.err)")
  }

  @Test("words that mean nothing are refused") func refused() throws {
    let sandbox = try market()
    expect(
      try sandbox.tidemark("trend", "Aurora", "--last", "3", "--from", "2026-01"), status: 2,
      err: """
        tidemark: error: the last 3 periods and a first period exclude each other
        hint: leave out --from, or leave out --last

        """)
    expect(
      try sandbox.tidemark("trend", "Aurora", "--from", "9999y", "--now", "2026-07-15"), status: 2,
      err: """
        tidemark: error: "9999y", counted from 2026-07-15, lies outside the years 1800 to 2200
        hint: give a smaller number

        """)
    for words in [
      ["--last", "0"], ["--last", "9999999"], ["--now", "yesterday"], ["--as-of", "6x"], ["--from", "last-moth"],
      ["--from", "--to", "2026"],
    ] {
      let run = try sandbox.tidemark(["trend", "Aurora"] + words)
      #expect(run.status == 2 && run.out == "" && run.err.contains("hint: "), "\(words): \(run)")
    }
    #expect(
      try sandbox.tidemark("trend", "Aurora", "--from", "last-moth").err.contains(
        "or 6m for six months ago (d, w, q, y too), yesterday, this-month, last-year"))
  }

  @Test("events are chosen by words too") func events() throws {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    let words = ["list", "events", "--type", "shutdown", "-O", "csv", "--now", "2026-04-30", "--from"]
    let whole = try sandbox.tidemark(words + ["this-month"])
    let month = try sandbox.tidemark(words + ["2026-04"])
    #expect(whole.status == 0 && whole.out == month.out && whole.err == "", "\(whole.err)")
    let week = try sandbox.tidemark(words + ["-1w", "--to", "today"])
    #expect(week.status == 0 && whole.out != week.out)
  }
}

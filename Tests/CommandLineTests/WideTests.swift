import Foundation
import Testing

/// `--wide`: periods or ages as columns.
@Suite struct WideTests {
  private func market(_ rows: String, _ words: String...) throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write(rows, to: "feed.csv")
    let run = try sandbox.tidemark(["import", "feed.csv", "--create", "--quiet"] + words)
    #expect(run.status == 0, "\(run.err)")
    return sandbox
  }

  private static let about = "product,metric,period,value,source,published_on\n"
  private static let levels =
    about + """
      Borealis,mau,2026-01,600,Alpha,2026-05-01
      Borealis,mau,2026-03,<500,Alpha,2026-05-01
      Aurora,mau,2026-02,100,Alpha,2026-05-01
      Aurora,mau,2026-03,1.5M,Alpha,2026-05-01

      """
  private static let cohorts = """
    product,metric,cohort,cohort_size,day0,day1,day7
    Aurora,retention,2026-01,1000,100%,50%,20%
    Aurora,retention,2026-02,3000,100%,40%,

    """

  @Test("a trend has a column for each period, in order, gaps and bounds in their places") func trend() throws {
    let sandbox = try market(Self.levels)
    expect(
      try sandbox.tidemark("trend", "--wide", "-O", "csv"), status: 0,
      out: """
        product,metric,day,2026-01,2026-02,2026-03
        Aurora,mau,,,100,1500000
        Borealis,mau,,600,,

        """)
    let table = try sandbox.tidemark("trend", "--wide")
    #expect(
      table.out.hasPrefix(
        """
        MAU of all products, by month

        Product   2026-01  2026-02  2026-03
        ────────  ───────  ───────  ───────
        Aurora                 100     1.5M
        Borealis      600        –     <500

        """), "\(table.out)")
    let markdown = try sandbox.tidemark("trend", "--wide", "-O", "markdown")
    #expect(markdown.out.contains("| Product | 2026-01 | 2026-02 | 2026-03 |\n|---|---:|---:|---:|\n"))
    #expect(try sandbox.tidemark("trend", "--wide", "-o", "trend.xlsx").status == 0)
    #expect(try sandbox.tidemark("trend", "--wide", "-O", "tsv").out.hasPrefix("product\tmetric\tday\t2026-01\t"))
  }

  @Test("a target for a period that has a figure stands on a line of its own") func forward() throws {
    let rows =
      Self.about.replacing("value,", with: "value,status,") + """
        Aurora,mau,2026-01,100,reported,Alpha,2026-05-01
        Aurora,mau,2026-01,120,target,Alpha,2026-01-01
        Aurora,mau,2026-02,110,reported,Alpha,2026-05-01

        """
    expect(
      try market(rows).tidemark("trend", "--wide", "-O", "csv"), status: 0,
      out: "product,metric,day,2026-01,2026-02\nAurora,mau,,100,110\nAurora,mau,,120,\n")
  }

  @Test("a share has its shares, a forecast its points") func shareAndForecast() throws {
    let sandbox = try market(
      Self.about + """
        Aurora,mau,2026-01,300,Alpha,2026-05-01
        Borealis,mau,2026-01,100,Alpha,2026-05-01
        Aurora,mau,2026-02,100,Alpha,2026-05-01
        Borealis,mau,2026-02,100,Alpha,2026-05-01

        """)
    expect(
      try sandbox.tidemark("share", "--wide", "-O", "csv"), status: 0,
      out: "product,metric,2026-01,2026-02\nAurora,mau,0.75,0.5\nBorealis,mau,0.25,0.5\n")
    let table = try sandbox.tidemark("share", "--wide").out
    #expect(table.contains("\nAurora    75.0% [74.9–75.1]  50.0% [49.8–50.3]\n"))
    var rows = Self.about
    for month in 0..<12 { rows += "Aurora,mau,\(LeadVerbTests.label(month)),\(1000 + month),Alpha,2026-05-01\n" }
    let run = try market(rows).tidemark("forecast", "--wide", "--horizon", "2", "-O", "csv", "--now", "2026-01-01")
    #expect(run.out.hasPrefix("product,metric,2026-01,2026-02\nAurora,mau,1011.7"), "\(run)")
  }

  @Test("a retention table is the triangle, with --wide in data too") func triangle() throws {
    let sandbox = try market(Self.cohorts, "--source", "Alpha", "--published-on", "2026-05-01")
    let table = try sandbox.tidemark("retention", "Aurora", "--no-fit")
    #expect(
      table.out.contains(
        """
        Product  Plan  Cohort    Size    D0              D1   D7
        ───────  ────  ───────  ─────  ────  ──────────────  ───
        Aurora   all   2026-01  1,000  100%    50%           20%
        Aurora   all   2026-02  3,000  100%    40%
        Aurora   all   pooled          100%  42.5% [42–43%]  20%
        Aurora   all   cohorts            2      2             1

        """), "\(table.out)")
    expect(
      try sandbox.tidemark("retention", "Aurora", "--wide", "-O", "csv"), status: 0,
      out: """
        product,plan,cohort,0,1,7
        Aurora,all,2026-01,1,0.5,0.2
        Aurora,all,2026-02,1,0.4,
        Aurora,all,,1,0.425,0.2

        """)
    // Without --wide the data formats stay long, whatever people see.
    #expect(try sandbox.tidemark("retention", "Aurora", "-O", "csv").out.hasPrefix("product,plan,cohort,day,"))
  }

  @Test("--wide goes with four reports and with tables") func refused() throws {
    let sandbox = try market(Self.levels)
    for format in ["json", "ndjson", "svg", "vega-lite"] {
      expect(
        try sandbox.tidemark("trend", "Aurora", "--wide", "-O", format), status: 2,
        err: """
          tidemark: error: \(format) has no wide form
          hint: leave out --wide, or add -O table, csv, tsv, markdown, html or xlsx

          """)
    }
    for verb in ["lead", "conflicts", "revisions", "coverage"] {
      expect(
        try sandbox.tidemark(verb, "--wide"), status: 2,
        err: """
          tidemark: error: \(verb) has no wide form
          hint: leave out --wide; trend, share, forecast, retention have one

          """)
    }
    for words in [["trend", "Aurora", "--wide", "--sql"], ["trend", "Aurora", "--wide", "-o", "x.json"]] {
      let run = try sandbox.tidemark(words)
      #expect(run.status == 2 && run.out == "", "\(words): \(run)")
    }
  }

  @Test("a saved report is wide by its words or by the run's") func saved() throws {
    let sandbox = try market(Self.levels)
    let wide = try sandbox.tidemark("trend", "Aurora", "--wide", "-O", "csv").out
    expect(try sandbox.tidemark("report", "save", "long", "-q", "--", "trend", "Aurora"), status: 0)
    expect(try sandbox.tidemark("report", "save", "wide", "-q", "--", "trend", "Aurora", "--wide"), status: 0)
    expect(try sandbox.tidemark("run", "long", "--wide", "-O", "csv"), status: 0, out: wide)
    expect(try sandbox.tidemark("run", "wide", "-O", "csv"), status: 0, out: wide)
    // What is kept of a run is its rows: a change of form is no change.
    #expect(try sandbox.tidemark("report", "diff", "wide", "-q").status == 0)
    #expect(try sandbox.tidemark("run", "wide", "-q", "-O", "json").status == 0)
    #expect(try sandbox.tidemark("report", "save", "no", "--", "lead", "Aurora", "--wide").status == 2)
    expect(try sandbox.tidemark("report", "save", "lead", "-q", "--", "lead", "Aurora"), status: 0)
    #expect(try sandbox.tidemark("run", "lead", "--wide").status == 2)
  }
}

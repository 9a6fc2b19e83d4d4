import Foundation
import Testing

@Suite struct ForecastVerbTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    var rows = "product,metric,period,value,source,published_on\n"
    for month in 1...12 {
      let label = (month < 10 ? "2025-0" : "2025-") + "\(month)"
      rows += "Aurora,mau,\(label),\(1000 + 20 * month)K,Panel A,2026-01-10\n"
      rows += "Borealis,mau,\(label),\(1300 - 2 * month % 5)K,Panel A,2026-01-10\n"
    }
    rows += "Cinder,mau,2025-12,1M,Panel A,2026-01-10\n"
    try sandbox.write(rows, to: "feed.csv")
    #expect(try sandbox.tidemark("import", "feed.csv", "--create", "--quiet").status == 0)
    return sandbox
  }

  @Test("a refused product makes it a finding, whatever the format; without one the exit code is 0")
  func findings() throws {
    let sandbox = try store()
    let both = try sandbox.tidemark("forecast", "aurora", "borealis", "-O", "csv")
    #expect(both.status == 0 && both.err == "")
    #expect(
      both.out.hasPrefix("period,product,metric,value,low,high,model,backtest_error,naive_error\n2026-01,Aurora,mau,"))
    #expect(both.out.split(separator: "\n").count == 13)
    let all = try sandbox.tidemark("forecast", "-O", "json")
    #expect(all.status == 1 && all.out.contains("Cinder: not forecast: a forecast needs at least 8 points"))
    for (words, part) in [
      (["--level", "0"], "above 0%"), (["--level", "x"], "--level"), (["--model", "magic"], "--model"),
      (["--horizon", "0"], "at least 1 period"),
    ] {
      let run = try sandbox.tidemark(["forecast", "aurora"] + words)
      #expect(run.status == 2 && run.out == "" && run.err.contains(part), "\(words): \(run.err)")
    }
  }

  @Test("every format has it; drawings part history and forecast")
  func formats() throws {
    let sandbox = try store()
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown", "html", "svg", "vega-lite", "xlsx"] {
      let run = try sandbox.tidemark("forecast", "aurora", "borealis", "-O", format, "-o", "out")
      #expect(run.status == 0 && run.err == "", "\(format): \(run.err)")
    }
    let svg = try sandbox.tidemark("forecast", "aurora", "-O", "svg").out
    #expect(svg.contains("class=\"line forecast ") && svg.contains("stroke-dasharray=\"6 5\""))
    #expect(svg.contains("Dashed: the forecast"))
    #expect(try sandbox.tidemark("forecast", "aurora", "-O", "html").out.contains("class=\"line forecast "))
    // History and forecast are lines of their own in a workbook.
    let names = try sandbox.shell(
      "tidemark forecast aurora -o a.xlsx && python3 -c 'import zipfile; "
        + "book = zipfile.ZipFile(\"a.xlsx\"); print([book.read(name) for name in book.namelist()])'")
    #expect(names.out.contains("Aurora, forecast"), "\(names.err)")
    let table = try sandbox.tidemark("forecast", "aurora", "--chart", "--level", "90").out
    #expect(table.contains("○") && table.contains("90% from"))
    // The figures of the table, each rounded by itself.
    #expect(table.contains("2026-06"))
  }

  @Test("it is saved, run, compared and watched like any report")
  func saved() throws {
    let sandbox = try store()
    #expect(
      try sandbox.tidemark(
        "report", "save", "ahead", "--alert", "value > 1.3e6", "--", "forecast", "aurora", "--horizon", "{n=6}",
        "--now", "2026-01-15"
      ).status == 0)
    let run = try sandbox.tidemark("run", "ahead", "-O", "csv")
    #expect(run.out == (try sandbox.tidemark("forecast", "aurora", "--horizon", "6", "-O", "csv").out))
    #expect(run.status == 1 && run.err.contains("ahead: value > 1.3e6: possibly Aurora 1.3"), "\(run.err)")
    #expect(try sandbox.tidemark("run", "ahead", "--set", "n=1").status == 0)
    let wrong = try sandbox.tidemark("report", "save", "x", "--alert", "share > 1", "--", "forecast", "aurora")
    #expect(wrong.status == 2 && wrong.err.contains("names no column of forecast"))
    let diff = try sandbox.tidemark("run", "ahead", "--diff", "--set", "n=1")
    #expect(diff.status == 0 && !diff.out.contains("2026-01"), "\(diff.out)")
  }

  @Test("--sql prints the statement of the history, which the plain shell runs")
  func statement() throws {
    let sandbox = try store()
    let run = try sandbox.shell("tidemark forecast aurora --sql | sqlite3 -csv -header market.db")
    let lines = run.out.split(whereSeparator: \.isNewline)
    #expect(lines.first == "period,product,metric,value,low,high,qualifier,origin,source,published_on")
    #expect(
      lines.count == 13
        && lines[1] == "2025-01,Aurora,mau,1020000.0,1019500.0,1020500.0,eq,\"Panel A\",\"Panel A\",2026-01-10")
  }
}

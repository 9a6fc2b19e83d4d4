import Testing

/// How far the sources are apart stands in the cell of the figure, and in columns of its own in the data formats.
@Suite struct SpreadTests {
  private func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    let rows = """
      product,metric,period,value,source,published_on
      A,mau,2026-01,50M,Alpha,2026-02-10
      A,mau,2026-01,40M,Beta,2026-02-09
      A,mau,2026-01,60M,Gamma,2026-02-08
      B,mau,2026-01,50M,Alpha,2026-02-10
      B,mau,2026-01,60M,Beta,2026-02-09
      B,mau,2026-01,40M,Gamma,2026-02-08
      A,mau,2026-02,50M,Alpha,2026-03-10
      B,mau,2026-02,50M,Alpha,2026-03-10

      """
    try sandbox.write(rows, to: "panels.csv")
    #expect(try sandbox.tidemark("import", "panels.csv", "--create", "--quiet").status == 0)
    return sandbox
  }

  private func lines(_ sandbox: Sandbox, _ words: String...) throws -> [String] {
    let run = try sandbox.tidemark(words + ["--now", "2026-04-01"])
    #expect(run.status == 0, "\(run.err)")
    return run.out.split(separator: "\n").map(String.init)
  }

  @Test("the share, its interval, and the sources in one cell") func share() throws {
    let sandbox = try market()
    // 40 of 100 to 60 of 100.
    #expect(
      try lines(sandbox, "share", "A", "B").contains {
        $0.hasPrefix("2026-01  A        50M  50.0% [49.5–50.5] · 3 sources 40–60%  ")
      })
    #expect(
      try lines(sandbox, "share", "A", "B", "--ascii").contains {
        $0.contains("50.0% [49.5-50.5] | 3 sources 40-60%")
      })
    // Of one source there is nothing to say.
    #expect(
      try lines(sandbox, "share", "A", "B").contains { $0.hasPrefix("2026-02  A        50M  50.0% [49.5–50.5]   ") })
    let data = try lines(sandbox, "share", "A", "B", "-O", "csv")
    #expect(data[0].contains(",sources,sources_low,sources_high,") && data[1].contains(",3,0.4,0.6,"))
  }

  @Test("a trend says it behind the value, in every format for people", arguments: ["table", "markdown"])
  func trend(_ format: String) throws {
    let sandbox = try market()
    let text = try lines(sandbox, "trend", "A", "-O", format)
    #expect(text.contains { $0.contains("50M · 3 sources 39.5M–60.5M") }, "\(text)")
    #expect(text.contains { $0.contains("2026-02") && !$0.contains("sources") })
    let page = try sandbox.tidemark("trend", "A", "-O", "html", "--now", "2026-04-01").out
    #expect(page.contains("<td class=\"i\">· 3 sources 39.5M–60.5M</td>"), "\(page)")
  }
}

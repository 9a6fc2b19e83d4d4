import Testing

/// What stands around the numbers says how they are meant, or they are refused.
@Suite struct WholeFileTests {
  private func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return sandbox
  }

  private func take(_ sandbox: Sandbox, _ text: String, _ options: String..., name: String = "feed.csv") throws -> (
    status: Int32, err: String
  ) {
    try sandbox.write(text, to: name)
    let run = try sandbox.tidemark(
      ["import", name, "--source", "Panel", "--published-on", "2026-05-04", "--create"] + options)
    return (run.status, run.err)
  }

  private func rows(_ sandbox: Sandbox, _ columns: String = "metric, value") throws -> [String] {
    let run = try sandbox.tidemark("sql", "SELECT \(columns) FROM snapshots ORDER BY 1, 2", "-O", "csv")
    return run.out.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("a line above the table says that ratios are percent, or that figures are in thousands") func captions() throws
  {
    let churn = "Churn in percent\nproduct,period,value\nSora,2026-01,0.5\n"
    for options in [[], ["--header", "2"], ["--skip", "1"]] {
      let sandbox = try market()
      try sandbox.write(churn, to: "feed.csv")
      let run = try sandbox.tidemark(
        [
          "import", "feed.csv", "--source", "Panel", "--published-on", "2026-05-04", "--create", "--metric",
          "churn_rate",
        ] + options)
      #expect(run.err.contains("read as percent, since \"Churn in percent\" says percent"), "\(run.err)")
      #expect(try rows(sandbox) == ["churn_rate,0.005"])
    }
    let accounts = "In thousands of USD\ncompany,period,revenue,gross margin\nAcme,2024,100,0.5\n"
    let sandbox = try market()
    let refused = try take(sandbox, accounts, "--currency", "USD")
    #expect(refused.status == 1)
    #expect(refused.err.contains("\"In thousands of USD\" above the table names a scale"), "\(refused.err)")
    #expect(refused.err.contains("hint: pass --scale thousand, or pass --scale 1\n"))
    // The margin is no thousand.
    #expect(refused.err.contains("read 2 · inserted 0 · unchanged 0 · revised 0 · refused 1\n"), "\(refused.err)")
    // A table in thousands has its percentages as they are.
    #expect(try take(sandbox, accounts, "--currency", "USD", "--scale", "thousand").status == 0)
    #expect(try rows(sandbox) == ["gross_margin,0.5", "revenue,100000"])
    let letter = try market()
    #expect(try take(letter, "Users by sex (m)\nproduct,period,value\nSora,2026,5\n", "--metric", "mau").status == 0)
  }

  @Test("a heading with its unit in brackets is the metric, and keeps the unit") func bracketedHeadings() throws {
    let text = "company,period,Revenue (in thousands),Gross margin (%)\nAcme,2024,100,0.5\n"
    let sandbox = try market()
    let refused = try take(sandbox, text, "--currency", "USD")
    #expect(refused.err.contains("the heading \"Revenue (in thousands)\" names a scale"), "\(refused.err)")
    #expect(try take(sandbox, text, "--currency", "USD", "--scale", "thousand").status == 0)
    #expect(try rows(sandbox) == ["gross_margin,0.005", "revenue,100000"])
    let other = try take(sandbox, text.replacing("in thousands", with: "excluding tax"), "--currency", "USD")
    #expect(other.err.contains("unknown column \"Revenue (excluding tax)\""), "\(other.err)")
  }

  @Test("marks of two kinds are no grouping, and no remedy changes the number") func mixedMarks() throws {
    for (text, hint) in [
      ("1 000,500", "write 1000.500, or pass --decimal comma"), ("1 000,5", "write 1000.5, or pass --decimal comma"),
      ("1'234,5", "write 1234.5, or pass --decimal comma"), ("12,34,5", "write the number without marks"),
      ("1,234 567", "write the number without marks"),
    ] {
      let run = try take(try market(), "product,period,value\nSora,2026,\"\(text)\"\n", "--metric", "visits")
      #expect(run.status == 1 && run.err.contains(hint), "\(text): \(run.err)")
    }
    let comma = try take(
      try market(), "product,period,value\nSora,2026,\"1,234.5\"\n", "--metric", "visits", "--decimal", "comma")
    #expect(comma.err.contains("write 1234,5, or leave out --decimal"), "\(comma.err)")
  }

  @Test("a decimal point that may divide thousands is said for money too") func moneyPoints() throws {
    let sandbox = try market()
    let text = "product;period;value\nSora;2024-01;1.234\nSora;2024-02;12.345\n"
    let run = try take(sandbox, text, "--metric", "revenue", "--currency", "USD")
    #expect(run.status == 0 && run.err.contains("--decimal comma if it divides thousands (1234)"), "\(run.err)")
    let plain = try take(
      sandbox, "product,period,value\nSora,2024-03,1.234\nSora,2024-04,1.5\n", "--metric", "revenue", "--currency",
      "USD", name: "b.csv")
    #expect(plain.status == 0 && !plain.err.contains("--decimal comma"), "\(plain.err)")
  }

  @Test("a number beside a year is a quarter, half or week where its heading says so") func numberedParts() throws {
    for (heading, label) in [
      ("quarter", "2024-Q2"), ("half", "2024-H2"), ("iso_week", "2024-W02"), ("month", "2024-02"), ("Monat", "2024-02"),
      ("Quartal", "2024-Q2"),
    ] {
      let sandbox = try market()
      let text = "product,year,\(heading),value\nSora,2024,2,5\n"
      #expect(try take(sandbox, text, "--metric", "mau", "--period", "year,\(heading)").status == 0)
      #expect(try rows(sandbox, "period, value") == ["\(label),5"])
      let turned = try market()
      let other = "product,\(heading),year,value\nSora,2,2024,5\n"
      #expect(try take(turned, other, "--metric", "mau", "--period", "\(heading),year").status == 0)
      #expect(try rows(turned, "period, value") == ["\(label),5"])
    }
  }

  @Test("members of a cohort are offered as counts") func counts() throws {
    let sandbox = try market()
    let text = "cohort,size,D1,D7\n2024-01,1000,400,200\n"
    let run = try take(sandbox, text, "--metric", "retention", "--product", "Sora")
    #expect(run.err.contains("pass --unit percent, or pass --unit fraction, or pass --unit count"), "\(run.err)")
    #expect(try take(sandbox, text, "--metric", "retention", "--product", "Sora", "--unit", "count").status == 0)
    #expect(try rows(sandbox, "day_offset, value") == ["1,0.4", "7,0.2"])
  }

  @Test("shares that sum past a whole are a warning in check too") func shares() throws {
    let sandbox = try market()
    let text = "product,period,value\nSora,2026-01,55%\nVidu,2026-01,60%\n"
    #expect(try take(sandbox, text, "--metric", "market_share").err.contains("sum to 115%"))
    let check = try sandbox.tidemark("check")
    #expect(check.status == 0)
    #expect((check.out + check.err).contains("shares of 2026-01 sum to 115%"), "\(check.out)")
    let sound = try market()
    _ = try take(sound, text.replacing("60%", with: "45%"), "--metric", "market_share")
    #expect(!(try sound.tidemark("check").out.contains("sum to")))
  }

  @Test("day is the period where nothing else is") func days() throws {
    let sandbox = try market()
    #expect(try take(sandbox, "Day,Downloads\n2024-01-01,5\n", "--product", "Sora").status == 0)
    #expect(try rows(sandbox, "period, value") == ["2024-01-01,5"])
    let aged = "product,cohort,day,value\nSora,2024-01,7,8%\n"
    #expect(try take(sandbox, aged, "--metric", "retention", name: "b.csv").status == 0)
    #expect(try rows(sandbox, "day_offset, value").contains("7,0.08"))
  }

  @Test("months of age are said to be thirty days, and a column without a heading can be named") func ages() throws {
    let sandbox = try market()
    let run = try take(sandbox, ",Month 0,Month 2\n2024-01,100%,20%\n", "--metric", "retention", "--product", "Sora")
    #expect(run.status == 1 && run.err.contains("hint: pass --map =COLUMN, or pass --map =\n"), "\(run.err)")
    let named = try take(
      sandbox, ",Month 0,Month 2\n2024-01,100%,20%\n", "--metric", "retention", "--product", "Sora", "--map", "=cohort")
    #expect(named.err.hasPrefix("a month of age is 30 days: month 1 is day 30\n"), "\(named.err)")
    #expect(try rows(sandbox, "day_offset, value") == ["0,1", "60,0.2"])
  }

  @Test("a remark in a column that is left out is no row") func remarks() throws {
    let sandbox = try market()
    let text = "Series,product,2020\nUsers,Sora,5\nSource: us,,\n"
    let run = try take(sandbox, text, "--metric", "mau", "--map", "Series=")
    #expect(run.status == 0 && run.err.contains("skipped 1"), "\(run.err)")
    let value = try take(sandbox, text.replacing("us,,", with: "us,,6"), "--metric", "mau", "--map", "Series=")
    #expect(value.status == 1 && value.err.contains("the row names no product"), "\(value.err)")
  }

  @Test("an error of the whole command says that nothing came in") func nothingImported() throws {
    let sandbox = try market()
    let run = try take(sandbox, "product,company\nLarkfilm,Acme\n")
    #expect(run.status == 1 && run.err.contains("nothing imported: read 1 · inserted 0 "), "\(run.err)")
  }
}

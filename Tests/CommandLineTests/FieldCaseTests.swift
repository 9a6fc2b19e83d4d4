import Foundation
import Testing

/// Files of the kinds that people of this trade have, each with what must come of it: the right value, or a refusal
/// whose remedy works.
@Suite struct FieldCaseTests {
  private func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return sandbox
  }

  private let about = ["--source", "Panel", "--published-on", "2026-05-04", "--create"]

  private func take(_ sandbox: Sandbox, _ text: String, _ options: [String], name: String = "feed.csv") throws -> (
    status: Int32, err: String
  ) {
    try sandbox.write(text, to: name)
    let run = try sandbox.tidemark(["import", name] + about + options)
    return (run.status, run.err)
  }

  private func rows(_ sandbox: Sandbox, _ columns: String = "product, period, value") throws -> [String] {
    let order = (1...columns.split(separator: ",").count).map(String.init).joined(separator: ", ")
    let run = try sandbox.tidemark("sql", "SELECT \(columns) FROM snapshots ORDER BY \(order)", "-O", "csv")
    return run.out.split(separator: "\n").dropFirst().map(String.init)
  }

  private let shares = "Date,Bigsearch,Midseek,Tinyfind\n2024-10,61.35,0.83,0.41\n2024-11,60.92,0.79,0.38\n"

  @Test("shares that sum to a whole as percent are percent, small ones too") func percentBySum() throws {
    let sandbox = try market()
    let run = try take(sandbox, shares, ["--metric", "market_share"])
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.contains("read as percent, since the shares of each period sum to a whole"))
    #expect(try rows(sandbox).prefix(2) == ["Bigsearch,2024-10,0.6135", "Bigsearch,2024-11,0.6092"])
    #expect(try rows(sandbox).dropFirst(2).first == "Midseek,2024-10,0.0083")
    // A % on one of the cells changes nothing.
    let other = try market()
    let mixed = shares.replacing("61.35", with: "61.35%").replacing("60.92", with: "60.92%")
    #expect(try take(other, mixed, ["--metric", "market_share"]).status == 0)
    #expect(try rows(other) == rows(sandbox))
  }

  @Test("small shares alone are fractions, with a notice; --unit percent says otherwise") func smallShares() throws {
    let text = "Date,Midseek,Tinyfind\n2024-10,0.43,0.41\n2024-11,0.39,0.38\n"
    let sandbox = try market()
    let run = try take(sandbox, "Date,Midseek\n2024-10,0.83\n", ["--metric", "market_share"])
    #expect(run.err.contains("(0.83 read as 83%; --unit percent if it is 0.83%)"), "\(run.err)")
    #expect(try rows(sandbox) == ["Midseek,2024-10,0.83"])
    let other = try market()
    let given = try take(other, text, ["--metric", "market_share", "--unit", "percent"])
    #expect(given.status == 0 && !given.err.contains("read as"))
    #expect(try rows(other).first == "Midseek,2024-10,0.0043")
    // Claims the same as the cell with its % would.
    #expect(try rows(other, "low, high").first == "0.00375,0.00385")
  }

  @Test("a heading, an age 0 and the store's own figures are evidence; evidence that disagrees refuses once")
  func evidence() throws {
    let heading = try market()
    let named = "product,period,Share (%)\nSora,2026-01,0.7\n"
    #expect(try take(heading, named, ["--metric", "market_share", "--map", "Share (%)=value"]).status == 0)
    #expect(try rows(heading) == ["Sora,2026-01,0.007"])
    // The same series again without the heading: its own past says it.
    let again = try take(
      heading, "product,period,value\nSora,2026-02,0.8\n", ["--metric", "market_share"], name: "b.csv")
    #expect(again.err.contains("the store's earlier figures"), "\(again.err)")
    #expect(try rows(heading).dropFirst(1).first == "Sora,2026-02,0.008")

    let retention = ["--metric", "retention", "--product", "Sora"]
    let percent = try market()
    #expect(try take(percent, "cohort,D0,D1\n2026-01,100,41\n", retention).status == 0)
    #expect(try rows(percent, "day_offset, value") == ["0,1", "1,0.41"])
    let fractions = try market()
    #expect(try take(fractions, "cohort,D0,D1\n2026-01,1,0.41\n", retention).status == 0)
    #expect(try rows(fractions, "day_offset, value") == ["0,1", "1,0.41"])
    let counts = try market()
    #expect(try take(counts, "cohort,size,D0,D1\n2026-01,400,400,164\n", retention).status == 0)
    #expect(try rows(counts, "day_offset, value") == ["0,1", "1,0.41"])

    let split = try market()
    let torn = try take(split, "cohort,D0,D1 \n2026-01,1,0.4\n2026-02,100,40\n", retention + ["--keep-going"])
    #expect(torn.status == 1)
    #expect(torn.err.components(separatedBy: "tidemark: error").count == 2, "\(torn.err)")
    #expect(torn.err.contains("(4 rows like this") && torn.err.contains("pass --unit percent, or pass --unit fraction"))
    #expect(try rows(split).isEmpty)
  }

  @Test("a ratio without a maximum needs evidence or --unit") func growth() throws {
    let sandbox = try market()
    let text = "product,period,value\nSora,2026-01,4\n"
    let run = try take(sandbox, text, ["--metric", "mau_change"])
    #expect(run.status == 1 && run.err.contains("\"4\" is 4% or 400%"), "\(run.err)")
    #expect(try take(sandbox, text, ["--metric", "mau_change", "--unit", "percent"]).status == 0)
    #expect(try rows(sandbox) == ["Sora,2026-01,0.04"])
  }

  @Test("an export is read back as it was, whatever its ratios look like") func export() throws {
    let sandbox = try market()
    #expect(try take(sandbox, shares, ["--metric", "market_share"]).status == 0)
    #expect(
      try take(
        sandbox, "product,period,value\nSora,2026-01,4\n", ["--metric", "mau_change", "--unit", "fraction"],
        name: "c.csv"
      ).status == 0)
    expect(try sandbox.tidemark("export", "one", "--quiet"), status: 0)
    let first = try Data(contentsOf: sandbox.folder.appendingPathComponent("one/08-snapshots.csv"))
    expect(try sandbox.tidemark("init", "--empty", "--quiet", "--db", "other.db"), status: 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.appendingPathComponent("one").path)
      .sorted().map { "one/" + $0 }
    let back = try sandbox.tidemark(["import", "--db", "other.db"] + files)
    #expect(back.status == 0, "\(back.err)")
    #expect(!back.err.contains("read as"), "\(back.err)")
    expect(try sandbox.tidemark("export", "two", "--quiet", "--db", "other.db"), status: 0)
    #expect(try Data(contentsOf: sandbox.folder.appendingPathComponent("two/08-snapshots.csv")) == first)
  }

  @Test("a file of several measures, and the same bytes read another way") func measures() throws {
    let text = "Date,Active users,New users\n2024-01-01,1200,400\n2024-01-02,1310,410\n"
    let sandbox = try market()
    let one = ["--product", "Larkfilm", "--metric", "dau", "--map", "Active users=value", "--map", "New users="]
    let two = ["--product", "Larkfilm", "--metric", "new_users", "--map", "Active users=", "--map", "New users=value"]
    #expect(try take(sandbox, text, one).status == 0)
    #expect(try take(sandbox, text, two).status == 0)
    #expect(try rows(sandbox, "metric, count(*)") == ["dau,4"] || rows(sandbox, "metric, value").count == 4)
    #expect(try take(sandbox, text, two).err == "already imported as #3\n")
    let other = try market()
    let both = try take(other, text, ["--product", "Larkfilm", "--map", "Active users=dau"])
    #expect(both.err.hasSuffix("read 4 · inserted 4 · unchanged 0 · revised 0 · refused 0\n"), "\(both.err)")
    #expect(
      try rows(other, "metric, period, value") == [
        "dau,2024-01-01,1200", "dau,2024-01-02,1310", "new_users,2024-01-01,400", "new_users,2024-01-02,410",
      ])
  }

  @Test("a flag that is given wins over a guess, and one that fills nothing is an error") func flags() throws {
    let sandbox = try market()
    #expect(
      try take(sandbox, "Month,Visits\n2024-01,1200\n", ["--product", "Larkfilm", "--metric", "visits"]).status == 0)
    #expect(try rows(sandbox) == ["Larkfilm,2024-01,1200"])
    let idle = try take(
      sandbox, "product,period,value\nRival,2024-01,7\n", ["--product", "Larkfilm", "--metric", "mau"], name: "b.csv")
    #expect(idle.status == 1 && idle.err.contains("no cell of the file lacks it"), "\(idle.err)")
    #expect(idle.err.contains("pass --map product="), "\(idle.err)")
    let followed = try take(
      sandbox, "product,period,value\nRival,2024-01,7\n",
      ["--product", "Larkfilm", "--metric", "mau", "--map", "product="], name: "b.csv")
    #expect(followed.status == 0, "\(followed.err)")
    #expect(try rows(sandbox, "product, metric, value") == ["Larkfilm,mau,7", "Larkfilm,visits,1200"])
  }

  @Test("a mapping names a product too, and two columns of one name are refused with both places") func names() throws {
    let sandbox = try market()
    let trends = "Month,Kling AI: (Worldwide),Runway: (Worldwide)\n2025-12,22,4\n"
    let run = try take(
      sandbox, trends,
      ["--metric", "visits", "--map", "Kling AI: (Worldwide)=Kling AI", "--map", "Runway: (Worldwide)=Runway"])
    #expect(run.status == 0, "\(run.err)")
    #expect(try rows(sandbox) == ["Kling AI,2025-12,22", "Runway,2025-12,4"])
    for (header, options) in [
      ("Month,Sora,sora", []), ("Month,Vidu X,vidu-x", []),
      ("Month,IE 10,IE 11", ["--map", "IE 10=IE", "--map", "IE 11=IE"]), ("product,period,value,value", []),
    ] as [(String, [String])] {
      let width = header.split(separator: ",").count
      let twins = try take(
        sandbox, header + "\n2024-01" + String(repeating: ",1", count: width - 1) + "\n",
        ["--metric", "mau"] + options,
        name: "c.csv")
      let isSaid = ["are both the", "are both called", "are the same name"].contains { twins.err.contains($0) }
      #expect(twins.status == 1 && isSaid, "\(header): \(twins.err)")
      #expect([width - 1, width].allSatisfy { twins.err.contains("\($0)") }, "\(header): \(twins.err)")
      #expect(!twins.err.contains("UNIQUE") && !twins.err.contains("would add"))
    }
    let slip = try take(
      sandbox, "product,month,value\nRunway,2026-01,3\n", ["--metric", "mau", "--map", "month=peroid"], name: "d.csv")
    #expect(slip.status == 1 && slip.err.contains("peroid"), "\(slip.err)")
    let extra = "Date,app,value,extra\n2024-01,Runway,10,zz\n"
    #expect(try take(sandbox, extra, ["--metric", "mau"], name: "e.csv").err.contains("unknown column \"extra\""))
    #expect(try take(sandbox, extra, ["--metric", "mau", "--map", "extra="], name: "e.csv").status == 0)
  }

  @Test("points in whole numbers are refused once, with both readings") func germanThousands() throws {
    let text = "Produkt;Monat;Nutzer\nLarkfilm;2024-01;1.234\nLarkfilm;2024-02;12.345\nRival;2024-01;987\n"
    let options = ["--metric", "mau", "--map", "Produkt=product", "--map", "Monat=period", "--map", "Nutzer=value"]
    let sandbox = try market()
    let run = try take(sandbox, text, options)
    #expect(run.status == 1 && run.err.contains("(2 rows like this"), "\(run.err)")
    #expect(run.err.contains("hint: pass --decimal comma, or pass --unit rounded"))
    #expect(try take(sandbox, text, options + ["--decimal", "comma"]).status == 0)
    #expect(try rows(sandbox) == ["Larkfilm,2024-01,1234", "Larkfilm,2024-02,12345", "Rival,2024-01,987"])
    let rounded = try market()
    #expect(try take(rounded, text, options + ["--unit", "rounded"]).status == 0)
    #expect(try rows(rounded).first == "Larkfilm,2024-01,1")
    // A number that can be read one way only settles the others.
    let settled = try market()
    let more = try take(settled, text + "Rival;2024-02;1.234.567\n", options)
    #expect(more.err.contains("every number of the file fits that"), "\(more.err)")
    #expect(try rows(settled).first == "Larkfilm,2024-01,1234" && rows(settled).last == "Rival,2024-02,1234567")
    let torn = try take(try market(), text + "Rival;2024-02;1.234.567\nRival;2024-03;1.5\n", options)
    #expect(torn.status == 1 && torn.err.contains("do not fit that"), "\(torn.err)")
  }

  @Test("a scale in the heading must be given, and multiplies interval and all") func scales() throws {
    let text = "product,period,Users (M)\nSora,2026-01,4\n"
    let options = ["--metric", "mau", "--map", "Users (M)=value"]
    let sandbox = try market()
    let run = try take(sandbox, text, options)
    #expect(run.status == 1 && run.err.contains("pass --scale million, or pass --scale 1"), "\(run.err)")
    #expect(try take(sandbox, text, options + ["--scale", "million"]).status == 0)
    #expect(try rows(sandbox, "value, low, high") == ["4000000,3500000,4500000"])
    let sdmx = try market()
    let mult = "product,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS\nSora,2026-01,4.5,3,P\nSora,2026-02,,3,M\n"
    #expect(try take(sdmx, mult, ["--metric", "mau"]).status == 0)
    #expect(try rows(sdmx, "value, status") == ["4500,provisional"])
  }

  @Test("letters behind figures are flags where the heading or their use says so") func statisticalFlags() throws {
    let sandbox = try market()
    let text = "geo\\TIME_PERIOD\t2021 \t2022 \t2023 \nDE\t74500 \t76200 b\t77300 p\nFR\t: \t:c\t73400 \n"
    let options = ["--metric", "visits", "--map", "geo\\TIME_PERIOD=product"]
    #expect(try take(sandbox, text, options, name: "estat.tsv").status == 0)
    #expect(
      try rows(sandbox, "product, period, value, status, note") == [
        "DE,2021,74500,reported,", "DE,2022,76200,reported,flag b: break in the series", "DE,2023,77300,provisional,",
        "FR,2022,,not_disclosed,", "FR,2023,73400,reported,",
      ])
    let lone = try take(try market(), "product,period,value\nA,2024,100 b\n", ["--metric", "visits"])
    #expect(lone.status == 1 && lone.err.contains("nothing in the file says that it is a flag"), "\(lone.err)")
    let used = try market()
    let use = "product,period,value\nA,2022,100 p\nA,2023,110 e\nA,2024,120\n"
    #expect(try take(used, use, ["--metric", "visits"]).status == 0)
    #expect(try rows(used, "period, status") == ["2022,provisional", "2023,estimated", "2024,reported"])
  }

  @Test("dates that stand for quarters are offered as quarters") func datesBegin() throws {
    let text = "observation_date,ECOMSA\n2023-07-01,271000\n2023-10-01,277000\n2024-01-01,.\n2024-04-01,283000\n"
    let options = [
      "--product", "US e-commerce", "--metric", "revenue", "--currency", "USD", "--map", "observation_date=period",
      "--map", "ECOMSA=value",
    ]
    let sandbox = try market()
    let run = try take(sandbox, text, options)
    #expect(run.status == 0 && run.err.contains("--dates-begin quarter"), "\(run.err)")
    let quarters = try market()
    #expect(try take(quarters, text, options + ["--dates-begin", "quarter"]).status == 0)
    #expect(try rows(quarters, "period") == ["2023-Q3", "2023-Q4", "2024-Q2"])
    let months = try take(
      try market(), text.replacing("2023-07-01", with: "2023-07-02"), options + ["--dates-begin", "month"])
    #expect(months.status == 1 && months.err.contains("is not the first day of a month"), "\(months.err)")
  }

  @Test("periods from two columns, of spreadsheets and of companies") func periods() throws {
    let sandbox = try market()
    let pair = "product,year,month,value\nSora,2024,3,10\nSora,2024,12,11\n"
    #expect(try take(sandbox, pair, ["--metric", "mau", "--period", "year,month"]).status == 0)
    let spans = "product,from,to,value\nSora,2025-01-01,2025-03-31,10\n"
    #expect(try take(sandbox, spans, ["--metric", "mau", "--period", "from,to"], name: "b.csv").status == 0)
    let wide = "product,Jan-24,Feb-24\nSora,10,20\n"
    #expect(try take(sandbox, wide, ["--metric", "mau"], name: "c.csv").status == 0)
    #expect(try rows(sandbox, "period") == ["2024-01", "2024-02", "2024-03", "2024-12", "2025-Q1"])
    let fiscal = try take(sandbox, "product,period,value\nSora,FY2026,10\n", ["--metric", "mau"], name: "d.csv")
    #expect(fiscal.status == 1 && fiscal.err.contains("pass --fiscal-year-begins MM"), "\(fiscal.err)")
    let bank = "Country Name,2020 [YR2020],2021 [YR2021]\nKenya,61200100,..\n,,\nData from database: WDI,,\n"
    let run = try take(
      try market(), bank, ["--metric", "registered_users", "--map", "Country Name=product"], name: "e.csv")
    #expect(run.err.contains("added product Kenya\n") && !run.err.contains("added product Data"), "\(run.err)")
    let reason = try take(try market(), "product,26-01,26-02\nSora,1,2\n", ["--metric", "mau"], name: "f.csv")
    #expect(reason.err.contains("has a year of two digits"), "\(reason.err)")
  }

  @Test("losses in parentheses are negative") func parentheses() throws {
    let sandbox = try market()
    let text = "metric,Jan 2024,Feb 2024\nnet_income,\"$1,250.00\",($155.00)\n"
    #expect(try take(sandbox, text, ["--product", "Larkfilm", "--currency", "USD"]).status == 0)
    #expect(try rows(sandbox, "period, value") == ["2024-01,1250", "2024-02,-155"])
  }

  @Test("rows of totals are refused until --skip-rows or --keep-totals says what they are") func totals() throws {
    let text = "product,period,value\nSora,2026-01,10\nGrand total,2026-01,10\n"
    let sandbox = try market()
    let run = try take(sandbox, text, ["--metric", "mau"])
    #expect(run.status == 1 && run.err.contains("pass --skip-rows 'Grand total', or pass --keep-totals"), "\(run.err)")
    #expect(try take(sandbox, text, ["--metric", "mau", "--skip-rows", "grand total"]).status == 0)
    #expect(try rows(sandbox) == ["Sora,2026-01,10"])
    #expect(try take(sandbox, text, ["--metric", "mau", "--keep-totals"]).status == 0)
    #expect(try rows(sandbox).count == 2)
  }

  @Test("an empty region that is less than a named one is not the whole") func wholes() throws {
    let sandbox = try market()
    let countries = "product,period,region,value\nLarkfilm,2024-01,US,120\nLarkfilm,2024-01,DE,31\n"
    #expect(try take(sandbox, countries, ["--metric", "downloads"]).status == 0)
    let unknown = "product,period,region,value\nLarkfilm,2024-01,,5\n"
    let run = try take(sandbox, unknown, ["--metric", "downloads"], name: "b.csv")
    #expect(run.status == 1 && run.err.contains("pass --region unknown, or pass --region all"), "\(run.err)")
    #expect(run.err.contains("b.csv:2:"), "\(run.err)")
    #expect(try rows(sandbox).count == 2)
    #expect(try take(sandbox, unknown, ["--metric", "downloads", "--region", "unknown"], name: "b.csv").status == 0)
    #expect(try rows(sandbox, "region, value") == ["de,31", "unknown,5", "us,120"])
  }

  @Test("no remedy drops what was not understood") func remedies() throws {
    let text = "product,period,value\nA,2024,1.2 lakh\nB,2024,3 crore\nC,2024,8.5 Mrd\n"
    let sandbox = try market()
    #expect(try take(sandbox, text, ["--metric", "mau"]).status == 0)
    #expect(try rows(sandbox) == ["A,2024,120000", "B,2024,30000000", "C,2024,8500000000"])
    let time = try take(sandbox, "product,period,value\nD,2024,00:10:23\n", ["--metric", "mau"], name: "b.csv")
    #expect(time.err.contains("623 if the metric counts seconds"), "\(time.err)")
    let week = "product,period,value\nA,2021-03-01 - 2021-03-07,70\n"
    #expect(
      try take(sandbox, week, ["--metric", "wau"], name: "c.csv").err.contains("hint: write 2021-03-01/2021-03-07"))
  }

  @Test("a figure a thousand times its neighbours is imported with a warning, and check finds it") func farFigures()
    throws
  {
    let text =
      "product,period,value\nSora,2026-01,1000\nSora,2026-02,1100000\nSora,2026-03,1100\nVidu,2026-01,5\nVidu,2026-02,9000\n"
    let sandbox = try market()
    let run = try take(sandbox, text, ["--metric", "mau"])
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.contains("mau of Sora in 2026-02 is a thousand times its neighbours"), "\(run.err)")
    #expect(!run.err.contains("of Vidu"))
    let check = try sandbox.tidemark("check")
    #expect(
      (check.out + check.err).contains("mau of Sora in 2026-02 is a thousand times its neighbours"), "\(check.err)")
  }

  @Test("202603 is a month where all periods of the file are so written") func compactMonths() throws {
    let sandbox = try market()
    #expect(try take(sandbox, "product,period,value\nSora,202603,1\nSora,202604,2\n", ["--metric", "mau"]).status == 0)
    #expect(try rows(sandbox, "period") == ["2026-03", "2026-04"])
    let mixed = try take(
      sandbox, "product,period,value\nSora,202605,1\nSora,2026-06,2\n", ["--metric", "mau"], name: "b.csv")
    #expect(mixed.status == 1 && mixed.err.contains("b.csv:2:6: [period]"), "\(mixed.err)")
    #expect(mixed.err.contains("this one as 2026-05"), "\(mixed.err)")
  }
}

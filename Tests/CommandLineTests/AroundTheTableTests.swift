import Testing

/// Files as people have them: with titles above the table, totals below it, and commas at the end of every line.
@Suite struct AroundTheTableTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return sandbox
  }

  private let flags = ["--source", "X", "--published-on", "2026-07-01", "--create"]

  /// Imports one file and gives what was said and stored, `product period value` a row.
  private func taken(_ text: String, _ words: [String], name: String = "feed.csv") throws -> (err: String, rows: String)
  {
    let sandbox = try store()
    try sandbox.write(text, to: name)
    let run = try sandbox.tidemark(["import", name] + flags + words)
    let rows = try sandbox.tidemark(
      "sql", "SELECT product, period, value FROM snapshots ORDER BY product, period", "-O", "csv")
    return (run.err, rows.out.split(separator: "\n").dropFirst().joined(separator: " "))
  }

  @Test("the World Bank's own CSV: lines above the header, an empty line between, a comma behind every row")
  func worldBank() throws {
    let text =
      "\u{FEFF}\"Data Source\",\"World Development Indicators\",\r\n\r\n\"Last Updated Date\",\"2025-07-01\",\r\n\r\n"
      + "\"Country Name\",\"Country Code\",\"Indicator Name\",\"2020\",\"2021\",\r\n"
      + "\"Togo\",\"TGO\",\"Subscriptions\",\"6100200\",\"6150300\",\r\n\"Kenya\",\"KEN\",\"Subscriptions\",\"61200100\",\"\",\r\n"
    let map = [
      "--metric", "registered_users", "--map", "Country Name=product", "--map", "Country Code=", "--map",
      "Indicator Name=",
    ]
    let found = try taken(text, map)
    #expect(found.rows == "Kenya,2020,61200100 Togo,2020,6100200 Togo,2021,6150300")
    #expect(
      found.err.contains(
        "the header is line 5; passed over 4 lines above it: \"Data Source\",\"World Development Indicators\",\n"))
    let lines = try taken(text.replacing("61200100", with: "61200100 x"), map)
    #expect(lines.err.contains("feed.csv:7:"), "\(lines.err)")
  }

  @Test("the header is looked for in the first 50 lines, not in the one after")
  func fifty() throws {
    func under(_ lines: Int) throws -> (err: String, rows: String) {
      let remarks = (1...lines).map { "remark \($0)\n" }.joined()
      return try taken(remarks + "product,period,value\nA,2026-01,5\n", ["--metric", "mau"])
    }
    #expect(try under(49).rows == "A,2026-01,5")
    let tooFar = try under(50)
    #expect(tooFar.rows == "" && tooFar.err.contains("error: "), "\(tooFar.err)")
  }

  @Test(
    "the header is found under titles, remarks and pairs of words",
    arguments: [
      ("Report on chat apps\n\nproduct,period,value\nA,2026-01,5\n", 3),
      ("# ----\n# Traffic\n# 20260101-20260131\n# ----\nproduct,period,value\nA,2026-01,5\n", 5),
      ("Product,A\nMetric,MAU\nMonth,Value\n2026-01,5\n", 3),
      ("Source,X\nDate,2026-05-01\n\napp,month,amount\nA,2026-01,5\n", 4),
      ("Title,,\n,,\nproduct,period,value\nA,2026-01,5\n", 3),
      ("A chart, with a comma\nproduct,2026-01,2026-02\nA,5,\n", 2),
    ])
  func found(text: String, line: Int) throws {
    let found = try taken(
      text, ["--metric", "mau"] + (text.contains("app") || text.contains("product,") ? [] : ["--product", "A"]))
    #expect(found.rows == "A,2026-01,5", "\(found.err)")
    #expect(found.err.contains("the header is line \(line); passed over"), "\(found.err)")
  }

  @Test(
    "a header on the first line is not passed over for a row that looks like one",
    arguments: [
      "product,metric,period,value\nSora,mau,2026-01,5\n", "period,Sora\n2026-01,5\n",
      "product,note,period,value\nSora,date,2026-01,5\nSora,value,2026-02,5\n",
      "von,bis,nutzer\n2026-01-01,2026-01-31,5\n2026-02-01,2026-02-28,6\n", "wann;nutzer\n2025;1999\n",
    ])
  func kept(text: String) throws {
    let found = try taken(text, ["--metric", "mau", "--product", "A"])
    #expect(!found.err.contains("the header is line"), "\(found.err)")
  }

  @Test("--header, --skip, --footer, --comment and --delimiter settle what is around a table") func options() throws {
    let body = "period,value\n2026-01,5\n2026-02,6\n"
    let product = ["--product", "A", "--metric", "mau"]
    let both = "A,2026-01,5 A,2026-02,6"
    #expect(try taken("date,amount,x\na\n" + body, product + ["--header", "3"]).rows == both)
    #expect(try taken("date,amount,x\n\n" + body, product + ["--skip", "2"]).rows == both)
    #expect(try taken("date,amount,x\n\n" + body, product + ["--skip", "1"]).rows == both)
    #expect(try taken(body + "Total,11\n\nSource: us\n", product + ["--footer", "2"]).rows == both)
    #expect(try taken("% a\n" + body + "%\"b, c\n\"% d,e\",\n", product + ["--comment", "%"]).rows == both)
    #expect(try taken(body.replacing(",", with: "^"), product + ["--delimiter", "^"]).rows == both)
    #expect(try taken(body.replacing(",", with: "\t"), product + ["--delimiter", "tab"]).rows == both)
    let bad = try taken("x\nperiod,value\n\"2026\n-01\",5\n2026-02,6 x\n", product + ["--header", "2"])
    #expect(bad.err.contains("feed.csv:3:1: [period]") && bad.err.contains("feed.csv:5:9: [value]"), "\(bad.err)")
    #expect(try taken(body, product + ["--header", "9"]).err.contains("the file ends before its header"))
    #expect(try taken("\n" + body, product + ["--header", "1"]).err.contains("line 1 is empty"))
    #expect(
      try taken(body, product + ["--footer", "3"]).err.contains("the table has 2 rows, fewer than the footer of 3"))
    let sandbox = try store()
    for words in [
      ["--header", "0"], ["--skip", "-1"], ["--header", "1", "--skip", "1"], ["--delimiter", "ab"],
      ["--delimiter", "\""], ["--comment", ""],
    ] {
      #expect(try sandbox.tidemark(["import", "-"] + words, input: body).status == 2, "\(words)")
    }
  }

  @Test(
    "the delimiter is what divides the lines most evenly",
    arguments: [
      ("period;value\n2026-01;\"5,0\"\n2026-02;6\n", "\";\""), ("period|value\n2026-01|5\n2026-02|6\n", "\"|\""),
      ("period\tvalue\n2026-01\t5\n2026-02\t6\n", "a tab"),
      ("Title, with, commas\nperiod;value\n2026-01;5\n2026-02;6\n", "\";\""),
      ("period;value;note, remark\n2026-01;5;\n2026-02;6;a, b, c\n", "\";\""),
    ])
  func delimiters(text: String, name: String) throws {
    let found = try taken(
      text,
      ["--product", "A", "--metric", "mau"] + (text.contains("remark") ? ["--map", "note, remark=note"] : []))
    #expect(found.rows == "A,2026-01,5 A,2026-02,6" || text.contains("5,0"), "\(found.err)")
    #expect(found.err.contains("the delimiter is \(name)\n"), "\(found.err)")
    let commas = try taken("product,period,value,note\nA,2026-01,5,a;b;c\nA,2026-02,6,x;y;z\n", ["--metric", "mau"])
    #expect(commas.rows == "A,2026-01,5 A,2026-02,6" && !commas.err.contains("delimiter"))
  }

  @Test("last columns without heading and values go, those with values are refused, and rows may end before them")
  func emptyColumns() throws {
    let words = ["--metric", "mau"]
    let plain = "product,period,value,,\nA,2026-01,5,,\nA,2026-02,6,\nA,2026-03,7\n"
    #expect(try taken(plain, words).rows == "A,2026-01,5 A,2026-02,6 A,2026-03,7")
    let used = try taken("product,period,value,\nA,2026-01,5,x\n", words)
    #expect(used.rows == "" && used.err.contains("feed.csv:1:22: [header] column 4 has no name"), "\(used.err)")
    let late = "product,period,value,\n" + (1...60).map { "A,\(1900 + $0),5,\n" }.joined() + "A,2026,5,x\n"
    #expect(try taken(late, words).err.contains("feed.csv:62:1: [fields] the row has 4 fields, the header 3"))
  }

  @Test("two headings of one name are refused with both places") func twins() throws {
    let found = try taken("product,period,X,value,x\nA,2026-01,1,5,2\n", ["--metric", "mau"])
    #expect(found.err.contains("feed.csv:1:24: [header] column 3, \"X\", and column 5, \"x\", are the same name"))
    #expect(
      try taken("product,period,X,value,x\nA,2026-01,1,5,2\n", ["--metric", "mau", "--map", "X=", "--map", "x="]).rows
        == "A,2026-01,5"
    )
  }

  @Test("a profile keeps where the table is") func profile() throws {
    let sandbox = try store()
    let text = "a;b\nx\nperiod,value\n%\n2026-01,5\nsum,5\n"
    let common = ["import", "-", "--product", "A", "--metric", "mau", "--quiet"] + flags
    let words = ["--header", "3", "--comment", "%", "--footer", "1", "--delimiter", ",", "--save-profile", "p"]
    expect(try sandbox.tidemark(common + words, input: text), status: 0)
    expect(
      try sandbox.tidemark(common + ["--profile", "p"], input: text.replacing("2026-01", with: "2026-02")), status: 0)
    #expect(try sandbox.tidemark("sql", "SELECT count(*) AS n FROM snapshots", "-O", "csv").out == "n\n2\n")
  }
}

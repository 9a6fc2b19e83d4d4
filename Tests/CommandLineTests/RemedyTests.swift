import Foundation
import Testing

/// Every hint of the importer is followed on the file that caused it: the run then succeeds, or meets another problem.
@Suite struct RemedyTests {
  /// A file with something wrong in it.
  struct Example: Sendable, CustomTestStringConvertible {
    var text: String
    var options: [String]
    /// What stands for the words in capitals of a hint: THEIRS, COLUMN, NAME …
    var words: [String: String]
    /// What a person does who follows advice in words: the advice, and what is replaced by what in the file.
    var edits: [(advice: String, old: String, new: String)]
    /// Files that come in before.
    var before: [String]
    var name: String
    /// Written in Latin-1.
    var isLatin1 = false
    /// Options that the other examples are given besides.
    var lacks: [String] = []
    var testDescription: String { String((text.split(separator: "\n").last ?? "").prefix(60)) }

    init(
      _ text: String, _ options: String = "", words: [String: String] = [:],
      edits: [(advice: String, old: String, new: String)] = [], before: [String] = [], name: String = "feed.csv",
      isLatin1: Bool = false, lacks: [String] = []
    ) {
      (self.isLatin1, self.lacks) = (isLatin1, lacks)
      (self.text, self.words, self.edits, self.before, self.name) = (text, words, edits, before, name)
      self.options = options.split(separator: " ").map { String($0).replacing("_", with: " ") }
    }
  }

  private static let about = ["--source", "Panel", "--published-on", "2026-05-04", "--create"]

  /// A value of its own metric.
  private static func value(
    _ text: String, _ metric: String = "mau", _ options: String = "",
    _ edits: (advice: String, old: String, new: String)...
  ) -> Example {
    Example(
      "product,metric,period,value\nSora,\(metric),2026-03,\"\(text)\"\n", options,
      edits: edits.map { ($0.advice, "\"\($0.old)\"", "\"\($0.new)\"") })
  }

  private static func period(_ text: String, _ new: String? = nil, _ options: String = "") -> Example {
    Example(
      "product,metric,period,value\nSora,mau,\(text),5\n", options,
      edits: new.map { [("", ",\(text),", ",\($0),")] } ?? [])
  }

  private static let values: [Example] = [
    value("12,5M"), value("1.234"), value("1.5", "mau", "", ("write whole numbers", "1.5", "2")),
    value("12,34,56", "mau", "", ("write the number without marks", "12,34,56", "123456")), value("1 000,5", "visits"),
    value("100 b", "mau", "", ("put the flag into a column status", "100 b", "100")),
    value("100 p", "mau", "", ("put the flag into a column status", "100 p", "100")), value("5 m"),
    value("00:10:23", "visits", "", ("write it as one number", "00:10:23", "623")),
    value("10:23", "visits", "", ("write it as one number in the metric's unit", "10:23", "623")), value("5M*"),
    value("4", "mau_change"), value("NaN", "mau", "", ("leave the cell empty", "NaN", "")),
    value("1e999", "mau", "", ("check the exponent", "1e999", "1e9")),
    value("1e99999999999", "mau", "", ("check the exponent", "1e99999999999", "1e9")), value("٣٤"),
    value(
      String(repeating: "٣", count: 40), "mau", "", ("write the digits 0 to 9", String(repeating: "٣", count: 40), "3")),
    value("0x1F"),
    value("0x1Fg", "mau", "", ("write the decimal number", "0x1Fg", "31")),
    value("7.8MM", "mau", "", ("write M for million", "7.8MM", "7.8M")), value("5M MAU"),
    value("<~5M", "mau", "", ("keep one of them", "<~5M", "<5M")),
    value("5M-4.5M", "mau", "", ("write the smaller end first", "5M-4.5M", "4.5M-5M")),
    value("500-1M-2", "mau", "", ("", "500-1M-2", "500K-1M")),
    value("2-1M", "mau", "", ("each end with its own scale", "2-1M", "1M-2M")),
    value("7%-8", "market_share", "", ("write % on both ends", "7%-8", "7%-8%")), value("8", "market_share"),
    value("8", "market_share", "--unit fraction"), value("120%", "market_share", "", ("stop", "120%", "100%")),
    value("-1", "mau", "", ("stop at 0", "-1", "0")),
    value("50%", "mau", "", ("write the figure itself", "50%", "50")), value("150%", "revenue_multiple"),
    value("2x", "mau", "", ("write the figure itself", "2x", "2")),
    value("3pp", "market_share", "", ("write the level itself", "3pp", "12%")),
    value("$5M", "mau", "", ("leave the currency out", "$5M", "5M")), value("1.4M", "revenue"),
    value("¥340M", "revenue", "", ("write CNY or JPY", "¥340M", "340M CNY")),
    value("€5M", "revenue", "--currency USD", ("put the figure in a row of its own currency", "€5M", "$5M")),
    value("$5M EUR", "revenue", "", ("write one currency code", "$5M EUR", "€5M")),
    value("$5M-€6M", "revenue", "", ("write both ends in", "$5M-€6M", "€5M-€6M")),
    value("1.5M", "mau", "--decimal comma"), value("1,234.5", "visits", "--decimal comma"),
    value("5 z", "mau", "", ("leave the figure out", "5 z", ": z")),
    Example(
      "product,metric,period,value\nA,mau,2024,5 c\nA,mau,2025,6 p\nA,mau,2023,7\n",
      edits: [("leave the figure out", "5 c", ": c"), ("put the flag into a column status", "6 p", "6")]),
    Example(
      "product,metric,period,value\nA,mau,2024,1.234.567\nA,mau,2025,1.5\n",
      edits: [("write all numbers in one way", "1.234.567", "1234567"), ("write whole numbers", "1.5", "2")]),
    Example(
      "product,metric,period,value\nA,mau,2024,1 234 567\nA,mau,2025,\"1,234\"\n",
      edits: [("write all numbers in one way", "1 234 567", "1234567")]),
    Example("product,metric,period,value,unit_mult\nA,mau,2024,5,k\n", edits: [("write 0 for units", ",k", ",3")]),
    Example("product,period,Users (M)\nA,2024,5\n", "--metric mau --map Users_(M)=value"),
    Example(
      "product,period,Users (M)\nA,2024,5.5\n", "--metric mau --map Users_(M)=value --scale 1",
      edits: [("write whole numbers", "5.5", "6")]),
    Example(
      "product,metric,period,value,low,high,qualifier\nA,mau,2024,5,,,range\n",
      edits: [("write 4.5-5M", ",5,,,range", ",4-5,,,range")]),
    Example(
      "product,metric,period,value,qualifier\nA,mau,2024,5,range\n", edits: [("write 4.5-5M", ",5,range", ",4-5,range")]
    ),
    Example(
      "product,metric,period,value,qualifier\nA,mau,2024,5,nd\n", edits: [("leave the value empty", ",5,nd", ",,nd")]),
    Example(
      "product,metric,period,value,qualifier\nA,mau,2024,<5,gt\n", edits: [("keep one of them", ",<5,gt", ",<5,lt")]),
    Example(
      "product,metric,period,value,qualifier\nA,mau,2024,5,about-ish\n", edits: [("one of: ", ",about-ish", ",approx")]),
    Example(
      "product,metric,period,value,low,high\nA,mau,2024,5,<4,6\n", edits: [("write the end itself", ",<4,", ",4,")]),
    Example(
      "product,metric,period,value,currency\nA,revenue,2024,5,EURO\n", edits: [("write three letters", ",EURO", ",EUR")]
    ),
    Example("product,metric,period,value,status\nA,mau,2024,5,so-so\n", edits: [("one of: ", ",so-so", ",estimated")]),
    Example("product,metric,period,value,status\nA,mau,2024,5,z\n", edits: [("leave the figure out", ",5,z", ",,z")]),
    Example(
      "product,metric,period,value,status\nA,mau,2024,5,not_disclosed\n",
      edits: [("leave the value out", ",5,not", ",,not")]),
    Example("product,metric,period,value\nA,revenue,2024,5\n", edits: [("", ",5", ",$5")]),
  ]

  private static let periods: [Example] = [
    period("FY2026", "2025-07-01/2026-06-30"), period("FY2026-Q9", "FY2026-Q1", "--fiscal-year-begins 7"),
    period("46105"), period("46105.5"), period("26-03", "2026-03"), period("05.03.2025"),
    period("05.03.25", "2025-03-05"),
    period("2025/3/4"), period("2025/13/45", "2025-12-05"), period("13.13.2025", "2025-12-13"),
    period("05/03/202", "2025-03-05"), period("45.45.2025", "2025-05-04", "--date-order dmy"),
    period("2026-02-30", "2026-02-28"), period("2026-13", "2026-12"), period("2026-M13", "2026-M12"),
    period("2026-Q5", "2026-Q4"), period("2026-H3", "2026-H2"), period("2025-W53", "2025-W52"), period("2026-3"),
    period("2026-3-4"), period("2026-W4"), period("2026-W14-3", "2026-W14"),
    period("2026-03-24T10:00:00Z", "2026-03-24"), period("2024010113", "2024-01-01"), period("24-03-2026"),
    period("24-24-2026", "2026-02-24"), period("03-2026"), period("1799-12", "1899-12"),
    period("yesterday", "2026-03-24"),
    period("2026-03-24/", "2026-03-24/2026-03-25"), period("/2026-03-24"), period("2026-03-24/2026-03-01"),
    period("2021-03-01 - 2021-03-07"), period("Mar 26", "Mar 2026"), period("13/2025", "2025-12"),
    period("2026-03-02", "2026-Q1", "--dates-begin quarter"),
    Example(
      "product,metric,period,value\nA,mau,202603,5\nA,mau,2026-04,5\n",
      edits: [("write all of them in one way", "202603", "2026-03")]),
    Example("product,metric,period,value\nA,mau,,5\n", edits: [("write 2026-03", "mau,,", "mau,2026-03,")]),
    Example(
      "Date,mau,dau\n2024-01,5,4\n,5,Total\n", "--product L",
      edits: [("write 2026-03", "\n,5,Total\n", "\n2024-02,5,5\n")]),
    Example(
      "product,year,month,value\nA,2024,,5\n", "--metric mau --period year,month",
      edits: [("fill both columns", "2024,,", "2024,2,")]),
    Example(
      "product,year,month,value\nA,2024,Mux,5\n", "--metric mau --period year,month",
      edits: [("write a year and a month", "Mux", "May")]),
    Example(
      "product,year,month,value\nA,2024,5,5\n", "--metric mau --period year,mond", words: [:],
      edits: [("its columns are", "month", "mond")]),
    Example(
      "product,period,cohort,metric,value,day\nA,2024-01,2024-02,retention,5%,7\n",
      edits: [("leave one out", "2024-01,2024-02", ",2024-02")]),
    Example("product,metric,period,value,published_on\nA,mau,2024,5,2024-05\n", lacks: ["--published-on"]),
    Example(
      "product,metric,period,value,published_on\nA,mau,2024,5,\n",
      edits: [("add a column published_on", "2024,5,", "2024,5,2024-05-01")], lacks: ["--published-on"]),
  ]

  private static let headers: [Example] = [
    Example("product,period,value,extra\nA,2024,5,x\n", "--metric mau", words: ["COLUMN": "note"]),
    Example(
      "product,metric,perod,value\nA,mau,2024,5\n", words: ["COLUMN": "period", "THEIRS": "perod"],
      edits: [("add it", "perod", "period")]),
    Example(
      "product,period,value,value\nA,2024,5,6\n", "--metric mau",
      edits: [("give one of them another name", "value,value", "value,note")]),
    Example(
      "product,period,value,x,x\nA,2024,5,6,7\n", "--metric mau",
      edits: [("give one of them another name", "x,x", "x,y")]),
    Example("product,app,period,value\nA,B,2024,5\n", "--metric mau"),
    Example(
      "app,product,period,value,APP\nA,B,2024,5,6\n", "--metric mau",
      edits: [("give one of them another name", "APP", "note")]),
    Example("product,period,value,\nA,2024,5,x\n", "--metric mau"),
    Example(
      "period,value\n2024,5\n", "", words: ["THEIRS": "value"],
      edits: [("add them", "period,value\n2024,5", "product,metric,period,value\nA,mau,2024,5")]),
    Example(
      "product,value\nA,5\n", "--metric mau", words: ["THEIRS": "value"],
      edits: [("add it", "product,value\nA,5", "product,period,value\nA,2024,5")]),
    Example(
      "product,period\nA,2024\n", "--metric mau", words: ["THEIRS": "period"],
      edits: [("a wide file has", "product,period\nA,2024", "product,2024\nA,5")]),
    Example(
      "a,b\n1,2\n", "", words: ["NAME": "long", "THEIRS": "a", "OURS": "product"],
      edits: [("name the columns as in", "a,b", "product,value")]),
    Example(
      "product,D1,D7,value\nA,5%,4%,2\n", "--metric retention", words: ["THEIRS": "D7"],
      edits: [
        ("name the column day_offset", "product,D1,D7,value\nA,5%,4%,2", "product,cohort,day_offset,value\nA,2024,1,5%")
      ]),
    Example(
      "product,2024-01,Sora\nA,5,4\n", "--metric mau", words: ["COLUMN": "note"],
      edits: [("a wide file has one or the other", "product,2024-01,Sora\nA,5,4", "product,2024-01\nA,5")],
      before: ["product,metric,period,value\nSora,mau,2023,5\n"]),
    Example(
      "2024-01,Sora\n5,4\n", "--metric mau",
      edits: [("a wide file has one or the other", "2024-01,Sora\n5,4", "Month,Sora\n2024-01,4")],
      before: ["product,metric,period,value\nSora,mau,2023,5\n"]),
    Example(
      "Month,Sora,2024-01\n2024-02,5,4\n", "--metric mau", words: ["COLUMN": "note"],
      edits: [("a wide file has one column per period", "Month,Sora,2024-01\n2024-02,5,4", "Month,Sora\n2024-02,5")]),
    Example("product,period,mau,dau\nA,2024,5,4\n", "--metric mau"),
    Example("product,period,foo\nA,2024,5\n", "", words: ["COLUMN": "value"]),
    Example("Month,Sora,Total\n2024-02,5,4\n", "--metric mau"),
    Example("Month,IE 10,IE 11\n2024-02,5,4\n", "--metric mau --map IE_10=IE --map IE_11=IE"),
    Example(
      "Month,IE 10,ie-10\n2024-02,5,4\n", "--metric mau", edits: [("give one of them another name", "ie-10", "IE 11")]),
    Example(
      "product,period,mau,MAU\nA,2024,5,4\n", "", edits: [("give one of them another name", "mau,MAU", "mau,dau")]),
    Example(
      "product,month,value\nA,2024,5\n", "--metric mau --map month=peroid",
      words: ["COLUMN": "period", "THEIRS": "month"]),
    Example(
      "product,month,value\nA,2024,5\n", "--metric mau --map monat=period", words: ["THEIRS": "month"],
      edits: [("its columns are", "month", "monat")]),
    Example(
      "event_type,title,status,source,foo,title\nlaunch,A,occurred,S,x,y\n", "", words: ["COLUMN": "note"],
      edits: [("give one of them another name", "foo,title", "foo,note")]),
    Example("event_type,title,event,status,source\nlaunch,A,B,occurred,S\n"),
    Example(
      "base,quote,kind,period\nUSD,EUR,spot,2024\n", "", words: ["THEIRS": "period"],
      edits: [("add it", "kind,period\nUSD,EUR,spot,2024", "kind,period,rate\nUSD,EUR,spot,2024,0.9")]),
    Example(
      "alias,kind\nA,product\n", "", words: ["THEIRS": "kind"],
      edits: [("add it", "alias,kind\nA,product", "alias,kind,name\nA,product,Sora")]),
    Example(
      "event_type,title,announced_on\nlaunch,A,2024-01-01\n", "", words: ["THEIRS": "title"],
      edits: [("add it", "announced_on\nlaunch,A,2024-01-01", "announced_on,status\nlaunch,A,2024-01-01,occurred")]),
    Example(
      "Country Name,Country Code,2020\nTogo,TGO,5\n", "--metric mau", words: ["COLUMN": "note"],
      edits: [("add it", "Country Name", "product")]),
    Example(
      "product,period,value\nA,2024,5\n", "--metric mau --profile fred", words: ["THEIRS": "period"],
      edits: [("its columns are", "product,period", "product,observation_date")]),
  ]

  private static let rows: [Example] = [
    Example("product,period,value\nA,2024,5\nTotal,2024,5\n", "--metric mau"),
    Example("product,period,value\n,2024,5\n", "--metric mau", edits: [("fill the column", "\n,2024", "\nA,2024")]),
    Example("product,metric,period,value\nA,,2024,5\n", edits: [("fill the column", "A,,", "A,mau,")]),
    Example("product,metric,period,value\nA,mauu,2024,5\n", edits: [("did you mean", "mauu", "mau")]),
    Example("product,metric,period,value,source\nA,mau,2024,5,\n", edits: [("fill the column", "2024,5,", "2024,5,S")]),
    Example("product,metric,period,value\nA,mau,2024,5,6\n", edits: [("quote a field", "2024,5,6", "2024,\"5,6\"")]),
    Example("product,metric,period,value\nA,mau,2024,5\nSource: us\n"),
    Example("product,metric,period,value\n\"A\" x,mau,2024,5\n", edits: [("double a quote", "\"A\" x", "\"A\"\" x\"")]),
    Example("product,metric,period,value\nA,mau,2024,\"5\nB,mau,2024,6\n", edits: [("close it", "\"5\n", "\"5\"\n")]),
    Example(
      "product,metric,period,value\nA,mau,2024,5\nA,mau,2024,6\n", edits: [("keep the right one", "A,mau,2024,6\n", "")]
    ),
    Example(
      "product,metric,period,value\nA,retention,2024-01,5%\n",
      edits: [
        ("add a column day_offset", "value\nA,retention,2024-01,5%", "value,day_offset\nA,retention,2024-01,5%,7")
      ]),
    Example(
      "cohort,D1\n2024-01,5\n", "--product A --metric mau", edits: [("are for retention", "cohort,D1", "period,value")]),
    Example(
      "product,metric,period,value,day_offset\nA,mau,2024-01,5,7\n", edits: [("leave the field empty", ",5,7", ",5,")]),
    Example(
      "product,metric,period,value,cohort_size\nA,mau,2024-01,5,7\n", edits: [("leave the field empty", ",5,7", ",5,")]),
    Example(
      "product,metric,cohort,value,day_offset\nA,retention,2024-01,5%,seven\n",
      edits: [("write 30 or D30", "seven", "7")]),
    Example(
      "product,metric,cohort,value,day_offset,cohort_size\nA,retention,2024-01,5%,7,1.5\n",
      edits: [("write a whole number", ",1.5", ",2")]),
    Example(
      "cohort,D1\n2024-01,400\n", "--product A --metric retention --unit count",
      edits: [("add a column cohort_size", "cohort,D1\n2024-01,400", "cohort,size,D1\n2024-01,1000,400")]),
    Example(
      "cohort,size,D1\n2024-01,1000,1200\n", "--product A --metric retention --unit count",
      edits: [("stop", "1200", "1000")]),
    Example("cohort,size,D1\n2024-01,1000,400\n", "--product A --metric retention"),
    Example("product,period,value,region\nA,2024,5,us\nA,2024,4,\n", "--metric downloads"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--product B"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--unit dau=percent"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--scale dau=1000"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--published-on 5.5.2024"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--currency dollars"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--profile freddy"),
    Example("product,metric,period,value\nA,mau,2024,5\n", "--save-profile a_b"),
    Example(
      "product,metric,period,value\nA,revenue,2024,undisclosed\n",
      edits: [
        ("add a column currency", "value\nA,revenue,2024,undisclosed", "value,currency\nA,revenue,2024,undisclosed,USD")
      ]),
    Example("product,metric,period,value\nÉtoile,mau,2024,5\n", isLatin1: true),
    Example("p\0r\0o\0d\0u\0c\0t\0,\0m\0a\0u\0\n\0A\0,\u{0}5\u{0}\n\0"),
    Example(
      "event_type,title,status,effective,source\nlaunch,A,occurred,2024-01,S\nlaunch,A,planned,2024-01,S\n",
      edits: [("keep the right one", "launch,A,planned,2024-01,S\n", "")]),
    Example(
      "base,quote,kind,period,rate,source\nUSD,EUR,spot,2024,0.9,S\nUSD,EUR,spot,2024,0.8,S\n",
      edits: [("keep the right one", "USD,EUR,spot,2024,0.8,S\n", "")]),
    Example(
      "{\"a\":1}", "", words: ["NAME": "long", "THEIRS": "a", "OURS": "value"],
      edits: [
        ("an array of objects", "{\"a\":1}", "[{\"product\":\"A\",\"metric\":\"mau\",\"period\":\"2024\",\"value\":5}]")
      ], name: "a.json"),
    Example(
      "{\"a\":1}", "--records b", edits: [("the file holds no array", "{\"a\":1}", "{\"b\":[{\"product\":\"A\"}]}")],
      name: "a.json"),
    Example(
      "[1,2]", "",
      edits: [
        ("array of objects", "[1,2]", "[{\"product\":\"A\",\"metric\":\"mau\",\"period\":\"2024\",\"value\":5}]")
      ], name: "a.json"),
    Example("{\"a\":[{\"x\":1}],\"b\":[{\"y\":1}]}", name: "a.json"),
    Example("", edits: [("the first line names the columns", "", "product,metric,period,value\n")]),
  ]

  /// What other programs make, by its first bytes.
  private static let foreign: [Example] = [
    "%PDF-1.4", "PAR1", "ARROW1", "FEA1", "ORC", "Obj\u{1}", "SQLite format 3\0", "BZh91", "Rar!", "GIF89a", "{\\rtf1",
    "bplist00", "$FL2", "\u{7F}ELF", "<!DOCTYPE html>", "<?xml?>",
    "\u{D0}\u{CF}\u{11}\u{E0}\u{A1}\u{B1}\u{1A}\u{E1}", "\t\u{8}", "\u{FF}\u{FE}\0\0",
  ].map { start in
    Example(
      start, edits: [("", start, "product,metric,period,value\nSora,mau,2024,5\n")],
      isLatin1: start.unicodeScalars.contains { $0.value > 0x7F })
  }

  static let examples = values + periods + headers + rows + foreign

  private struct Problem: Equatable {
    var place: String
    var line: Int
    var column: Int
    var message: String
    var marked: Int
    var hint: String
  }

  private func problems(_ err: String) -> [Problem] {
    err.components(separatedBy: "tidemark: error: ").dropFirst().map { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let hint = lines.first { $0.hasPrefix("hint: ") }.map { String($0.dropFirst(6)) } ?? ""
      let parts = lines[0].split(separator: ":", maxSplits: 3).map(String.init)
      let mark = lines.first { $0.contains("| ") && $0.hasSuffix("^") }?.filter { $0 == "^" }.count ?? 0
      guard parts.count == 4, let line = Int(parts[1]), let column = Int(parts[2]) else {
        return Problem(place: "", line: 0, column: 0, message: lines[0], marked: 0, hint: hint)
      }
      let message = parts[3].replacing(#/ \(\d+ rows like this, first at line \d+\)/#, with: "")
      return Problem(
        place: "\(line):\(column)", line: line, column: column, message: message, marked: mark, hint: hint)
    }
  }

  /// A way to follow a hint: a changed file or changed options.
  private struct Way {
    var what: String
    var text: String
    var options: [String]
  }

  /// What a hint offers, as far as its words say what to do.
  private func ways(_ problem: Problem, _ example: Example) -> [Way] {
    var ways: [Way] = []
    for edit in example.edits where problem.hint.contains(edit.advice) || edit.advice.isEmpty {
      let text = edit.old.isEmpty ? edit.new : example.text.replacing(edit.old, with: edit.new)
      if text != example.text { ways.append(Way(what: problem.hint, text: text, options: example.options)) }
    }
    for piece in problem.hint.components(separatedBy: ", or ") {
      let all = piece.components(separatedBy: ", and ")
      if all.allSatisfy({ $0.hasPrefix("pass --") }) {
        let given = all.flatMap { words(String($0.dropFirst(5))) }
        let filled = given.map { word in
          example.words.reduce(word) { $0.replacing($1.key, with: $1.value) }
        }.map { Self.usual[$0] ?? $0 }
        // One value of an option that takes one.
        var options = example.options
        if let name = filled.first, name != "--map", let at = options.firstIndex(of: name) {
          options.removeSubrange(at...min(at + 1, options.count - 1))
        }
        ways.append(Way(what: piece, text: example.text, options: options + filled))
      } else if let match = piece.firstMatch(of: /leave out (--[a-z-]+)/) {
        var options = example.options
        while let at = options.firstIndex(of: String(match.1)) { options.removeSubrange(at...(at + 1)) }
        ways.append(Way(what: piece, text: example.text, options: options))
      } else if let option = example.options.first(where: {
        problem.message.contains("\"\($0.split(separator: "=").first ?? "")\"")
      }),
        let match = piece.firstMatch(of: /did you mean "([^"]+)"/), let old = option.split(separator: "=").first
      {
        // A slip in an option, not in the file.
        let options = example.options.map { $0.replacing(old, with: match.1) }
        ways.append(Way(what: piece, text: example.text, options: options))
      } else if let option = example.options.first(where: { problem.message.contains("\"\($0)\"") }),
        let new = Self.meant.first(where: { piece.contains($0.key) })?.value
      {
        ways.append(Way(what: piece, text: example.text, options: example.options.map { $0 == option ? new : $0 }))
      } else if let match = piece.wholeMatch(of: /(?:write (?:[a-z ]+: )?|did you mean )"?([^"]+?)"?\??(?: if .*)?/) {
        for one in String(match.1).components(separatedBy: " or ") {
          guard let text = replaced(problem, example.text, by: one) else { continue }
          ways.append(Way(what: piece, text: text, options: example.options))
        }
      }
    }
    return ways
  }

  /// The values of a person's own that hints leave open.
  private static let usual = [
    "NAME": "Sora", "CODE": "mau", "DATE": "2026-05-04", "CCY": "USD", "MM": "7", "N": "1", "TEXT": "x",
  ]

  /// What is written instead of an option's value, by the advice.
  private static let meant = [
    "write YYYY-MM-DD": "2024-05-05", "write three letters": "USD", "use letters, digits": "ab",
  ]

  /// The words of a command line, quotes undone.
  private func words(_ line: String) -> [String] {
    var words: [String] = []
    var isOpen = false
    var word = ""
    var isAny = false
    for character in line {
      if character == "'" {
        (isOpen, isAny) = (!isOpen, true)
      } else if character == " ", !isOpen {
        if isAny { words.append(word) }
        (word, isAny) = ("", false)
      } else {
        word.append(character)
        isAny = true
      }
    }
    return isAny ? words + [word] : words
  }

  /// The file with the marked field written otherwise; nil for advice that names nothing to write.
  private func replaced(_ problem: Problem, _ text: String, by new: String) -> String? {
    guard problem.marked > 0, !new.contains("as in"), !new.hasPrefix("a "), !new.hasPrefix("the ") else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard problem.line >= 1, problem.line <= lines.count else { return nil }
    let line = Array(lines[problem.line - 1])
    let begin = problem.column - 1
    guard begin + problem.marked <= line.count else { return nil }
    lines[problem.line - 1] =
      String(line[..<begin]) + "\"" + new + "\"" + String(line[(begin + problem.marked)...])
    return lines.joined(separator: "\n")
  }

  /// An empty store, made once.
  private static let store = Result {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return try Data(contentsOf: sandbox.folder.appendingPathComponent("market.db"))
  }

  private func run(_ example: Example, _ text: String, _ options: [String]) throws -> Sandbox.Run {
    let sandbox = try Sandbox()
    try Self.store.get().write(to: sandbox.folder.appendingPathComponent("market.db"))
    for (number, before) in example.before.enumerated() {
      try sandbox.write(before, to: "\(number).csv")
      let run = try sandbox.tidemark(["import", "\(number).csv"] + Self.about)
      #expect(run.status == 0, "\(run.err)")
    }
    let data = example.isLatin1 ? text.data(using: .isoLatin1) : Data(text.utf8)
    try #require(data).write(to: sandbox.folder.appendingPathComponent(example.name))
    let given = Set(options)
    var about: [String] = []
    for (option, value) in [("--source", "Panel"), ("--published-on", "2026-05-04")]
    where !given.contains(option) && !example.lacks.contains(option) {
      if !text.contains(",source") || option != "--source" { about += [option, value] }
    }
    return try sandbox.tidemark(["import", example.name, "--create"] + about + options)
  }

  @Test("every hint works on its file, or leads to another problem", arguments: examples)
  func followed(_ example: Example) throws {
    let first = try run(example, example.text, example.options)
    let found = problems(first.err)
    #expect(first.status != 0 && !found.isEmpty, "nothing is wrong: \(first.err)")
    for problem in found where !problem.hint.isEmpty {
      let ways = ways(problem, example)
      #expect(!ways.isEmpty, "nobody follows \"\(problem.hint)\" of \(problem.message)")
      for way in ways {
        let next = try run(example, way.text, way.options)
        let isSame = problems(next.err).contains { $0.message == problem.message && $0.place == problem.place }
        #expect(next.status <= 1 && !isSame, "\(way.what): \(next.err)")
      }
    }
  }

  /// Remedies of files that are no text, tried where such files are made, and those that no small file calls forth.
  private static let elsewhere: Set<String> = [
    "ArchiveReader.swift: install libarchive and expat (Debian: libarchive13 and libexpat1)",
    "ArchiveReader.swift: is the file whole?", "CSVReader.swift: is a quote left open there?",
    "CSVReader.swift: is this a table?",
    "ChildDecoding.swift: open it in the program that made it, and save the table as CSV",
    "ContainerDecoder.swift: unpack it first, if it is meant",
    "ContainerDecoder.swift: unpack it, and import the file that is meant",
    "Importer+Reading.swift: compare its names and dates with those that the store has already",
    "ObservationRuns.swift: line … is one of them", "QuantityRefusals.swift: write … if the point divides thousands",

    "Workbook.swift: is the file whole? Open it in a spreadsheet program and save it anew",
    "Workbook.swift: is the file whole?", "Workbook.swift: save it without one",
    "XMLWalk.swift: open the workbook in a spreadsheet program and save it anew",
    "XMLWalk.swift: save the workbook anew, or save the sheet as CSV",
  ]

  @Test("every remedy of the importer has a file that calls it forth") func complete() throws {
    var hints: Set<String> = []
    for example in Self.examples {
      for problem in problems(try run(example, example.text, example.options).err) { hints.insert(problem.hint) }
    }
    var sites: Set<RemedySite> = []
    for folder in ["MarketStore/Import", "MarketModel/Quantity", "MarketModel/Period", "Records"] {
      sites.formUnion(try RemedySite.all(in: "Sources/" + folder))
    }
    #expect(sites.count > 150)
    let missing = sites.filter { site in !hints.contains { site.isIn($0) } }.map(\.description).sorted()
    #expect(missing.filter { !Self.elsewhere.contains($0) } == [])
    #expect(Self.elsewhere.subtracting(missing) == [], "these have a file, or are gone")
  }
}

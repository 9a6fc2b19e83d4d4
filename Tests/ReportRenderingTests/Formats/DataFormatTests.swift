import MarketReports
import TestSupport
import Testing

@testable import ReportRendering

@Suite struct DataFormatTests {
  let plain = RenderingOptions()

  @Test("NaN and the infinities are missing values")
  func nonNumbers() throws {
    let document = ReportDocument(
      report: "sql", title: "", columns: [Column("a", .number), Column("b", .number)],
      rows: [[.real(.nan), .real(.infinity)]])
    #expect(try render([document], as: .ndjson, options: plain) == "{\"a\":null,\"b\":null}\n")
    #expect(try render([document], as: .csv, options: plain) == "a,b\n,\n")
  }

  @Test("JSON has the contract's keys in the contract's order")
  func jsonKeys() throws {
    let text = try render([Samples.kuaishouShare], as: .json, options: plain)
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.compactMap {
      $0.split(separator: "\"").dropFirst().first
    }
    #expect(keys == ["report", "title", "parameters", "as_of", "rows", "summary", "events", "sources", "notes"])
    #expect(text.contains("\"as_of\": null"))
    #expect(
      text.contains(
        "{\"period\":\"2026-03\",\"product\":\"Kling "
          + "AI\",\"value\":7800000,\"low\":7750000,\"high\":7850000,\"share\":0.624,"
      ))
  }

  @Test("an ad-hoc query is an array of its rows, and two columns of one name stay two")
  func sqlRows() throws {
    let document = ReportDocument(
      report: "sql", title: "select", columns: [Column("n"), Column("n")],
      rows: [[.integer(1), .text("x")], [.null, .text("")]])
    #expect(
      try render([document], as: .json, options: plain)
        == "[\n  {\"n\":1,\"n:1\":\"x\"},\n  {\"n\":null,\"n:1\":\"\"}\n]\n")
    #expect(try render([document], as: .csv, options: plain) == "n,n\n1,x\n,\n")
    let empty = ReportDocument(report: "sql", title: "select", columns: [Column("n")], rows: [])
    #expect(try render([empty], as: .json, options: plain) == "[]\n")
  }

  @Test(
    "a CSV field is quoted only where it has to be",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("two\nlines", "\"two\nlines\""),
      ("cr\r", "\"cr\r\""),
      (" lead", "\" lead\""), ("trail ", "\"trail \""), ("in side", "in side"), ("=1+1", "=1+1"), ("-5", "-5"),
      ("@x", "@x"), ("可灵", "可灵"),
      ("a\r\nb", "\"a\r\nb\""),
    ])
  func csvQuoting(field: String, text: String) { #expect(csvField(field) == text) }

  @Test("a row whose only field is empty is still a row")
  func emptyRow() throws {
    let document = ReportDocument(report: "sql", title: "", columns: [Column("a")], rows: [[.null], [.text("x")]])
    #expect(try render([document], as: .csv, options: plain) == "a\n\"\"\nx\n")
  }

  @Test("TSV keeps a cell on its line")
  func tsv() throws {
    let document = ReportDocument(
      report: "sql", title: "", columns: [Column("a\tb"), Column("c")], rows: [[.text("x\ny\\z"), .text("\r\n")]])
    #expect(try render([document], as: .tsv, options: plain) == "a\\tb\tc\nx\\ny\\\\z\t\\r\\n\n")
  }

  @Test("several reports of the same columns are one list of rows, of different columns an error")
  func joining() throws {
    let share = Samples.kuaishouShare
    let joined = try render([share, share], as: .csv, options: plain)
    #expect(joined.split(separator: "\n").count == 5)
    for format in [OutputFormat.csv, .tsv, .ndjson] {
      let error = RenderingError.differentColumns(format: format, first: share.title, other: Samples.trend.title)
      #expect(throws: error) { try render([share, Samples.trend], as: format, options: plain) }
    }
    #expect(
      try render([share, Samples.trend], as: .json, options: plain).hasPrefix("[\n  {\n    \"report\": \"share\""))
  }

  /// Rows of every kind of cell, and the same as a Python literal: texts as code points, doubles as bit patterns.
  private func randomRows(_ generator: inout SeededGenerator, count: Int) -> (rows: [[Cell]], literal: String) {
    let pieces = [
      "a", ",", "\"", "\n", "\r", "\t", "\\", " ", "'", "可", "🙂", "\u{301}", "\u{1}", "\u{7f}", "\u{2028}", "=",
      "{",
      "}", ";", "é",
    ]
    var rows: [[Cell]] = []
    var literal = "["
    for _ in 0..<count {
      var row: [Cell] = []
      literal += "("
      for _ in 0..<4 {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          row.append(.null)
          literal += "('n',0),"
        case 1:
          let number = Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<60, using: &generator)
          row.append(.integer(number))
          literal += "('i',\(number)),"
        case 2:
          let bits = generator.next()
          let value =
            Bool.random(using: &generator) ? Double(bitPattern: bits) : Double.random(in: -1e7...1e7, using: &generator)
          row.append(.real(value))
          literal += value.isFinite ? "('r',\(value.bitPattern))," : "('n',0),"
        default:
          let text = (0..<Int.random(in: 0..<8, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
          }.joined()
          row.append(.text(text))
          literal += "('t',[" + text.unicodeScalars.map { String($0.value) }.joined(separator: ",") + "]),"
        }
      }
      rows.append(row)
      literal += "),"
    }
    return (rows, literal + "]")
  }

  @Test(
    "Python's csv and json modules read back every cell",
    .enabled(if: Tools.python != nil, "python3 is not installed"), arguments: [UInt64(1), 2, 3])
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let (rows, literal) = randomRows(&generator, count: 400)
    let document = ReportDocument(
      report: "sql", title: "x", columns: ["a", "b", "c", "d"].map { Column($0) }, rows: rows)
    let outcome = try Tools.python(
      """
      import ast, csv, json, struct, sys
      want = ast.literal_eval(open(sys.argv[1], encoding='utf-8').read())
      def same(kind, wanted, got):
        if kind == 'n': return got is None
        if kind == 'i': return type(got) is int and got == wanted
        if kind == 'r': return got == struct.unpack('<d', struct.pack('<Q', wanted))[0]
        return got == ''.join(map(chr, wanted))
      def text(kind, wanted, got):
        if kind == 'n': return got == ''
        if kind == 'i': return got == str(wanted)
        if kind == 'r': return float(got) == struct.unpack('<d', struct.pack('<Q', wanted))[0]
        return got == ''.join(map(chr, wanted))
      whole = json.load(open(sys.argv[2], encoding='utf-8'))
      lines = [json.loads(l) for l in open(sys.argv[3], encoding='utf-8', newline='\\n')]
      sheet = list(csv.reader(open(sys.argv[4], encoding='utf-8', newline='')))[1:]
      tabs = open(sys.argv[5], encoding='utf-8', newline='\\n').read().split('\\n')[1:-1]
      def unescape(s):
        out, i = '', 0
        while i < len(s):
          if s[i] == '\\\\':
            out += {'t': '\\t', 'n': '\\n', 'r': '\\r', '\\\\': '\\\\'}[s[i + 1]]; i += 2
          else:
            out += s[i]; i += 1
        return out
      tabs = [[unescape(c) for c in l.split('\\t')] for l in tabs]
      assert len(whole) == len(lines) == len(sheet) == len(tabs) == len(want)
      for w, o, l, s, t in zip(want, whole, lines, sheet, tabs):
        assert list(o) == ['a', 'b', 'c', 'd'] and o == l or any(v != v for v in o.values())
        for (kind, wanted), a, b, c in zip(w, o.values(), s, t):
          assert same(kind, wanted, a), (kind, wanted, a)
          assert text(kind, wanted, b), (kind, wanted, b)
          assert text(kind, wanted, c), (kind, wanted, c)
      print('same')
      """,
      literal, try render([document], as: .json, options: plain), try render([document], as: .ndjson, options: plain),
      try render([document], as: .csv, options: plain), try render([document], as: .tsv, options: plain))
    #expect(outcome.output == "same\n", "\(outcome.errors)")
  }

  @Test("a file's ending names its format")
  func endings() {
    #expect(OutputFormat(fileExtension: "MD") == .markdown)
    #expect(OutputFormat(fileExtension: "htm") == .html)
    #expect(OutputFormat(fileExtension: "jsonl") == .ndjson)
    #expect(OutputFormat(fileExtension: "vl.json") == .vegaLite)
    #expect(OutputFormat(fileExtension: "pdf") == nil)
    #expect(OutputFormat(fileName: "out/share.vl.json") == .vegaLite)
    #expect(OutputFormat(fileName: "a.b/share.2026.csv") == .csv)
    #expect(OutputFormat(fileName: "a.csv/share") == nil)
  }
}

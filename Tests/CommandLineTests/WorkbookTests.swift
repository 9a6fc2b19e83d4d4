import Foundation
import Testing

@Suite struct WorkbookTests {
  private let flags = ["--metric", "mau", "--source", "X", "--published-on", "2026-07-01", "--create"]
  private let header = Sandbox.row(1, Sandbox.text("product"), Sandbox.text("period"), Sandbox.text("value"))

  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    return sandbox
  }

  private func rows(_ sandbox: Sandbox) throws -> [String] {
    try sandbox.tidemark(
      "sql", "SELECT product, period, qualifier, value, low, high, coalesce(note, '') FROM snapshots ORDER BY 1, 2",
      "-O", "csv"
    ).out.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("a sheet is read as it shows: shared texts, dates, formulas' results, digits, under a title")
  func cells() throws {
    let sandbox = try store()
    let data = [
      Sandbox.row(1, Sandbox.text("Users by app")),
      Sandbox.row(
        3,
        "<c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"s\"><v>1</v></c>"
          + "<c r=\"C3\" t=\"s\"><v>2</v></c><c r=\"D3\" t=\"s\"><v>3</v></c>"),
      Sandbox.row(4, Sandbox.text("A"), "<c s=\"1\"><v>46054</v></c><c s=\"2\"><f>1+1</f><v>4712345.6</v></c>"),
      Sandbox.row(
        5, Sandbox.text("A"), "<c s=\"3\"><v>46082</v></c><c s=\"4\"><v>4712345.6</v></c>", Sandbox.text("x, \"y\"\nz")),
      Sandbox.row(7, Sandbox.text("A"), "<c t=\"str\"><f>A1</f><v>2026-04</v></c><c><v>4712345.0000000009</v></c>"),
    ].joined()
    try sandbox.workbook(
      [.init(name: "Cover", rows: Sandbox.row(1, Sandbox.text("Nothing here"))), .init(rows: data)],
      formats: ["mmm\\-yy", "0.0,,\"M\"", "d/m/yyyy", "#,##0"], strings: ["product", "period", "value", "note"],
      to: "book.xlsx")
    let run = try sandbox.tidemark(["import", "book.xlsx"] + flags)
    #expect(
      try rows(sandbox) == [
        "A,2026-02,eq,4700000,4650000,4750000,", "A,2026-03-01,eq,4712346,4712345.5,4712346.5,\"x, \"\"y\"\"", "z\"",
        "A,2026-04,eq,4712345,4712344.5,4712345.5,",
      ], "\(run.err)")
    #expect(run.err.contains("the sheet \"Data\" was read, of 2; not read: Cover\n"))
    #expect(run.err.contains("the header is line 3; passed over 2 lines above it: Users by app\n"))
  }

  @Test("ImportGrammar.md's table of number formats holds") func documented() throws {
    let page = MarkdownPage(try Sandbox.document("Documentation/ImportGrammar.md"))
    let table = try #require(page.sections.flatMap(\.tables).first { $0.header.first == "Number in the file" })
    let formats = table.rows.map { codeSpans($0[1]).first ?? $0[1] }
    let cells = table.rows.enumerated().map {
      Sandbox.row($0 + 2, "<c s=\"\($0 + 1)\"><v>\($1[0])</v></c>", Sandbox.text("\($0)"))
    }
    let sandbox = try store()
    let data = Sandbox.row(1, Sandbox.text("value"), Sandbox.text("note")) + cells.joined()
    try sandbox.workbook([.init(rows: data)], formats: formats, to: "book.xlsx")
    // Not one of them is the name of a product: each is shown as it was read.
    let run = try sandbox.tidemark(
      "import", "book.xlsx", "--map", "value=product", "--map", "note=note", "--shape", "products")
    for row in table.rows { #expect(run.err.contains(" | \(codeSpans(row[2])[0]),") || run.status == 0, "\(row)") }
    let read = try sandbox.tidemark("sql", "SELECT name FROM products ORDER BY id", "-O", "csv").out
    #expect(read == "name\n" + table.rows.map { codeSpans($0[2])[0] + "\n" }.joined(), "\(run.err)")
  }

  @Test("errors name the sheet's row, also behind empty rows and cells of several lines") func places() throws {
    let sandbox = try store()
    let data =
      header + Sandbox.row(3, Sandbox.text("A\nB"), Sandbox.text("2026-01"), "<c><v>1</v></c>")
      + Sandbox.row(9, Sandbox.text("A\nB"), Sandbox.text("2026-02"), Sandbox.text("x"))
      + Sandbox.row(10, Sandbox.text("A"), Sandbox.text("2026-02"), "<c><f>SUM(A1:A2)</f></c>")
      + Sandbox.row(11, Sandbox.text("A"), Sandbox.text("2026-02"), "<c t=\"e\"><v>#DIV/0!</v></c>")
      + Sandbox.row(12, Sandbox.text("A"), Sandbox.text("2026-02"), "<c><v>1</v></c>", "<c><v>2</v></c>")
    try sandbox.workbook([.init(rows: data)], to: "book.xlsx")
    let run = try sandbox.tidemark(["import", "book.xlsx"] + flags)
    #expect(run.status == 1)
    for place in [
      "one formula has no kept result, the first in C10", "book.xlsx:9:", "book.xlsx:10:11: [value] \"=SUM(A1:A2)\"",
      "book.xlsx:11:11: [value] \"#DIV/0!\"", "book.xlsx:12:1: [fields] the row has 4 fields, the header 3",
    ] {
      #expect(run.err.contains(place), "\(place) in \(run.err)")
    }
  }

  @Test("--sheet names a sheet; one that no file has is an error that lists them; hidden ones are read when named")
  func sheets() throws {
    let sandbox = try store()
    let data = { header + Sandbox.row(2, Sandbox.text($0), Sandbox.text("2026-01"), "<c><v>5</v></c>") }
    try sandbox.workbook(
      [.init(name: "Old & hidden", state: "state=\"hidden\"", rows: data("A")), .init(name: "New", rows: data("B"))],
      to: "book.xlsx")
    let missing = try sandbox.tidemark(["import", "book.xlsx", "--sheet", "Sheet1"] + flags)
    #expect(missing.status == 1)
    #expect(
      missing.err.contains(
        "there is no sheet \"Sheet1\"\nhint: pass --sheet 'Old & hidden', or pass --sheet New\n"), "\(missing.err)")
    #expect(try sandbox.tidemark(["import", "book.xlsx"] + flags).status == 0)
    #expect(try rows(sandbox).map { $0.prefix(1) } == ["B"])
    #expect(try sandbox.tidemark(["import", "book.xlsx", "--sheet", "old & HIDDEN", "--dry-run"] + flags).status == 0)
    try sandbox.write("product,period,value\nA,2026-01,5\n", to: "a.csv")
    let none = try sandbox.tidemark(["import", "a.csv", "--sheet", "New"] + flags)
    #expect(none.status == 2 && none.err.contains("hint: leave out --sheet"), "\(none.err)")
    #expect(try sandbox.tidemark(["import", "a.csv", "book.xlsx", "--sheet", "New", "--dry-run"] + flags).status == 0)
  }

  @Test("numbers of a workbook have their own decimal mark, whatever --decimal says of its texts") func decimals()
    throws
  {
    let sandbox = try store()
    let data =
      header + Sandbox.row(2, Sandbox.text("A"), Sandbox.text("2026-01"), "<c s=\"1\"><v>1234.5</v></c>")
      + Sandbox.row(3, Sandbox.text("A"), Sandbox.text("2026-02"), Sandbox.text("2,5M"))
      + Sandbox.row(4, Sandbox.text("A"), Sandbox.text("2026-03"), "<c><v>0.25</v></c>")
    try sandbox.workbook([.init(rows: data)], formats: ["#,##0.00 [$€-407]"], to: "book.xlsx")
    let money = [
      "--metric", "revenue", "--currency", "EUR", "--source", "X", "--published-on", "2026-07-01", "--create",
    ]
    let run = try sandbox.tidemark(["import", "book.xlsx", "--decimal", "comma"] + money)
    #expect(
      try rows(sandbox) == [
        "A,2026-01,eq,1234.5,1234.495,1234.505,", "A,2026-02,eq,2500000,2450000,2550000,",
        "A,2026-03,eq,0.25,0.245,0.255,",
      ], "\(run.err)")
  }

  @Test("a sheet's --footer, --comment and --header count its rows") func aroundTheTable() throws {
    let sandbox = try store()
    let data =
      Sandbox.row(1, Sandbox.text("product"), Sandbox.text("x\ny")) + Sandbox.row(2, Sandbox.text("% a, b"))
      + Sandbox.row(4, Sandbox.text("product"), Sandbox.text("period"), Sandbox.text("value"))
      + Sandbox.row(5, Sandbox.text("A"), Sandbox.text("2026-01"), "<c><v>5</v></c>")
      + Sandbox.row(6, Sandbox.text("% more, of it"))
      + Sandbox.row(8, Sandbox.text("Total\nof all"), Sandbox.text(""), "<c><v>5</v></c>")
    try sandbox.workbook([.init(rows: data)], to: "book.xlsx")
    for words in [["--header", "4"], ["--skip", "3"], []] {
      let run = try sandbox.tidemark(
        ["import", "book.xlsx", "--comment", "%", "--footer", "1", "--dry-run"] + words + flags)
      #expect(run.err.contains("dry run: read 1 · inserted 1"), "\(words): \(run.err)")
    }
  }

  @Test(
    "hostile workbooks are refused with a reason",
    arguments: [
      (
        "<!DOCTYPE x [<!ENTITY a \"aa\">]>", Sandbox.row(1, "<c t=\"str\"><v>&amp;</v></c>"), "declares a document type"
      ),
      ("", String(repeating: "<a>", count: 100), "its XML is nested more than 64 deep"),
      ("", Sandbox.row(1, String(repeating: "<c><v>1</v></c>", count: 16_385)), "row 1 has a column 16385"),
      ("", Sandbox.row(1, "<c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c>"), "a sheet has at most 16384 columns"),
      ("", Sandbox.row(1_048_577, "<c><v>1</v></c>"), "a sheet has at most 1048576 rows"),
      ("", Sandbox.row(2) + Sandbox.row(1), "row 1 stands behind row 2"),
      ("", Sandbox.row(1, "<c r=\"B1\"/><c r=\"A1\"/>"), "cells of row 1 stand in the wrong order"),
      ("", Sandbox.row(1, "<c t=\"s\"><v>7</v></c>"), "a cell of row 1 has the text 7, of 0 that there are"),
      (
        "", "<row r=\"1\"><c t=\"str\"><v>\(String(repeating: "x", count: 2 << 20))</v></c></row>",
        "more than a megabyte"
      ),
      ("", "<row r=\"\(String(repeating: "1", count: 3 << 20))\"/>", "a piece of XML of more than a megabyte"),
      ("", "<row", "xl/worksheets/sheet0.xml is broken in line 1"),
      ("", String(repeating: " ", count: 80 << 20), "it looks like a bomb"),
    ])
  func hostile(before: String, rows: String, reason: String) throws {
    let sandbox = try store()
    try sandbox.workbook([.init(rows: rows)], before: before, to: "book.xlsx")
    let run = try sandbox.tidemark(["import", "book.xlsx"] + flags)
    #expect(run.status == 1)
    #expect(run.err.hasPrefix("tidemark: error: book.xlsx:1:1: [file] ") && run.err.contains(reason), "\(run.err)")
  }
}

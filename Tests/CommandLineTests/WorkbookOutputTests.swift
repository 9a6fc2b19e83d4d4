import Foundation
import Testing

/// `-O xlsx`, read back with openpyxl where that is installed, and by the program itself.
@Suite struct WorkbookOutputTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write(
      """
      product,metric,period,value,source,published_on,note
      =1+1,mau,2026-01,4.7M,@X,2026-02-03,+note
      =1+1,mau,2026-02,<5M,@X,2026-03-03,-note
      =1+1,mau,2026-03-24,"4,712,345",@X,2026-04-03,"a ""b"", c\u{1}_x0041_"
      -B,mau,2026-01,~2M,@X,2026-02-03,
      -B,mau,2026-02,2.5M,@X,2026-03-03,

      """, to: "feed.csv")
    #expect(try sandbox.tidemark("import", "feed.csv", "--create", "--quiet").status == 0)
    return sandbox
  }

  private let columns =
    "product, metric, period, qualifier, value, low, high, source, origin, published_on, status, note"

  @Test("what is written is read back as the same observations") func roundTrip() throws {
    let sandbox = try store()
    let query = "SELECT \(columns) FROM snapshots ORDER BY product, period"
    expect(try sandbox.tidemark("sql", query, "-o", "all.xlsx"), status: 0)
    let before = try sandbox.tidemark("sql", query, "-O", "csv").out
    expect(
      try sandbox.tidemark("import", "all.xlsx"), status: 0,
      err: "the sheet \"Query\" was read, of 2; not read: Sources and notes\n"
        + "import #3: read 5 · inserted 0 · unchanged 5 · revised 0 · refused 0\n")
    expect(try sandbox.tidemark("init", "--empty", "--quiet", "--db", "other.db"), status: 0)
    #expect(try sandbox.tidemark("import", "all.xlsx", "--create", "--db", "other.db").status == 0)
    #expect(try sandbox.tidemark("sql", query, "-O", "csv", "--db", "other.db").out == before)
  }

  @Test("numbers are numbers, days are days, charts are the program's own, and no text is a formula") func cells()
    throws
  {
    let sandbox = try store()
    expect(try sandbox.tidemark("trend", "-o", "trend.xlsx", "--now", "2026-06-01"), status: 0)
    let run = try sandbox.shell(
      """
      python3 -c '
      try:
        import openpyxl
      except ImportError:
        print("no openpyxl"); raise SystemExit
      book = openpyxl.load_workbook("trend.xlsx")
      for sheet in book:
        print(sheet.title, len(sheet._charts), sorted({c.data_type for row in sheet for c in row if c.value is not None}))
      rows = list(book.worksheets[0].values)
      at = rows[0].index
      for row in rows[1:]: print(row[at("period")], row[at("product")], row[at("value")], row[at("published_on")])
      '
      """)
    if run.out == "no openpyxl\n" { return print("openpyxl is not installed: not tried") }
    #expect(run.out.contains("2026-01 =1+1 4700000 2026-02-03 00:00:00\n"), "\(run.out)\(run.err)")
    #expect(!run.out.contains("'f'") && run.out.contains("['d', 'n', 's']"), "\(run.out)")
    #expect(run.out.contains("\nChart 1 ['n', 's']\n"), "\(run.out)")
  }

  @Test("a workbook goes to a pipe and not to a terminal; several reports are several sheets") func places() throws {
    let sandbox = try store()
    let run = try sandbox.shell(
      "tidemark trend --now 2026-06-01 -O xlsx | head -c 2; script -qec 'tidemark trend -O xlsx' /dev/null")
    #expect(run.out.hasPrefix("PK") && run.out.contains("a workbook is not for a terminal"), "\(run.out)")
  }
}

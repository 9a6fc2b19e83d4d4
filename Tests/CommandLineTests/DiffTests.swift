import Foundation
import Testing

/// `report diff` in sentences, against runs and dates.
@Suite struct DiffTests {
  private static let header = "product,metric,period,value,source,published_on\n"

  private func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    var rows = Self.header
    for (month, values) in [(1, (300, 700)), (2, (260, 740)), (3, (240, 760)), (4, (239, 761))] {
      rows += "Aurora,mau,2026-0\(month),\(values.0),Alpha,2026-05-01\n"
      rows += "Borealis,mau,2026-0\(month),\(values.1),Alpha,2026-05-01\n"
    }
    try take(rows, sandbox)
    return sandbox
  }

  private func take(_ rows: String, _ sandbox: Sandbox) throws {
    let run = try sandbox.tidemark("import", "-", "--create", "-q", input: rows)
    #expect(run.status == 0, "\(run.err)")
  }

  /// The sentences: what stands between the title and the table.
  private func sentences(_ sandbox: Sandbox, _ words: String..., status: Int32 = 1) throws -> [String] {
    let run = try sandbox.tidemark(["report", "diff"] + words)
    #expect(run.status == status && run.err == "", "\(run)")
    let blocks = run.out.components(separatedBy: "\n\n")
    return blocks.count > 2 ? blocks[1].split(separator: "\n").map(String.init) : []
  }

  @Test("a restated share is said with its size, who leads and who says so") func share() throws {
    let sandbox = try market()
    expect(try sandbox.tidemark("report", "save", "duel", "-q", "--", "share", "--from", "2026-04"), status: 0)
    #expect(try sandbox.tidemark("run", "duel", "-q").status == 0)
    #expect(try sandbox.tidemark("report", "diff", "duel").status == 0)
    // 200 of 961 are 20.8%.
    try take(Self.header + "Aurora,mau,2026-04,200,Alpha,2026-07-14\n", sandbox)
    #expect(
      try sentences(sandbox, "duel") == [
        "Borealis 2026-04: 76.1% → 79.2% (+3.1 pp), still leads",
        "Aurora 2026-04: 23.9% → 20.8% (\u{2212}3.1 pp); restated by Alpha on 2026-07-14",
      ])
    // The machine's lines stay, unrounded.
    let data = try sandbox.tidemark("report", "diff", "duel", "-O", "csv").out.split(separator: "\n")
    #expect(data.contains("changed,2026-04 · Aurora · mau,share,0.239,0.2081165452653486"))
    #expect(data.contains("changed,2026-04 · Aurora · mau,published_on,2026-05-01,2026-07-14"))
    let table = try sandbox.tidemark("report", "diff", "duel").out
    #expect(table.contains("\nchanged  2026-04 · Aurora · mau    share         23.9%       20.8%\n"), "\(table)")
    // A product that overtakes another.
    try take(Self.header + "Aurora,mau,2026-04,5000,Beta,2026-07-20\n", sandbox)
    #expect(try sandbox.tidemark("edit", "source", "Beta", "--set", "reliability=1", "-q").status == 0)
    let overtaken = try sentences(sandbox, "duel")
    #expect(overtaken.contains { $0.hasSuffix(", now leads; now by Beta instead of Alpha, published on 2026-07-20") })
    #expect(overtaken.contains { $0.hasPrefix("Borealis 2026-04: 76.1% → 13.2%") && $0.contains("no longer leads") })
  }

  @Test("a new, a missing and a sideways change of a trend") func trend() throws {
    let sandbox = try market()
    expect(
      try sandbox.tidemark("report", "save", "line", "-q", "--", "trend", "Aurora", "--from", "2026-03"), status: 0)
    #expect(try sandbox.tidemark("run", "line", "-q").status == 0)
    try take(Self.header + "Aurora,mau,2026-05,250,Alpha,2026-06-01\n", sandbox)
    #expect(try sentences(sandbox, "line") == ["Aurora 2026-05: new, 250"])
    try take(Self.header + "Aurora,mau,2026-03,~240,Alpha,2026-06-01\n", sandbox)
    let lines = try sentences(sandbox, "line")
    #expect(
      lines.contains { $0.hasPrefix("Aurora 2026-03: still ~240; ") && $0.hasSuffix("restated by Alpha on 2026-06-01") }
    )
    #expect(try sandbox.tidemark("run", "line", "-q").status == 0)
    #expect(try sandbox.tidemark("imports", "undo", "3", "-q").status == 0)
    #expect(try sentences(sandbox, "line").contains("Aurora 2026-05: no longer in the report, was 250"))
  }

  @Test("a report is compared with a run by number and with what the store held on a day") func against() throws {
    let sandbox = try market()
    expect(try sandbox.tidemark("report", "save", "duel", "-q", "--", "share"), status: 0)
    #expect(try sandbox.tidemark("run", "duel", "-q").status == 0)
    try take(Self.header + "Aurora,mau,2026-04,200,Alpha,2026-07-14\n", sandbox)
    #expect(try sandbox.tidemark("run", "duel", "-q").status == 0)
    #expect(try sandbox.tidemark("report", "diff", "duel").status == 0)
    #expect(try sandbox.tidemark("report", "diff", "duel", "--against", "2").status == 0)
    #expect(try sentences(sandbox, "duel", "--against", "1").count == 2)
    #expect(try sandbox.tidemark("report", "show", "duel").out.contains("Runs: #2 of 20"))
    #expect(try sandbox.tidemark("report", "diff", "duel", "--against", "3").status == 3)
    // Everything was recorded today; last year the store held nothing.
    #expect(try sandbox.tidemark("report", "diff", "duel", "--against", "today").status == 0)
    #expect(try sentences(sandbox, "duel", "--against", "last-year").count == 8)
    #expect(try sentences(sandbox, "duel", "--against", "-1y").allSatisfy { $0.contains(": new, ") })
    for bad in ["soon", "2026-13-01", "2026-05"] {
      #expect(try sandbox.tidemark("report", "diff", "duel", "--against", bad).status == 2, "\(bad)")
    }
    try sandbox.write("SELECT 1 AS one", to: "one.sql")
    expect(try sandbox.tidemark("report", "save", "one", "--sql", "one.sql", "-q"), status: 0)
    #expect(try sandbox.tidemark("report", "diff", "one", "--against", "today").status == 2)
  }

  @Test("a report that rolls on has not changed by rolling") func rolling() throws {
    let sandbox = try market()
    expect(try sandbox.tidemark("report", "save", "roll", "-q", "--", "trend", "Aurora", "--last", "3"), status: 0)
    #expect(try sandbox.tidemark("run", "roll", "-q", "--now", "2026-04-10").status == 0)
    expect(
      try sandbox.tidemark("report", "diff", "roll", "--now", "2026-05-10", "--against", "1", "-O", "csv"), status: 0,
      out: "change,row,column,old,new\n")
    try take(Self.header + "Aurora,mau,2026-02,250,Alpha,2026-07-14\nAurora,mau,2026-01,1,Alpha,2026-07-14\n", sandbox)
    let rows = try sandbox.tidemark("report", "diff", "roll", "--now", "2026-05-10", "--against", "1", "-O", "csv").out
    #expect(rows.contains("2026-02 · Aurora") && !rows.contains("2026-01 ·") && !rows.contains("2026-04 ·"), "\(rows)")
  }
}

import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

/// Rows of two runs are held together by the columns that say what a row is about.
@Suite struct ReportDiffTests {
  private func difference(_ kind: String, _ columns: [Column], _ before: [Value], _ after: [Cell]) throws -> [[Cell]] {
    let market = try Market()
    _ = try market.store.saveReport(SavedReport(name: "x", body: .arguments([kind])), check: { _ in })
    try market.store.recordRun(of: "x", parameters: [:], columns: columns.map(\.name), rows: [before])
    let run = try #require(try market.store.lastRun(of: "x", parameters: [:]))
    let document = ReportDocument(report: kind, title: "T", columns: columns, rows: [after])
    return reportDifference(from: run, to: document).rows
  }

  private let columns = [Column("period"), Column("product"), Column("metric"), Column("value", .number)]

  @Test("a report's row whose figure is another one has changed")
  func changed() throws {
    let rows = try difference(
      "trend", columns, [.text("2026-03"), .text("Sora"), .text("mau"), .real(4.7e6)],
      [.text("2026-03"), .text("Sora"), .text("mau"), .real(4.8e6)])
    #expect(
      rows == [
        [.text("changed"), .text("2026-03 · Sora · mau"), .text("value"), .integer(4_700_000), .integer(4_800_000)]
      ])
  }

  @Test("a row about something else was added, and the one before removed")
  func replaced() throws {
    let rows = try difference(
      "trend", columns, [.text("2026-03"), .text("Sora"), .text("mau"), .real(4.7e6)],
      [.text("2026-03"), .text("Vidu"), .text("mau"), .real(4.7e6)])
    #expect(rows.map { $0[0] } == [.text("added"), .text("removed")])
  }

  @Test("where no report says what a row is about, another figure is another row")
  func unknown() throws {
    let rows = try difference(
      "sql", [Column("a"), Column("b", .number)], [.text("x"), .integer(1)], [.text("x"), .integer(2)])
    #expect(rows.map { $0[0] } == [.text("added"), .text("removed")])
  }

  @Test("of a run whose rows were not kept it is known whether anything changed, and no more")
  func notKept() throws {
    let market = try Market()
    _ = try market.store.saveReport(SavedReport(name: "x", body: .arguments(["trend"])), check: { _ in })
    let before: [Value] = [.text("2026-03"), .text("Sora"), .text("mau"), .real(4.7e6)]
    try market.store.recordRun(
      of: "x", parameters: [:], columns: columns.map(\.name), rows: [before], keeping: RunLimits(bytes: 0))
    let run = try #require(try market.store.lastRun(of: "x", parameters: [:]))
    #expect(run.rows == nil)
    func difference(_ value: Double) -> ReportDocument {
      let row: [Cell] = [.text("2026-03"), .text("Sora"), .text("mau"), .real(value)]
      return reportDifference(
        from: run, to: ReportDocument(report: "trend", title: "T", columns: columns, rows: [row]))
    }
    #expect(difference(4.7e6).rows == [] && difference(4.7e6).summaryLines == ["Unchanged."])
    #expect(difference(4.8e6).rows.count == 1 && difference(4.8e6).summaryLines[0].hasPrefix("Changed; "))
  }
}

import MarketModel
import MarketStore
import SQLite

/// Sets the rows of a coverage report as a document.
struct CoverageDocument {
  let scope: RecordScope
  let rows: [[Cell]]

  private typealias Place = CoverageQuery.Place

  func document(_ asked: Asked) throws -> ReportDocument {
    let stale = rows.count { $0[Place.stale] == .text("yes") }
    let gaps = rows.reduce(0) { $0 + Int($1[Place.missing].number ?? 0) }
    var lines: [String] = []
    if !rows.isEmpty {
      lines.append("\(counted(rows.count, "line")) of data, \(stale) stale, \(counted(gaps, "period")) missing.")
    }
    let shown = Set(rows.compactMap { $0[Place.product].string })
    return ReportDocument(
      report: "coverage", title: "Coverage of \(scope.subject)", parameters: asked.fields,
      asOf: scope.parameters.asOf?.description,
      columns: CoverageQuery.columns, rows: rows, display: display,
      summary: .object([
        JSONField("rows", .integer(Int64(rows.count))), JSONField("stale", .integer(Int64(stale))),
        JSONField("missing", .integer(Int64(gaps))),
      ]), summaryLines: lines, notes: try notes(shown), charts: charts, command: asked.command)
  }

  private var display: [DisplayColumn] {
    [
      DisplayColumn("Product", .text(Place.product)), DisplayColumn("Metric", .text(Place.metric)),
      DisplayColumn("By", .text(Place.granularity)),
      DisplayColumn("First", .text(Place.firstPeriod)), DisplayColumn("Last", .text(Place.lastPeriod)),
      DisplayColumn("Observed", .number(Place.observed, decimals: 0)),
      DisplayColumn("Missing", .number(Place.missing, decimals: 0)),
      DisplayColumn("Published", .text(Place.lastPublishedOn)),
      DisplayColumn("Age (d)", .number(Place.ageDays, decimals: 0)),
      DisplayColumn("Next expected", .text(Place.nextExpected)),
      DisplayColumn("Quoted", .percent(value: Place.quotedShare, low: nil, high: nil)),
      DisplayColumn("Stale", .text(Place.stale)),
    ]
  }

  private func notes(_ shown: Set<String>) throws -> [String] {
    if rows.isEmpty {
      return ["Nothing is observed of \(scope.subject)\(scope.parameters.asOf.map { " as of \($0)" } ?? "")."]
    }
    var expected = scope.names
    if case .segment(let segment) = scope.selection {
      expected = try scope.store.members(ofSegment: segment.id).map(\.name)
    }
    let missing = expected.filter { !shown.contains($0) }
    var notes = missing.isEmpty ? [] : ["Nothing is observed of \(listed(missing, limit: 12))."]
    notes.append(
      "Quoted: the share known second-hand. Without a rhythm (spans, single days) data are stale after \(CoverageQuery.staleAfterDays) days."
    )
    return notes
  }

  private var charts: [Chart] {
    let oldest = rows.sorted { ($0[Place.ageDays].number ?? 0) > ($1[Place.ageDays].number ?? 0) }.prefix(20)
    guard !oldest.isEmpty else { return [] }
    let bars = oldest.map { row in
      BarChart.Bar(
        name: [Place.product, Place.metric].compactMap { row[$0].string }.joined(separator: " "),
        point: ChartPoint(value: row[Place.ageDays].number, low: nil, high: nil, qualifier: "eq"))
    }
    return [.bars(BarChart(title: "Days since the last publication", unit: "days", bars: bars))]
  }
}

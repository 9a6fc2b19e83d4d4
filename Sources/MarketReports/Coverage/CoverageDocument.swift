import MarketModel
import MarketStore
import SQLite

/// Sets the rows of a coverage report as a document.
struct CoverageDocument {
  let scope: RecordScope
  let rows: [[Cell]]

  private typealias Field = CoverageColumn

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let stale = rows.count { $0[Field.stale] == .text("yes") }
    let gaps = rows.reduce(0) { $0 + Int($1[Field.missing].number ?? 0) }
    var lines: [String] = []
    if !rows.isEmpty {
      lines.append("\(counted(rows.count, "line")) of data, \(stale) stale, \(counted(gaps, "period")) missing.")
    }
    let shown = Set(rows.compactMap { $0[Field.product].string })
    return ReportDocument(
      report: ReportKind.coverage.verb,
      title: "Coverage of \(scope.subject)\(scope.believing.only == nil ? "" : scope.believing.phrase)",
      parameters: request.fields,
      asOf: scope.parameters.asOf?.description,
      columns: CoverageColumn.columns, rows: rows, display: display,
      summary: .object([
        JSONField("rows", .integer(Int64(rows.count))), JSONField("stale", .integer(Int64(stale))),
        JSONField("missing", .integer(Int64(gaps))),
      ]), summaryLines: lines, notes: try notes(shown), charts: charts, command: request.command)
  }

  private var display: [DisplayColumn] {
    [
      DisplayColumn("Product", .text(Field.product)), DisplayColumn("Metric", .text(Field.metric)),
      DisplayColumn("By", .text(Field.granularity)),
      DisplayColumn("First", .text(Field.firstPeriod)), DisplayColumn("Last", .text(Field.lastPeriod)),
      DisplayColumn("Observed", .number(Field.observed, decimals: 0)),
      DisplayColumn("Missing", .number(Field.missing, decimals: 0)),
      DisplayColumn("Published", .text(Field.lastPublishedOn)),
      DisplayColumn("Age (d)", .number(Field.ageDays, decimals: 0)),
      DisplayColumn("Next expected", .text(Field.nextExpected)),
      DisplayColumn("Quoted", .percent(value: Field.quotedShare)),
      DisplayColumn("Stale", .text(Field.stale)),
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
      "Quoted: the share known second-hand. Without a rhythm (spans, single days) data are stale after "
        + "\(counted(CoverageQuery.staleAfterDays, "day"))."
    )
    return notes
  }

  private var charts: [Chart] {
    let oldest = rows.sorted { ($0[Field.ageDays].number ?? 0) > ($1[Field.ageDays].number ?? 0) }.prefix(20)
    guard !oldest.isEmpty else { return [] }
    let bars = oldest.map { row in
      BarChart.Bar(
        name: [Field.product, Field.metric].compactMap { row[$0].string }.joined(separator: " "),
        point: ChartPoint(value: row[Field.ageDays].number, low: nil, high: nil, qualifier: .eq))
    }
    return [.bars(BarChart(title: "Days since the last publication", unit: .days, bars: bars))]
  }
}

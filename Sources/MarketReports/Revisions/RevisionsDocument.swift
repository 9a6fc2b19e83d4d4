import MarketModel
import MarketStore
import SQLite

/// Sets the rows of a revisions report as a document.
struct RevisionsDocument {
  let scope: RecordScope
  /// The rows with the claims behind them.
  let wide: [[Cell]]
  let since: CalendarDay
  let until: CalendarDay?

  private typealias Field = RevisionColumn
  private static let classes = ["added", "removed", "revised", "re-flagged"]
  private var rows: [[Cell]] { wide.map { Array($0.prefix(RevisionColumn.columns.count)) } }

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let classes = Self.classes
    let counts = classes.map { name in rows.count { $0[Field.class] == .text(name) } }
    let span = "since \(since)" + (until.map { " until \($0)" } ?? "")
    let changes = rows.compactMap { row in row[Field.class] == .text("revised") ? row[Field.change].number : nil }
    var lines = [zip(classes, counts).filter { $1 > 0 }.map { "\($1) \($0)" }.joined(separator: ", ") + "."]
    if rows.isEmpty { lines = [] }
    if !changes.isEmpty {
      let mean = changes.reduce(0) { $0 + $1.magnitude } / Double(changes.count)
      lines.append(
        "Mean absolute revision \(FigureStyle.ratio.percent(mean).joined), mean revision "
          + "\(FigureStyle.ratio.change(changes.reduce(0, +) / Double(changes.count)).joined)."
      )
    }
    let notes = rows.isEmpty ? ["Nothing that is believed of \(scope.subject) changed \(span)."] : []
    return ReportDocument(
      report: ReportKind.revisions.verb, title: "Revisions of \(scope.subject) \(span)\(scope.believing.phrase)",
      parameters: request.fields,
      asOf: until?.description,
      columns: RevisionColumn.columns, rows: rows, display: display,
      summary: .object(
        zip(classes, counts).map { JSONField($0 == "re-flagged" ? "re_flagged" : $0, .integer(Int64($1))) }),
      summaryLines: lines,
      sources: try sources(), notes: notes, charts: charts, command: request.command)
  }

  private var display: [DisplayColumn] {
    func point(_ row: [Cell], _ columns: [RevisionColumn]) -> ChartPoint {
      ChartPoint(
        value: row[columns[0]].number, low: row[columns[1]].number, high: row[columns[2]].number,
        qualifier: row[columns[3]].qualifier)
    }
    let old: [RevisionColumn] = [.oldValue, .oldLow, .oldHigh, .oldQualifier]
    let new: [RevisionColumn] = [.newValue, .newLow, .newHigh, .newQualifier]
    func claims(_ columns: [RevisionColumn], against others: [RevisionColumn]) -> DisplayColumn.Content {
      .claims(
        wide.map { row in
          DisplayColumn.Claim(
            point(row, columns), unit: row[Field.unit].unit ?? .count, currency: row[Field.currency].string,
            against: point(row, others))
        })
    }
    return [
      DisplayColumn("Class", .text(Field.class)), DisplayColumn("Product", .text(Field.product)),
      DisplayColumn("Metric", .text(Field.metric)),
      DisplayColumn("Period", .text(Field.period)),
      DisplayColumn("Was", claims(old, against: new)),
      DisplayColumn("Is", claims(new, against: old)),
      DisplayColumn("Change", .change(value: Field.change)),
      DisplayColumn("Published", .text(Field.oldPublishedOn)),
      DisplayColumn("Then", .text(Field.newPublishedOn)), DisplayColumn("Source", .text(Field.source)),
    ]
  }

  private func sources() throws -> [SourceNote] {
    let pairs = rows.map { row in
      [row[Field.source], row[Field.newPublishedOn] == .null ? row[Field.oldPublishedOn] : row[Field.newPublishedOn]]
    }
    return try scope.store.footnotes([Column("source"), Column("published_on")], pairs)
  }

  private var charts: [Chart] {
    let revised = rows.filter { $0[Field.change] != .null && $0[Field.class] == .text("revised") }
      .sorted { ($0[Field.change].number ?? 0).magnitude > ($1[Field.change].number ?? 0).magnitude }.prefix(20)
    guard !revised.isEmpty else {
      let counts = Self.classes.map { name in (name, rows.count { $0[Field.class] == .text(name) }) }.filter { $1 > 0 }
      if counts.isEmpty { return [] }
      let bars = counts.map {
        BarChart.Bar(name: $0, point: ChartPoint(value: Double($1), low: nil, high: nil, qualifier: .eq))
      }
      return [.bars(BarChart(title: "Figures by what became of them", unit: .metric(.count), bars: bars))]
    }
    let bars = revised.map { row in
      BarChart.Bar(
        name: [Field.product, Field.metric, Field.period].compactMap { row[$0].string }.joined(separator: " "),
        point: ChartPoint(value: row[Field.change].number, low: nil, high: nil, qualifier: .eq))
    }
    return [.bars(BarChart(title: "Largest revisions", unit: .metric(.ratio), bars: bars))]
  }
}

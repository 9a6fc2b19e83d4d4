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

  private typealias Place = RevisionsQuery.Place
  private static let classes = ["added", "removed", "revised", "re-flagged"]
  private var rows: [[Cell]] { wide.map { Array($0.prefix(RevisionsQuery.columns.count)) } }

  func document(_ asked: Asked) throws -> ReportDocument {
    let classes = Self.classes
    let counts = classes.map { name in rows.count { $0[Place.kind] == .text(name) } }
    let span = "since \(since)" + (until.map { " until \($0)" } ?? "")
    let changes = rows.compactMap { row in row[Place.kind] == .text("revised") ? row[Place.change].number : nil }
    var lines = [zip(classes, counts).filter { $1 > 0 }.map { "\($1) \($0)" }.joined(separator: ", ") + "."]
    if rows.isEmpty { lines = [] }
    if !changes.isEmpty {
      let mean = changes.reduce(0) { $0 + $1.magnitude } / Double(changes.count)
      lines.append(
        "Mean absolute revision \(Figures.percent(mean)), mean revision \(Figures.change(changes.reduce(0, +) / Double(changes.count)))."
      )
    }
    let notes = rows.isEmpty ? ["Nothing that is believed of \(scope.subject) changed \(span)."] : []
    return ReportDocument(
      report: "revisions", title: "Revisions of \(scope.subject) \(span)", parameters: asked.fields,
      asOf: until?.description,
      columns: RevisionsQuery.columns, rows: rows, display: display,
      summary: .object(
        zip(classes, counts).map { JSONField($0 == "re-flagged" ? "re_flagged" : $0, .integer(Int64($1))) }),
      summaryLines: lines,
      sources: try sources(), notes: notes, charts: charts, command: asked.command)
  }

  private var display: [DisplayColumn] {
    func claims(_ value: Int, _ low: Int, _ high: Int, _ qualifier: Int) -> DisplayColumn.Content {
      .claims(
        wide.map { row in
          DisplayColumn.Claim(
            ChartPoint(
              value: row[value].number, low: row[low].number, high: row[high].number, qualifier: row[qualifier].string),
            unit: row[Place.unit].string ?? "count", currency: row[Place.currency].string)
        })
    }
    return [
      DisplayColumn("Class", .text(Place.kind)), DisplayColumn("Product", .text(Place.product)),
      DisplayColumn("Metric", .text(Place.metric)),
      DisplayColumn("Period", .text(Place.period)),
      DisplayColumn("Was", claims(Place.oldValue, Place.oldLow, Place.oldHigh, Place.oldQualifier)),
      DisplayColumn("Is", claims(Place.newValue, Place.newLow, Place.newHigh, Place.newQualifier)),
      DisplayColumn("Change", .change(value: Place.change, low: nil, high: nil)),
      DisplayColumn("Published", .text(Place.oldPublishedOn)),
      DisplayColumn("Then", .text(Place.newPublishedOn)), DisplayColumn("Source", .text(Place.source)),
    ]
  }

  private func sources() throws -> [SourceNote] {
    let pairs = rows.map { row in
      [row[Place.source], row[Place.newPublishedOn] == .null ? row[Place.oldPublishedOn] : row[Place.newPublishedOn]]
    }
    return try scope.store.footnotes([Column("source"), Column("published_on")], pairs)
  }

  private var charts: [Chart] {
    let revised = rows.filter { $0[Place.change] != .null && $0[Place.kind] == .text("revised") }
      .sorted { ($0[Place.change].number ?? 0).magnitude > ($1[Place.change].number ?? 0).magnitude }.prefix(20)
    guard !revised.isEmpty else {
      let counts = Self.classes.map { name in (name, rows.count { $0[Place.kind] == .text(name) }) }.filter { $1 > 0 }
      if counts.isEmpty { return [] }
      let bars = counts.map {
        BarChart.Bar(name: $0, point: ChartPoint(value: Double($1), low: nil, high: nil, qualifier: "eq"))
      }
      return [.bars(BarChart(title: "Figures by what became of them", unit: "count", bars: bars))]
    }
    let bars = revised.map { row in
      BarChart.Bar(
        name: [Place.product, Place.metric, Place.period].compactMap { row[$0].string }.joined(separator: " "),
        point: ChartPoint(value: row[Place.change].number, low: nil, high: nil, qualifier: "eq"))
    }
    return [.bars(BarChart(title: "Largest revisions", unit: "ratio", bars: bars))]
  }
}

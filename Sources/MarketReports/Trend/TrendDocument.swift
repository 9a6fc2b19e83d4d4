import MarketModel
import MarketStore
import SQLite

/// Sets the rows of a trend as a document: what a person reads, summaries, notes and the chart.
struct TrendDocument {
  let scope: ReportScope
  let timeline: Timeline
  let rows: [[Cell]]
  let base: Period?
  let movingAverage: Int?

  private typealias Place = TrendQuery.Place

  func document(_ asked: Asked) throws -> ReportDocument {
    let products = byProduct
    let names = products.map(\.name)
    let periods = try chartPeriods()
    let events = try scope.events(subjects: scope.subjects(Set(names)))
    let growth = products.compactMap { Growth($0.name, $0.rows, timeline.granularity, ended: isOver) }
    let title = "\(scope.metricTitle) of \(scope.subject), \(timeline.phrase)\(scope.rangePhrase)"
    return ReportDocument(
      report: "trend", title: title, parameters: asked.fields, asOf: scope.parameters.asOf?.description,
      columns: TrendQuery.columns,
      rows: rows,
      display: display, summary: .object([JSONField("products", .array(growth.map(\.json)))]),
      summaryLines: growth.map(\.sentence),
      events: events,
      sources: try scope.store.footnotes(TrendQuery.columns, rows), notes: try notes(products),
      charts: charts(products, periods, events, title),
      command: asked.command)
  }

  private typealias ProductRows = (name: String, rows: ArraySlice<[Cell]>)

  /// The statement orders its rows by product: each product's are a run.
  private var byProduct: [ProductRows] {
    var runs: [ProductRows] = []
    var start = rows.startIndex
    while start < rows.endIndex {
      let product = rows[start][Place.product]
      let end = rows[start...].firstIndex { $0[Place.product] != product } ?? rows.endIndex
      if let name = product.string { runs.append((name, rows[start..<end])) }
      start = end
    }
    return runs
  }

  private func isOver(_ label: String) -> Bool {
    guard case .success(let period) = Period.parse(label) else { return true }
    return period.end < scope.parameters.today
  }

  private var display: [DisplayColumn] {
    let unit = scope.metric.unit.rawValue
    var columns = [
      DisplayColumn("Product", .text(Place.product)), DisplayColumn("Period", .text(Place.period)),
      DisplayColumn(
        scope.metricTitle,
        .quantity(
          value: Place.value, low: Place.low, high: Place.high, qualifier: Place.qualifier, unit: unit,
          currency: scope.currency)),
    ]
    let has = { (place: Int) in rows.contains { $0[place] != .null } }
    if rows.contains(where: { $0[Place.status] != .text("reported") && $0[Place.status] != .null }) {
      columns.append(DisplayColumn("Status", .text(Place.status)))
    }
    if has(Place.change) {
      columns.append(
        DisplayColumn(changeTitle, .change(value: Place.change, low: Place.changeLow, high: Place.changeHigh)))
    }
    if has(Place.changeYear) {
      columns.append(DisplayColumn("y/y", .change(value: Place.changeYear, low: nil, high: nil)))
    }
    if base != nil { columns.append(DisplayColumn("Index", .number(Place.index, decimals: 1))) }
    if let movingAverage {
      columns.append(
        DisplayColumn(
          "Mean of \(movingAverage)",
          .quantity(value: Place.movingAverage, low: -1, high: -1, qualifier: -1, unit: unit, currency: scope.currency))
      )
    }
    return columns + [DisplayColumn("Origin", .text(Place.origin))]
  }

  private var changeTitle: String {
    switch timeline.granularity {
    case .day: "d/d"
    case .week: "w/w"
    case .month: "m/m"
    case .quarter: "q/q"
    case .half: "h/h"
    case .year, .span: "y/y"
    }
  }

  private func notes(_ products: [ProductRows]) throws -> [String] {
    if rows.isEmpty { return try scope.nothingKnownNotes(timeline) }
    var notes =
      scope.missingNotes(Set(products.map(\.name))) + scope.currencyNotes + (try scope.conversionNotes(timeline))
    for (product, all) in products {
      let own = all.filter(TrendQuery.isActual)
      let gaps = own.filter { $0[Place.value] == .null && $0[Place.qualifier] == .null && $0[Place.origin] == .null }
        .compactMap {
          $0[Place.period].string
        }
      if !gaps.isEmpty {
        notes.append("\(product): no observation in \(listed(gaps)); nothing is reckoned across a gap.")
      }
      let open = own.filter { $0[Place.value] != .null }.compactMap { $0[Place.period].string }.filter { !isOver($0) }
      if !open.isEmpty, timeline.granularity != .span,
        scope.metric.periodType == .duration || timeline.granularity != .day
      {
        notes.append("\(product): \(listed(open)) is not over and is left out of growth.")
      }
      let origins = Set(own.compactMap { $0[Place.origin].string })
      if origins.count > 1 {
        notes.append("\(product): mixed origins (\(listed(origins.sorted()))); a change may be one of method.")
      }
    }
    if rows.contains(where: { !TrendQuery.isActual($0) }) {
      notes.append("Projections and targets are rows of their own and enter no growth, index or mean.")
    }
    if rows.contains(where: { $0[Place.value] == .null && ($0[Place.low] != .null || $0[Place.high] != .null) }) {
      notes.append("A bound or a range is no point: it yields no growth rate.")
    }
    if rows.contains(where: { $0[Place.status] == .text("derived") }), let note = timeline.rollUpNote(scope.metric) {
      notes.append(note)
    }
    return notes
  }

  private func chartPeriods() throws -> [ChartPeriod] {
    var labels: Set<String> = []
    var periods: [(ChartPeriod, String)] = []
    for row in rows {
      guard let label = row[Place.period].string, labels.insert(label).inserted else { continue }
      guard case .success(let period) = Period.parse(label) else { continue }
      periods.append(
        (
          ChartPeriod(label: label, startOn: period.start?.description, endOn: period.end.description),
          period.end.description
        ))
    }
    return periods.sorted { ($0.1, $0.0.label) < ($1.1, $1.0.label) }.map(\.0)
  }

  private func charts(_ products: [ProductRows], _ periods: [ChartPeriod], _ events: [EventMark], _ title: String)
    -> [Chart]
  {
    guard !rows.isEmpty else { return [] }
    let places = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($1.label, $0) })
    // More lines than a reader can tell apart say nothing: the largest by their last value.
    let lines = products.map { product in
      var points = [ChartPoint](repeating: .gap, count: periods.count)
      for row in product.rows where TrendQuery.isActual(row) {
        guard let label = row[Place.period].string, let place = places[label] else { continue }
        points[place] = ChartPoint(
          value: row[Place.value].number, low: row[Place.low].number, high: row[Place.high].number,
          qualifier: row[Place.qualifier].string)
      }
      return LineChart.Line(name: product.name, points: points)
    }
    let shown =
      lines.count <= 12 ? lines : Array(lines.sorted { ($0.lastValue, $1.name) > ($1.lastValue, $0.name) }.prefix(12))
    return [
      .trend(
        LineChart(
          title: title, unit: scope.metric.unit.rawValue, currency: scope.currency, periods: periods, lines: shown,
          events: events))
    ]
  }
}

extension LineChart.Line {
  fileprivate var lastValue: Double { points.last { $0.value != nil }?.value ?? 0 }
}

import MarketModel
import MarketStore
import SQLite

/// Sets the rows of a trend as a document: what a person reads, summaries, notes and the chart.
struct TrendDocument {
  let query: TrendQuery
  let rows: [[Cell]]
  let chained: ChainedFigures
  let base: Period?

  private typealias Field = TrendColumn
  private var scope: ReportScope { query.scope }
  private var timeline: Timeline { query.timeline }

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let products = productRuns(rows, Field.product)
    let names = products.map(\.name)
    let periods = chartPeriods
    let events = try scope.events(subjects: scope.subjects(Set(names)))
    let growth = try growth(products)
    let title =
      "\(scope.metricTitle) of \(scope.subject), \(timeline.phrase)\(scope.rangePhrase)\(scope.believing.phrase)"
    var document = ReportDocument(
      report: ReportKind.trend.verb, title: title, parameters: request.fields, asOf: scope.parameters.asOf?.description,
      columns: TrendColumn.columns,
      rows: rows,
      display: display,
      summary: .object([JSONField("products", .array(growth.map { .object($0.fields + chained.fields($0.product)) }))]),
      summaryLines: growth.map { $0.sentence(scope.figures) },
      events: events,
      sources: try scope.footnotes(TrendColumn.columns, rows, timeline), notes: try notes(products),
      charts: charts(products, periods, events, title),
      command: request.command)
    document.pivot = pivot
    return document
  }

  private var pivot: Pivot {
    Pivot(
      keys: [Field.product, Field.metric, Field.day].map(\.rawValue),
      shown: [
        DisplayColumn("Product", .text(Field.product)), DisplayColumn("Day", .number(Field.day, decimals: 0)),
      ],
      across: Field.period.rawValue,
      figure: Pivot.Figure(
        Field.value,
        .quantity(
          value: Field.value, low: Field.low, high: Field.high, qualifier: Field.qualifier, unit: scope.metric.unit,
          currency: scope.currency)))
  }

  private typealias ProductRows = (name: String, rows: ArraySlice<[Cell]>)

  private func growth(_ products: [ProductRows]) throws -> [Growth] {
    var growth = products.compactMap { Growth($0.name, $0.rows, timeline.granularity, before: scope.parameters.today) }
    let mixed = growth.filter(\.isOfSeveral).map(\.product)
    guard !mixed.isEmpty else { return growth }
    let chains = try GrowthChain.all(scope.store.connection.cells(query.chainStatement(of: mixed)))
    for place in growth.indices where growth[place].isOfSeveral {
      growth[place].compare(by: chains[growth[place].product] ?? GrowthChain())
    }
    return growth
  }

  private var display: [DisplayColumn] {
    let unit = scope.metric.unit
    var columns = [
      DisplayColumn("Product", .text(Field.product)), DisplayColumn("Period", .text(Field.period)),
      DisplayColumn(
        scope.metricTitle,
        .quantity(
          value: Field.value, low: Field.low, high: Field.high, qualifier: Field.qualifier, unit: unit,
          currency: scope.currency), spread: .init(Field.sources, low: Field.sourcesLow, high: Field.sourcesHigh)),
    ]
    let has = { (column: TrendColumn) in rows.contains { $0[column] != .null } }
    if rows.contains(where: { $0[Field.status] != .text("reported") && $0[Field.status] != .null }) {
      columns.append(DisplayColumn("Status", .text(Field.status)))
    }
    if has(Field.change) {
      columns.append(
        DisplayColumn(changeTitle, .change(value: Field.change, low: Field.changeLow, high: Field.changeHigh)))
    }
    if has(Field.changeYear) {
      columns.append(DisplayColumn("y/y", .change(value: Field.changeYear)))
    }
    if base != nil { columns.append(DisplayColumn("Index", .number(Field.index, decimals: 1))) }
    if let movingAverage = query.movingAverage {
      columns.append(
        DisplayColumn(
          "Mean of \(movingAverage)",
          .quantity(value: Field.movingAverage, unit: unit, currency: scope.currency))
      )
    }
    return columns + [DisplayColumn("Origin", .text(Field.origin))]
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
    if rows.isEmpty { return try scope.notesWhenEmpty(timeline) }
    var notes =
      try scope.missingNotes(Set(products.map(\.name))) + scope.currencyNotes + scope.conversionNotes(timeline)
    for (product, all) in products {
      let own = all.filter(TrendQuery.isActual)
      let gaps = own.filter { $0[Field.value] == .null && $0[Field.qualifier] == .null && $0[Field.origin] == .null }
        .compactMap {
          $0[Field.period].string
        }
      if !gaps.isEmpty {
        notes.append("\(product): no observation in \(listed(gaps)); nothing is computed across a gap.")
      }
      let open = own.filter { $0[Field.value] != .null }.compactMap { $0[Field.period].period }
        .filter { $0.end >= scope.parameters.today }.map(\.label)
      if !open.isEmpty, timeline.granularity != .span,
        scope.metric.periodType == .duration || timeline.granularity != .day
      {
        notes.append("\(product): \(listed(open)) is not over and is left out of growth.")
      }
      notes += originNotes(product, own) + chained.notes(product)
    }
    if rows.contains(where: { !TrendQuery.isActual($0) }) {
      notes.append("Projections and targets are rows of their own and enter no growth, index or mean.")
    }
    if rows.contains(where: { $0[Field.value] == .null && ($0[Field.low] != .null || $0[Field.high] != .null) }) {
      notes.append("A bound or a range is not a point, so it gives no growth rate.")
    }
    if rows.contains(where: { $0[Field.status] == .text("derived") }), let note = timeline.rollUpNote(scope.metric) {
      notes.append(note)
    }
    return notes + (try scope.conflictNotes(timeline, Set(products.map(\.name))))
  }

  /// Where who is believed changes, and whether the change of figures is one origin's all the same.
  private func originNotes(_ product: String, _ rows: [[Cell]]) -> [String] {
    let points = rows.filter { $0[Field.value] != .null }
    var notes: [String] = []
    var bridged: [String] = []
    for (before, row) in zip(points, points.dropFirst()) {
      guard let old = before[Field.origin].string, let new = row[Field.origin].string,
        !scope.isSameOrigin(old, new),
        let period = row[Field.period].string
      else { continue }
      if row[Field.change] == .null {
        notes.append("\(product): origin changed from \(old) to \(new) in \(period): no change is computed across it.")
      } else {
        bridged.append("\(period) (from \(old) to \(new))")
      }
    }
    if !bridged.isEmpty {
      notes.append(
        "\(product): origin changed in \(listed(bridged)); the change shown is the later origin's own.")
    }
    return shortened(notes) { "\(product): and \($0) more such changes." }
  }

  private var chartPeriods: [Period] {
    var labels: Set<String> = []
    let periods = rows.compactMap { row -> Period? in
      guard let label = row[Field.period].string, labels.insert(label).inserted else { return nil }
      return row[Field.period].period
    }
    return periods.sorted { ($0.end, $0.label) < ($1.end, $1.label) }
  }

  private func charts(_ products: [ProductRows], _ periods: [Period], _ events: [EventMark], _ title: String)
    -> [Chart]
  {
    guard !rows.isEmpty else { return [] }
    let places = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($1.label, $0) })
    let lines = products.map { product in
      var points = [ChartPoint](repeating: .gap, count: periods.count)
      var breaks: Set<Int> = []
      var origin: String?
      for row in product.rows where TrendQuery.isActual(row) {
        guard let label = row[Field.period].string, let place = places[label] else { continue }
        if row[Field.value] != .null {
          let next = row[Field.origin].string ?? ""
          if let origin, !scope.isSameOrigin(origin, next) { breaks.insert(place) }
          origin = next
        }
        points[place] = ChartPoint(
          value: row[Field.value].number, low: row[Field.low].number, high: row[Field.high].number,
          qualifier: row[Field.qualifier].qualifier)
      }
      return LineChart.Line(name: product.name, points: points, breaks: breaks)
    }
    let (shown, title) = LineChart.folded(lines, title, areSummed: scope.metric.isAdditive)
    return [
      .trend(
        LineChart(
          title: title, unit: scope.metric.unit, currency: scope.currency, periods: periods, lines: shown,
          events: events))
    ]
  }
}

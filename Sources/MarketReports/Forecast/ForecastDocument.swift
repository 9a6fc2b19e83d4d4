import MarketModel
import MarketStore

/// Sets a forecast as a document.
struct ForecastDocument {
  let scope: ReportScope
  let timeline: Timeline
  let input: [[Cell]]
  let parameters: ForecastParameters
  private let series: [ForecastSeries]
  private let crossings: [ForecastCrossing]

  private typealias Field = ForecastColumn

  /// Every pair of so many products is compared; where more are shown, only those that were named are.
  private static let mostCompared = 20

  init(scope: ReportScope, timeline: Timeline, input: [[Cell]], parameters: ForecastParameters) {
    (self.scope, self.timeline, self.input, self.parameters) = (scope, timeline, input, parameters)
    series = productRuns(input, ForecastInputColumn.product).compactMap {
      ForecastSeries($0.name, $0.rows, parameters, scope)
    }
    let known = series.filter { $0.forecast != nil }
    crossings =
      known.count > Self.mostCompared && scope.names.isEmpty
      ? []
      : known.flatMap { first in
        known.compactMap { first.product == $0.product ? nil : ForecastCrossing(of: first, over: $0) }
      }.sorted { ($0.period.end, $0.product, $0.passes) < ($1.period.end, $1.product, $1.passes) }
  }

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let title = "Forecast of \(scope.metricTitle) of \(scope.subject), \(timeline.phrase)\(scope.believing.phrase)"
    let shown = Set(series.map(\.product))
    let events = try scope.events(subjects: scope.subjects(shown))
    var document = ReportDocument(
      report: ReportKind.forecast.verb, title: title, parameters: request.fields,
      asOf: scope.parameters.asOf?.description, columns: ForecastColumn.columns, rows: rows, display: display,
      summary: summary, summaryLines: series.compactMap(sentence) + crossings.map { $0.sentence(level: level) },
      events: events, sources: try scope.store.footnotes(ForecastInputColumn.columns, input), notes: try notes(shown),
      charts: charts(events, title), command: request.command)
    document.pivot = Pivot(
      keys: [Field.product, Field.metric].map(\.rawValue), shown: [DisplayColumn("Product", .text(Field.product))],
      across: Field.period.rawValue,
      figure: Pivot.Figure(
        Field.value,
        .quantity(
          value: Field.value, low: Field.low, high: Field.high, unit: scope.metric.unit, currency: scope.currency)))
    return document
  }

  private var level: String { FigureStyle.count.plain(parameters.level, decimals: 6) + "%" }

  private var rows: [[Cell]] {
    series.flatMap { one in
      one.steps.map { period, step in
        [
          .text(period.label), .text(one.product), .text(scope.metric.code), .real(step.value), .real(step.low),
          .real(step.high), .text(parameters.model.rawValue), Cell(one.backtest?.error),
          Cell(one.backtest?.naiveError),
        ]
      }
    }
  }

  private var display: [DisplayColumn] {
    [
      DisplayColumn("Product", .text(Field.product)), DisplayColumn("Period", .text(Field.period)),
      // Of three columns, because a figure drawn with its interval leaves out what its own digits say already.
      DisplayColumn(scope.metricTitle, quantity(Field.value)),
      DisplayColumn("\(level) from", quantity(Field.low)), DisplayColumn("to", quantity(Field.high)),
      DisplayColumn("Model", .text(Field.model)),
      DisplayColumn("Backtest error", .percent(value: Field.backtestError)),
      DisplayColumn("Naive error", .percent(value: Field.naiveError)),
    ]
  }

  private func quantity(_ column: ForecastColumn) -> DisplayColumn.Content {
    .quantity(value: column, unit: scope.metric.unit, currency: scope.currency)
  }

  // MARK: Summary

  private var summary: JSONValue {
    .object([
      JSONField("products", .array(series.filter { $0.forecast != nil }.map(json))),
      JSONField(
        "crossings",
        .array(
          crossings.map {
            [
              "product": .string($0.product), "passes": .string($0.passes), "period": .string($0.period.label),
              "from": .string($0.from.label), "to": JSONValue($0.to?.label),
            ]
          })),
      JSONField(
        "refused", .array(refused.map { ["product": .string($0.product), "reason": .string($0.reason)] })),
    ])
  }

  private func json(_ one: ForecastSeries) -> JSONValue {
    [
      "product": .string(one.product), "model": .string(parameters.model.rawValue),
      "methods": .array((one.forecast?.methods ?? []).map(JSONValue.string)),
      "origin": .string(listed(one.origins)),
      "history": [
        "from": JSONValue(one.history.first?.period.label), "to": JSONValue(one.history.last?.period.label),
        "points": .integer(Int64(one.history.count)),
      ],
      "level": .real(parameters.level / 100),
    ]
  }

  /// "Aurora: 3.12M (80%: 2.9M–3.3M) in 2026-12, from 18 months by Alpha, 2025-01 to 2026-06; backtest error 4%, naive
  /// 5.1%."
  private func sentence(_ one: ForecastSeries) -> String? {
    guard let first = one.history.first, let last = one.history.last, let (period, step) = one.steps.last else {
      return nil
    }
    let figures = scope.figures
    var text =
      "\(one.product): \(figures.number(step.value)) (\(level): \(figures.range(step.low, step.high))) in "
      + "\(period), from "
      + "\(counted(one.history.count, last.period.granularity.name)) by \(listed(one.origins)), "
      + "\(first.period) to \(last.period)"
    if let backtest = one.backtest {
      text += "; backtest error \(percent(backtest.error)), naive \(percent(backtest.naiveError))"
    }
    return text + "."
  }

  private func percent(_ fraction: Double) -> String { FigureStyle.ratio.percent(fraction).main }

  // MARK: Notes

  /// What was asked for and is not forecast, and why.
  private var refused: [(product: String, reason: String)] {
    let shown = Set(series.map(\.product))
    return scope.names.filter { !shown.contains($0) }.map { ($0, "no point of \(scope.metricTitle) is known") }
      + series.compactMap { one in one.refusal.map { (one.product, "\($0)") } }
  }

  private func notes(_ shown: Set<String>) throws -> [String] {
    var notes = refused.map { "\($0.product): not forecast: \($0.reason)." }
    if input.isEmpty { return notes + (try scope.notesWhenEmpty(timeline)) }
    notes += scope.currencyNotes + (try scope.conversionNotes(timeline))
    for one in series where one.forecast != nil {
      if let backtest = one.backtest {
        if backtest.isNaiveBetter {
          notes.append(
            "\(one.product): in the backtest the naive method, which repeats the last figure, was better "
              + "(\(percent(backtest.naiveError)) against \(percent(backtest.error))).")
        }
      } else {
        notes.append(
          "\(one.product): \(counted(one.history.count, timeline.granularity.name)) are too few for a backtest.")
      }
    }
    let known = series.filter { $0.forecast != nil }
    if known.count > Self.mostCompared, scope.names.isEmpty {
      notes.append(
        "Who passes whom is not computed for \(known.count) products: name them, or at most 20 by a segment.")
    }
    if !known.isEmpty {
      notes.append(
        "A forecast goes on from the history alone: it knows of no event, and its interval holds \(level) of the time "
          + "only while the market behaves as it did.")
    }
    if timeline.rollUp != nil, let note = timeline.rollUpNote(scope.metric) { notes.append(note) }
    return notes
  }

  // MARK: Chart

  private func charts(_ events: [EventMark], _ title: String) -> [Chart] {
    let all = series.filter { $0.forecast != nil }.sorted {
      (($0.forecast?.last ?? 0), $1.product) > (($1.forecast?.last ?? 0), $0.product)
    }
    let known = all.prefix(LineChart.mostLines)
    // What is expected of several is not the sum of what is expected of each.
    let title = all.count == known.count ? title : "\(title); the \(known.count) largest of \(all.count)"
    guard let first = known.compactMap({ $0.history.first?.period.id }).min(),
      let last = known.compactMap({ $0.steps.last?.period.id }).max()
    else { return [] }
    let periods = (first...last).compactMap { Period(id: $0) }
    let lines = known.map { one in
      var points = [ChartPoint](repeating: .gap, count: periods.count)
      for (period, point) in one.history { points[Int((period.id ?? first) - first)] = point }
      for (period, step) in one.steps {
        points[Int((period.id ?? first) - first)] = ChartPoint(
          value: step.value, low: step.low, high: step.high, qualifier: nil)
      }
      return LineChart.Line(name: one.product, points: points, forecastFrom: Int(one.lastID - first) + 1)
    }
    return [
      .trend(
        LineChart(
          title: title, unit: scope.metric.unit, currency: scope.currency, periods: periods, lines: lines,
          events: events))
    ]
  }
}

import MarketModel
import MarketStore
import SQLite

/// Sets a retention report as a document.
struct RetentionDocument {
  let query: RetentionQuery
  let curves: [RetentionCurve]
  let parameters: RetentionParameters

  private typealias Field = RetentionColumn
  private var scope: ReportScope { query.scope }

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let rows = curves.flatMap(\.rows)
    let title = "\(scope.metricTitle) of \(scope.subject)\(scope.rangePhrase)\(scope.believing.phrase)"
    let sources = try scope.store.connection.cells(try query.sourcesStatement())
    let shown = Set(curves.map(\.product))
    var document = ReportDocument(
      report: ReportKind.retention.verb, title: title, parameters: request.fields,
      asOf: scope.parameters.asOf?.description,
      columns: RetentionColumn.columns,
      rows: rows, display: display(rows), summary: .object([JSONField("curves", .array(curves.map(json)))]),
      summaryLines: curves.flatMap(sentences), events: try scope.events(subjects: scope.subjects(shown)),
      sources: try scope.store.footnotes([Column("origin"), Column("source"), Column("published_on")], sources),
      notes: try notes(shown),
      charts: charts(title), command: request.command)
    document.pivot = pivot
    return document
  }

  /// The triangle: cohort by age, then the pooled curve, over how many cohorts, and the fit. It is what people see
  /// wherever there is more than one cohort to compare.
  private var pivot: Pivot {
    Pivot(
      keys: [Field.product, Field.plan, Field.cohort].map(\.rawValue),
      shown: [
        DisplayColumn("Product", .text(Field.product)), DisplayColumn("Plan", .text(Field.plan)),
        DisplayColumn("Cohort", .text(Field.cohort)),
        DisplayColumn("Size", .quantity(value: Field.cohortSize, unit: .persons, currency: nil)),
      ],
      across: Field.day.rawValue, prefix: "D",
      figure: Pivot.Figure(
        Field.retention,
        .quantity(
          value: Field.retention, low: Field.low, high: Field.high, qualifier: Field.qualifier, unit: .ratio,
          currency: nil)),
      qualifier: Field.qualifier.rawValue,
      others: [
        Pivot.Figure(Field.cohorts, .number(Field.cohorts, decimals: 0), label: "cohorts"),
        Pivot.Figure(Field.fitted, .percent(value: Field.fitted), label: "fitted"),
        Pivot.Figure(Field.extrapolated, .percent(value: Field.extrapolated), label: "extrapolated"),
      ], nameOfNone: "pooled", isUsual: curves.contains { Set($0.cohorts.map { $0[Field.cohort] }).count > 1 })
  }

  private func display(_ rows: [[Cell]]) -> [DisplayColumn] {
    func has(_ column: RetentionColumn) -> Bool { rows.contains { $0[column] != .null } }
    var columns = [
      DisplayColumn("Product", .text(Field.product)), DisplayColumn("Plan", .text(Field.plan)),
      DisplayColumn("Cohort", .text(Field.cohort)),
      DisplayColumn("Day", .number(Field.day, decimals: 0)),
      DisplayColumn(
        "Retention",
        .quantity(
          value: Field.retention, low: Field.low, high: Field.high, qualifier: Field.qualifier, unit: .ratio,
          currency: nil)),
    ]
    if has(Field.cohortSize) {
      columns.append(
        DisplayColumn(
          "Size", .quantity(value: Field.cohortSize, unit: .persons, currency: nil)))
    }
    if has(Field.cohorts) { columns.append(DisplayColumn("Cohorts", .number(Field.cohorts, decimals: 0))) }
    if has(Field.fitted) { columns.append(DisplayColumn("Fitted", .percent(value: Field.fitted))) }
    if has(Field.extrapolated) {
      columns.append(DisplayColumn("Extrapolated", .percent(value: Field.extrapolated)))
    }
    return columns
  }

  // MARK: Summary

  private func json(_ curve: RetentionCurve) -> JSONValue {
    var fields = [JSONField("product", .string(curve.product)), JSONField("plan", .string(curve.plan))]
    switch curve.fitting {
    case .notAsked: fields += [JSONField("fits", .array([])), JSONField("refusal", .null)]
    case .refused(let reason): fields += [JSONField("fits", .array([])), JSONField("refusal", .string(reason))]
    case .fitted(let fits):
      fields += [
        JSONField("fits", .array(fits.outcomes.map(json))), JSONField("refusal", .null),
        JSONField("time_unit_days", .real(fits.timeUnit)),
        JSONField("cohort_size", .real(fits.cohortSize)),
      ]
    }
    return .object(fields)
  }

  private func json(_ outcome: FitOutcome) -> JSONValue {
    switch outcome {
    case .refused(let model, let reason):
      return .object([JSONField("model", .string(model.rawValue)), JSONField("refusal", .string(reason))])
    case .fitted(let fit):
      return .object([
        JSONField("model", .string(fit.model.rawValue)),
        JSONField(
          "parameters", .object(zip(fit.model.parameterNames, fit.parameters).map { JSONField($0, .real($1)) })),
        JSONField("log_likelihood", JSONValue(fit.logLikelihood)), JSONField("aic", JSONValue(fit.aic)),
        JSONField(
          "residuals",
          .array(
            fit.residuals.map { .object([JSONField("day", .real($0.age)), JSONField("residual", .real($0.residual))]) })
        ),
      ])
    }
  }

  private func sentences(_ curve: RetentionCurve) -> [String] {
    let figures = curve.pooled.isEmpty ? curve.cohorts : curve.pooled
    let bounds = figures.filter { $0[Field.retention] == .null && ($0[Field.low] != .null || $0[Field.high] != .null) }
    switch curve.fitting {
    case .notAsked: return []
    case .refused(let reason):
      if bounds.count == figures.count, !bounds.isEmpty {
        let count = bounds.count == 1 ? "one bound" : counted(bounds.count, "bound")
        return ["\(curve.name): \(listed(bounds.map(bound))), \(count), no fit."]
      }
      return ["\(curve.name): no fit: \(reason)."]
    case .fitted(let fits):
      guard let best = curve.shown else {
        return ["\(curve.name): no model fits; " + fits.outcomes.map(refusal).joined(separator: "; ") + "."]
      }
      let values = zip(best.model.parameterNames, best.parameters).map {
        "\($0) \(FigureStyle.count.fixed($1, decimals: 3))"
      }
      var line = "\(curve.name): best \(best.model.title) (\(values.joined(separator: ", ")))"
      if let aic = best.aic { line += ", AIC \(FigureStyle.count.fixed(aic, decimals: 1))" }
      if let worst = best.residuals.max(by: { $0.residual.magnitude < $1.residual.magnitude }) {
        line += ", largest residual \(FigureStyle.ratio.points(worst.residual).joined) at D\(Int(worst.age))"
      }
      let others = fits.outcomes.filter { $0.model != best.model }.map { outcome in
        outcome.fit.map { fit in
          fit.aic.map { "\(fit.model.title) AIC \(FigureStyle.count.fixed($0, decimals: 1))" }
            ?? "\(fit.model.title) (no likelihood)"
        }
          ?? refusal(outcome)
      }
      return others.isEmpty
        ? [line + "."] : [line + ".", "\(curve.name): then " + others.joined(separator: "; ") + "."]
    }
  }

  private func refusal(_ outcome: FitOutcome) -> String {
    if case .refused(let model, let reason) = outcome {
      "\(model.title) refused (\(reason))"
    } else {
      outcome.model.title
    }
  }

  /// "D30 <8%".
  private func bound(_ row: [Cell]) -> String {
    "D\(Int(row[Field.day].number ?? 0)) " + FigureStyle.ratio.claim(point(row)).joined
  }

  private func notes(_ shown: Set<String>) throws -> [String] {
    if curves.isEmpty { return try scope.notesWhenEmpty(query.timeline) }
    var notes = try ["\(scope.metric.name): \(scope.metric.definition)."] + scope.missingNotes(shown)
    for curve in curves {
      if let pooled = curve.pooled.first, pooled[Field.cohortSize] == .null,
        curve.pooled.contains(where: { ($0[Field.cohorts].number ?? 0) > 1 })
      {
        notes.append("\(curve.name): cohort sizes are not known, so the pooled curve is unweighted.")
      }
      let counts = Set(curve.pooled.compactMap { $0[Field.cohorts].number })
      if counts.count > 1 {
        notes.append("\(curve.name): the pooled curve is over fewer cohorts at later ages (cohorts).")
      }
      notes += curve.notes.map { "\(curve.name): \($0)." }
    }
    let isOther: SQL = "m.family = \(scope.metric.family) AND m.code <> \(scope.metric.code)"
    let others = try scope.store.connection.query(
      """
      WITH wanted AS (\(scope.wanted(whereMetric: isOther)))
      SELECT DISTINCT m.code FROM wanted w JOIN metrics m ON m.id = w.metric_id ORDER BY m.code
      """
    ) { $0.text(0) }
    if !others.isEmpty { notes.append("Other definitions are never mixed in: \(listed(others)) (--metric).") }
    return notes
  }

  // MARK: Charts

  private func point(_ row: [Cell]) -> ChartPoint {
    ChartPoint(
      value: row[Field.retention].number, low: row[Field.low].number, high: row[Field.high].number,
      qualifier: row[Field.qualifier].qualifier)
  }

  private func charts(_ title: String) -> [Chart] {
    guard !curves.isEmpty else { return [] }
    let lines = curves.filter { !$0.pooled.isEmpty }.map { curve in
      CurveChart.Curve(
        name: curve.name,
        observed: curve.pooled.compactMap { row in
          row[Field.day].number.map { CurveChart.Day(day: $0, point: point(row)) }
        },
        fitted: drawn(curve, from: 0, to: curve.pooled.last?[Field.day].number ?? 0),
        extrapolated: drawn(
          curve, from: curve.pooled.last?[Field.day].number ?? 0,
          to: curve.extrapolated.last.map { Double($0.day) } ?? 0)
      )
    }
    var charts: [Chart] = lines.isEmpty ? [] : [.curve(CurveChart(title: title, curves: lines))]
    for curve in curves where Set(curve.cohorts.map { $0[Field.cohort] }).count > 1 {
      let days = Set(curve.cohorts.compactMap { $0[Field.day].number.map { Int($0) } }).sorted()
      var cohorts: [TriangleChart.Cohort] = []
      for row in curve.cohorts {
        guard let name = row[Field.cohort].string, let day = row[Field.day].number,
          let place = days.firstIndex(of: Int(day))
        else {
          continue
        }
        if cohorts.last?.name != name {
          let size = row[Field.cohortSize].number.map { Int64($0) }
          cohorts.append(TriangleChart.Cohort(name: name, size: size, cells: Array(repeating: .gap, count: days.count)))
        }
        cohorts[cohorts.count - 1].cells[place] = point(row)
      }
      charts.append(.triangle(TriangleChart(title: curve.name, days: days, cohorts: cohorts)))
    }
    return charts
  }

  /// The shown fit on forty steps: its bend between the observed ages matters.
  private func drawn(_ curve: RetentionCurve, from start: Double, to end: Double) -> [CurveChart.Day] {
    guard let fit = curve.shown, end > start else { return [] }
    // The power law says nothing before the first unit of time.
    let first = fit.model == .power ? max(start, fit.timeUnit) : start
    return (0...40).map { step in
      let day = first + (end - first) * Double(step) / 40
      return CurveChart.Day(
        day: day, point: ChartPoint(value: fit.survival(at: day), low: nil, high: nil, qualifier: nil))
    }
  }
}

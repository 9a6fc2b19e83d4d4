import MarketModel

/// One product's history with what is forecast from it, or why nothing is.
struct ForecastSeries {
  let product: String
  /// Who measured it; several where an analyst's own figures stand in between.
  let origins: [String]
  /// Consecutive periods, the oldest first.
  let history: [(period: Period, point: ChartPoint)]
  /// Nil where it is refused.
  let forecast: Forecast?
  let refusal: ForecastRefusal?
  /// Nil where the history is too short for one.
  let backtest: Backtest?

  /// - Parameter rows: The product's rows of the statement: at least one, all of them points.
  init?(_ product: String, _ rows: ArraySlice<[Cell]>, _ parameters: ForecastParameters, _ scope: ReportScope) {
    typealias Field = ForecastInputColumn
    var history: [(period: Period, point: ChartPoint)] = []
    var origins: [String] = []
    for row in rows {
      guard let period = row[Field.period].period else { continue }
      history.append(
        (
          period,
          ChartPoint(
            value: row[Field.value].number, low: row[Field.low].number, high: row[Field.high].number,
            qualifier: row[Field.qualifier].qualifier)
        ))
      if let origin = row[Field.origin].string, !origins.contains(origin) { origins.append(origin) }
    }
    guard let last = history.last else { return nil }
    let values = history.compactMap(\.point.value)
    let end = values.last ?? 0
    let periodsPerYear =
      switch last.period.granularity {
      case .month: 12
      case .quarter: 4
      case .half: 2
      case .day, .week, .year, .span: 1
      }
    let options = ForecastOptions(
      model: parameters.model, horizon: parameters.horizon, level: parameters.level / 100,
      periodsPerYear: periodsPerYear,
      range: (scope.metric.minimum ?? -.infinity)...(scope.metric.maximum ?? .infinity),
      lastInterval: min(last.point.low ?? end, end)...max(last.point.high ?? end, end))
    self.product = product
    self.origins = origins
    self.history = history
    do throws(ForecastRefusal) {
      forecast = try Forecast(from: values, options)
      refusal = nil
      backtest = Backtest(of: values, options)
    } catch {
      forecast = nil
      refusal = error
      backtest = nil
    }
  }

  var lastID: Int32 { history.last?.period.id ?? 0 }

  /// The periods that are forecast; none lies after the calendar's last year.
  var steps: [(period: Period, step: ForecastStep)] {
    zip(1..., forecast?.steps ?? []).compactMap { number, step in
      Period(id: lastID + number).map { ($0, step) }
    }
  }
}

/// One product passing another, named and dated.
struct ForecastCrossing {
  let product: String
  let passes: String
  let period: Period
  let from: Period
  /// Nil: maybe not within the horizon.
  let to: Period?

  /// Nil where the first is not expected to pass the second.
  init?(of first: ForecastSeries, over second: ForecastSeries) {
    guard let one = first.forecast, let other = second.forecast else { return nil }
    let start = max(first.lastID, second.lastID)
    guard let crossing = Crossing(of: one, over: other, lag: Int(second.lastID - first.lastID)),
      let period = Period(id: start + Int32(crossing.step)),
      let from = Period(id: start + Int32(crossing.earliest))
    else { return nil }
    product = first.product
    passes = second.product
    self.period = period
    self.from = from
    to = crossing.latest.flatMap { Period(id: start + Int32($0)) }
  }

  /// "Kling AI passes Sora in 2026-05 (80%: 2026-04 to 2026-08)."
  func sentence(level: String) -> String {
    let end = to.map { $0 == from ? "" : " to \($0)" } ?? " or later, or not at all"
    return "\(product) is expected to pass \(passes) in \(period) (\(level): \(from)\(end))."
  }
}

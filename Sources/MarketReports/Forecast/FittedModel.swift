/// The methods of a model, fitted to a history.
struct FittedModel: Sendable {
  /// Fitted to the history divided by `scale`.
  let methods: [any ForecastMethod]
  /// A power of two near the largest size in the history: dividing by it costs no digit, and no square of a quotient
  /// leaves the numbers' range.
  let scale: Double

  /// `history` has at least 8 values, all finite.
  init(_ model: ForecastModel, _ history: [Double], periodsPerYear: Int) {
    let largest = history.reduce(0) { max($0, abs($1)) }
    scale = largest > 0 ? largest.binade : 1
    let series = history.map { [scale] in $0 / scale }
    if let first = series.first, series.allSatisfy({ $0 == first }) {
      methods = [ConstantSeries(value: first)]
      return
    }
    let period = [12, 4, 2].contains(periodsPerYear) && history.count >= Self.fewestForSeason ? periodsPerYear : 1
    methods =
      switch model {
      case .theta: [Theta(fitting: series, period: period)]
      case .ets: [ExponentialSmoothing.best(for: series, period: period)]
      case .mean: [Theta(fitting: series, period: period), ExponentialSmoothing.best(for: series, period: period)]
      }
  }

  /// Points from which on a season is looked for.
  private static let fewestForSeason = 24

  /// The means of the methods' means and of their standard deviations, in the history's unit.
  func moments(horizon: Int) -> [ForecastMoments] {
    let all = methods.map { $0.moments(horizon: horizon) }
    return (0..<horizon).map { step in
      ForecastMoments(
        mean: mean(all.map { $0[step].mean }), standardDeviation: mean(all.map { $0[step].standardDeviation }))
    }
  }

  /// The mean of the courses that the methods take through the same innovations, in the history's unit: where one is
  /// surprised the other is, so that the spread is the mean of theirs.
  func path(innovations: [Double]) -> [Double] {
    let all = methods.map { $0.path(innovations: innovations) }
    return innovations.indices.map { step in mean(all.map { $0[step] }) }
  }

  private func mean(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 / Double(values.count) } * scale).kept(in: -.infinity ... .infinity)
  }
}

/// A series that never changed goes on, without a doubt that its figures could measure.
private struct ConstantSeries: ForecastMethod {
  let value: Double
  let name = "constant"

  func moments(horizon: Int) -> [ForecastMoments] {
    [ForecastMoments](repeating: ForecastMoments(mean: value, standardDeviation: 0), count: horizon)
  }

  func path(innovations: [Double]) -> [Double] { [Double](repeating: value, count: innovations.count) }
}

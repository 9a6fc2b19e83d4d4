/// Which method forecasts.
public enum ForecastModel: String, CaseIterable, Sendable {
  /// The mean of `theta` and `ets`, more accurate than either on the M3 competition's monthly series.
  case mean
  /// The Theta method.
  case theta
  /// Exponential smoothing, its form chosen by the corrected AIC.
  case ets
}

/// What is asked of a forecast besides the history.
public struct ForecastOptions: Sendable {
  /// The method.
  public var model: ForecastModel
  /// Periods ahead, at least 1 and at most half the history; nil for the smaller of 6 and that half.
  public var horizon: Int?
  /// The probability that the interval is to hold, above 0 and below 1.
  public var level: Double
  /// Periods in a year: with 12, 4 or 2, and from 24 points on, a season is looked for.
  public var periodsPerYear: Int
  /// What the metric can be, in its unit: forecasts and intervals are kept within.
  public var range: ClosedRange<Double>
  /// The interval of the history's last figure, by which the forecasts' intervals are widened; nil if it is exact.
  public var lastInterval: ClosedRange<Double>?

  /// Without arguments: the mean of the methods at 80%, without season, bounds or widening.
  public init(
    model: ForecastModel = .mean, horizon: Int? = nil, level: Double = 0.8, periodsPerYear: Int = 1,
    range: ClosedRange<Double> = -.infinity ... .infinity, lastInterval: ClosedRange<Double>? = nil
  ) {
    self.model = model
    self.horizon = horizon
    self.level = level
    self.periodsPerYear = periodsPerYear
    self.range = range
    self.lastInterval = lastInterval
  }
}

/// Why there is no forecast.
public enum ForecastRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer points than `ForecastRefusal.fewestPoints`.
  case tooFewPoints(Int)
  /// A horizon of more than half the history, or under 1.
  case horizon(Int, most: Int)
  /// A probability that is not above 0 and below 1.
  case level
  /// A point, counted from 0, that is infinite or not a number.
  case notFinite(at: Int)

  /// The fewest points that are forecast from, and the fewest in a training window of the backtest.
  public static let fewestPoints = 8

  /// Why, in a sentence without a full stop.
  public var description: String {
    switch self {
    case .tooFewPoints(let count):
      "a forecast needs at least \(Self.fewestPoints) points in a row, not \(count)"
    case .horizon(let asked, let most):
      asked < 1
        ? "a horizon is at least 1 period, not \(asked)"
        : "a horizon of \(asked) periods is more than half of the history; the most is \(most)"
    case .level: "a level is above 0% and below 100%"
    case .notFinite(let position): "point \(position + 1) is not a finite number"
    }
  }
}

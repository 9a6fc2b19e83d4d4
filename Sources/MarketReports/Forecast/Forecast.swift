/// What is expected of one period ahead, in the history's unit.
public struct ForecastStep: Sendable, Equatable {
  /// The point forecast.
  public var value: Double
  /// The prediction interval, which holds the period's figure with the forecast's level as probability.
  public var low: Double
  /// The upper end of that interval.
  public var high: Double
}

/// A forecast of a series from its own history, by the mean of the Theta method and exponential smoothing or by either.
///
/// The interval is the mean of the methods' own prediction intervals, normal ones around their means, times
/// `intervalFactor`, because the methods take their parameters as known; then widened by what the last figure's own
/// interval spans below and above it, and kept in the metric's range.
public struct Forecast: Sendable {
  /// The method that was asked for.
  public let model: ForecastModel
  /// The probability that the intervals are to hold, above 0 and below 1.
  public let level: Double
  /// The periods after the history, the next one first.
  public let steps: [ForecastStep]
  /// The history's last figure.
  public let last: Double
  /// The methods as they were fitted, such as `ETS(M,Ad,N)`.
  public let methods: [String]

  /// Calibrated once, on half of the M3 competition's monthly series, for the mean of the two methods to hold 80% at a
  /// level of 80%; the same at every level and for every model.
  static let intervalFactor = 1.05

  let fitted: FittedModel
  /// The methods' means, before they are kept in the range.
  let means: [Double]
  let range: ClosedRange<Double>
  let widening: (below: Double, above: Double)

  /// - Parameter history: consecutive figures, the oldest first, at least 8.
  public init(from history: [Double], _ options: ForecastOptions = ForecastOptions()) throws(ForecastRefusal) {
    let horizon = try Self.horizon(for: history.count, asked: options.horizon)
    guard options.level > 0, options.level < 1 else { throw .level }
    if let position = history.firstIndex(where: { !$0.isFinite }) { throw .notFinite(at: position) }
    let fitted = FittedModel(options.model, history, periodsPerYear: options.periodsPerYear)
    let last = history[history.count - 1]
    let own = options.lastInterval ?? last...last
    let numbers = -Double.infinity ... .infinity
    let widening = (
      below: max(last - own.lowerBound, 0).kept(in: numbers), above: max(own.upperBound - last, 0).kept(in: numbers)
    )
    let width = Self.intervalFactor * standardDeviations(holding: options.level)
    let range = options.range
    let moments = fitted.moments(horizon: horizon)
    steps = moments.map { moments in
      let half = width * moments.standardDeviation
      return ForecastStep(
        value: moments.mean.kept(in: range), low: (moments.mean - half - widening.below).kept(in: range),
        high: (moments.mean + half + widening.above).kept(in: range))
    }
    model = options.model
    level = options.level
    methods = fitted.methods.map(\.name)
    means = moments.map(\.mean)
    self.fitted = fitted
    self.last = last
    self.range = range
    self.widening = widening
  }

  /// The horizon that a history of so many points is forecast for.
  public static func horizon(for count: Int, asked: Int?) throws(ForecastRefusal) -> Int {
    guard count >= ForecastRefusal.fewestPoints else { throw .tooFewPoints(count) }
    let horizon = asked ?? min(6, count / 2)
    guard horizon >= 1, horizon <= count / 2 else { throw .horizon(horizon, most: count / 2) }
    return horizon
  }
}

extension Double {
  /// The nearest finite number in a range.
  func kept(in range: ClosedRange<Double>) -> Double {
    let finite = Swift.min(Swift.max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    return Swift.min(Swift.max(finite, range.lowerBound), range.upperBound)
  }
}

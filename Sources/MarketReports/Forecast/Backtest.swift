/// How wrong forecasts made in the past would have been, beside those of the naive method, which repeats the last
/// figure.
///
/// Forecasts are made from rolling origins, each from the figures up to there alone (at least 8), for the whole
/// horizon. The error is sMAPE, the mean of |actual − forecast| / ((|actual| + |forecast|)/2) over all of them, a
/// fraction from 0 to 2; where both are 0 it is 0 (Makridakis and Hibon, International Journal of Forecasting 16,
/// 2000).
public struct Backtest: Sendable, Equatable {
  /// Of the forecast's model.
  public let error: Double
  /// Of the naive method, over the same origins and horizons.
  public let naiveError: Double
  /// How many origins were forecast from. Of more than `mostOrigins` possible ones, every second, third or so is taken,
  /// counted back from the last.
  public let origins: Int

  /// Whether the naive method would have been better.
  public var isNaiveBetter: Bool { naiveError < error }

  static let mostOrigins = 24

  /// Nil where no origin has 8 figures before it and the horizon after it, and where `Forecast` refuses the history.
  public init?(of history: [Double], _ options: ForecastOptions = ForecastOptions()) {
    guard let horizon = try? Forecast.horizon(for: history.count, asked: options.horizon),
      history.allSatisfy(\.isFinite), history.count - horizon >= ForecastRefusal.fewestPoints
    else { return nil }
    let possible = ForecastRefusal.fewestPoints...(history.count - horizon)
    let stride = (possible.count + Self.mostOrigins - 1) / Self.mostOrigins
    var (sum, naiveSum, origins) = (0.0, 0.0, 0)
    for origin in possible.reversed() where (possible.upperBound - origin).isMultiple(of: stride) {
      let past = Array(history[..<origin])
      let actual = history[origin..<(origin + horizon)]
      let fitted = FittedModel(options.model, past, periodsPerYear: options.periodsPerYear)
      for (value, moments) in zip(actual, fitted.moments(horizon: horizon)) {
        sum += Self.symmetricError(value, moments.mean.kept(in: options.range))
        naiveSum += Self.symmetricError(value, past[origin - 1])
      }
      origins += 1
    }
    self.origins = origins
    error = sum / Double(origins * horizon)
    naiveError = naiveSum / Double(origins * horizon)
  }

  private static func symmetricError(_ actual: Double, _ forecast: Double) -> Double {
    // Halved first: the sum of two large numbers may be none.
    let size = abs(actual) / 2 + abs(forecast) / 2
    return size > 0 ? min(abs(actual / size - forecast / size), 2) : 0
  }
}

/// The Theta method with θ = 2: the mean of the straight line through a series and of simple exponential smoothing of
/// the series with its distances from that line doubled. A season is taken out before and put back after.
///
/// Sources: Assimakopoulos and Nikolopoulos, International Journal of Forecasting 16 (2000). It is simple exponential
/// smoothing with half the line's slope as drift: Hyndman and Billah, the same journal 19 (2003). The state space form,
/// by which α and the first level are estimated and which gives the variance σ²·(1 + (h − 1)·α²) of the forecast h
/// periods ahead: the "standard Theta model" of Fiorucci and others, the same journal 32 (2016), section 3.
struct Theta: ForecastMethod {
  /// The smoothing parameter, above 0 and below 1.
  let alpha: Double
  /// The smoothed level of the (deseasonalised) series after the last period.
  let level: Double
  /// The line a + b·t through the deseasonalised series, t = 1 being the first period.
  let line: (intercept: Double, slope: Double)
  /// Standard deviation of the errors one period ahead; α, the first level and the drift cost a degree of freedom each.
  let sigma: Double
  let season: SeasonalDecomposition?
  /// How many periods the series has.
  let count: Int
  /// (1 − α)^count: how much of the first level and of the line's start is left.
  private let remainder: Double

  /// Fits the method to a series of at least 4 finite values; `period` is the number of periods in a year, 1 for no
  /// season.
  init(fitting series: [Double], period: Int) {
    let isSeasonal = isSeasonal(series, period: period)
    season =
      isSeasonal
      ? SeasonalDecomposition(of: series, period: period, isMultiplicative: true)
        ?? SeasonalDecomposition(of: series, period: period, isMultiplicative: false) : nil
    let adjusted = season?.adjusted(series) ?? series
    let line = straightLine(through: adjusted)
    let search = NelderMead(
      lower: [1e-4], upper: [0.9999], limit: 200, restarts: 0, size: 1e-7, flatSize: 1e-5, flatness: 1e-12)
    let best = search.minimise(from: [[0.5]]) { Self.smooth(adjusted, line, alpha: $0[0]).squares }
    let end = Self.smooth(adjusted, line, alpha: best.point[0])
    self.line = line
    count = series.count
    alpha = best.point[0]
    level = end.level
    remainder = end.remainder
    sigma = (end.squares / Double(count - 3)).squareRoot()
  }

  var name: String { season == nil ? "Theta" : "seasonal Theta" }

  /// The sum of squared errors for one α with the first level that makes it least, in which the errors are linear.
  private static func smooth(
    _ series: [Double], _ line: (intercept: Double, slope: Double), alpha: Double
  ) -> (squares: Double, level: Double, remainder: Double) {
    // With a first level of 0; `power`, (1 − α)^(t − 1), is how much of a first level of 1 is left.
    var level = 0.0
    var power = 1.0
    var (ee, ep, pp) = (0.0, 0.0, 0.0)
    for value in series {
      let error = value - level - drift(line, alpha, power)
      ee += error * error
      ep += error * power
      pp += power * power
      level += alpha * (value - level)
      power *= 1 - alpha
    }
    let first = ep / pp
    return (max(ee - ep * first, 0), level + power * first, power)
  }

  /// What the next forecast adds to the level, ½·((1 − α)^(t − 1)·a + (1 − (1 − α)^t)/α·b); in the long run ½·b/α.
  private static func drift(_ line: (intercept: Double, slope: Double), _ alpha: Double, _ power: Double) -> Double {
    0.5 * (power * line.intercept + (1 - power * (1 - alpha)) / alpha * line.slope)
  }

  func moments(horizon: Int) -> [ForecastMoments] {
    (0..<horizon).map { step in
      let mean = level + Self.drift(line, alpha, remainder) + 0.5 * line.slope * Double(step)
      let deviation = sigma * (1 + Double(step) * alpha * alpha).squareRoot()
      guard let season else { return ForecastMoments(mean: mean, standardDeviation: deviation) }
      let index = season.index(at: count + step)
      return season.isMultiplicative
        ? ForecastMoments(mean: mean * index, standardDeviation: deviation * index)
        : ForecastMoments(mean: mean + index, standardDeviation: deviation)
    }
  }

  func path(innovations: [Double]) -> [Double] {
    var shift = 0.0
    return zip(moments(horizon: innovations.count), innovations).enumerated().map { step, pair in
      let factor = season.map { $0.isMultiplicative ? $0.index(at: count + step) : 1 } ?? 1
      let value = pair.0.mean + factor * (shift + sigma * pair.1)
      shift += alpha * sigma * pair.1
      return value
    }
  }
}

/// The least squares line through values at 1, 2, 3, …; level through fewer than two.
func straightLine(through values: [Double]) -> (intercept: Double, slope: Double) {
  let points = values.enumerated().map { (x: Double($0 + 1), y: $1) }
  return leastSquares(points) ?? (values.first ?? 0, 0)
}

import System

/// Exponential smoothing in state space form, ETS(error, trend, season), fitted to a series.
///
/// With one source of error: an additive error is in the series' unit, a multiplicative one relative to the forecast;
/// the trend, where there is one, is damped by φ in every period; the season is added or multiplies.
///
/// Source: Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008): table 2.2 and 2.3 for the
/// recursions, chapter 6 for the variances. Left out are an undamped trend, which carries growth on for ever, and
/// additive errors with a multiplicative season, whose variance has no closed form and may be infinite.
struct ExponentialSmoothing: ForecastMethod {
  struct Form: Sendable, Equatable {
    enum Season: Sendable { case none, additive, multiplicative }
    var hasMultiplicativeError = false
    var hasTrend = false
    var season = Season.none
  }

  /// Smoothing parameters, 0 < β < α < 1 and 0 < γ < 1 − α; β is 0 and φ 1 without a trend, γ is 0 without a season.
  struct Parameters: Sendable {
    var alpha: Double
    var beta = 0.0
    var phi = 1.0
    var gamma = 0.0
  }

  /// The states: level and trend per period in the series' unit, and the season's figures, that of the series' first
  /// period first (offsets or factors).
  struct State: Sendable {
    var level: Double
    var trend: Double
    var season: [Double]
  }

  let form: Form
  let parameters: Parameters
  /// After the last period.
  let state: State
  /// How many periods the series has.
  let count: Int
  /// Standard deviation of the errors one period ahead, relative ones where the error is multiplicative.
  let sigma: Double
  /// Akaike's information criterion, corrected for short series; infinite where the form does not fit the series.
  let correctedAIC: Double

  var name: String {
    let season =
      switch form.season {
      case .none: "N"
      case .additive: "A"
      case .multiplicative: "M"
      }
    return "ETS(\(form.hasMultiplicativeError ? "M" : "A"),\(form.hasTrend ? "Ad" : "N"),\(season))"
  }

  func moments(horizon: Int) -> [ForecastMoments] {
    // φ + φ² + … of the step before, and φ to the power of the step.
    var damping = 0.0
    var power = 1.0
    // How much an error of 1 moves the forecasts made 1, 2, … periods later, apart from a season that multiplies.
    var weights: [Double] = []
    // θ of chapter 6: the second moment of the forecast without the error of its own period.
    var second: [Double] = []
    let variance = sigma * sigma
    return (0..<horizon).map { step in
      if step > 0 {
        let isSeason = form.season == .additive && step % state.season.count == 0
        weights.append(parameters.alpha + parameters.beta * damping + (isSeason ? parameters.gamma : 0))
      }
      power *= parameters.phi
      damping += power
      var mean = state.level + damping * state.trend
      let season = form.season == .none ? 0 : state.season[(count + step) % state.season.count]
      if form.season == .additive { mean += season }
      guard form.hasMultiplicativeError else {
        let sum = weights.reduce(1) { $0 + $1 * $1 }
        return ForecastMoments(mean: mean, standardDeviation: sigma * sum.squareRoot())
      }
      second.append(zip(weights, second.reversed()).reduce(mean * mean) { $0 + variance * $1.0 * $1.0 * $1.1 })
      guard form.season == .multiplicative else {
        let spread = (1 + variance) * second[step] - mean * mean
        return ForecastMoments(mean: mean, standardDeviation: max(spread, 0).squareRoot())
      }
      // Exact within the first year; beyond, as if a factor and the level had not moved together.
      let years = Double(step / state.season.count)
      let seasonal = pow(1 + square(parameters.gamma) * variance, years)
      let spread = (1 + variance) * second[step] * seasonal - mean * mean
      return ForecastMoments(mean: mean * season, standardDeviation: season * max(spread, 0).squareRoot())
    }
  }

  func path(innovations: [Double]) -> [Double] {
    var (level, trend, season) = (state.level, state.trend, state.season)
    let p = parameters
    return innovations.enumerated().map { step, innovation in
      let drift = p.phi * trend
      let base = level + drift
      let place = season.isEmpty ? 0 : (count + step) % season.count
      let forecast =
        switch form.season {
        case .none: base
        case .additive: base + season[place]
        case .multiplicative: base * season[place]
        }
      let error = sigma * innovation * (form.hasMultiplicativeError ? forecast : 1)
      let own = form.season == .multiplicative ? sigma * innovation * base : error
      level = base + p.alpha * own
      trend = drift + p.beta * own
      switch form.season {
      case .none: break
      case .additive: season[place] += p.gamma * error
      case .multiplicative: season[place] *= 1 + p.gamma * sigma * innovation
      }
      return forecast + error
    }
  }
}

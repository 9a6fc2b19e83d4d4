import System

extension ExponentialSmoothing {
  /// The form with the least corrected AIC, the simpler one where two are equal.
  ///
  /// The series has at least 8 finite values, scaled so that the largest is about 1 (see `FittedModel.scale`);
  /// `period` is the number of periods in a year, 1 for no season.
  static func best(for series: [Double], period: Int) -> ExponentialSmoothing {
    // Relative errors and factors have no meaning at zero and below.
    let isPositive = series.allSatisfy { $0 > smallest }
    var best = ExponentialSmoothing(fitting: series, form: Form(), season: nil)
    for season in [Form.Season.none, .additive, .multiplicative] {
      let isMultiplicative = season == .multiplicative
      var decomposition: SeasonalDecomposition?
      if season != .none {
        guard isPositive || !isMultiplicative else { continue }
        decomposition = SeasonalDecomposition(of: series, period: period, isMultiplicative: isMultiplicative)
        if decomposition == nil { continue }
      }
      for hasTrend in [false, true] {
        for hasMultiplicativeError in [false, true] {
          if hasMultiplicativeError ? !isPositive : isMultiplicative { continue }
          let form = Form(hasMultiplicativeError: hasMultiplicativeError, hasTrend: hasTrend, season: season)
          if form == Form() { continue }
          let fit = ExponentialSmoothing(fitting: series, form: form, season: decomposition)
          if fit.correctedAIC < best.correctedAIC { best = fit }
        }
      }
    }
    return best
  }

  /// Below this part of the largest value, values and forecasts count as zero.
  static let smallest = 1e-9

  /// Fits one form by maximum likelihood.
  ///
  /// The first states are not searched: the level and trend are the line through the first ten values, without their
  /// season, or their mean (Hyndman and others, section 2.6.1), and the season is that of the decomposition. They count
  /// as parameters all the same. Searched as well, they gain a little likelihood and no accuracy.
  init(fitting series: [Double], form: Form, season: SeasonalDecomposition?) {
    let opening = Array((season?.adjusted(series) ?? series).prefix(10))
    let line =
      form.hasTrend
      ? straightLine(through: opening) : (intercept: opening.reduce(0, +) / Double(opening.count), slope: 0)
    let first = State(level: line.intercept, trend: line.slope, season: season?.indices ?? [])
    var smoother = Smoother(series: series, form: form, first: first)

    // α, then β/α and φ, then γ/(1 − α).
    var box: [(lower: Double, upper: Double, start: Double)] = [(1e-4, 0.9999, 0.3)]
    if form.hasTrend { box += [(1e-4, 0.9999, 0.1), (0.8, 0.98, 0.95)] }
    if season != nil { box.append((1e-4, 0.9999, 0.1)) }
    func parameters(_ point: [Double]) -> Parameters {
      var parameters = Parameters(alpha: point[0])
      if form.hasTrend { (parameters.beta, parameters.phi) = (point[0] * point[1], point[2]) }
      if season != nil { parameters.gamma = (1 - point[0]) * point[point.count - 1] }
      return parameters
    }
    // A difference of a thousandth between AICs says nothing.
    let search = NelderMead(
      lower: box.map(\.lower), upper: box.map(\.upper), limit: 250, restarts: 0, size: 1e-6, flatSize: 1e-2,
      flatness: 1e-3)
    let best = search.minimise(from: [box.map(\.start)]) { smoother.run(parameters($0)) }
    let deviance = smoother.run(parameters(best.point))

    // The smoothing parameters, the first states (a season of m has m − 1) and σ.
    let estimated = box.count + (form.hasTrend ? 2 : 1) + max(first.season.count - 1, 0) + 1
    let (n, k) = (Double(series.count), Double(estimated))
    self.form = form
    self.parameters = parameters(best.point)
    state = smoother.state
    count = series.count
    sigma = (smoother.squares / max(n - k + 1, 1)).squareRoot()
    correctedAIC = n > k + 1 ? deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1) : .infinity
  }
}

/// Runs the recursions of one form over a series.
private struct Smoother {
  let series: [Double]
  let form: ExponentialSmoothing.Form
  let first: ExponentialSmoothing.State
  /// After the last run.
  private(set) var state: ExponentialSmoothing.State
  private(set) var squares = 0.0

  init(series: [Double], form: ExponentialSmoothing.Form, first: ExponentialSmoothing.State) {
    self.series = series
    self.form = form
    self.first = first
    state = first
  }

  /// −2 ln of the largest likelihood over σ, up to a constant that all forms share: n·ln Σe², and for relative errors
  /// 2·Σ ln μ besides. Infinite where a relative error's forecast is not positive.
  ///
  /// The sum of squares is kept above what rounding leaves of a perfect fit, so that of several the simplest wins.
  mutating func run(_ p: ExponentialSmoothing.Parameters) -> Double {
    let period = first.season.count
    for i in 0..<period { state.season[i] = first.season[i] }
    // The level and damped trend that the next period is forecast from: kept as their sum and the trend, so that a
    // period waits for two operations of the period before and not for five.
    var drift = p.phi * first.trend
    var base = first.level + drift
    let gain = p.alpha + p.phi * p.beta
    let kept = 1 - gain
    let driftGain = p.phi * p.beta
    var (sum, logarithms, product) = (0.0, 0.0, 1.0)
    let isFit = state.season.withUnsafeMutableBufferPointer { season in
      var place = 0
      for value in series {
        // Without the season, in the unit of the level.
        var adjusted = value
        var forecast = base
        var error: Double
        switch form.season {
        case .none:
          error = value - forecast
        case .additive:
          adjusted = value - season[place]
          forecast = base + season[place]
          error = adjusted - base
          season[place] += p.gamma * error
        case .multiplicative:
          adjusted = value / season[place]
          forecast = base * season[place]
          error = value - forecast
        }
        if form.hasMultiplicativeError {
          guard forecast > ExponentialSmoothing.smallest else { return false }
          error /= forecast
          product *= forecast
          // A logarithm now and then instead of one for each period.
          if !(product > 1e-100 && product < 1e100) {
            logarithms += log(product)
            product = 1
          }
          if form.season == .multiplicative { season[place] *= 1 + p.gamma * error }
        }
        sum += error * error
        place = place + 1 < period ? place + 1 : 0
        let next = kept * base + (gain * adjusted + p.phi * drift)
        drift = p.phi * drift + driftGain * (adjusted - base)
        base = next
      }
      return true
    }
    guard isFit else { return .infinity }
    (state.level, state.trend, squares) = (base - drift, drift / p.phi, sum)
    let n = Double(series.count)
    return n * log(max(sum, n * 1e-28)) + 2 * (logarithms + log(product))
  }
}

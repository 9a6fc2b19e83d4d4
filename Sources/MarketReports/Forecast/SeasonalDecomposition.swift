/// Classical decomposition: a moving average over one year as the trend, and a season that is the same in every year,
/// shrunk towards none by as much of it as noise explains.
///
/// Sources: Makridakis, Wheelwright and Hyndman, Forecasting: Methods and Applications, 3rd edition (1998), chapter 3;
/// the shrinkage is James and Stein's, for seasonal indices by Miller and Williams, International Journal of
/// Forecasting 19 (2003), section 3.
struct SeasonalDecomposition: Sendable {
  /// Whether the season multiplies the trend or is added to it.
  let isMultiplicative: Bool
  /// One figure per place in the year, that of the first period first: factors around 1, or offsets around 0 in the
  /// series' unit.
  let indices: [Double]

  /// Nil for fewer than two full years, and for a multiplicative season of a series that is not positive or whose
  /// factors fall to a hundredth.
  init?(of series: [Double], period: Int, isMultiplicative: Bool) {
    guard period > 1, series.count >= 2 * period, !isMultiplicative || series.allSatisfy({ $0 > 0 }) else { return nil }
    let half = period / 2
    let inner = half..<(series.count - half)
    let deviations = inner.map { t in
      let trend = Self.centredAverage(of: series, at: t, period: period)
      return isMultiplicative ? series[t] / trend : series[t] - trend
    }
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    for (t, deviation) in zip(inner, deviations) {
      sums[t % period] += deviation
      counts[t % period] += 1
    }
    let means = zip(sums, counts).map { $0 / $1 }
    let overall = means.reduce(0, +) / Double(period)
    let raw = means.map { isMultiplicative ? $0 / overall : $0 - overall }

    let centre = isMultiplicative ? 1.0 : 0.0
    let rest = zip(inner, deviations).reduce(0) { $0 + square($1.1 - means[$1.0 % period]) }
    let freedom = Double(inner.count - period)
    let spread = raw.reduce(0) { $0 + square($1 - centre) }
    var kept = 1.0
    if freedom > 0, spread > 0, period > 3 {
      // The variance of a mean over the years.
      let variance = rest / freedom * Double(period) / Double(inner.count)
      kept = max(0, 1 - Double(period - 3) * variance / spread)
    }
    let indices = raw.map { centre + kept * ($0 - centre) }
    guard indices.allSatisfy({ $0.isFinite && (!isMultiplicative || $0 > 0.01) }) else { return nil }
    self.isMultiplicative = isMultiplicative
    self.indices = indices
  }

  /// The season of a period, the first being 0.
  func index(at period: Int) -> Double { indices[period % indices.count] }

  /// The series without its season.
  func adjusted(_ series: [Double]) -> [Double] {
    series.indices.map { isMultiplicative ? series[$0] / index(at: $0) : series[$0] - index(at: $0) }
  }

  /// The mean over one year around a period; where that is an even number of periods, the outermost two count half.
  private static func centredAverage(of series: [Double], at t: Int, period: Int) -> Double {
    let half = period / 2
    var sum = series[(t - half)...(t + half)].reduce(0, +)
    if period.isMultiple(of: 2) { sum -= 0.5 * (series[t - half] + series[t + half]) }
    return sum / Double(period)
  }
}

func square(_ x: Double) -> Double { x * x }

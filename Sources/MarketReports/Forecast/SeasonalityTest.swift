/// Whether a series has a season: the autocorrelation of its distances from a straight line, at the lag of one year, is
/// above the limit that white noise passes once in twenty times, 1.645/√n.
///
/// The limit is that of Makridakis, Wheelwright and Hyndman, Forecasting: Methods and Applications, 3rd edition (1998),
/// section 7.1. In the M3 competition the Theta method took Bartlett's, which the shorter lags raise: a smooth season
/// has large ones itself and hides behind them. What passes by chance costs little, because the season is shrunk.
func isSeasonal(_ series: [Double], period: Int) -> Bool {
  guard period > 1, series.count >= 2 * period else { return false }
  let line = straightLine(through: series)
  let distances = series.enumerated().map { $1 - (line.intercept + line.slope * Double($0 + 1)) }
  func covariance(lag: Int) -> Double {
    zip(distances, distances.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
  }
  let variance = covariance(lag: 0)
  return variance > 0 && covariance(lag: period) > 1.645 / Double(series.count).squareRoot() * variance
}

/// A method fitted to a series: what it expects of the periods after the last, and how sure it is.
protocol ForecastMethod: Sendable {
  /// The method with its form, such as `ETS(A,Ad,N)`.
  var name: String { get }

  /// The mean and the standard deviation of each of the next periods, in the series' unit.
  func moments(horizon: Int) -> [ForecastMoments]

  /// One course that the next periods may take: as many as there are innovations, which are draws from the standard
  /// normal distribution. Innovations of 0 give the means, but for rounding.
  func path(innovations: [Double]) -> [Double]
}

struct ForecastMoments: Sendable {
  var mean: Double
  var standardDeviation: Double
}

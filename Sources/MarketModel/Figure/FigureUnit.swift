/// What the figures of a table's column or of a chart's axis count.
public enum FigureUnit: Sendable, Equatable {
  case metric(MetricUnit)
  /// An age: no metric counts days.
  case days

  var isMoney: Bool {
    switch self {
    case .metric(let unit): unit.isMoney
    case .days: false
    }
  }

  /// How many digits say enough: a score of 1287 and one of 1290 are not the same.
  var digits: Int { self == .metric(.score) ? 4 : 3 }
}

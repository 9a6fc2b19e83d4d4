/// The columns of `forecast`.
enum ForecastColumn: Int, ReportColumn {
  case period, product, metric, value, low, high, model, backtestError, naiveError

  static let texts: Set<Self> = [.period, .product, .metric, .model]
  static let keys: [Self] = [.period, .product, .metric]
}

/// The columns of the statement behind it: the figures that are forecast from.
enum ForecastInputColumn: Int, ReportColumn {
  case period, product, metric, value, low, high, qualifier, origin, source, publishedOn

  static let texts: Set<Self> = [.period, .product, .metric, .qualifier, .origin, .source, .publishedOn]
  static let keys: [Self] = [.period, .product, .metric]
}

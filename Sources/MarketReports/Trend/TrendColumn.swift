/// The columns of `trend`.
enum TrendColumn: Int, ReportColumn {
  case period, product, metric, day, value, low, high, sources, sourcesLow, sourcesHigh, qualifier, status, change,
    changeLow, changeHigh, changeYear, index
  case movingAverage, origin, source, publishedOn
  /// 1 where it is that of a chain.
  case indexChained, movingAverageChained

  static let texts: Set<Self> = [.period, .product, .metric, .qualifier, .status, .origin, .source, .publishedOn]
  static let hidden: Set<Self> = [.indexChained, .movingAverageChained]
  static let keys: [Self] = [.period, .product, .metric, .day]
}

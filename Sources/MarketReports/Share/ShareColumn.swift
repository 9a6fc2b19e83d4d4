/// The columns of `share`.
enum ShareColumn: Int, ReportColumn {
  case period, product, metric, value, low, high, share, shareLow, shareHigh, sources, sourcesLow
  case sourcesHigh, shareChange, origin, source, publishedOn

  static let texts: Set<Self> = [.period, .product, .metric, .origin, .source, .publishedOn]
  static let keys: [Self] = [.period, .product, .metric]
}

/// The columns of `coverage`.
enum CoverageColumn: Int, ReportColumn {
  case product, metric, granularity, firstPeriod, lastPeriod, observed, missing, lastPublishedOn, ageDays, nextExpected
  case quotedShare, stale

  static let texts: Set<Self> = [
    .product, .metric, .granularity, .firstPeriod, .lastPeriod, .lastPublishedOn, .nextExpected, .stale,
  ]
  static let keys: [Self] = [.product, .metric, .granularity]
}

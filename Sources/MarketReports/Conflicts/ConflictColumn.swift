/// The columns of `conflicts`.
enum ConflictColumn: Int, ReportColumn {
  case kind, product, metric, period, value, origin, otherMetric, otherPeriod, otherValue, otherOrigin, ratio, believed
  case why, bias, count, source, otherSource
  case qualifier, otherQualifier, unit, currency, granularity
  /// What the believed claim is believed by.
  case believedReliability, believedFirstHand, believedPublishedOn

  static let texts: Set<Self> = [
    .product, .metric, .period, .origin, .otherMetric, .otherPeriod, .otherOrigin, .believed, .why, .source,
    .otherSource,
  ]
  static let keys: [Self] = [
    .kind, .product, .metric, .period, .origin, .otherMetric, .otherPeriod, .otherOrigin, .source,
    .otherSource,
  ]
  static let hidden: Set<Self> = [
    .qualifier, .otherQualifier, .unit, .currency, .granularity, .believedReliability, .believedFirstHand,
    .believedPublishedOn,
  ]
}

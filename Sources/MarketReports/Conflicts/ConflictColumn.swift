/// The columns of `conflicts`.
enum ConflictColumn: Int, ReportColumn {
  case kind, product, metric, period, value, origin, otherMetric, otherPeriod, otherValue, otherOrigin, ratio, believed
  case qualifier, otherQualifier, unit, currency

  static let texts: Set<Self> = [
    .product, .metric, .period, .origin, .otherMetric, .otherPeriod, .otherOrigin, .believed,
  ]
  static let keys: [Self] = [.kind, .product, .metric, .period, .origin, .otherMetric, .otherPeriod, .otherOrigin]
  static let hidden: Set<Self> = [.qualifier, .otherQualifier, .unit, .currency]
}

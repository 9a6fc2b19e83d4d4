/// The columns of `revisions`.
enum RevisionColumn: Int, ReportColumn {
  case `class`, product, metric, period, oldValue, newValue, change, oldPublishedOn, newPublishedOn, source
  case unit, currency, oldLow, oldHigh, oldQualifier, newLow, newHigh, newQualifier

  static let texts: Set<Self> = [.class, .product, .metric, .period, .oldPublishedOn, .newPublishedOn, .source]
  static let keys: [Self] = [.product, .metric, .period, .source, .oldPublishedOn, .newPublishedOn]
  static let hidden: Set<Self> = [.unit, .currency, .oldLow, .oldHigh, .oldQualifier, .newLow, .newHigh, .newQualifier]
}

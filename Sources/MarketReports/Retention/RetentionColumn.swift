/// The columns of `retention`.
enum RetentionColumn: Int, ReportColumn {
  case product, plan, cohort, day, retention, low, high, qualifier, cohortSize, cohorts, fitted, extrapolated

  static let texts: Set<Self> = [.product, .plan, .cohort, .qualifier]
  static let keys: [Self] = [.product, .plan, .cohort, .day]
}

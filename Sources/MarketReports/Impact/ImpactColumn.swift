/// The columns of `impact`.
enum ImpactColumn: Int, ReportColumn {
  case product, role, before, after, change, periodsBefore, periodsAfter

  static let texts: Set<Self> = [.product, .role]
  static let keys: [Self] = [.product, .role]
}

/// The columns of `lead`.
enum LeadColumn: Int, ReportColumn {
  case product, metric, from, to, periods, share, runnerUp, margin, certain, certainAcrossSources, agree, of, dissent
  case origin, began

  static let texts: Set<Self> = [
    .product, .metric, .from, .to, .runnerUp, .certain, .certainAcrossSources, .dissent, .origin, .began,
  ]
  static let keys: [Self] = [.product, .metric, .from]
}

/// How a reign began, as the rows say it.
enum LeadBeginning: String, CaseIterable {
  /// With the record: it may be older.
  case record
  /// One origin shows the old order before and the new one after.
  case change
  /// No single origin shows the change: it may be one of who is believed.
  case originChanged = "origin changed"
}

/// The reports of the market. Each has its verb, its columns and its parameters; a new one is a case here, and the
/// compiler then asks for the rest.
public enum ReportKind: String, Sendable, CaseIterable {
  case trend, share, lead, retention, impact, forecast, conflicts, revisions, coverage

  /// The word of the command line and of `ReportDocument.report`.
  public var verb: String { rawValue }

  /// The columns of its data formats.
  public var columns: [Column] { columnList.columns }

  /// The names of the columns that say what a row is about.
  public var keyColumns: [String] { columnList.keyNames }

  private var columnList: any ReportColumn.Type {
    switch self {
    case .trend: TrendColumn.self
    case .share: ShareColumn.self
    case .lead: LeadColumn.self
    case .retention: RetentionColumn.self
    case .impact: ImpactColumn.self
    case .forecast: ForecastColumn.self
    case .conflicts: ConflictColumn.self
    case .revisions: RevisionColumn.self
    case .coverage: CoverageColumn.self
    }
  }
}

extension ReportColumn {
  fileprivate static var keyNames: [String] { keys.map(\.name) }
}

import MarketModel
import MarketStore
import SQLite

/// What is observed, since when, how densely and how old it is.
public struct CoverageParameters: Sendable, Equatable {
  /// The products, the metric and the knowledge to report on; without a metric, all of them.
  public var common: CommonParameters

  /// Everything coverage can be asked is common to all reports.
  public init(_ common: CommonParameters) { self.common = common }
}

/// One row per product, metric and granularity: first and last period, gaps, age, when the next figure is expected, how
/// much of it is known second-hand, and whether it is stale.
///
/// The next figure is expected as long after the end of the next period as the last publication came after the end of
/// the last one. Data are stale from the day after that; spans and readings on single days, which have no rhythm, after
/// 90 days.
///
/// - Throws: `StoreError` of kind `name` for an unknown name.
public func coverage(_ parameters: CoverageParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let scope = try RecordScope(parameters.common, in: store)
    let query = CoverageQuery(scope: scope)
    let statement = try query.statement()
    let rows = try store.connection.cells(statement)
    let document = try CoverageDocument(scope: scope, rows: rows).document(scope.request(.coverage))
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

/// Whether a coverage report found something older than it should be.
public func hasStaleRows(_ document: ReportDocument) -> Bool {
  guard let index = document.columns.firstIndex(where: { $0.name == "stale" }) else { return false }
  return document.rows.contains { $0[index] == .text("yes") }
}

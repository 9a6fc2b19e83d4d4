import MarketModel
import MarketStore
import SQLite

/// Claims that cannot both be true, side by side, with the one that is believed.
public struct ConflictsParameters: Sendable, Equatable {
  /// The products, the metric, the periods and the knowledge to report on; without a metric, all of them.
  public var common: CommonParameters
  /// Of one series and period, a row for each period; else one for each pair of origins, with their bias.
  public var all: Bool

  /// Unless told, a row for each pair of origins.
  public init(_ common: CommonParameters, all: Bool = false) {
    self.common = common
    self.all = all
  }
}

/// Contradictions of four kinds: (1) one series and period, disjoint intervals, told once for each pair of origins,
/// product and metric, with the median ratio of the two over all periods that both have; (2) metrics of one family,
/// overlapping periods, disjoint intervals, different origins; (3) a part larger than its stated whole; (4) an event
/// that happens once, with two dates.
///
/// - Throws: `StoreError` of kind `name` for an unknown name.
public func conflicts(_ parameters: ConflictsParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let scope = try RecordScope(parameters.common, in: store)
    try scope.believing.requireClaims("a report of conflicts")
    let query = ConflictsQuery(scope: scope, showsAll: parameters.all)
    // The sentences need the qualifiers, which the rows have no columns for: those come behind them and are taken off.
    let wide = try store.connection.cells(query.statement(withHidden: true))
    var request = scope.request(.conflicts)
    request.addFlag("all", parameters.all)
    var document = ConflictsDocument(scope: scope, wide: wide).document(request)
    document.notes += try query.notes()
    return ReportRun(document: document, sql: query.statement().literalText + ";")
  }
}

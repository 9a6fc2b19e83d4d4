import MarketModel
import MarketStore
import SQLite

/// Who led, from when to when.
public struct LeadParameters: Sendable, Equatable {
  /// The products, the metric and the knowledge to report on; its periods choose which reigns are shown.
  public var common: CommonParameters
  /// Every reign; else the present one and the one before.
  public var history: Bool

  /// Unless told, the last two reigns.
  public init(_ common: CommonParameters, history: Bool = false) {
    self.common = common
    self.history = history
  }
}

/// Who had the largest value, from when to when, by how much, how certainly, and how many origins agree. Each period is
/// read off one origin; a change that no single origin shows is said to be a change of origin.
///
/// - Throws: `StoreError` of kind `name` for an unknown name, `usage` for a metric by age, irregular spans or a mix of
///   currencies.
public func lead(_ parameters: LeadParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let scope = try ReportScope(parameters.common, defaultMetric: "mau", in: store)
    try scope.requireNoAges("nobody leads across ages")
    let timeline = try scope.regularTimeline("none is before another")
    let query = LeadQuery(scope: scope, timeline: timeline, showsHistory: parameters.history)
    let statement = try query.statement()
    let rows = try store.connection.cells(statement)
    var request = scope.request(.lead)
    request.addFlag("history", parameters.history)
    let document = try LeadDocument(query: query, rows: rows).document(request)
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

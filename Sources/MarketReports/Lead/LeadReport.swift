import MarketModel
import MarketStore
import SQLite

/// Who led, from when to when.
public struct LeadParameters: Sendable, Equatable {
  /// The products, the metric and the knowledge to report on; its periods choose which reigns are shown.
  public var common: CommonParameters
  /// Every reign; else the present one and the one before.
  public var history: Bool
  /// So many of the largest in the last period shown can lead; the others count in the sum alone.
  public var top: Int?

  /// Unless told, the last two reigns, of any member.
  public init(_ common: CommonParameters, history: Bool = false, top: Int? = nil) {
    self.common = common
    self.history = history
    self.top = top
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
    if let top = parameters.top, top < 2 {
      throw StoreError(.usage, "nobody leads among the top \(top)", remedy: "give a number from 2 on")
    }
    let query = LeadQuery(
      scope: scope, timeline: timeline, showsHistory: parameters.history, top: parameters.top)
    let statement = try query.statement()
    let rows = try store.connection.cells(statement)
    var request = scope.request(.lead)
    request.addFlag("history", parameters.history)
    request.add("top", parameters.top)
    let document = try LeadDocument(query: query, rows: rows).document(request)
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

import MarketModel
import MarketStore
import SQLite

/// What changed between two dates of knowledge.
public struct RevisionsParameters: Sendable, Equatable {
  /// The products, the metric, the periods and the knowledge to report on; `asOf` is the later date where `until` is
  /// nil.
  public var common: CommonParameters
  /// The earlier date of knowledge.
  public var since: CalendarDay
  /// The later one; nil: what is known now.
  public var until: CalendarDay?

  /// Without `until`, the later date is `asOf` of `common`, or else now.
  public init(_ common: CommonParameters, since: CalendarDay, until: CalendarDay? = nil) {
    self.common = common
    self.since = since
    self.until = until
  }

  /// The thirty days up to the later date.
  public init(_ common: CommonParameters, until: CalendarDay? = nil) {
    self.init(common, since: (until ?? common.today).adding(days: -30), until: until)
  }
}

/// The believed values of one date against those of a later one: added, removed, revised, re-flagged.
///
/// A claim is known on a date when it was published by then. What an import recorded after that date put right or took
/// back counts as it stood on the date; what was merely entered into the store later, but published before, does not
/// count as a change.
///
/// - Throws: `StoreError` of kind `name` for an unknown name, `usage` when the dates run backwards.
public func revisions(_ parameters: RevisionsParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let until = parameters.until ?? parameters.common.asOf
    if let until, until < parameters.since {
      throw StoreError(.usage, "until \(until) is before since \(parameters.since)", remedy: "swap them")
    }
    let scope = try RecordScope(parameters.common, in: store)
    try scope.believing.requireClaims("a report of revisions")
    let query = RevisionsQuery(
      scope: scope, since: parameters.since, until: until, importsSince: try store.lastImport(on: parameters.since),
      importsUntil: try until.map { try store.lastImport(on: $0) })
    let statement = query.statement()
    let wide = try store.connection.cells(query.statement(withClaims: true))
    var request = scope.request(.revisions)
    request.add("since", parameters.since.description)
    request.add("until", parameters.until?.description)
    let document = try RevisionsDocument(scope: scope, wide: wide, since: parameters.since, until: until).document(
      request)
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

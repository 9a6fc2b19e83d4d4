import MarketModel
import MarketStore

/// What every report can be asked. Names are as the user wrote them; a report resolves them and answers with the
/// catalogue's spelling.
public struct CommonParameters: Sendable, Equatable {
  /// Products or companies, in the order asked. Empty: those of `segment`, else all that have the metric.
  public var products: [String]
  /// Products of this segment; not together with `products`. Nil: `products` decides.
  public var segment: String?
  /// A metric's code or alias; nil is the report's own default (`mau`, for retention `retention`).
  public var metric: String?
  /// First period shown, inclusive. A period of another granularity stands for its days.
  public var from: Period?
  /// Last period shown, inclusive.
  public var to: Period?
  /// So many periods, of `by` or of the metric's own granularity, that end at `to`, or else at the last complete one.
  /// A scope resolves it into `from` and `to`.
  public var last: Int?
  /// Nil: the granularity the data have, months before all others.
  public var by: Granularity?
  /// Only what was published up to this day.
  public var asOf: CalendarDay?
  /// Only what the store itself held at this time: ISO 8601 in UTC, a date, or to the second or finer; the whole of the
  /// day or second counts.
  public var recordedAsOf: String?
  /// Only what was read in this source.
  public var source: String?
  /// Only what this source measured or said.
  public var origin: String?
  /// Which of several claims is believed: `ranked` (as if it were empty), `latest`, `median`, `only:NAME`, or one or
  /// more names of sources, the first of them first; `origin:NAME` for one that is called like a policy.
  public var believe: [String]
  /// Nil: the series that cover all regions, platforms, plans.
  public var region: String?
  /// Nil: the series that cover all platforms.
  public var platform: String?
  /// Nil: the series that cover all plans; for a metric by age, every plan by itself.
  public var plan: String?
  /// Money is shown in this currency, converted where needed; nil: as stated, if that is one currency.
  public var currency: String?
  /// Whether events are laid over the periods.
  public var events: Bool
  /// What "today" is, if it was given.
  public var now: CalendarDay?
  /// The clock's day: what "today" is when `now` is not given.
  public var clock: CalendarDay

  /// Nothing is resolved or checked here: the report does that. All but the clock has a default, which leaves that
  /// question open.
  public init(
    products: [String] = [], segment: String? = nil, metric: String? = nil, from: Period? = nil, to: Period? = nil,
    last: Int? = nil, by: Granularity? = nil,
    asOf: CalendarDay? = nil, recordedAsOf: String? = nil, source: String? = nil, origin: String? = nil,
    believe: [String] = [], region: String? = nil,
    platform: String? = nil, plan: String? = nil, currency: String? = nil, events: Bool = true, now: CalendarDay? = nil,
    clock: CalendarDay
  ) {
    self.products = products
    self.segment = segment
    self.metric = metric
    self.from = from
    self.to = to
    self.last = last
    self.by = by
    self.asOf = asOf
    self.recordedAsOf = recordedAsOf
    self.source = source
    self.origin = origin
    self.believe = believe
    self.region = region
    self.platform = platform
    self.plan = plan
    self.currency = currency
    self.events = events
    self.now = now
    self.clock = clock
  }

  /// - Throws: `StoreError` of kind `usage` when `from` is after `to`, `last` is less than 1 or beside `from`, or the
  ///   currency is not one.
  func requireSense() throws {
    if let last {
      if last < 1 {
        throw StoreError(.usage, "the last \(last) periods make no sense", remedy: "give a number from 1 on")
      }
      if from != nil {
        throw StoreError(
          .usage, "the last \(last) periods and a first period exclude each other",
          remedy: .anyOf([.omit(.from), .omit(.last)]))
      }
    }
    if let from, let to, let start = from.start, start > to.end {
      throw StoreError(.usage, "from \(from) is after to \(to)", remedy: "swap them")
    }
    if let currency, Currency(code: currency.uppercased()) == nil {
      throw StoreError(.usage, "\"\(currency)\" is not a currency code", remedy: "write three letters, as in USD")
    }
  }

  /// The same with `last` resolved into `from` and `to`, counted in periods of that granularity.
  ///
  /// - Throws: `StoreError` of kind `usage` where periods have no fixed length, or the first one lies before 1800.
  public func resolvingLast(_ granularity: Granularity) throws -> CommonParameters {
    guard let last else { return self }
    guard granularity != .span else {
      throw StoreError(
        .usage, "the last \(last) periods cannot be counted: the figures are over irregular spans",
        remedy: .set(.from, nil))
    }
    var end = Period(granularity, containing: to?.end ?? today)
    if to == nil || end?.end != to?.end { end = end?.previous }
    guard let end, let id = end.id, let start = Period(id: id - Int32(clamping: last - 1)) else {
      throw StoreError(
        .usage, "the last \(last) periods reach back before \(CalendarDay.years.lowerBound)",
        remedy: .set(.last, nil))
    }
    var resolved = self
    (resolved.from, resolved.to, resolved.last) = (start, end, nil)
    return resolved
  }

  /// The day that decides what is over and what is stale: `now`, else the clock's; no later than `asOf`, after which
  /// nothing is known.
  public var today: CalendarDay {
    let today = now ?? clock
    return min(today, asOf ?? today)
  }
}

/// A report that has run.
public struct ReportRun: Sendable, Equatable {
  /// What the report says.
  public var document: ReportDocument
  /// The one statement behind the rows, values filled in, ending with `;`: the plain `sqlite3` shell runs it to the
  /// same rows.
  public var sql: String

  /// `sql` ends with `;` and has no placeholders left.
  public init(document: ReportDocument, sql: String) {
    self.document = document
    self.sql = sql
  }
}

import MarketModel
import System

/// Growth of one product from its first to its last whole period: per year from twelve months on (CAGR), else per month
/// (CMGR).
struct Growth {
  let product: String
  var first: (period: Period, value: Double)?
  var last: (period: Period, value: Double)?
  var latest: (period: Period, value: Double)?
  var months: Double?
  var cagr: Double?
  var cmgr: Double?

  /// Whether first and last are not of one origin, so that `compare` has to find what joins them.
  private(set) var isOfSeveral = false
  /// Whether the growth is that of a chain of changes, each of one origin.
  private(set) var isChained = false
  private var lastOrigin: String?

  /// Nil when nothing is known of the product but gaps.
  init?(_ product: String, _ rows: ArraySlice<[Cell]>, _ granularity: Granularity, before today: CalendarDay) {
    self.product = product
    let actual = rows.filter(TrendQuery.isActual)
    let points = actual.compactMap { row -> (period: Period, value: Double, origin: Cell)? in
      guard let period = row[TrendColumn.period].period, let value = row[TrendColumn.value].number else { return nil }
      return (period, value, row[TrendColumn.origin])
    }
    latest = points.last.map { ($0.period, $0.value) }
    let whole = points.filter { $0.period.end < today }
    first = whole.first.map { ($0.period, $0.value) }
    last = whole.last.map { ($0.period, $0.value) }
    guard granularity != .span, let first = whole.first, let last = whole.last, first.period != last.period,
      first.value > 0, last.value >= 0
    else { return }
    months = Self.months(from: first.period, to: last.period)
    lastOrigin = last.origin.string
    isOfSeveral = first.origin != last.origin || areOfSeveral(first.origin)
    if !isOfSeveral { grow(by: last.value / first.value) }
  }

  /// Whether a figure is no single origin's: a roll-up of several, or a median.
  private func areOfSeveral(_ origin: Cell) -> Bool {
    origin.string.map { $0 == "several" || $0.hasPrefix(Median.name) } ?? true
  }

  /// Not from one origin's figure to another's: by the last one's own figure at the first period, else by a chain of
  /// changes over the periods where origins overlap.
  mutating func compare(by chain: GrowthChain) {
    guard let first, let last else { return }
    if let origin = lastOrigin, let own = chain.own[origin]?[first.period.label], own > 0 {
      self.first?.value = own
      return grow(by: last.value / own)
    }
    var factor = 1.0
    var period = first.period
    while let next = period.next, next.end <= last.period.end {
      guard let link = chain.links[next.label] else { return }
      factor *= link
      period = next
    }
    isChained = true
    grow(by: factor)
  }

  private mutating func grow(by factor: Double) {
    guard let months, months > 0 else { return }
    if months >= 12 {
      cagr = pow(factor, 12 / months) - 1
    } else {
      cmgr = pow(factor, 1 / months) - 1
    }
  }

  /// Months between two periods of one granularity; days and weeks by the mean length of a month.
  static func months(from start: Period, to end: Period) -> Double {
    guard let a = start.id, let b = end.id else { return 0 }
    switch start.granularity {
    case .month: return Double(b - a)
    case .quarter: return Double(b - a) * 3
    case .half: return Double(b - a) * 6
    case .year: return Double(b - a) * 12
    case .week: return Double(b - a) * 7 / (365.2425 / 12)
    case .day, .span: return Double(end.end.julianDayNumber - start.end.julianDayNumber) / (365.2425 / 12)
    }
  }

  var fields: [JSONField] {
    [
      JSONField("product", .string(product)), JSONField("first_period", JSONValue(first?.period.label)),
      JSONField("last_period", JSONValue(last?.period.label)),
      JSONField("months", JSONValue(months)), JSONField("cagr", JSONValue(cagr)), JSONField("cmgr", JSONValue(cmgr)),
      JSONField("chained", .bool(isChained)),
    ]
  }

  /// - Parameter figures: How the metric's figures are written.
  func sentence(_ figures: FigureStyle) -> String {
    guard let first, let last, let months else {
      if let latest {
        return "\(product): \(figures.number(latest.value)) in \(latest.period); one point gives no growth rate."
      }
      return "\(product): no point, so no growth rate."
    }
    let style = figures.telling(first.value, from: last.value)
    let span =
      "\(product): \(style.number(first.value)) in \(first.period) to \(style.number(last.value)) in \(last.period)"
    if isOfSeveral, cagr == nil, cmgr == nil {
      return "\(product): its origin changed between \(first.period) and \(last.period), so no growth rate."
    }
    let chain = isChained ? ", chained over a change of origin" : ""
    if let cagr { return "\(span), CAGR \(FigureStyle.ratio.change(cagr).joined) a year\(chain)." }
    if let cmgr {
      let length = FigureStyle.count.plain(months, decimals: 1)
      return
        "\(span), CMGR \(FigureStyle.ratio.change(cmgr).joined) a month (\(length) month\(length == "1" ? "" : "s"): "
        + "too short for a yearly rate)\(chain)."
    }
    return span + "."
  }
}

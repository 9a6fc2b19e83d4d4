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

  /// Nil when nothing is known of the product but gaps.
  init?(_ product: String, _ rows: ArraySlice<[Cell]>, _ granularity: Granularity, before today: CalendarDay) {
    self.product = product
    let points = rows.compactMap { row -> (period: Period, value: Double)? in
      guard TrendQuery.isActual(row), let period = row[TrendColumn.period].period,
        let value = row[TrendColumn.value].number
      else {
        return nil
      }
      return (period, value)
    }
    latest = points.last
    let whole = points.filter { $0.period.end < today }
    first = whole.first
    last = whole.last
    guard granularity != .span, let first, let last, first.period != last.period, first.value > 0, last.value >= 0
    else { return }
    let months = Self.months(from: first.period, to: last.period)
    self.months = months
    if months >= 12 {
      cagr = pow(last.value / first.value, 12 / months) - 1
    } else {
      cmgr = pow(last.value / first.value, 1 / months) - 1
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

  var json: JSONValue {
    .object([
      JSONField("product", .string(product)), JSONField("first_period", JSONValue(first?.period.label)),
      JSONField("last_period", JSONValue(last?.period.label)),
      JSONField("months", JSONValue(months)), JSONField("cagr", JSONValue(cagr)), JSONField("cmgr", JSONValue(cmgr)),
    ])
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
    if let cagr { return "\(span), CAGR \(FigureStyle.ratio.change(cagr).joined) a year." }
    if let cmgr {
      let length = FigureStyle.count.plain(months, decimals: 1)
      return
        "\(span), CMGR \(FigureStyle.ratio.change(cmgr).joined) a month (\(length) month\(length == "1" ? "" : "s"): "
        + "too short for a yearly rate)."
    }
    return span + "."
  }
}

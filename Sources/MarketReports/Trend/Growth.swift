import MarketModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Growth of one product from its first to its last whole period: per year from twelve months on (CAGR), else per month
/// (CMGR).
struct Growth {
  let product: String
  var first: (label: String, value: Double)?
  var last: (label: String, value: Double)?
  var latest: (label: String, value: Double)?
  var months: Double?
  var cagr: Double?
  var cmgr: Double?

  /// Nil when nothing is known of the product but gaps.
  init?(_ product: String, _ rows: ArraySlice<[Cell]>, _ granularity: Granularity, ended: (String) -> Bool) {
    self.product = product
    let points = rows.compactMap { row -> (label: String, value: Double)? in
      guard TrendQuery.isActual(row), let label = row[TrendQuery.Place.period].string,
        let value = row[TrendQuery.Place.value].number
      else {
        return nil
      }
      return (label, value)
    }
    latest = points.last
    let whole = points.filter { ended($0.label) }
    first = whole.first
    last = whole.last
    guard granularity != .span, let first, let last, first.label != last.label, first.value > 0, last.value >= 0,
      case .success(let start) = Period.parse(first.label), case .success(let end) = Period.parse(last.label)
    else { return }
    let months = Self.months(from: start, to: end)
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
      JSONField("product", .string(product)), JSONField("first_period", JSONValue(first?.label)),
      JSONField("last_period", JSONValue(last?.label)),
      JSONField("months", JSONValue(months)), JSONField("cagr", JSONValue(cagr)), JSONField("cmgr", JSONValue(cmgr)),
    ])
  }

  var sentence: String {
    guard let first, let last, let months else {
      if let latest {
        return "\(product): \(Figures.scaled(latest.value)) in \(latest.label); one point yields no growth rate."
      }
      return "\(product): no point, so no growth rate."
    }
    let span =
      "\(product): \(Figures.scaled(first.value)) in \(first.label) to \(Figures.scaled(last.value)) in \(last.label)"
    if let cagr { return "\(span), CAGR \(Figures.change(cagr)) a year." }
    if let cmgr {
      return
        "\(span), CMGR \(Figures.change(cmgr)) a month (\(Figures.scaled(months)) months: too short for a yearly rate)."
    }
    return span + "."
  }
}

import MarketModel

/// What the summary says of one period.
struct SharePeriod {
  let period: Period
  /// How many products there are to be covered.
  let members: Int
  let rows: [[Cell]]
  let covered: Int
  /// Whether as many are known as there must be.
  let isComplete: Bool
  /// Nil when a member has none.
  private(set) var total: Double?
  private var totalLow: Double?
  private var totalHigh: Double?
  private(set) var concentration = Concentration([])

  /// - Parameters:
  ///   - figures: Of every member known, those too that `rows` sum up as "other".
  ///   - shares: The members' shares, where they are not those of the figures.
  init(
    _ period: Period, members: Int, rows: [[Cell]], figures: [Concentration.Member],
    shares: [Concentration.Member]? = nil, required: Int
  ) {
    self.period = period
    self.members = members
    self.rows = rows
    covered = figures.count
    isComplete = covered >= required
    guard isComplete else { return }
    total = Self.sum(figures) { $0.value }
    totalLow = Self.sum(figures) { $0.low }
    totalHigh = Self.sum(figures) { $0.high }
    concentration = Concentration(shares ?? figures)
  }

  private static func sum(_ figures: [Concentration.Member], _ end: (Concentration.Member) -> Double?) -> Double? {
    var sum = 0.0
    for figure in figures {
      guard let number = end(figure) else { return nil }
      sum += number
    }
    return sum
  }

  /// The two largest by value, those that are one product each.
  private var leaders: (first: [Cell], second: [Cell])? {
    let points = rows.filter { $0[ShareColumn.value] != .null && $0[ShareColumn.product] != .text("other") }
    guard isComplete, points.count >= 2, let second = points[1][ShareColumn.value].number else { return nil }
    // A member known by a bound alone may be among the two: then nobody is known to lead by so much.
    let mayRank = rows.contains { row in
      row[ShareColumn.value] == .null && (row[ShareColumn.high].number ?? .infinity) > second
    }
    return mayRank ? nil : (points[0], points[1])
  }

  private var lead: (ratio: Double, difference: Double)? {
    guard let leaders, let first = leaders.first[ShareColumn.value].number,
      let second = leaders.second[ShareColumn.value].number,
      second > 0
    else { return nil }
    return (first / second, first - second)
  }

  var json: JSONValue {
    .object([
      JSONField("period", .string(period.label)), JSONField("total", JSONValue(total)),
      JSONField("hhi", JSONValue(concentration.value)),
      JSONField("hhi_low", JSONValue(concentration.low)), JSONField("hhi_high", JSONValue(concentration.high)),
      JSONField("covered", .integer(Int64(covered))), JSONField("members", .integer(Int64(members))),
      JSONField("complete", .bool(isComplete)), JSONField("total_low", JSONValue(totalLow)),
      JSONField("total_high", JSONValue(totalHigh)),
      JSONField("ratio", JSONValue(lead?.ratio)), JSONField("lead", JSONValue(lead?.difference)),
    ])
  }

  /// - Parameter figures: How the metric's figures are written.
  func sentence(_ figures: FigureStyle) -> String {
    guard isComplete else { return "\(period): incomplete, \(covered) of \(members) known." }
    let shares = rows.prefix(2).map { row in
      let share = FigureStyle.ratio.percent(
        row[ShareColumn.share].number, low: row[ShareColumn.shareLow].number, high: row[ShareColumn.shareHigh].number)
      return "\(row[ShareColumn.product].string ?? "") \(share.joined)"
    }
    var parts = [shares.joined(separator: ", ")]
    func index(_ value: Double) -> String { FigureStyle.count.fixed(value, decimals: 4) }
    if let lead {
      let ratio = FigureStyle.count.fixed(lead.ratio, decimals: 2)
      parts.append("ratio \(ratio), lead \(figures.number(lead.difference))")
    }
    if let low = concentration.low, let high = concentration.high {
      let interval = "[\(index(low))–\(index(high))]"
      parts.append("HHI " + (concentration.value.map { index($0) + " " } ?? "") + interval)
    } else if let value = concentration.value {
      parts.append("HHI \(index(value))")
    }
    parts.append("covers \(covered) of \(members)")
    return "\(period): " + parts.joined(separator: "; ") + "."
  }
}

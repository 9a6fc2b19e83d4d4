/// What the summary says of one period.
struct SharePeriod {
  let label: String
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

  /// `figures`: of every member known, those too that `rows` sum up as "other".
  init(label: String, members: Int, rows: [[Cell]], figures: [Concentration.Member], required: Int) {
    self.label = label
    self.members = members
    self.rows = rows
    covered = figures.count
    isComplete = covered >= required
    guard isComplete else { return }
    total = Self.sum(figures) { $0.value }
    totalLow = Self.sum(figures) { $0.low }
    totalHigh = Self.sum(figures) { $0.high }
    concentration = Concentration(figures)
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
    let points = rows.filter { $0[ShareQuery.Place.value] != .null && $0[ShareQuery.Place.product] != .text("other") }
    guard isComplete, points.count >= 2, let second = points[1][ShareQuery.Place.value].number else { return nil }
    // A member known by a bound alone may be among the two: then nobody is known to lead by so much.
    let mayRank = rows.contains { row in
      row[ShareQuery.Place.value] == .null && (row[ShareQuery.Place.high].number ?? .infinity) > second
    }
    return mayRank ? nil : (points[0], points[1])
  }

  private var lead: (ratio: Double, difference: Double)? {
    guard let leaders, let first = leaders.first[ShareQuery.Place.value].number,
      let second = leaders.second[ShareQuery.Place.value].number,
      second > 0
    else { return nil }
    return (first / second, first - second)
  }

  var json: JSONValue {
    .object([
      JSONField("period", .string(label)), JSONField("total", JSONValue(total)),
      JSONField("hhi", JSONValue(concentration.value)),
      JSONField("hhi_low", JSONValue(concentration.low)), JSONField("hhi_high", JSONValue(concentration.high)),
      JSONField("covered", .integer(Int64(covered))), JSONField("members", .integer(Int64(members))),
      JSONField("complete", .bool(isComplete)), JSONField("total_low", JSONValue(totalLow)),
      JSONField("total_high", JSONValue(totalHigh)),
      JSONField("ratio", JSONValue(lead?.ratio)), JSONField("lead", JSONValue(lead?.difference)),
    ])
  }

  var sentence: String {
    guard isComplete else { return "\(label): incomplete, \(covered) of \(members) known." }
    let shares = rows.prefix(2).map { row in
      let text = Figures.percent(
        row[ShareQuery.Place.share].number, row[ShareQuery.Place.shareLow].number,
        row[ShareQuery.Place.shareHigh].number)
      return "\(row[ShareQuery.Place.product].string ?? "") \(text)"
    }
    var parts = [shares.joined(separator: ", ")]
    if let lead { parts.append("ratio \(Figures.fixed(lead.ratio, 2)), lead \(Figures.scaled(lead.difference))") }
    if let low = concentration.low, let high = concentration.high {
      let interval = "[\(Figures.fixed(low, 4))–\(Figures.fixed(high, 4))]"
      parts.append("HHI " + (concentration.value.map { Figures.fixed($0, 4) + " " } ?? "") + interval)
    } else if let value = concentration.value {
      parts.append("HHI \(Figures.fixed(value, 4))")
    }
    parts.append("covers \(covered) of \(members)")
    return "\(label): " + parts.joined(separator: "; ") + "."
  }
}

/// What the shares of one period are computed with. With others = the sum over the rest: share = v/Σv, share_low =
/// low/(low + Σ high of the others), share_high = high/(high + Σ low of the others). A sum over members of which one
/// has no point has no point itself, so then the intervals alone are given.
struct ShareSums {
  let isComplete: Bool
  private let count: Int
  /// Nil when a member has none.
  private var value: Double?
  private var low: Double?
  /// Over the members that have an upper end.
  private var high = 0.0
  private var highs = 0
  private var bothNow = 0.0
  private var bothBefore = 0.0
  private var hasShift: Bool

  init(_ entries: [ShareEntry], required: Int, minimumOfBoth: Int) {
    count = entries.count
    isComplete = entries.reduce(0) { $0 + $1.members } >= required
    value = 0
    low = 0
    var both = 0
    for entry in entries {
      value = value.flatMap { sum in entry.value.map { sum + $0 } }
      low = low.flatMap { sum in entry.low.map { sum + $0 } }
      if let end = entry.high {
        high += end
        highs += 1
      }
      bothNow += entry.bothNow ?? 0
      bothBefore += entry.bothBefore ?? 0
      both += entry.both
    }
    hasShift = isComplete && value != nil && both >= minimumOfBoth
  }

  func share(_ entry: ShareEntry) -> Double? {
    guard isComplete, let value = entry.value, let sum = self.value else { return nil }
    return ratio(value, sum)
  }

  /// Without the member itself; what has no upper end may be as large as it likes.
  func interval(_ entry: ShareEntry) -> (low: Double?, high: Double?) {
    guard isComplete else { return (nil, nil) }
    let othersAreBounded = highs - (entry.high == nil ? 0 : 1) >= count - 1
    let low = entry.low.flatMap { low -> Double? in
      if !othersAreBounded { return 0 }
      if count == 1 { return 1 }
      return ratio(low, low + (high - (entry.high ?? 0)))
    }
    let most = self.low.flatMap { sum -> Double? in
      guard let high = entry.high, count > 1 else { return 1 }
      return ratio(high, high + (sum - (entry.low ?? 0)))
    }
    return (low, most)
  }

  /// Against the period before, on the members of both.
  func change(_ entry: ShareEntry) -> Double? {
    guard hasShift, entry.both == entry.members, let now = entry.bothNow, let before = entry.bothBefore,
      let share = ratio(now, bothNow), let shareBefore = ratio(before, bothBefore)
    else { return nil }
    return share - shareBefore
  }

  private func ratio(_ part: Double, _ whole: Double) -> Double? { whole == 0 ? nil : part / whole }
}

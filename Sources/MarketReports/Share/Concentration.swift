/// The Herfindahl-Hirschman index: the sum of squared shares, 1/n for n equals and 1 for a monopoly.
struct Concentration: Equatable {
  /// Nil when a member has no point.
  var value: Double?
  /// Over every way the members can lie in their intervals, shares computed anew each time; nil when an end is unknown.
  var low: Double?
  var high: Double?
  /// False when `high` is a bound that may lie above the true maximum (many members, see `maximum`).
  var isExact = true

  struct Member: Equatable {
    var value: Double?
    var low: Double?
    /// Nil: no upper end is known.
    var high: Double?
  }

  init(_ members: [Member]) {
    let values = members.compactMap(\.value)
    let sum = values.reduce(0, +)
    if !members.isEmpty, values.count == members.count, sum > 0 {
      value = values.reduce(0) { $0 + $1 * $1 } / (sum * sum)
    }
    let boxes = members.compactMap { member in member.low.map { (low: max(0, $0), high: member.high ?? .infinity) } }
    guard !boxes.isEmpty, boxes.count == members.count, boxes.contains(where: { $0.high > 0 }) else { return }
    low = Self.minimum(boxes)
    (high, isExact) = Self.maximum(boxes)
  }

  /// H = Q/S² with Q = Σv², S = Σv has the slope 2(v − Q/S)/S² in one member, and its sublevel sets |v| ≤
  /// c·Σv are
  /// convex: so the one minimum has every member as near to c = Q/S as its interval lets it. Σ v(v − c) falls in c,
  /// which brackets it; the members that lie at c add nothing to that sum, so c is Q/S of those held by an end, and the
  /// next guess of who these are.
  static func minimum(_ boxes: [(low: Double, high: Double)]) -> Double {
    var left = 0.0
    var right = boxes.reduce(0) { max($0, $1.low) }
    // Where every interval reaches c, all are equal.
    if boxes.allSatisfy({ $0.high >= right }) { left = right }
    if right == 0 { right = boxes.reduce(0) { $1.high.isFinite ? max($0, $1.high) : max($0, 1) } }
    var c = (left + right) / 2
    for _ in 0..<200 where left < right {
      var square = 0.0
      var sum = 0.0
      var excess = 0.0
      for box in boxes where box.low > c || box.high < c {
        let v = box.low > c ? box.low : box.high
        square += v * v
        sum += v
        excess += v * (v - c)
      }
      if excess > 0 { left = c } else { right = c }
      let guess = sum > 0 ? square / sum : 0
      if guess == c { break }
      c = guess > left && guess < right ? guess : (left + right) / 2
      if c <= left || c >= right { break }
    }
    var square = 0.0
    var sum = 0.0
    for box in boxes {
      let v = min(max(c, box.low), box.high)
      square += v * v
      sum += v
    }
    return sum > 0 ? square / (sum * sum) : 1 / Double(boxes.count)
  }

  /// Along one member H falls and then rises, so its maximum is at a corner of the box. Up to 16 members every corner
  /// is tried.
  ///
  /// Beyond that, each member taken from its low to its high end adds (high − low, high² − low²) to (S, Q), a
  /// step
  /// whose slope is low + high: the corners lie below the chain of all steps, steepest first, and the largest Q/S² on
  /// that chain bounds them from above.
  static func maximum(_ boxes: [(low: Double, high: Double)]) -> (Double, isExact: Bool) {
    if boxes.contains(where: { !$0.high.isFinite }) || boxes.allSatisfy({ $0.low == 0 }) { return (1, true) }
    var square = boxes.reduce(0) { $0 + $1.low * $1.low }
    var sum = boxes.reduce(0) { $0 + $1.low }
    func index(_ square: Double, _ sum: Double) -> Double { sum > 0 ? square / (sum * sum) : 0 }
    var best = index(square, sum)
    if boxes.count <= 16 {
      // Gray code: one member changes ends at each step.
      for step in 1..<(1 << boxes.count) {
        let member = step.trailingZeroBitCount
        let isHigh = (step ^ (step >> 1)) & (1 << member) != 0
        let box = boxes[member]
        let sign = isHigh ? 1.0 : -1.0
        square += sign * (box.high - box.low) * (box.high + box.low)
        sum += sign * (box.high - box.low)
        best = max(best, index(square, sum))
      }
      return (min(1, best), true)
    }
    var corner = best
    for box in boxes.sorted(by: { $0.low + $0.high > $1.low + $1.high }) where box.high > box.low {
      let slope = box.low + box.high
      let start = (square, sum)
      sum += box.high - box.low
      square += (box.high - box.low) * slope
      corner = max(corner, index(square, sum))
      best = max(best, index(square, sum))
      // On the segment Q = Q0 + slope·(S − S0), Q/S² is largest at S = 2(S0 − Q0/slope).
      let peak = 2 * (start.1 - start.0 / slope)
      if peak > start.1, peak < sum { best = max(best, index(start.0 + slope * (peak - start.1), peak)) }
    }
    return (min(1, best), best <= corner * (1 + 1e-12))
  }
}

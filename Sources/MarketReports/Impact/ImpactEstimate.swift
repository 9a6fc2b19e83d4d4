import System

/// The difference in differences of levels, with what speaks for and against it: the trends before the event, placebo
/// estimates and the interval of the figures themselves.
///
/// The estimator is the two-group, two-window difference in differences (Huntington-Klein, The Effect, chapter 18), of
/// mean logs for levels and of means in points for ratios.
struct ImpactEstimate {
  typealias Figure = (value: Double, low: Double?, high: Double?)
  /// The figures of one product, by period.
  typealias Series = [Int64: Figure]

  /// Where the estimate stands among placebos, by size, ties counting against it.
  struct Rank: Equatable {
    var rank: Int
    /// The placebos, and the estimate itself.
    var of: Int
    /// Rank / of, from nineteen placebos on: fewer cannot make a p of 0.05.
    var p: Double? { of > 19 ? Double(rank) / Double(of) : nil }
    var smallestP: Double { 1 / Double(of) }
  }

  /// In log points for levels, as a fraction for ratios; likewise all others.
  let difference: Double
  let low: Double?
  let high: Double?
  /// The difference less what the trends before the event account for; nil where there is no trend.
  let adjusted: Double?
  /// The mean change per period in the window before, of the treated and of the controls.
  let preTrend: (treated: Double, controls: Double)?
  /// Whether the two trends differ by more than the figures' intervals leave open.
  let trendsDiffer: Bool
  /// Among the same estimate at every earlier date whose windows are full and end before the event.
  let placebo: Rank?
  /// Among the controls, each as if it were treated.
  let placeboInSpace: Rank?

  /// Nil without a treated product or a control that has figures on both sides.
  init?(treated: [Series], controls: [Series], windows: ImpactWindows, isRatio: Bool) {
    let scale = Scale(isRatio: isRatio)
    let one = treated.map { Sides($0, windows, scale) }
    let other = controls.map { Sides($0, windows, scale) }
    guard let difference = Self.difference(one, other, \.change) else { return nil }
    self.difference = difference
    low = Self.difference(one, other, \.lowChange, \.highChange)
    high = Self.difference(one, other, \.highChange, \.lowChange)
    adjusted = Self.difference(one, other, \.adjusted)
    if let treated = Self.mean(one, \.trend), let controls = Self.mean(other, \.trend) {
      preTrend = (treated, controls)
    } else {
      preTrend = nil
    }
    let gaps = [
      Self.difference(one, other, \.lowTrend, \.highTrend), Self.difference(other, one, \.lowTrend, \.highTrend),
    ]
    trendsDiffer = gaps.contains { $0.map { $0 > 0 } ?? false }
    placebo = Self.rank(of: difference, among: Self.placebos(treated, controls, windows, scale))
    placeboInSpace =
      controls.count < 2
      ? nil
      : Self.rank(
        of: difference,
        among: other.indices.compactMap { index in
          var rest = other
          let asTreated = rest.remove(at: index)
          return Self.difference([asTreated], rest, \.change)
        })
  }

  private static func placebos(
    _ treated: [Series], _ controls: [Series], _ windows: ImpactWindows, _ scale: Scale
  ) -> [Double] {
    let all = treated + controls
    // No earlier than where the last of them begins; and no window reaches into what the event touched.
    let first = all.map { $0.keys.min() ?? .max }.max() ?? .max
    let nearest = windows.after.upperBound - windows.before.upperBound
    guard first <= windows.before.lowerBound, windows.before.lowerBound - first >= nearest else { return [] }
    return (nearest...windows.before.lowerBound - first).compactMap { count in
      let windows = windows.earlier(by: count)
      let ids = Array(windows.before) + Array(windows.after)
      guard all.allSatisfy({ series in ids.allSatisfy { series[$0] != nil } }) else { return nil }
      return difference(
        treated.map { Sides($0, windows, scale) }, controls.map { Sides($0, windows, scale) }, \.change)
    }
  }

  private static func rank(of estimate: Double, among placebos: [Double]) -> Rank? {
    if placebos.isEmpty { return nil }
    // What differs by the rounding of sums alone is a tie.
    let size = estimate.magnitude - 1e-12 * (1 + estimate.magnitude)
    return Rank(rank: 1 + placebos.count { $0.magnitude >= size }, of: placebos.count + 1)
  }

  /// The mean over products that all have it; nil where one has not.
  private static func mean(_ sides: [Sides], _ part: KeyPath<Sides, Double?>) -> Double? {
    let known = sides.compactMap { $0[keyPath: part] }
    return known.isEmpty || known.count < sides.count ? nil : known.reduce(0, +) / Double(known.count)
  }

  private static func difference(
    _ treated: [Sides], _ controls: [Sides], _ part: KeyPath<Sides, Double?>, _ other: KeyPath<Sides, Double?>? = nil
  ) -> Double? {
    mean(treated, part).flatMap { one in mean(controls, other ?? part).map { one - $0 } }
  }

  /// How figures are compared: levels by their logs, ratios as they are.
  struct Scale {
    let isRatio: Bool

    func callAsFunction(_ value: Double?) -> Double? {
      guard let value else { return nil }
      if isRatio { return value }
      return value > 0 ? log(value) : nil
    }
  }

  /// One product in the two windows.
  private struct Sides {
    var change: Double?
    var lowChange: Double?
    var highChange: Double?
    var trend: Double?
    var lowTrend: Double?
    var highTrend: Double?
    /// The change less what the trend before would have made of it between the middles of the two windows.
    var adjusted: Double?

    init(_ series: Series, _ windows: ImpactWindows, _ scale: Scale) {
      func known(_ window: ClosedRange<Int64>) -> [(id: Int64, figure: Figure)] {
        window.compactMap { id in series[id].map { (id, $0) } }
      }
      func mean(_ values: [Double?]) -> Double? {
        let all = values.compactMap { $0 }
        return all.isEmpty || all.count < values.count ? nil : all.reduce(0, +) / Double(all.count)
      }
      func less(_ one: Double?, _ other: Double?) -> Double? { one.flatMap { one in other.map { one - $0 } } }
      let before = known(windows.before)
      let after = known(windows.after)
      change = less(mean(after.map { scale($0.figure.value) }), mean(before.map { scale($0.figure.value) }))
      lowChange = less(mean(after.map { scale($0.figure.low) }), mean(before.map { scale($0.figure.high) }))
      highChange = less(mean(after.map { scale($0.figure.high) }), mean(before.map { scale($0.figure.low) }))
      guard let first = before.first, let last = before.last, last.id > first.id else { return }
      let steps = Double(last.id - first.id)
      trend = less(scale(last.figure.value), scale(first.figure.value)).map { $0 / steps }
      lowTrend = less(scale(last.figure.low), scale(first.figure.high)).map { $0 / steps }
      highTrend = less(scale(last.figure.high), scale(first.figure.low)).map { $0 / steps }
      if let change, let trend,
        let distance = less(mean(after.map { Double($0.id) }), mean(before.map { Double($0.id) }))
      {
        adjusted = change - distance * trend
      }
    }
  }
}

import MarketModel
import MarketReports

/// Data to drawing positions.
struct LinearScale: Sendable {
  var low: Double
  var high: Double
  var from: Double
  var to: Double

  func callAsFunction(_ value: Double) -> Double {
    guard high > low else { return (from + to) / 2 }
    return from + (value - low) / (high - low) * (to - from)
  }
}

/// Round numbers that cover [low, high] with about `count` steps of 1, 2, 2.5 or 5 times a power of ten.
func niceTicks(from low: Double, to high: Double, count: Int) -> [Double] {
  guard low.isFinite, high.isFinite else { return [0, 1] }
  guard high > low else { return niceTicks(from: min(0, low), to: low == 0 ? 1 : max(0, low), count: count) }
  let rough = (high - low) / Double(max(1, count))
  var power = 0
  var unit = 1.0
  while unit * 10 <= rough {
    unit *= 10
    power += 1
  }
  while unit > rough, power > -300 {
    unit /= 10
    power -= 1
  }
  // Steps in quarters of the unit, so that every tick is a whole number of quarters and carries no binary dust.
  var quarters = 40.0
  for candidate in [4.0, 8, 10, 20] where candidate / 4 * unit >= rough * 0.999 {
    quarters = candidate
    break
  }
  var scale = 1.0
  for _ in 0..<abs(power) { scale *= 10 }
  func tick(_ index: Double) -> Double { power < 0 ? index * quarters / 4 / scale : index * quarters / 4 * scale }
  let step = tick(1)
  let first = (low / step + 1e-9).rounded(.down)
  let last = (high / step - 1e-9).rounded(.up)
  guard last - first < 1000 else { return [low, high] }
  return (0...wholeNumber(last - first)).map { tick(first + Double($0)) }
}

/// Ticks for ages in days: weeks, months of 30 days and years of 365 read better than round numbers.
func dayTicks(to last: Double, count: Int) -> [Double] {
  let steps: [Double] = [1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650]
  let step =
    steps.first { last / $0 <= Double(count) } ?? niceTicks(from: 0, to: last, count: count).dropFirst().first ?? 1
  return (0...max(1, wholeNumber((last / step).rounded(.up)))).map { Double($0) * step }
}

/// A place on a grid, for numbers of any size: nothing lies further out than anyone could draw.
func wholeNumber(_ value: Double) -> Int { value.isFinite ? Int(min(max(value, -10_000), 10_000)) : 0 }

/// Moves positions apart until neighbours are `gap` away from each other, as little as possible, inside the limits
/// where they allow it.
func spread(_ positions: [Double], gap: Double, from low: Double, to high: Double) -> [Double] {
  let order = positions.indices.sorted { positions[$0] < positions[$1] }
  var placed = order.map { min(max(positions[$0], low), high) }
  for index in placed.indices.dropFirst() { placed[index] = max(placed[index], placed[index - 1] + gap) }
  if let last = placed.indices.last, placed[last] > high {
    placed[last] = high
    for index in placed.indices.dropLast().reversed() { placed[index] = min(placed[index], placed[index + 1] - gap) }
  }
  var result = positions
  for (index, original) in order.enumerated() { result[original] = placed[index] }
  return result
}

extension ChartPoint {
  /// All finite numbers that must be inside the axis.
  var extent: [Double] {
    switch form {
    case .gap, .undisclosed: []
    case .upper(let high): [high]
    case .lower(let low): [low]
    case .range(let low, let high): [low, high]
    case .value(let value, let low, let high): [value] + [low, high].compactMap { $0 }
    }
  }
}

/// The axis of a metric: from zero, unless all values are close together and far from it.
func valueAxis(_ points: [ChartPoint], count: Int) -> (ticks: [Double], startsAtZero: Bool) {
  let extent = points.flatMap(\.extent)
  guard let low = extent.min(), let high = extent.max() else { return ([0, 1], true) }
  let hasUpperBound = points.contains { if case .upper = $0.form { true } else { false } }
  let fromZero = low <= 0 || hasUpperBound || low < high * 0.7 || low == high
  return (niceTicks(from: fromZero ? min(0, low) : low, to: max(high, fromZero ? 0 : high), count: count), fromZero)
}

extension FigureStyle {
  /// A tick's label: the unit is said beside the axis, except the per cent sign.
  func tick(_ value: Double) -> String {
    if value == 0 { return isRatio ? "0%" : "0" }
    return (isRatio ? self : FigureStyle(unit: .count, signs: signs)).number(value)
  }

  /// What stands beside the axis: "persons", "USD", "USD per day"; nil where the ticks say it.
  var axisCaption: String? {
    switch unit {
    case .days: "days"
    case .metric(.ratio): nil
    case .metric(.currency): currency ?? "money"
    case .metric(.currencyPerDay): (currency ?? "money") + " per day"
    case .metric(.multiple): "times"
    case .metric(let unit): unit.rawValue
    }
  }
}

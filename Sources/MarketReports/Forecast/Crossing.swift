/// When one product is expected to pass another, by the forecasts of both.
public struct Crossing: Sendable, Equatable {
  /// The first period in which the forecast of the one behind is above the other's; 1 is the first period after both
  /// histories.
  public let step: Int
  /// The interval of that period, counted like `step`: of simulated courses of both products, half of what the level
  /// leaves over pass before `earliest`, and as many after `latest` or never; nil where that is beyond the horizon.
  public let earliest: Int
  /// The other end; nil where it lies beyond the horizon.
  public let latest: Int?
  /// The share of the simulated courses with a passing within the horizon.
  public let probability: Double

  /// Pairs of courses that are simulated.
  static let courses = 2000

  /// Nil if the first is not behind in the last period of the longer history, or its forecast does not pass the other's
  /// within the horizon of both.
  ///
  /// The products' surprises are taken to be independent. The same forecasts give the same crossing.
  /// - Parameters:
  ///   - lag: by how many periods the first history ends before the second; negative if it ends after it.
  ///   - level: the probability that the interval is to hold; nil for that of `first`.
  public init?(of first: Forecast, over second: Forecast, lag: Int = 0, level: Double? = nil) {
    let (firstStart, secondStart) = (max(lag, 0), max(-lag, 0))
    let horizon = min(first.steps.count - firstStart, second.steps.count - secondStart)
    guard horizon >= 1 else { return nil }
    func isAhead(_ one: [Double], _ other: [Double], _ step: Int) -> Bool {
      one[firstStart + step] > other[secondStart + step]
    }
    let one = [first.last] + first.steps.map(\.value)
    let other = [second.last] + second.steps.map(\.value)
    guard one[firstStart] < other[secondStart], let step = (1...horizon).first(where: { isAhead(one, other, $0) })
    else { return nil }

    var generator = NormalGenerator(seed: 1)
    let never = horizon + 1
    let passings = (0..<Self.courses).map { _ in
      let one = [first.last] + first.course(from: &generator)
      let other = [second.last] + second.course(from: &generator)
      return (1...horizon).first { isAhead(one, other, $0) } ?? never
    }.sorted()
    // So many courses are left out on each side.
    let tail = (1 - (level ?? first.level)) / 2
    let outside = min(max(Int(tail * Double(Self.courses)), 0), Self.courses / 2 - 1)
    self.step = step
    earliest = min(passings[outside], step)
    let latest = max(passings[Self.courses - 1 - outside], step)
    self.latest = latest < never ? latest : nil
    probability = Double(passings.count { $0 < never }) / Double(Self.courses)
  }
}

extension Forecast {
  /// One simulated course of the next periods, as wide as the intervals are: the methods' course with its distance
  /// from their mean times `intervalFactor`, begun anywhere in the last figure's own interval.
  func course(from generator: inout NormalGenerator) -> [Double] {
    let innovations = steps.map { _ in generator.next() }
    let shift = generator.uniform() * (widening.below + widening.above) - widening.below
    return zip(fitted.path(innovations: innovations), means).map { value, mean in
      (mean + Self.intervalFactor * (value - mean) + shift).kept(in: range)
    }
  }
}

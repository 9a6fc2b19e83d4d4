/// A retention curve that has passed every check and can be fitted.
struct FittableRetention {
  /// Days, rising, without age 0.
  var ages: [Double]
  /// As observed, one per age.
  var observed: [Double]
  /// Days in one unit of the models' time.
  var timeUnit: Double
  var cohortSize: Double

  /// In the models' unit, and without the small rises that are within rounding: nobody comes back, so a cohort's count
  /// is the lowest seen so far, and no interval loses a negative number of people.
  var likelihood: RetentionLikelihood {
    var lowest = 1.0
    let survivals = observed.map { value in
      lowest = min(lowest, value)
      return lowest
    }
    return RetentionLikelihood(times: ages.map { $0 / timeUnit }, survivals: survivals)
  }

  init(_ data: RetentionData) throws(RetentionRefusal) {
    let size = data.cohortSize ?? RetentionData.assumedSize
    // Beyond 2^53 a double does not count people one by one.
    guard size >= 1, size <= 0x1p53 else {
      throw RetentionRefusal(reason: "the cohort size \(plainNumber(size)) is not a number of people")
    }
    for point in data.points where !(point.age >= 0 && point.age <= Self.maximumAge) {
      throw RetentionRefusal(reason: "\(plainNumber(point.age)) is not an age in days")
    }
    let points = data.points.sorted { $0.age < $1.age }
    for (point, next) in zip(points, points.dropFirst()) where point.age == next.age {
      throw RetentionRefusal(reason: "day \(plainNumber(point.age)) is there more than once")
    }
    for point in points where point.isBound {
      throw RetentionRefusal(
        reason: "day \(plainNumber(point.age)) is only a bound, and a bound is not a point to fit through")
    }
    try Self.checkSurvival(points)
    let later = points.filter { $0.age > 0 }
    guard later.count >= 3 else {
      let found = later.isEmpty ? "no point" : later.count == 1 ? "one point" : "two points"
      throw RetentionRefusal(reason: "\(found) after day 0; a fit needs at least three")
    }
    ages = later.map(\.age)
    observed = later.map(\.survival)
    timeUnit = Self.timeUnit(of: ages)
    cohortSize = size
  }

  /// Days that no curve of people outlives, and whose sums stay exact.
  static let maximumAge = 1e9

  private static func checkSurvival(_ points: [RetentionPoint]) throws(RetentionRefusal) {
    var ceiling = 1.0
    var ceilingAge = 0.0
    for point in points {
      let day = "day \(plainNumber(point.age))"
      // A comparison with NaN is false, so this also refuses what is not a number.
      guard point.survival >= 0, point.survival <= 1 else {
        throw RetentionRefusal(reason: "retention at \(day) is \(point.survival), which is not between 0 and 1")
      }
      if point.survival == 0 {
        throw RetentionRefusal(reason: "retention at \(day) is 0; with nobody left there is no curve to fit")
      }
      // An interval that does not hold its own value, or is not a number, claims nothing beyond the value.
      let low = point.low <= point.survival ? point.low : point.survival
      let high = point.high >= point.survival ? point.high : point.survival
      if point.age == 0 && high < 1 - tolerance {
        throw RetentionRefusal(
          reason: "retention at day 0 is \(point.survival); everyone is there at the start, so it must be 1")
      }
      if low > ceiling + tolerance {
        throw RetentionRefusal(
          reason:
            "retention rises beyond rounding from day \(plainNumber(ceilingAge)) to \(day); these models only know "
            + "people who leave"
        )
      }
      // The lowest ceiling so far: a slow rise in small steps is a rise too.
      if high <= ceiling {
        ceiling = high
        ceilingAge = point.age
      }
    }
  }

  /// What the sums of a pooled interval may lose.
  private static let tolerance = 1e-12

  private static func timeUnit(of ages: [Double]) -> Double {
    guard ages.allSatisfy({ $0 == $0.rounded() }) else { return 1 }
    return ages.reduce(0) { a, b in
      var (a, b) = (a, b)
      while b > 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
      return a
    }
  }
}

/// 30 rather than 30.0.
func plainNumber(_ number: Double) -> String {
  Int64(exactly: number).map(String.init) ?? String(number)
}

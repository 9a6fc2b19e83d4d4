import MarketModel
import System

/// How the numbers of a ratio that bear no % are meant.
public enum RatioReading: String, Sendable, CaseIterable {
  case percent, fraction
  /// Members of a cohort, to be divided by its size.
  case count
}

/// What one file says about how it means one metric's numbers without %: collected while it is read, judged at its end.
/// Memory is bounded whatever the file's size.
final class RatioEvidence {
  let metric: Metric
  let file: String
  let fileNumber: UInt16
  /// What a flag says: it settles the question alone.
  let given: RatioReading?
  /// Numbers without %, and the first of them that tells fraction and percent apart.
  private(set) var count = 0
  private(set) var example: String?
  private(set) var first: ImportProblem?
  private var aboveMaximum: (text: String, place: ImportProblem)?
  private var headings: [RatioReading: String] = [:]
  private var zeroAgeIsOne = false
  private var zeroAgeIsHundred = false
  private var zeroAgeIsSize = false
  private var hasZeroAge = false
  /// Every number stands beside the size of its cohort and is no larger.
  private var fitsSizes = true
  private var sums: [ShareKey: ShareSum] = [:]
  /// Sum and number of the logarithms of a series' numbers.
  private var series: [Int32: (logarithms: Double, count: Int)] = [:]
  /// Shares of one whole sum to no more, what their rounding adds included.
  static let largestWhole = 1.05

  /// What an import and a check say of shares that sum to more.
  static func excess(of period: String, _ sum: Double) -> String {
    "shares of \(period) sum to \(plainDecimal((sum * 1000).rounded() / 10))%: they cannot all be shares of one whole"
  }

  private static let mostSums = 1 << 17
  private static let mostSeries = 1 << 10

  /// Set by `judge`.
  private(set) var reading: RatioReading?
  private(set) var refusal: FieldFault?

  struct ShareKey: Hashable {
    var period: Int32
    var dimensions: Int32
    var origin: Int32
    var publication: Int64
  }

  private struct ShareSum {
    var subject: Int32
    var hasOthers = false
    var asFraction = 0.0
    var asPercent = 0.0
  }

  init(_ metric: Metric, file: String, fileNumber: UInt16, given: RatioReading?) {
    (self.metric, self.file, self.fileNumber, self.given) = (metric, file, fileNumber, given)
  }

  static let shareMetric = "market_share"
  var isShare: Bool { metric.code == Self.shareMetric }

  /// Takes a number without %.
  ///
  /// - Parameter place: makes the problem of its cell, for the few that may have to be shown.
  func take(
    _ quantity: Quantity, printed: UnsafeRawBufferPointer, heading: String, series id: Int32, dayOffset: Int32,
    cohortSize: Int64, place: () -> ImportProblem
  ) {
    guard let number = quantity.value ?? quantity.high ?? quantity.low else { return }
    count += 1
    if first == nil {
      first = place()
      note(heading)
    }
    if example == nil, number != 0 { example = text(printed) }
    if cohortSize == 0 || number > Double(cohortSize) { fitsSizes = false }
    if let maximum = metric.maximum, number > maximum, aboveMaximum == nil { aboveMaximum = (text(printed), place()) }
    if dayOffset == 0, let value = quantity.value, value != 0 {
      hasZeroAge = true
      let isSize = cohortSize > 0 && value == Double(cohortSize)
      // A cohort of 100 or of 1 tells nothing apart.
      if isSize, cohortSize != 1, cohortSize != 100 { zeroAgeIsSize = true }
      if value == 1, !isSize { zeroAgeIsOne = true }
      if value == 100, !isSize { zeroAgeIsHundred = true }
    }
    if number > 0, number.isFinite, series.count < Self.mostSeries || series[id] != nil {
      let known = series[id] ?? (0, 0)
      series[id] = (known.logarithms + log(number), known.count + 1)
    }
  }

  /// A share of a market, with % or without.
  func addShare(_ value: Double, isBare: Bool, subject: Int32, _ key: ShareKey) {
    guard sums.count < Self.mostSums || sums[key] != nil else { return }
    var sum = sums[key] ?? ShareSum(subject: subject)
    if sum.subject != subject { sum.hasOthers = true }
    sum.asFraction += value
    sum.asPercent += isBare ? value / 100 : value
    sums[key] = sum
  }

  /// What a heading or a caption says.
  func note(_ heading: String) {
    let key = headerKey(heading)
    // A metric that is called a ratio says nothing about how its numbers are written.
    if key == headerKey(metric.code) || key == headerKey(metric.name) { return }
    for reading in ratioWords(heading) where headings[reading] == nil { headings[reading] = heading }
  }

  /// Judges the numbers, or says why they are refused.
  ///
  /// - Parameter isOnly: no other metric of the import needs a unit.
  func judge(_ connection: OwnClaims, isOnly: Bool, isCommand: Bool) throws -> String? {
    if let given {
      reading = given
      return nil
    }
    guard count > 0 else { return nil }
    var found: [(reading: RatioReading, why: String)] = headings.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      ($0.key, "\"\($0.value)\" says \($0.key == .percent ? "percent" : "fraction")")
    }
    if zeroAgeIsOne { found.append((.fraction, "age 0 is 1")) }
    if zeroAgeIsHundred { found.append((.percent, "age 0 is 100")) }
    if zeroAgeIsSize { found.append((.count, "age 0 is the size of the cohort")) }
    if let sum = sumEvidence { found.append((sum, "the shares of each period sum to a whole")) }
    found += try ownEvidence(connection)
    let readings = Set(found.map(\.reading))
    let setting: (String) -> Remedy = { [metric] unit in .set(.unit, isOnly ? unit : "\(metric.code)=\(unit)") }
    let counts = readings.contains(.count) || fitsSizes && metric.isByDayOffset ? [setting("count")] : []
    let either = Remedy.anyOf([setting("percent"), setting("fraction")] + counts)
    let numbers = "the \(count == 1 ? "number" : "\(count) numbers") of \(metric.code) without %"
    if readings.count > 1 {
      let reasons = found.map { "\($0.why) (\($0.reading.rawValue))" }.joined(separator: ", ")
      refuse("\(numbers) may be fractions or percent, and the file disagrees with itself: \(reasons)", either)
      return nil
    }
    if let above = aboveMaximum, readings.isEmpty || readings == [.fraction] {
      if isCommand {
        refuse(
          "\"\(above.text)\" is above the metric's maximum \(plainDecimal(metric.maximum ?? 1)) (100%)",
          "did you mean \(above.text)%?", at: above.place)
      } else {
        refuse(
          "\(numbers) may be fractions or percent: \"\(above.text)\" is above the metric's maximum as a fraction",
          either,
          at: above.place)
      }
      return nil
    }
    if let one = found.first {
      reading = one.reading
      let read = one.reading == .percent ? "percent" : one.reading == .count ? "members of cohorts" : "fractions"
      return "\(numbers): read as \(read), since \(found.map(\.why).joined(separator: " and "))"
    }
    guard let example else {
      reading = .fraction
      return nil
    }
    if metric.maximum == nil {
      refuse(
        "\(numbers) may be fractions or percent: \"\(example)\" is \(example)% or \(percent(example, 2))%",
        isCommand ? "write \(example)% or \(percent(example, 2))%" : either)
      return nil
    }
    reading = .fraction
    if isCommand { return nil }
    return
      "\(numbers): read as \(count == 1 ? "a fraction" : "fractions") (\(example) read as \(percent(example, 2))%; "
      + "--unit \(isOnly ? "" : "\(metric.code)=")percent if it is \(example)%)"
  }

  private func refuse(_ message: String, _ remedy: Remedy, at place: ImportProblem? = nil) {
    refusal = FieldFault(field: nil, kind: "value", message: message, remedy: remedy)
    if let place { first = place }
  }

  private func percent(_ text: String, _ places: Int) -> String {
    Double(text).map { plainDecimal(movedByDecimals($0, places)) } ?? "100 times \(text)"
  }

  private func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: UnsafeRawBufferPointer(rebasing: bytes.prefix(40)), as: UTF8.self)
  }

  /// At least two products in every period that counts, and every such period sums to about a whole in one reading.
  private var sumEvidence: RatioReading? {
    let several = sums.values.filter(\.hasOthers)
    guard !several.isEmpty else { return nil }
    let whole = 0.5...Self.largestWhole
    let isFraction = several.allSatisfy { whole.contains($0.asFraction) }
    let isPercent = several.allSatisfy { whole.contains($0.asPercent) }
    return isFraction == isPercent ? nil : isFraction ? .fraction : .percent
  }

  /// The largest sum of shares of one period, as read: a whole has no 105%.
  var largestSum: Double? {
    sums.values.filter(\.hasOthers).map { reading == .percent ? $0.asPercent : $0.asFraction }.max()
  }

  /// What the series' own claims in the store say: one reading within a factor of 5 of them, the other 20 away.
  private func ownEvidence(_ claims: OwnClaims) throws -> [(reading: RatioReading, why: String)] {
    var found: [RatioReading: Int] = [:]
    for (id, sum) in series.sorted(by: { $0.key < $1.key }) {
      guard let own = try claims.typicalValue(ofSeries: id) else { continue }
      let times = exp(sum.logarithms / Double(sum.count)) / own
      if times >= 0.2, times <= 5 { found[.fraction, default: 0] += 1 }
      if times >= 20, times <= 500 { found[.percent, default: 0] += 1 }
    }
    return found.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      ($0.key, "the store's earlier figures of \($0.value == 1 ? "the series" : "\($0.value) series") fit that")
    }
  }
}

/// The typical size of a series' claims in the store.
struct OwnClaims {
  /// The geometric mean of the positive points of a series; nil without one.
  var typicalValue: (_ series: Int32) throws -> Double?

  func typicalValue(ofSeries id: Int32) throws -> Double? { try typicalValue(id) }
}

/// What the words of a heading or caption say about numbers without %.
func ratioWords(_ heading: String) -> Set<RatioReading> {
  var found: Set<RatioReading> = []
  if heading.unicodeScalars.contains("%") { found.insert(.percent) }
  let words = heading.lowercased().unicodeScalars.split { !$0.properties.isAlphabetic }.map { String($0) }
  for (word, next) in zip(words, words.dropFirst() + [""]) {
    switch word {
    case "percent", "pct", "percentage": found.insert(.percent)
    case "per": if next == "cent" { found.insert(.percent) }
    case "fraction", "fractions", "ratio", "ratios": found.insert(.fraction)
    default: break
    }
  }
  return found
}

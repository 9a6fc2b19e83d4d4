/// How the figures of one unit are scaled, rounded and named for people: in tables, sentences, messages, terminals and
/// pages. Data formats write the numbers themselves (`exactText`).
public struct FigureStyle: Sendable {
  /// The unit of the numbers that are written; they are given in its base unit, ratios as fractions.
  public var unit: FigureUnit
  /// ISO 4217, for money.
  public var currency: String?
  /// The signs for minus, ranges and bounds.
  public var signs: FigureSigns
  /// Significant digits; whole numbers below ten thousand are written in full.
  public var digits: Int

  /// `currency` is an ISO 4217 code, for money; the digits are those that the unit asks for.
  public init(unit: FigureUnit, currency: String? = nil, signs: FigureSigns = .unicode) {
    self.unit = unit
    self.currency = currency
    self.signs = signs
    digits = unit.digits
  }

  /// The same for a metric's unit.
  public init(unit: MetricUnit, currency: String? = nil, signs: FigureSigns = .unicode) {
    self.init(unit: .metric(unit), currency: currency, signs: signs)
  }

  /// Fractions as per cent.
  public static let ratio = FigureStyle(unit: .ratio)
  /// Numbers without a unit.
  public static let count = FigureStyle(unit: .count)

  /// True for fractions, which are written as per cent.
  public var isRatio: Bool { unit == .metric(.ratio) }

  // MARK: Claims

  /// A claim with its qualifier: "7.8M", "<500K", "~1M", "4.5M–5M", "n/d"; with its interval where that is wider than
  /// the figure says.
  public func claim(value: Double?, low: Double?, high: Double?, qualifier: Qualifier?) -> FigureText {
    switch ClaimForm(value: value, low: low, high: high, qualifier: qualifier) {
    case .gap: return FigureText(signs.missing)
    case .undisclosed: return FigureText("n/d")
    case .upper(let high): return FigureText((qualifier == .le ? signs.atMost : "<") + number(high))
    case .lower(let low): return FigureText((qualifier == .ge ? signs.atLeast : ">") + number(low))
    case .range(let low, let high): return FigureText(range(low, high))
    case .value(let value, let low, let high):
      if qualifier == .approx { return FigureText("~" + number(value)) }
      guard let low, let high, isWider(low, high, than: value) else { return FigureText(number(value)) }
      return FigureText(number(value), interval: "[\(range(low, high))]")
    }
  }

  /// This style with as many more digits as it takes for two claims that state different numbers to read differently.
  ///
  /// 51,234 and 51,249 are both "51.2K": side by side they are "51.23K" and "51.25K".
  public func telling(_ a: ClaimForm, from b: ClaimForm) -> FigureStyle {
    telling(a.stated, from: b.stated)
  }

  /// This style with as many more digits as it takes for two numbers that differ to read differently.
  public func telling(_ a: Double, from b: Double) -> FigureStyle { telling([a], from: [b]) }

  private func telling(_ a: [Double], from b: [Double]) -> FigureStyle {
    guard a != b else { return self }
    var style = self
    // No double needs more than 17 digits.
    while style.digits < 17, a.map(style.number) == b.map(style.number) { style.digits += 1 }
    return style
  }

  // MARK: Numbers

  /// One number with its unit.
  public func number(_ value: Double) -> String {
    guard value.isFinite else { return signs.missing }
    let sign = value < 0 ? signs.minus : ""
    switch unit {
    case .days: return sign + magnitude(value) + " d"
    case .metric(let unit):
      switch unit {
      case .ratio: return sign + percentDigits(value, trimmed: true) + "%"
      case .multiple: return sign + magnitude(value) + signs.times
      case .currency, .currencyPerDay:
        let prefix = currency.map { $0 + " " } ?? ""
        return sign + prefix + magnitude(value) + (unit == .currencyPerDay ? "/day" : "")
      case .rank: return "#" + sign + magnitude(value)
      case .months: return sign + magnitude(value) + " mo"
      case .persons, .devices, .count, .score: return sign + magnitude(value)
      }
    }
  }

  /// Two numbers of which the unit is said once: "USD 4.5M–5M", "7–8%".
  public func range(_ low: Double, _ high: Double) -> String {
    if low < 0 || high < 0 { return number(low) + " to " + number(high) }
    let full = number(high)
    switch unit {
    case .metric(.ratio): return percentDigits(low, trimmed: true) + signs.dash + full
    case .metric(.currency), .metric(.currencyPerDay):
      guard let currency, full.hasPrefix(currency + " ") else { return magnitude(low) + signs.dash + full }
      return currency + " " + magnitude(low) + signs.dash + full.dropFirst(currency.count + 1)
    case .metric(.months), .days: return magnitude(low) + signs.dash + full
    case .metric: return number(low) + signs.dash + full
    }
  }

  /// How far apart sources are about a figure, to stand behind it: "· 3 sources 38–58%". Without a number of sources:
  /// "· sources 38–58%". On a side that one of them leaves open only the other end is known.
  public func spread(sources: Int?, low: Double?, high: Double?) -> String {
    let count = sources.map { "\($0) " } ?? ""
    let hull =
      switch (low, high) {
      case (nil, nil): ""
      case (let low?, nil): " " + signs.atLeast + number(low)
      case (nil, let high?): " " + signs.atMost + number(high)
      case (let low?, let high?): " " + (number(low) == number(high) ? number(low) : range(low, high))
      }
    return "\(signs.dot) \(count)sources\(hull)"
  }

  /// Whether the interval says more than the printed figure's own rounding does, read as loosely as its zeros allow.
  private func isWider(_ low: Double, _ high: Double, than value: Double) -> Bool {
    guard let exact = DecimalDigits(value) else { return false }
    let shown = exact.rounded(significant: digits)
    if shown.isZero { return low < 0 || high > 0 }
    var half = 0.5
    let power = shown.exponent - shown.digits.count
    for _ in 0..<abs(power) { half = power > 0 ? half * 10 : half / 10 }
    return low < value - half * 1.02 || high > value + half * 1.02
  }

  /// `digits` significant digits with K, M, B or T; below ten thousand in full.
  func magnitude(_ value: Double) -> String {
    guard let exact = DecimalDigits(value.magnitude) else { return signs.missing }
    let rounded = exact.rounded(significant: digits)
    // Exponent 4: one thousand to ten thousand.
    if rounded.exponent == 4 || exact.rounded(significant: max(4, digits)).exponent == 4 {
      return exact.rounded(decimals: max(0, digits - 4)).magnitudeText(grouping: true)
    }
    for (suffix, power) in [("T", 12), ("B", 9), ("M", 6), ("K", 3)] where rounded.exponent > power {
      return rounded.scaled(by: -power).magnitudeText(grouping: true) + suffix
    }
    return rounded.magnitudeText()
  }

  /// At most this many decimals, thousands parted from ten thousand on.
  public func plain(_ value: Double, decimals: Int) -> String {
    guard let exact = DecimalDigits(value) else { return signs.missing }
    let rounded = exact.rounded(decimals: decimals)
    return (rounded.isNegative ? signs.minus : "") + rounded.magnitudeText(grouping: value.magnitude >= 10_000)
  }

  /// Exactly this many decimals: an index, a rate of exchange, a model's parameter.
  public func fixed(_ value: Double, decimals: Int) -> String {
    guard let exact = DecimalDigits(value) else { return signs.missing }
    let rounded = exact.rounded(decimals: decimals)
    return (rounded.isNegative ? signs.minus : "") + rounded.magnitudeText(minimumDecimals: decimals)
  }
}

import MarketReports

/// The signs that figures for people are set with.
struct Glyphs: Sendable {
  var minus: String
  var dash: String
  var ellipsis: String
  var atMost: String
  var atLeast: String
  var times: String
  var missing: String
  var occurred: String
  var planned: String
  var cancelled: String
  var rule: String

  static let unicode = Glyphs(
    minus: "\u{2212}", dash: "–", ellipsis: "…", atMost: "≤", atLeast: "≥", times: "×", missing: "–", occurred: "●",
    planned: "○",
    cancelled: "✕", rule: "─")
  static let ascii = Glyphs(
    minus: "-", dash: "-", ellipsis: "...", atMost: "<=", atLeast: ">=", times: "x", missing: "-", occurred: "*",
    planned: "o",
    cancelled: "x", rule: "-")
}

/// A figure set for people: the figure itself and its interval, which a table aligns apart.
struct FigureText: Equatable, Sendable {
  var main: String
  /// "[62.0–62.8]", or empty.
  var interval: String

  init(_ main: String, interval: String = "") {
    self.main = main
    self.interval = interval
  }

  var joined: String { interval.isEmpty ? main : main + " " + interval }
}

/// How figures of one unit are scaled, rounded and named.
struct FigureStyle: Sendable {
  /// The metric's unit: persons, devices, ratio, multiple, currency, currency_per_day, months, days, rank, count,
  /// score.
  var unit: String
  var currency: String?
  var glyphs: Glyphs

  init(unit: String, currency: String? = nil, glyphs: Glyphs = .unicode) {
    self.unit = unit
    self.currency = currency
    self.glyphs = glyphs
  }

  var isRatio: Bool { unit == "ratio" }

  /// A claim with its qualifier: "7.8M", "<500K", "~1M", "4.5M–5M", "n/d"; with its interval where that is wider than
  /// the figure says.
  func claim(_ point: ChartPoint) -> FigureText {
    switch point.mark {
    case .gap: return FigureText(glyphs.missing)
    case .undisclosed: return FigureText("n/d")
    case .upper(let high): return FigureText((point.qualifier == "le" ? glyphs.atMost : "<") + number(high))
    case .lower(let low): return FigureText((point.qualifier == "ge" ? glyphs.atLeast : ">") + number(low))
    case .range(let low, let high): return FigureText(range(low, high))
    case .value(let value, let low, let high):
      if point.qualifier == "approx" { return FigureText("~" + number(value)) }
      guard let low, let high, low.isFinite, high.isFinite, isWider(low, high, than: value) else {
        return FigureText(number(value))
      }
      return FigureText(number(value), interval: "[\(range(low, high))]")
    }
  }

  /// One number with its unit.
  func number(_ value: Double) -> String {
    guard value.isFinite else { return glyphs.missing }
    let sign = value < 0 ? glyphs.minus : ""
    switch unit {
    case "ratio": return sign + percentDigits(value, trimmed: true) + "%"
    case "multiple": return sign + scaledMagnitude(value) + glyphs.times
    case "currency", "currency_per_day":
      let prefix = currency.map { $0 + " " } ?? ""
      return sign + prefix + scaledMagnitude(value) + (unit == "currency_per_day" ? "/day" : "")
    case "rank": return "#" + sign + scaledMagnitude(value)
    case "months": return sign + scaledMagnitude(value) + " mo"
    case "days": return sign + scaledMagnitude(value) + " d"
    default: return sign + scaledMagnitude(value)
    }
  }

  private func range(_ low: Double, _ high: Double) -> String {
    if low < 0 || high < 0 { return number(low) + " to " + number(high) }
    if unit == "currency" || unit == "currency_per_day" || isRatio || unit == "months" || unit == "days" {
      // The unit is said once: "USD 4.5M–5M", "7–8%".
      let bare = FigureStyle(unit: "count", glyphs: glyphs)
      let first = isRatio ? percentDigits(low, trimmed: true) : bare.number(low)
      let full = number(high)
      if unit.hasPrefix("currency"), let currency, full.hasPrefix(currency + " ") {
        return currency + " " + first + glyphs.dash + full.dropFirst(currency.count + 1)
      }
      return first + glyphs.dash + full
    }
    return number(low) + glyphs.dash + number(high)
  }

  /// Whether the interval says more than the printed figure's own rounding does, read as loosely as its zeros allow.
  private func isWider(_ low: Double, _ high: Double, than value: Double) -> Bool {
    guard let exact = DecimalDigits(value) else { return false }
    let shown = exact.rounded(significant: 3)
    if shown.isZero { return low < 0 || high > 0 }
    var half = 0.5
    let power = shown.exponent - shown.digits.count
    for _ in 0..<abs(power) { half = power > 0 ? half * 10 : half / 10 }
    return low < value - half * 1.02 || high > value + half * 1.02
  }

  /// At most three significant digits, with K, M, B or T from ten thousand on.
  func scaledMagnitude(_ value: Double) -> String {
    guard let exact = DecimalDigits(value.magnitude) else { return glyphs.missing }
    if value.magnitude >= 1000, value.magnitude < 9999.5 {
      return exact.rounded(decimals: 0).magnitudeText(grouping: true)
    }
    let rounded = exact.rounded(significant: 3)
    for (suffix, power) in [("T", 12), ("B", 9), ("M", 6), ("K", 3)] where rounded.exponent > power {
      return rounded.scaled(by: -power).magnitudeText(grouping: true) + suffix
    }
    return rounded.magnitudeText()
  }

  // MARK: Fractions as per cent

  /// "62.4% [62.0–62.8]"; without a point "<62.8%", ">94.0%" or "37.2–62.8%".
  func percent(_ value: Double?, low: Double?, high: Double?) -> FigureText {
    let value = finite(value)
    let low = finite(low)
    let high = finite(high)
    if let value {
      guard let low, let high, low != high else { return FigureText(signedPercent(value) + "%") }
      return FigureText(signedPercent(value) + "%", interval: "[\(percentRange(low, high))]")
    }
    switch (low, high) {
    case (nil, nil): return FigureText(glyphs.missing)
    case (nil, let high?): return FigureText("<" + signedPercent(high) + "%")
    case (let low?, nil): return FigureText(">" + signedPercent(low) + "%")
    case (let low?, let high?):
      if low <= 0, high < 1 { return FigureText("<" + signedPercent(high) + "%") }
      if high >= 1, low > 0 { return FigureText(">" + signedPercent(low) + "%") }
      return FigureText(percentRange(low, high) + "%")
    }
  }

  private func percentRange(_ low: Double, _ high: Double) -> String {
    low < 0 || high < 0
      ? signedPercent(low) + " to " + signedPercent(high) : signedPercent(low) + glyphs.dash + signedPercent(high)
  }

  /// "+4.0%", with its interval "[+2.7 to +5.3]".
  func change(_ value: Double?, low: Double?, high: Double?) -> FigureText {
    let value = finite(value)
    let low = finite(low)
    let high = finite(high)
    if let value {
      guard let low, let high, low != high else { return FigureText(explicit(value) + "%") }
      return FigureText(explicit(value) + "%", interval: "[\(explicit(low)) to \(explicit(high))]")
    }
    switch (low, high) {
    case (nil, nil): return FigureText(glyphs.missing)
    case (nil, let high?): return FigureText("<" + explicit(high) + "%")
    case (let low?, nil): return FigureText(">" + explicit(low) + "%")
    case (let low?, let high?): return FigureText(explicit(low) + " to " + explicit(high) + "%")
    }
  }

  /// A difference of two fractions: "+1.2 pp".
  func points(_ value: Double?) -> FigureText {
    guard let value = finite(value) else { return FigureText(glyphs.missing) }
    return FigureText(explicit(value) + " pp")
  }

  /// At most this many decimals, thousands parted from ten thousand on.
  func plain(_ value: Double, decimals: Int) -> String {
    guard let exact = DecimalDigits(value) else { return glyphs.missing }
    let rounded = exact.rounded(decimals: decimals)
    return (rounded.isNegative ? glyphs.minus : "") + rounded.magnitudeText(grouping: value.magnitude >= 10_000)
  }

  private func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  private func signedPercent(_ fraction: Double) -> String {
    let digits = percentDigits(fraction, trimmed: false)
    return fraction < 0 && digits.contains(where: { $0 != "0" && $0 != "." }) ? glyphs.minus + digits : digits
  }

  private func explicit(_ fraction: Double) -> String {
    let digits = percentDigits(fraction, trimmed: false)
    guard digits.contains(where: { $0 != "0" && $0 != "." }) else { return digits }
    return (fraction < 0 ? glyphs.minus : "+") + digits
  }

  /// One decimal; as many more as it takes to keep two digits of a small fraction.
  private func percentDigits(_ fraction: Double, trimmed: Bool) -> String {
    guard let exact = DecimalDigits(fraction) else { return glyphs.missing }
    let percent = exact.scaled(by: 2)
    let decimals = percent.isZero || percent.exponent >= 0 ? 1 : min(1 - percent.exponent + 1, 6)
    return percent.rounded(decimals: decimals).magnitudeText(minimumDecimals: trimmed ? 0 : 1, grouping: true)
  }
}

extension ChartPoint {
  /// What a claim lets one draw. A bound has no point, a range has none either.
  enum Mark: Equatable {
    case gap
    case undisclosed
    case value(Double, low: Double?, high: Double?)
    case upper(Double)
    case lower(Double)
    case range(Double, Double)
  }

  /// The qualifier decides where it is given, since a bound's other end is the metric's own minimum or maximum.
  var mark: Mark {
    func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
    let value = finite(self.value)
    let low = finite(self.low)
    let high = finite(self.high)
    switch qualifier {
    case "lt", "le": return (high ?? value).map(Mark.upper) ?? .gap
    case "gt", "ge": return (low ?? value).map(Mark.lower) ?? .gap
    case "nd": return .undisclosed
    default: break
    }
    if qualifier == "range", let low, let high { return .range(low, high) }
    if let value { return .value(value, low: low, high: high) }
    switch (low, high) {
    case (nil, nil): return .gap
    // Not to be below nothing is no news: one bound is left.
    case (0, let high?) where qualifier == nil: return .upper(high)
    case (nil, let high?): return .upper(high)
    case (let low?, nil): return .lower(low)
    case (let low?, let high?): return .range(low, high)
    }
  }
}

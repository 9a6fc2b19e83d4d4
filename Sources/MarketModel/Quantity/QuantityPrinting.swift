extension Quantity {
  /// For people: 7.8M, <500K, ~1M, 4.5M–5M, 94.3%, n/d, USD 1.4M. Rounded to three significant digits (scores to four),
  /// whole numbers below the first scale in full; data formats print the numbers themselves.
  public func printed(unit: MetricUnit) -> String {
    let money = currency.map { "\($0.code) " } ?? ""
    let body: String
    switch qualifier {
    case .notDisclosed: return "n/d"
    case .range:
      guard let low, let high else { return "n/d" }
      body = money + (low == high ? unit.short(low) : "\(unit.short(low))–\(unit.short(high))")
    case .eq, .approx:
      guard let value else { return "n/d" }
      body = qualifier.symbol + money + unit.short(value)
    case .lt, .le:
      guard let high else { return "n/d" }
      body = qualifier.symbol + money + unit.short(high)
    case .gt, .ge:
      guard let low else { return "n/d" }
      body = qualifier.symbol + money + unit.short(low)
    }
    return unit == .currencyPerDay ? body + "/day" : body
  }
}

extension MetricUnit {
  /// One number in this unit, for people; without currency.
  public func short(_ x: Double) -> String {
    guard x.isFinite else { return "n/d" }
    switch self {
    case .ratio: return shortDecimal(x * 100, significant: 3) + "%"
    case .multiple: return shortDecimal(x, significant: 3) + "x"
    case .months, .rank: return shortDecimal(x, significant: 3)
    case .score: return shortDecimal(x, significant: 4)
    case .persons, .devices, .currency, .currencyPerDay, .count: return scaled(x)
    }
  }

  private func scaled(_ x: Double) -> String {
    let scales: [(Double, String)] = [(1e3, "K"), (1e6, "M"), (1e9, "B"), (1e12, "T")]
    // 999,950 rounds to 1000K, which is 1M: the scale is chosen after rounding.
    for (scale, letter) in scales.reversed() where abs(x) >= scale * 0.9995 {
      return shortDecimal(x / scale, significant: 3) + letter
    }
    return shortDecimal(x, significant: 3)
  }
}

/// At least `significant` digits where there are decimals to drop; integer digits are never dropped, trailing zeros
/// always.
func shortDecimal(_ x: Double, significant: Int) -> String {
  guard x.isFinite else { return "n/d" }
  let magnitude = abs(x)
  if magnitude >= 1e15 { return x < 0 ? "-\(magnitude)" : "\(magnitude)" }
  // The first significant digit's place: 0 for 1...9, -1 for 0.1...0.9.
  var place = 0
  var probe = magnitude
  while probe >= 10 {
    probe /= 10
    place += 1
  }
  while probe > 0, probe < 1, place > -9 {
    probe *= 10
    place -= 1
  }
  let decimals = max(0, min(9, significant - 1 - place))
  var power: Int64 = 1
  for _ in 0..<decimals { power *= 10 }
  let whole: Int64
  let fraction: Int64
  let scaled = (magnitude * Double(power)).rounded()
  guard scaled < 9e18 else { return "\(x)" }
  (whole, fraction) = Int64(scaled).quotientAndRemainder(dividingBy: power)
  var text = x < 0 && scaled > 0 ? "-\(whole)" : "\(whole)"
  if fraction > 0 {
    var digits = padded(Int(fraction), to: decimals)
    while digits.hasSuffix("0") { digits.removeLast() }
    text += "." + digits
  }
  return text
}

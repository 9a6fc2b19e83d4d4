/// A decimal as printed: coefficient · 10^exponent, with its sign. Exact, so that an interval's ends are computed on
/// what was printed and rounded to a double once.
struct DecimalNumber: Sendable, Equatable {
  var isNegative = false
  /// At most 37 decimal digits.
  var coefficient: UInt128 = 0
  var exponent = 0
  /// What all of it is multiplied by, its interval too: a table in thousands.
  var factor: UInt64 = 1

  /// No fraction: 4700000.0 and 7.8M have none.
  var isWhole: Bool {
    if exponent >= 0 || coefficient == 0 { return true }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: UInt128(factor))
    guard !overflow, exponent >= -38 else { return false }
    return product % power(-exponent) == 0
  }

  /// The nearest whole number, halves away from zero.
  var rounded: DecimalNumber {
    if exponent >= 0 { return self }
    var whole = DecimalNumber(isNegative: isNegative)
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: UInt128(factor))
    guard !overflow, exponent >= -38 else { return whole }
    let unit = power(-exponent)
    whole.coefficient = product / unit + (product % unit >= unit - unit / 2 ? 1 : 0)
    return whole
  }

  private func power(_ n: Int) -> UInt128 {
    var power: UInt128 = 1
    for _ in 0..<n { power *= 10 }
    return power
  }

  /// The nearest double (ties to even); infinite when far beyond 1e18.
  var nearestDouble: Double { signed(scaled(coefficient, exponent)) }

  /// Half a unit of the last printed digit on both sides: "7.8" claims [7.75, 7.85]. Nearest doubles of the exact ends.
  var claimedInterval: (low: Double, high: Double) {
    let wide = coefficient * 10
    let outer = scaled(wide + 5, exponent - 1)
    let inner = wide >= 5 ? scaled(wide - 5, exponent - 1) : -scaled(5, exponent - 1)
    return isNegative ? (-outer, plus(-inner)) : (plus(inner), outer)
  }

  private func scaled(_ coefficient: UInt128, _ exponent: Int) -> Double {
    if factor == 1 { return nearest(coefficient, exponent) }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: UInt128(factor))
    return overflow ? .infinity : nearest(product, exponent)
  }

  private func signed(_ magnitude: Double) -> Double { isNegative && magnitude != 0 ? -magnitude : magnitude }
  // No negative zero.
  private func plus(_ x: Double) -> Double { x == 0 ? 0 : x }
}

/// The double nearest to coefficient · 10^exponent.
func nearest(_ coefficient: UInt128, _ exponent: Int) -> Double {
  if coefficient == 0 { return 0 }
  if exponent >= 0 {
    // 10^38 is the last power that fits; beyond it everything is larger than 1e18 anyway.
    if exponent > 38 { return .infinity }
    var power: UInt128 = 1
    for _ in 0..<exponent { power *= 10 }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: power)
    return overflow ? .infinity : rounded(product, isInexact: false, binaryExponent: 0)
  }
  let places = 0 - exponent
  // Both operands exact, so the one division rounds once (Clinger 1990).
  if coefficient <= 1 << 53, places <= 22 {
    return Double(UInt64(truncatingIfNeeded: coefficient)) / powerOfTen(places)
  }
  if places <= 27 {
    // 5^27 < 2^63: the quotient keeps at least 64 bits, the remainder says whether it is exact.
    var divisor: UInt128 = 1
    for _ in 0..<places { divisor *= 5 }
    let shift = coefficient.leadingZeroBitCount
    let (quotient, remainder) = (coefficient << UInt128(shift)).quotientAndRemainder(dividingBy: divisor)
    return rounded(quotient, isInexact: remainder != 0, binaryExponent: 0 - shift - places)
  }
  // 37 digits at most: below the smallest double.
  if places > 400 { return 0 }
  return Double("\(coefficient)e\(exponent)") ?? 0
}

/// n · 2^binaryExponent as the nearest double; `isInexact` when the true number is a little larger than n.
private func rounded(_ n: UInt128, isInexact: Bool, binaryExponent: Int) -> Double {
  let width = 128 - n.leadingZeroBitCount
  if width <= 64 {
    return Double(
      sign: .plus, exponent: binaryExponent, significand: Double(UInt64(truncatingIfNeeded: n) | (isInexact ? 1 : 0)))
  }
  let dropped = width - 64
  let isSticky = isInexact || n & (1 << UInt128(dropped) - 1) != 0
  let top = UInt64(truncatingIfNeeded: n >> UInt128(dropped)) | (isSticky ? 1 : 0)
  return Double(sign: .plus, exponent: binaryExponent + dropped, significand: Double(top))
}

/// 10^n exactly, for n in 0...22.
@inline(__always)
func powerOfTen(_ n: Int) -> Double {
  switch n {
  case 0: 1
  case 1: 1e1
  case 2: 1e2
  case 3: 1e3
  case 4: 1e4
  case 5: 1e5
  case 6: 1e6
  case 7: 1e7
  case 8: 1e8
  case 9: 1e9
  case 10: 1e10
  case 11: 1e11
  case 12: 1e12
  case 13: 1e13
  case 14: 1e14
  case 15: 1e15
  case 16: 1e16
  case 17: 1e17
  case 18: 1e18
  case 19: 1e19
  case 20: 1e20
  case 21: 1e21
  default: 1e22
  }
}

/// A double moved by so many decimal places: the double nearest to the decimal that it stands for, moved. For figures
/// of at most fifteen digits that is what the moved figure itself would be.
public func movedByDecimals(_ value: Double, _ places: Int) -> Double {
  guard value.isFinite, value != 0 else { return value }
  var coefficient: UInt128 = 0
  var exponent = places
  var isBehindPoint = false
  var text = value.magnitude.description[...]
  if let mark = text.firstIndex(of: "e") {
    exponent += Int(text[text.index(after: mark)...]) ?? 0
    text = text[..<mark]
  }
  for byte in text.utf8 {
    if byte == UInt8(ascii: ".") {
      isBehindPoint = true
    } else {
      coefficient = coefficient * 10 + UInt128(byte &- 0x30)
      if isBehindPoint { exponent -= 1 }
    }
  }
  return DecimalNumber(isNegative: value < 0, coefficient: coefficient, exponent: exponent).nearestDouble
}

/// A decimal as printed: coefficient · 10^exponent, with its sign. Exact, so that an interval's ends are computed on
/// what was printed and rounded to a double once.
struct DecimalNumber: Sendable, Equatable {
  var isNegative = false
  /// At most 37 decimal digits.
  var coefficient: UInt128 = 0
  var exponent = 0

  /// The nearest double (ties to even); infinite when far beyond 1e18.
  var nearestDouble: Double { signed(nearest(coefficient, exponent)) }

  /// Half a unit of the last printed digit on both sides: "7.8" claims [7.75, 7.85]. Nearest doubles of the exact ends.
  var claimedInterval: (low: Double, high: Double) {
    let wide = coefficient * 10
    let outer = nearest(wide + 5, exponent - 1)
    let inner = wide >= 5 ? nearest(wide - 5, exponent - 1) : -nearest(5, exponent - 1)
    return isNegative ? (-outer, plus(-inner)) : (plus(inner), outer)
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

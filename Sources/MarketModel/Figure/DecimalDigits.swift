/// A finite double as the shortest decimal that reads back as the same double: 0.d₁d₂d₃… × 10^exponent.
/// Rounding works on these digits, so that 0.285 at two decimals is 0.29 as on paper, not 0.28 as in binary.
public struct DecimalDigits {
  /// Never true for zero.
  public private(set) var isNegative: Bool
  /// Without leading or trailing zeros; empty for zero.
  public private(set) var digits: [UInt8]
  /// The power of ten that 0.d₁d₂d₃… is multiplied by: 1 for 7.8, 0 for zero.
  public private(set) var exponent: Int

  /// Nil for NaN and the infinities.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value < 0
    digits = []
    exponent = 0
    var seenPoint = false
    var explicit = 0
    var sign = 1
    var inExponent = false
    for byte in value.magnitude.description.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if inExponent {
          explicit = explicit * 10 + Int(byte - UInt8(ascii: "0"))
        } else {
          digits.append(byte - UInt8(ascii: "0"))
          if !seenPoint { exponent += 1 }
        }
      case UInt8(ascii: "."): seenPoint = true
      case UInt8(ascii: "e"): inExponent = true
      case UInt8(ascii: "-"): sign = -1
      default: break
      }
    }
    exponent += sign * explicit
    trim()
  }

  private mutating func trim() {
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      exponent = 0
      isNegative = false
    }
  }

  /// True for 0 and for −0.
  public var isZero: Bool { digits.isEmpty }

  /// Times 10^power.
  public func scaled(by power: Int) -> DecimalDigits {
    var result = self
    if !isZero { result.exponent += power }
    return result
  }

  /// Rounded half away from zero to this many digits after the point (before it, when negative).
  public func rounded(decimals: Int) -> DecimalDigits {
    var result = self
    let keep = exponent + decimals
    guard keep < digits.count else { return self }
    guard keep >= 0 else {
      result.digits = []
      result.trim()
      return result
    }
    let up = digits[keep] >= 5
    result.digits.removeSubrange(keep...)
    if up {
      var index = keep - 1
      while index >= 0, result.digits[index] == 9 {
        result.digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        result.digits[index] += 1
      } else {
        result.digits.insert(1, at: 0)
        result.exponent += 1
      }
    }
    result.trim()
    return result
  }

  /// Rounded half away from zero to this many digits, counted from the first that is not 0.
  public func rounded(significant: Int) -> DecimalDigits { rounded(decimals: significant - exponent) }

  /// Without a sign and an exponent, with at least this many decimals: "7800000", "0.05", "62.0".
  public func magnitudeText(minimumDecimals: Int = 0, grouping: Bool = false) -> String {
    let zero = UInt8(ascii: "0")
    var text: [UInt8] = []
    let wholeCount = max(exponent, 1)
    for index in 0..<wholeCount {
      if grouping, index > 0, (wholeCount - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(zero + (exponent > 0 && index < digits.count ? digits[index] : 0))
    }
    let decimals = max(isZero ? 0 : digits.count - exponent, minimumDecimals, 0)
    if decimals > 0 { text.append(UInt8(ascii: ".")) }
    for place in 0..<decimals {
      let index = exponent + place
      text.append(zero + (index >= 0 && index < digits.count ? digits[index] : 0))
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// A number as the data formats write it: the shortest decimal that reads back as the same double, without an exponent
/// from 1e-6 up to 1e18; nil for NaN and the infinities, which are written as missing.
public func exactText(_ value: Double) -> String? {
  // Swift writes the shortest decimal too, with ".0" for whole numbers: most values need no more.
  var text = value.description
  if value.isFinite, value != 0, !text.utf8.contains(UInt8(ascii: "e")) {
    if text.hasSuffix(".0") { text.removeLast(2) }
    return text
  }
  guard let digits = DecimalDigits(value) else { return nil }
  let sign = digits.isNegative ? "-" : ""
  if digits.isZero || (value.magnitude >= 1e-6 && value.magnitude <= 1e18) { return sign + digits.magnitudeText() }
  return sign + digits.scaled(by: 1 - digits.exponent).magnitudeText() + "e\(digits.exponent - 1)"
}

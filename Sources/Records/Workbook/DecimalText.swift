/// A number of a sheet by its decimal digits: what a spreadsheet program shows is made of these, never of the double.
struct DecimalText: Equatable {
  var isNegative = false
  /// Without zeros in front; empty for zero.
  var digits: [UInt8] = []
  /// The number is 0.DIGITS times ten to this power.
  var power = 0

  /// A spreadsheet program shows no more digits than these; what stands behind them is left over from binary
  /// arithmetic.
  private static let significant = 15

  /// nil: no decimal number.
  init?(_ text: UnsafeRawBufferPointer) {
    var index = 0
    func byte() -> UInt8? { index < text.count ? text[index] : nil }
    if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var hasDigits = false
    var hasPoint = false
    while let next = byte() {
      if next == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if next &- 0x30 <= 9 {
        hasDigits = true
        if next != 0x30 || !digits.isEmpty {
          if digits.count < 400 { digits.append(next &- 0x30) }
          if !hasPoint { power += 1 }
        } else if hasPoint {
          power -= 1
        }
      } else {
        break
      }
      index += 1
    }
    guard hasDigits else { return nil }
    if let next = byte(), next | 0x20 == UInt8(ascii: "e") {
      index += 1
      var isDown = false
      if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") {
        isDown = text[index] == UInt8(ascii: "-")
        index += 1
      }
      var exponent = 0
      let from = index
      while let next = byte(), next &- 0x30 <= 9, exponent < 100_000 {
        exponent = exponent * 10 + Int(next &- 0x30)
        index += 1
      }
      guard index > from else { return nil }
      power += isDown ? -exponent : exponent
    }
    guard index == text.count, abs(power) <= 400 else { return nil }
    round(toDigits: Self.significant)
  }

  var isZero: Bool { digits.isEmpty }

  /// The value as a double: for comparing and for dates.
  var value: Double { Double(plain(decimals: nil, minimum: 0)) ?? 0 }

  mutating func shift(by tens: Int) { if !isZero { power += tens } }

  /// Keeps so many digits, the last one rounded half up, as spreadsheet programs do.
  mutating func round(toDigits count: Int) {
    guard count < digits.count else { return trim() }
    guard count >= 0 else { return digits = [] }
    let isUp = digits[count] >= 5
    digits.removeSubrange(count...)
    if isUp {
      var at = count - 1
      while at >= 0, digits[at] == 9 {
        digits[at] = 0
        at -= 1
      }
      if at >= 0 {
        digits[at] += 1
      } else {
        digits.insert(1, at: 0)
        power += 1
      }
    }
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if isZero { (isNegative, power) = (false, 0) }
  }

  /// Digits, a point and digits: at most `decimals` of these (all, where nil) and at least `minimum`. Signless.
  func plain(decimals: Int?, minimum: Int) -> String {
    var number = self
    if let decimals { number.round(toDigits: power + decimals) }
    func digit(_ place: Int) -> Character {
      let at = number.power - 1 - place
      return at >= 0 && at < number.digits.count ? Character(Unicode.Scalar(number.digits[at] + 0x30)) : "0"
    }
    var text = ""
    for place in stride(from: max(number.power, 1) - 1, through: 0, by: -1) { text.append(digit(place)) }
    let wanted = max(minimum, number.digits.count - number.power)
    if wanted > 0 {
      text += "."
      for place in 1...wanted { text.append(digit(-place)) }
    }
    return text
  }
}

/// What a run of digits, points and commas turned out to be.
private struct DigitRun {
  var digits = 0
  var coefficient: UInt128 = 0
  var significant = 0
  /// Decimals kept, less integer digits dropped.
  var exponent = 0
  var droppedNonZero = false

  mutating func append(_ digit: UInt8, isDecimal: Bool) {
    digits += 1
    if significant < 36 {
      coefficient = coefficient * 10 + UInt128(digit)
      if coefficient != 0 { significant += 1 }
      if isDecimal { exponent -= 1 }
    } else {
      if digit != 0 { droppedNonZero = true }
      if !isDecimal { exponent += 1 }
    }
  }
}

extension QuantityParser {
  /// The digits with their separators and an exponent. Thirty-six significant digits count; of more, only that they are
  /// there.
  mutating func number(_ figure: inout Figure) throws(QuantityError) -> DecimalNumber {
    let before = scanner.position
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    let decimalMark = context.decimalComma ? comma : point
    guard isDigit(scanner.peek()) || (scanner.peek() == point || scanner.peek() == comma) && isDigit(scanner.peek(1))
    else {
      throw noNumber()
    }
    var run = DigitRun()
    var (points, commas, groups, groupDigits, decimals) = (0, 0, 0, 0, 0)
    var isDecimal = false
    var isMalformed = false
    scan: while true {
      let byte = scanner.peek()
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isDecimal { decimals += 1 } else { groupDigits += 1 }
        run.append(byte - 0x30, isDecimal: isDecimal)
      case point, comma:
        if byte == point { points += 1 } else { commas += 1 }
        // After a first group of one to three digits, groups of exactly three.
        if isDecimal || (groups > 0 && groupDigits != 3) { isMalformed = true }
        if byte == decimalMark {
          isDecimal = true
        } else {
          if groups == 0, groupDigits == 0 || groupDigits > 3 || run.coefficient == 0 { isMalformed = true }
          groups += 1
          groupDigits = 0
        }
      default: break scan
      }
      scanner.position += 1
    }
    if groups > 0, !isDecimal, groupDigits != 3 { isMalformed = true }
    if isMalformed { throw separators(before, points: points, commas: commas) }
    if scanner.position - before == 1, scanner.bytes[before] == 0x30, scanner.peek() | 0x20 == UInt8(ascii: "x"),
      isHexadecimal(scanner.peek(1))
    {
      throw hexadecimal(before)
    }
    var number = DecimalNumber(coefficient: run.coefficient, exponent: run.exponent)
    if run.droppedNonZero {
      number.coefficient = number.coefficient * 10 + 1
      number.exponent -= 1
    }
    if let exponent = exponent() {
      figure.hasExponent = true
      number.exponent += exponent
    }
    return number
  }

  /// "e6", "E-3", "e+6"; stops counting at a billion, which no figure reaches.
  private mutating func exponent() -> Int? {
    guard scanner.peek() | 0x20 == UInt8(ascii: "e") else { return nil }
    let before = scanner.position
    scanner.position += 1
    var isNegative = false
    if scanner.accept("-") || scanner.accept("−") {
      isNegative = true
    } else {
      _ = scanner.accept("+")
    }
    guard isDigit(scanner.peek()) else {
      scanner.position = before
      return nil
    }
    var exponent = 0
    while isDigit(scanner.peek()) {
      exponent = min(exponent * 10 + Int(scanner.peek() - 0x30), 1_000_000_000)
      scanner.position += 1
    }
    return isNegative ? -exponent : exponent
  }

  /// In base units, as a fraction where it was a percentage.
  func base(_ figure: Figure) throws(QuantityError) -> DecimalNumber {
    var number = figure.number
    number.exponent += figure.scale - (figure.isPercent ? 2 : 0)
    return number
  }
}

private func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

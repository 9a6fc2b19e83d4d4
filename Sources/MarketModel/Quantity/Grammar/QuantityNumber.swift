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

/// The marks between the digits of a number, and how long the groups between them are.
private struct DigitGroups {
  var points = 0
  var commas = 0
  var blanks = 0
  var marks = 0
  var first = 0
  /// The group at hand, the last one at the end.
  var last = 0
  /// Of those between the first and the last: all of three digits, all of two.
  var areThrees = true
  var areTwos = true
  private(set) var count = 1

  mutating func end() {
    if count == 1 {
      first = last
    } else {
      if last != 3 { areThrees = false }
      if last != 2 { areTwos = false }
    }
    count += 1
    last = 0
  }

  /// Groups of three throughout, without zeros in front.
  func isOfThrees(_ startsWithZero: Bool) -> Bool {
    count > 1 && first >= 1 && first <= 3 && areThrees && last == 3 && !startsWithZero
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
    let startsWithZero = scanner.peek() == 0x30
    var run = DigitRun()
    var groups = DigitGroups()
    var isDecimal = false
    var isMalformed = false
    scan: while true {
      let byte = scanner.peek()
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        groups.last += 1
        run.append(byte - 0x30, isDecimal: isDecimal)
      case point, comma:
        if byte == point { groups.points += 1 } else { groups.commas += 1 }
        if isDecimal { isMalformed = true }
        if byte == decimalMark {
          // What stands before is the last group of a whole number.
          if groups.count > 1, groups.last != 3 { isMalformed = true }
          isDecimal = true
        }
        groups.end()
      default:
        let length = groupMark()
        if length == 0 { break scan }
        if isDecimal || groups.last == 0 || groups.count > 1 && groups.last != 3 || groups.points + groups.commas > 0 {
          throw thousandsSeparators()
        }
        if scanner.blankLength(at: scanner.position) > 0 { groups.blanks += 1 } else { groups.marks += 1 }
        groups.end()
        scanner.position += length
        continue
      }
      scanner.position += 1
    }
    try settle(groups, &run, &figure, isDecimal: isDecimal, isMalformed, startsWithZero, before)
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

  /// The length of a blank, apostrophe or low line between this digit and three others; 0 for none.
  private func groupMark() -> Int {
    var length = scanner.blankLength(at: scanner.position)
    if length == 0 {
      switch scanner.peek() {
      case UInt8(ascii: "'"), UInt8(ascii: "_"): length = 1
      case 0xE2: length = scanner.peek(1) == 0x80 && scanner.peek(2) == 0x99 ? 3 : 0  // ’
      default: break
      }
    }
    guard length > 0, isDigit(scanner.peek(length)), isDigit(scanner.peek(length + 1)),
      isDigit(scanner.peek(length + 2)), !isDigit(scanner.peek(length + 3))
    else { return 0 }
    return length
  }

  /// Says which grouping the marks are, or refuses them.
  private func settle(
    _ groups: DigitGroups, _ run: inout DigitRun, _ figure: inout Figure, isDecimal: Bool, _ isMalformed: Bool,
    _ startsWithZero: Bool, _ at: Int
  ) throws(QuantityError) {
    let (points, commas) = (groups.points, groups.commas)
    if groups.count == 1 { return }
    if groups.blanks + groups.marks > 0 {
      let isWhole = !isDecimal && groups.last == 3
      // A point or comma among them is the decimal mark or makes the number ambiguous.
      guard groups.blanks == 0 || groups.marks == 0, points + commas == (isDecimal ? 1 : 0), isWhole || isDecimal,
        !isMalformed, groups.first >= 1,
        groups.first <= 3,
        !startsWithZero, context.defersToFile
      else { throw thousandsSeparators() }
      figure.form.insert(groups.blanks > 0 ? .blankGroups : .markGroups)
      if isDecimal { figure.form.insert(.decimals) }
      return
    }
    if context.decimalComma {
      let isGrouped = points > 0 && groups.isOfThrees(startsWithZero) && commas == 0
      let hasGroups =
        points > 0 && commas == 1 && isDecimal && !isMalformed && groups.first >= 1 && groups.first <= 3
        && !startsWithZero && groups.areThrees
      guard isGrouped || hasGroups || points == 0 && commas == 1 else {
        throw separators(at, points: points, commas: commas)
      }
      return
    }
    switch (points, commas) {
    case (1, 0):
      let isAmbiguous = groups.first >= 1 && groups.first <= 3 && groups.last == 3 && !startsWithZero
      figure.form.insert(isAmbiguous ? .threeDecimals : .decimals)
    case (2..., 0):
      guard groups.isOfThrees(startsWithZero), run.digits <= 36, context.defersToFile else {
        throw separators(at, points: points, commas: commas)
      }
      figure.form.insert(.pointGroups)
      run.exponent = 0
    default:
      // The last group before a point is checked where the point stands.
      let isLastThree = isDecimal || groups.last == 3
      guard points <= 1, !isMalformed, isLastThree, !startsWithZero, groups.first >= 1 else {
        throw separators(at, points: points, commas: commas)
      }
      if isDecimal { figure.form.insert(.decimals) }
      figure.form.insert(.commaGroups)
      // With a point the groups between also hold the last one, of three digits.
      let between = groups.count - (isDecimal ? 3 : 2)
      if groups.first <= 3, groups.areThrees {
        if groups.first == 3 || between > 0 { figure.form.insert(.threeGroups) }
      } else {
        guard groups.first <= 2, between > 0, isDecimal ? areTwosThenThree(at) : groups.areTwos, context.defersToFile
        else { throw separators(at, points: points, commas: commas) }
        figure.form.insert(.indianGroups)
      }
    }
  }

  /// `1,23,456.50`: groups of two between the first and the last, which has three.
  private func areTwosThenThree(_ at: Int) -> Bool {
    var lengths: [Int] = [0]
    for i in at..<scanner.position {
      if isDigit(scanner.bytes[i]) {
        lengths[lengths.count - 1] += 1
      } else if scanner.bytes[i] == UInt8(ascii: ",") {
        lengths.append(0)
      } else {
        break
      }
    }
    return lengths.last == 3 && lengths.dropFirst().dropLast().allSatisfy { $0 == 2 }
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

  /// In base units, as a fraction where it was a percentage; of what has no fraction, whole.
  func base(_ figure: inout Figure) throws(QuantityError) -> DecimalNumber {
    var number = figure.number
    if context.unit == .ratio, context.ratioUnit == .percent, !figure.isPercent, !figure.hasScale {
      figure.isPercent = true
    }
    number.exponent += figure.scale - (figure.isPercent ? 2 : 0)
    if context.factor != 1, !figure.hasScale, !figure.isPercent, figure.currency == .none {
      var factor = context.factor
      while factor > 1, factor % 10 == 0 {
        factor /= 10
        number.exponent += 1
      }
      number.factor = factor
    }
    if context.unit.isWhole, !context.allowsPartOfWhole, figure.form.contains(.threeDecimals), !figure.hasScale,
      !figure.hasExponent
    {
      figure.form.insert(.wholeUnit)
    }
    guard context.unit.isWhole, !context.allowsPartOfWhole, !number.isWhole else {
      // "4700000.0" says no more than that the program which wrote it keeps fractions.
      if context.unit.isWhole, !context.allowsPartOfWhole, !figure.hasScale, !figure.hasExponent, number.factor == 1,
        number.exponent < 0, !figure.form.contains(.threeDecimals) || !context.defersToFile
      {
        if figure.form.contains(.threeDecimals) { throw partOfWhole(figure) }
        number = number.rounded
      }
      return number
    }
    if context.roundsToWhole {
      figure.form.subtract([.threeDecimals, .wholeUnit])
      return number.rounded
    }
    guard context.defersToFile, !figure.hasScale, !figure.hasExponent else { throw partOfWhole(figure) }
    figure.form.insert(.partOfWhole)
    return number
  }

  func tooLarge(_ figure: Figure) -> QuantityError {
    error(
      .tooLarge, "is larger than 1e18", remedy: "check the exponent and the scale", from: figure.start, to: figure.end)
  }
}

private func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

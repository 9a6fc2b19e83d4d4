/// Every refusal of the value grammar, with its reason and remedy.
extension QuantityParser {
  /// `what` continues the quoted text. The place is the whole field unless told.
  func error(_ kind: QuantityError.Kind, _ what: String, remedy: Remedy, from: Int? = nil, to: Int? = nil)
    -> QuantityError
  {
    let from = from ?? start
    return QuantityError(
      kind: kind, message: "\(scanner.bytes.quoted(start, end)) \(what)", remedy: remedy, offset: from,
      length: max(0, (to ?? end) - from))
  }

  func notANumber(_ what: String) -> QuantityError {
    error(
      .notANumber, what,
      remedy: "write a plain number such as 7800000 or 7.8M; leave the cell empty if nothing is known")
  }

  /// Nothing that starts a number stands here.
  func noNumber() -> QuantityError {
    let at = scanner.position
    if let digits = foreignDigits(at) { return digits }
    return notANumber("is not a number")
  }

  /// Digits of another script: U+0663 looks like a number to some programs and like text to others.
  func foreignDigits(_ at: Int) -> QuantityError? {
    guard at < end, scanner.bytes[at] >= 0x80 else { return nil }
    // A character is at most four bytes.
    let head = String(decoding: scanner.bytes[at..<min(end, at + 4)], as: UTF8.self)
    guard let scalar = head.unicodeScalars.first, scalar.properties.numericType == .decimal else { return nil }
    var ascii = ""
    for scalar in String(decoding: scanner.bytes[start..<min(end, start + 64)], as: UTF8.self).unicodeScalars {
      if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue, digit >= 0, digit <= 9 {
        ascii += String(Int(digit))
      } else if scalar.value >= 0x20, scalar.value != 0x7F {
        ascii.unicodeScalars.append(scalar)
      }
    }
    let remedy: Remedy = end - start <= 64 ? "write \(ascii)" : "write the digits 0 to 9"
    return error(.foreignDigits, "has digits other than 0 to 9", remedy: remedy, from: at)
  }

  func trailing() -> QuantityError { trailing(from: scanner.position) }

  func trailing(from offset: Int) -> QuantityError {
    if let digits = foreignDigits(offset) { return digits }
    if let duration = duration(offset) { return duration }
    var figureEnd = offset
    while figureEnd > start, isASCIIBlank(scanner.bytes[figureEnd - 1]) { figureEnd -= 1 }
    let figure = scanner.bytes.excerpt(start, figureEnd)
    if isFootnote(offset) {
      return error(
        .footnote, "has a footnote mark: \(scanner.bytes.quoted(offset, end))", remedy: "write \(figure)", from: offset)
    }
    // What was not understood may be a scale, a unit or a date: it is not for a remedy to drop it.
    return error(
      .trailingText, "has text after the figure: \(scanner.bytes.quoted(offset, end))",
      remedy: "write \(figure) if that text does not change the figure, else the figure that is meant, in digits",
      from: offset)
  }

  /// A mark that points to a note: `*`, `†`, `[1]`, `¹`.
  private func isFootnote(_ offset: Int) -> Bool {
    let text = String(decoding: scanner.bytes[offset..<min(end, offset + 16)], as: UTF8.self)
    if text.unicodeScalars.allSatisfy({ "*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰".unicodeScalars.contains($0) }) { return true }
    guard text.hasPrefix("["), text.hasSuffix("]"), text.utf8.count > 2 else { return false }
    return text.utf8.dropFirst().dropLast().allSatisfy { isDigit($0) || isLetter($0) && text.utf8.count == 3 }
  }

  /// `00:10:23`.
  private func duration(_ offset: Int) -> QuantityError? {
    guard scanner.bytes[offset] == UInt8(ascii: ":"),
      scanner.bytes[start..<end].allSatisfy({ isDigit($0) || $0 == 0x3A })
    else { return nil }
    let parts = scanner.bytes[start..<end].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == parts.count, parts.count == 2 || parts.count == 3, numbers.allSatisfy({ $0 < 1_000_000 })
    else { return nil }
    let seconds = numbers.reduce(0) { $0 * 60 + $1 }
    return error(
      .trailingText, "is a duration or a time of day",
      remedy: parts.count == 3
        ? "write it as one number: \(seconds) if the metric counts seconds"
        : "write it as one number in the metric's unit")
  }

  /// A fraction of what has none.
  func partOfWhole(_ figure: Figure) -> QuantityError {
    let text = scanner.bytes.excerpt(figure.start, figure.end)
    let isThreeDecimals = figure.form.contains(.threeDecimals)
    return error(
      .partOfWhole,
      isThreeDecimals
        ? "has a point that may divide thousands or be a decimal point"
        : "has a fraction, but the metric \(context.unit.phrase)",
      remedy: isThreeDecimals
        ? .anyOf([
          "write \(text.filter { $0 != "." }) if the point divides thousands", .set(.decimal, "comma"),
          .set(.unit, "rounded"),
        ])
        : .anyOf([
          "write a whole number", .set(.unit, "rounded"),
        ]),
      from: figure.start, to: figure.end)
  }

  /// A run of digits, points and commas that is not a number.
  func separators(_ at: Int, points: Int, commas: Int) -> QuantityError {
    if context.decimalComma {
      return error(
        .thousandsSeparators, "does not have a decimal comma and points between groups of three",
        remedy: commas == 0 && points == 1
          ? .anyOf(["write \(rewritten(decimal: ".", as: ","))", .omit(.decimal)]) : withoutMarks)
    }
    if commas == 1, points != 1 || isBefore(UInt8(ascii: "."), UInt8(ascii: ","), at) {
      return error(
        .decimalComma, "has a decimal comma",
        remedy: .anyOf(["write \(rewritten(decimal: ",", as: "."))", .set(.decimal, "comma")])
      )
    }
    return error(
      .thousandsSeparators, "does not have its digits in groups of three with commas", remedy: withoutMarks)
  }

  func thousandsSeparators() -> QuantityError {
    error(.thousandsSeparators, "has blanks or marks between its digits", remedy: withoutMarks)
  }

  /// How to write a number whose marks are not understood: in figures only where the marks leave no doubt of them.
  ///
  /// One kind of mark between groups divides thousands; a last point or comma of another kind is a decimal one.
  private var withoutMarks: Remedy {
    let plain: Remedy = "write the number without marks between its digits"
    guard end - start <= 48 else { return plain }
    let scalars = Array(String(decoding: scanner.bytes[start..<end], as: UTF8.self).unicodeScalars)
    let digits = scalars.indices.filter { ("0"..."9").contains(scalars[$0]) }
    guard let first = digits.first, let last = digits.last else { return plain }
    // The digits between the marks, and the marks.
    var groups = [0]
    var marks: [Unicode.Scalar] = []
    for scalar in scalars[first...last] {
      if ("0"..."9").contains(scalar) {
        groups[groups.count - 1] += 1
      } else {
        marks.append(scalar)
        groups.append(0)
      }
    }
    guard let mark = marks.last, groups.count == marks.count + 1 else { return plain }
    let kinds = Set(marks)
    if kinds.count == 1, marks.count > 1 || !".,".unicodeScalars.contains(mark) {
      return groups.last == 3 && groups.dropFirst().dropLast().allSatisfy { $0 == 2 || $0 == 3 } && groups[0] <= 3
        ? .advice("write \(rewritten())") : plain
    }
    guard kinds.count == 2, marks.filter({ $0 == mark }).count == 1, ".,".unicodeScalars.contains(mark),
      groups[1..<groups.count - 1].allSatisfy({ $0 == 3 }), groups[0] <= 3
    else { return plain }
    let isComma = mark == ","
    let written = rewritten(decimal: mark, as: context.decimalComma ? "," : ".")
    if isComma == context.decimalComma { return .advice("write \(written)") }
    return .anyOf([.advice("write \(written)"), isComma ? .set(.decimal, "comma") : .omit(.decimal)])
  }

  private func isBefore(_ a: UInt8, _ b: UInt8, _ at: Int) -> Bool {
    for i in at..<end {
      if scanner.bytes[i] == a { return true }
      if scanner.bytes[i] == b { return false }
    }
    return false
  }

  /// The field without separators, the last `decimal` replaced; "the plain number" when it is too long to show.
  private func rewritten(decimal: Unicode.Scalar? = nil, as mark: Unicode.Scalar = ".") -> String {
    guard end - start <= 48 else { return "the plain number" }
    var kept: [Unicode.Scalar] = []
    let scalars = Array(String(decoding: scanner.bytes[start..<end], as: UTF8.self).unicodeScalars)
    let last = decimal.flatMap { scalars.lastIndex(of: $0) }
    for (i, scalar) in scalars.enumerated() {
      if i == last {
        kept.append(mark)
      } else if !".,'_’".unicodeScalars.contains(scalar), !scalar.properties.isWhitespace, scalar.value >= 0x20,
        scalar.value != 0x7F
      {
        kept.append(scalar)
      }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: kept)
    return text
  }

  func hexadecimal(_ at: Int) -> QuantityError {
    var value: UInt64 = 0
    var i = at + 2
    while i < end, i - at < 16, let digit = Character(Unicode.Scalar(scanner.bytes[i])).hexDigitValue {
      value = value << 4 | UInt64(digit)
      i += 1
    }
    return error(
      .hexadecimal, "is hexadecimal", remedy: i == end ? "write \(value)" : "write the decimal number", from: at)
  }

  func ambiguousScale(_ offset: Int, _ what: String, _ remedy: Remedy) -> QuantityError {
    error(
      .ambiguousScale, what.first == "\"" ? "has an ambiguous scale: \(what)" : what, remedy: remedy, from: offset,
      to: scanner.position)
  }

  func oneSidedPercent() -> QuantityError {
    error(.ambiguousScale, "has % on its first end only", remedy: "write % on both ends, or on the second")
  }

  func percentOfCount() -> QuantityError {
    error(
      .percentOfCount, "is a percentage, but the metric \(context.unit.phrase)",
      remedy: context.unit == .multiple
        ? "write 1.5x for 150%" : "write the figure itself, or use a metric that is a ratio")
  }

  func percentagePoints(_ offset: Int) -> QuantityError {
    error(
      .percentagePoints, "is a change in percentage points, not a value",
      remedy: "write the level itself, as 12%; reports compute the change",
      from: offset, to: scanner.position)
  }

  func multipleOfOther(_ offset: Int) -> QuantityError {
    error(
      .multipleOfOther, "is a multiple, but the metric \(context.unit.phrase)",
      remedy: "write the figure itself, or use a metric that is a multiple",
      from: offset, to: scanner.position)
  }

  func doubleBound(_ a: Qualifier, _ b: Qualifier) -> QuantityError {
    error(.doubleBound, "has two qualifiers: \(a.code) and \(b.code)", remedy: "keep one of them")
  }

  func conflict(with printed: Qualifier?) -> QuantityError {
    let column = context.qualifier?.code ?? ""
    guard let printed else {
      return error(
        .qualifierConflict, "is a plain number, but the qualifier column says \(column)",
        remedy: column == "nd"
          ? "leave the value empty, or the qualifier" : "give the low and high columns, or write 4.5-5M")
    }
    return error(
      .qualifierConflict, "says \(printed.code), but the qualifier column says \(column)", remedy: "keep one of them")
  }

  func backwards(_ first: Figure, _ second: Figure) -> QuantityError {
    let isScaleOnce = first.hasScale != second.hasScale
    return error(
      .backwardsRange, "runs backwards",
      remedy: isScaleOnce
        ? "write the smaller end first, each end with its own scale, as 500K-1M" : "write the smaller end first")
  }

  enum StrictSide { case below, above }

  /// Within 1e18 and the metric's bounds. A strict bound may not stand on the metric's own: nothing is below the
  /// minimum.
  func check(_ value: Double, _ figure: Figure, isStrict: StrictSide?) throws(QuantityError) {
    guard value <= 1e18, value >= -1e18 else { throw tooLarge(figure) }
    // Held against its bounds when the file has said what it is.
    if figure.form.contains(.bareRatio) { return }
    if let maximum = context.maximum, value > maximum || (isStrict == .above && value == maximum) {
      let what = value > maximum ? "is above" : "says more than"
      throw error(
        .aboveMaximum, "\(what) the metric's maximum \(shown(maximum))", remedy: beyond(value, figure, maximum),
        from: figure.start,
        to: figure.end)
    }
    if let minimum = context.minimum, value < minimum || (isStrict == .below && value == minimum) {
      let what = value < minimum ? "is below" : "says less than"
      throw error(
        .belowMinimum, "\(what) the metric's minimum \(shown(minimum))", remedy: beyond(value, figure, minimum),
        from: figure.start,
        to: figure.end)
    }
  }

  private func beyond(_ value: Double, _ figure: Figure, _ bound: Double) -> Remedy {
    let hundredth = value / 100
    if context.unit == .ratio, !figure.isPercent, !figure.hasScale, hundredth >= context.minimum ?? -.infinity,
      hundredth <= context.maximum ?? .infinity
    {
      return context.ratioUnit == .fraction
        ? .anyOf(["did you mean \(scanner.bytes.excerpt(figure.start, figure.end))%?", .omit(.unit)])
        : "did you mean \(scanner.bytes.excerpt(figure.start, figure.end))%?"
    }
    return "the metric's values stop at \(shown(bound))"
  }

  private func shown(_ bound: Double) -> String {
    let plain = exactText(bound) ?? "\(bound)"
    return context.unit == .ratio ? "\(plain) (\(FigureStyle.ratio.number(bound)))" : plain
  }
}

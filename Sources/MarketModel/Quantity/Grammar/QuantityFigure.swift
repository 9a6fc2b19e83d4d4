/// How a figure names its money.
enum CurrencyMark: Equatable {
  case none
  case code(Currency)
  /// "$", whichever dollar the row is in.
  case dollar
  /// "¥": yuan or yen.
  case yuanOrYen
}

/// One printed figure with all that stands around it, before the row's context gives it its meaning.
struct Figure {
  var prefix: Qualifier?
  var suffix: Qualifier?
  var currency = CurrencyMark.none
  var number = DecimalNumber()
  var hasExponent = false
  /// Power of ten of "M", "million", "亿".
  var scale = 0
  var hasScale = false
  var isPercent = false
  /// "x" or "per day": said once.
  var hasRate = false
  /// The letter of a flag behind it; 0 without one.
  var flag: UInt8 = 0
  var form: QuantityForm = []
  /// Its bytes.
  var start = 0
  var end = 0
}

extension QuantityParser {
  mutating func figure() throws(QuantityError) -> Figure {
    var figure = Figure()
    figure.start = scanner.position
    let isNegative = try beforeNumber(&figure)
    if try !wordNumber(&figure) { figure.number = try number(&figure) }
    figure.number.isNegative = isNegative
    figure.end = scanner.position
    while try afterNumber(&figure) { figure.end = scanner.position }
    return figure
  }

  /// Qualifier, currency and sign, in any order, once each. Returns whether the figure is negative.
  private mutating func beforeNumber(_ figure: inout Figure) throws(QuantityError) -> Bool {
    var sign: Bool?
    var hasNumberSign = false
    while true {
      scanner.skipBlanks()
      let before = scanner.position
      let mark = currencyBefore()
      if mark != .none {
        figure.currency = try combined(figure.currency, mark, before, of: figure)
      } else if let qualifier = scanner.qualifier() {
        if let other = figure.prefix { throw doubleBound(other, qualifier) }
        figure.prefix = qualifier
      } else if scanner.accept("+") || scanner.accept("-") || scanner.accept("−") {
        guard sign == nil else { throw notANumber("has two signs") }
        sign = scanner.bytes[before] != UInt8(ascii: "+")
      } else if context.unit == .rank, !hasNumberSign,
        scanner.accept("#") || scanner.accept(phrase: "no.") || scanner.accept(phrase: "no")
          || scanner.accept(phrase: "number")
      {
        hasNumberSign = true
      } else {
        return sign ?? false
      }
    }
  }

  /// One more thing after the number; false when nothing more belongs to this figure.
  private mutating func afterNumber(_ figure: inout Figure) throws(QuantityError) -> Bool {
    let hasBlank = scanner.skipBlanks()
    let before = scanner.position
    switch scanner.peek() {
    case 0: return false
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if figure.scale == 0, !figure.isPercent, figure.suffix == nil { throw thousandsSeparators() }
      throw trailing()
    case UInt8(ascii: "'"), UInt8(ascii: "_"):
      if isDigit(scanner.peek(1)) { throw thousandsSeparators() }
      return false
    case UInt8(ascii: "%"):
      scanner.position += 1
      try setPercent(&figure, before)
    case UInt8(ascii: "+"):
      scanner.position += 1
      try setSuffix(.ge, &figure)
    case UInt8(ascii: "/"):
      guard context.unit == .currencyPerDay, !figure.hasRate else { return false }
      figure.hasRate = scanner.accept(phrase: "/day") || scanner.accept(phrase: "/d")
      return figure.hasRate
    case let byte where isLetter(byte):
      if hasBlank, try flag(&figure) { return true }
      return try word(&figure)
    case let byte where byte >= 0x80:
      if scanner.accept("×") {
        try setTimes(&figure, before)
      } else if let scale = chineseScale() {
        try setScale(scale, &figure, before)
      } else if scanner.accept("’") {
        if isDigit(scanner.peek()) { throw thousandsSeparators() }
        scanner.position = before
        return false
      } else {
        let mark = currencySymbol()
        if mark == .none { return false }
        figure.currency = try combined(figure.currency, mark, before, of: figure)
      }
    default:
      let mark = currencySymbol()
      if mark == .none { return false }
      figure.currency = try combined(figure.currency, mark, before, of: figure)
    }
    return true
  }

  private mutating func word(_ figure: inout Figure) throws(QuantityError) -> Bool {
    let before = scanner.position
    if let qualifier = suffixQualifier() {
      try setSuffix(qualifier, &figure)
      return true
    }
    if scanner.accept(phrase: "percentage points") || scanner.accept(phrase: "percentage point") {
      throw percentagePoints(before)
    }
    if context.unit == .currencyPerDay, !figure.hasRate,
      scanner.accept(phrase: "per day") || scanner.accept(phrase: "a day")
    {
      figure.hasRate = true
      return true
    }
    let wordEnd = scanner.wordEnd()
    if let scale = scanner.scaleWord(wordEnd) {
      let isAbbreviation =
        scanner.isWord(before, wordEnd, "mio") || scanner.isWord(before, wordEnd, "mrd")
        || scanner.isWord(before, wordEnd, "tsd")
      scanner.position = wordEnd
      if isAbbreviation { _ = scanner.accept(".") }
      try setScale(scale, &figure, before)
    } else if scanner.isWord(before, wordEnd, "mm") {
      scanner.position = wordEnd
      throw ambiguousScale(
        before, "\"MM\" is a million to some and a million millions to others", "write M for million or T for trillion")
    } else if scanner.isWord(before, wordEnd, "x") || scanner.isWord(before, wordEnd, "times") {
      scanner.position = wordEnd
      try setTimes(&figure, before)
    } else if scanner.isWord(before, wordEnd, "percent") || scanner.isWord(before, wordEnd, "pct") {
      scanner.position = wordEnd
      try setPercent(&figure, before)
    } else if scanner.accept(phrase: "per cent") {
      try setPercent(&figure, before)
    } else if scanner.isPercentagePoints(wordEnd) {
      scanner.position = wordEnd
      throw percentagePoints(before)
    } else {
      let mark = currencyWord()
      if mark == .none { return false }
      figure.currency = try combined(figure.currency, mark, before, of: figure)
    }
    return true
  }

  /// "or more", "or less" and their kind.
  private mutating func suffixQualifier() -> Qualifier? {
    switch lowercased(scanner.peek()) {
    case UInt8(ascii: "o"):
      if scanner.accept(phrase: "or more") || scanner.accept(phrase: "or higher") { return .ge }
      if scanner.accept(phrase: "or less") || scanner.accept(phrase: "or fewer") || scanner.accept(phrase: "or lower") {
        return .le
      }
      return nil
    default: return nil
    }
  }

  private func setSuffix(_ qualifier: Qualifier, _ figure: inout Figure) throws(QuantityError) {
    if let other = figure.suffix { throw doubleBound(other, qualifier) }
    figure.suffix = qualifier
  }

  private func setScale(_ scale: Int, _ figure: inout Figure, _ offset: Int) throws(QuantityError) {
    // "15m" in a column of months: fifteen, or fifteen million?
    if context.unit == .months {
      throw ambiguousScale(offset, "has a scale, but the metric counts months", "write the number of months, as 15")
    }
    if figure.hasExponent { throw ambiguousScale(offset, "has an exponent and a scale", "write the plain number") }
    if figure.hasScale { throw ambiguousScale(offset, "has two scales", "write one of them") }
    if figure.isPercent { throw trailing(from: offset) }
    figure.scale = scale
    figure.hasScale = true
  }

  private func setPercent(_ figure: inout Figure, _ offset: Int) throws(QuantityError) {
    if figure.isPercent || figure.hasScale { throw trailing(from: offset) }
    guard context.unit == .ratio else { throw percentOfCount() }
    figure.isPercent = true
  }

  private func setTimes(_ figure: inout Figure, _ offset: Int) throws(QuantityError) {
    if figure.hasRate { throw trailing(from: offset) }
    figure.hasRate = true
    guard context.unit == .multiple else { throw multipleOfOther(offset) }
  }
}

extension Scanner {
  /// The power of ten of the scale word from here to `wordEnd`.
  func scaleWord(_ wordEnd: Int) -> Int? {
    let a = position
    switch lowercased(peek()) {
    case UInt8(ascii: "k"): return wordEnd - a == 1 ? 3 : nil
    case UInt8(ascii: "l"): return isWord(a, wordEnd, "lakh") || isWord(a, wordEnd, "lakhs") ? 5 : nil
    case UInt8(ascii: "c"): return isWord(a, wordEnd, "crore") || isWord(a, wordEnd, "crores") ? 7 : nil
    case UInt8(ascii: "m"):
      if wordEnd - a == 1 || isWord(a, wordEnd, "mn") || isWord(a, wordEnd, "mln") || isWord(a, wordEnd, "mio") {
        return 6
      }
      if isWord(a, wordEnd, "mrd") || isWord(a, wordEnd, "milliard") || isWord(a, wordEnd, "milliards") { return 9 }
      return isWord(a, wordEnd, "million") || isWord(a, wordEnd, "millions") ? 6 : nil
    case UInt8(ascii: "b"):
      if wordEnd - a == 1 || isWord(a, wordEnd, "bn") || isWord(a, wordEnd, "bln") { return 9 }
      return isWord(a, wordEnd, "billion") || isWord(a, wordEnd, "billions") ? 9 : nil
    case UInt8(ascii: "t"):
      if isWord(a, wordEnd, "tsd") { return 3 }
      if isWord(a, wordEnd, "thousand") || isWord(a, wordEnd, "thousands") { return 3 }
      if wordEnd - a == 1 || isWord(a, wordEnd, "tn") || isWord(a, wordEnd, "trn") { return 12 }
      return isWord(a, wordEnd, "trillion") || isWord(a, wordEnd, "trillions") ? 12 : nil
    default: return nil
    }
  }

  func isPercentagePoints(_ wordEnd: Int) -> Bool {
    let a = position
    return isWord(a, wordEnd, "pp") || isWord(a, wordEnd, "pps") || isWord(a, wordEnd, "ppt")
      || isWord(a, wordEnd, "ppts")
      || isWord(a, wordEnd, "bp") || isWord(a, wordEnd, "bps")
  }
}

extension QuantityParser {
  /// 万 is 10⁴ and 亿 10⁸; 十, 百 and 千 may stand before them (百万, 十亿), 万 before 亿.
  fileprivate mutating func chineseScale() -> Int? {
    var scale = 0
    for _ in 0..<2 {
      if scanner.accept("万") || scanner.accept("萬") {
        scale += 4
      } else if scanner.accept("亿") || scanner.accept("億") {
        scale += 8
      } else if scanner.accept("千") {
        scale += 3
      } else if scanner.accept("百") {
        scale += 2
      } else if scanner.accept("十") {
        scale += 1
      } else {
        break
      }
    }
    return scale == 0 ? nil : scale
  }
}

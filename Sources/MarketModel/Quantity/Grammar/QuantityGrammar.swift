/// Reads one value of an import: IMPORT.md's grammar. The bytes need be neither UTF-8 nor of any length; the time is
/// linear and nothing is allocated unless the value is refused.
public func parseQuantity(_ bytes: UnsafeRawBufferPointer, _ context: QuantityContext) -> Result<
  ParsedQuantity, QuantityError
> {
  if let plain = plainNumber(bytes, context) { return .success(.quantity(plain)) }
  return parseWithGrammar(bytes, context)
}

/// The same for a text.
public func parseQuantity(_ text: String, _ context: QuantityContext) -> Result<ParsedQuantity, QuantityError> {
  var text = text
  return text.withUTF8 { parseQuantity(UnsafeRawBufferPointer($0), context) }
}

@inline(never)
func parseWithGrammar(_ bytes: UnsafeRawBufferPointer, _ context: QuantityContext) -> Result<
  ParsedQuantity, QuantityError
> {
  var parser = QuantityParser(bytes, context)
  do throws(QuantityError) {
    return .success(try parser.parse())
  } catch {
    return .failure(error)
  }
}

/// One field being read: skip words, then a figure, or a range of two.
struct QuantityParser {
  var scanner: Scanner
  let context: QuantityContext
  /// The trimmed field.
  let start: Int
  let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ context: QuantityContext) {
    scanner = Scanner(bytes)
    scanner.trim()
    start = scanner.position
    end = scanner.end
    self.context = context
  }

  mutating func parse() throws(QuantityError) -> ParsedQuantity {
    if scanner.isAtEnd || scanner.isMissing() {
      return context.qualifier == .notDisclosed ? .quantity(.notDisclosed) : .skipped
    }
    if scanner.notDisclosed() || scanner.isConfidential() {
      guard context.qualifier == nil || context.qualifier == .notDisclosed else { throw conflict(with: .notDisclosed) }
      return .quantity(.notDisclosed)
    }
    let isLoss = acceptParentheses()
    let isBetween = !isLoss && scanner.accept(phrase: "between")
    if !isLoss, !isBetween { _ = scanner.accept(phrase: "from") }
    var first = try figure()
    if isLoss {
      guard scanner.isAtEnd, first.prefix == nil, first.suffix == nil, !first.number.isNegative, first.flag == 0 else {
        throw notANumber("is not one plain amount in parentheses, which would be a negative one")
      }
      first.number.isNegative = first.number.coefficient != 0
      (first.start, first.end) = (start, end)
      return .quantity(try single(&first))
    }
    if first.suffix == nil, first.flag == 0, try acceptRangeSeparator(isBetween: isBetween) {
      var second = try figure()
      guard scanner.isAtEnd else { throw trailing() }
      return .quantity(try range(&first, &second))
    }
    if isBetween { throw notANumber("names one end of a range only") }
    guard scanner.isAtEnd else { throw trailing() }
    return .quantity(try single(&first))
  }

  /// `($155.00)`: how accounts write a negative amount.
  private mutating func acceptParentheses() -> Bool {
    guard scanner.peek() == UInt8(ascii: "("), end - start > 2, scanner.bytes[end - 1] == UInt8(ascii: ")") else {
      return false
    }
    scanner.position += 1
    scanner.end -= 1
    scanner.trim()
    return true
  }

  /// After a figure: "-", "–", "—", "−" or "to", or "and" after "between", when a second figure can follow.
  private mutating func acceptRangeSeparator(isBetween: Bool) throws(QuantityError) -> Bool {
    scanner.skipBlanks()
    if isBetween {
      guard scanner.accept(phrase: "and") else { return false }
      scanner.skipBlanks()
      return true
    }
    if scanner.accept("-") || scanner.accept("–") || scanner.accept("—") || scanner.accept("−")
      || scanner.accept(phrase: "to")
    {
      scanner.skipBlanks()
      guard !scanner.isAtEnd else { throw notANumber("ends where a range's second figure should stand") }
      return true
    }
    return false
  }

  /// One figure with no range around it.
  private func single(_ figure: inout Figure) throws(QuantityError) -> Quantity {
    if let prefix = figure.prefix, let suffix = figure.suffix { throw doubleBound(prefix, suffix) }
    var qualifier = figure.prefix ?? figure.suffix ?? .eq
    if let column = context.qualifier {
      let isPlain = figure.prefix == nil && figure.suffix == nil
      guard isPlain ? column != .notDisclosed && column != .range : column == qualifier else {
        throw conflict(with: isPlain ? nil : qualifier)
      }
      qualifier = column
    }
    let currency = try currency(of: figure.currency)
    let decimal = try base(&figure)
    let value = decimal.nearestDouble
    let (minimum, maximum) = bounds(&figure)
    try check(value, figure, isStrict: qualifier == .lt ? .below : qualifier == .gt ? .above : nil)
    var result = Quantity(qualifier: qualifier, currency: currency)
    (result.form, result.flag) = (figure.form, figure.flag)
    switch qualifier {
    case .lt, .le: (result.low, result.high) = (minimum, value)
    case .gt, .ge: (result.low, result.high) = (value, maximum)
    case .eq, .approx, .range, .notDisclosed:
      var (low, high) = decimal.claimedInterval
      // Nought times a huge power is nought, and yet claims everything.
      guard low >= -1e19, high <= 1e19 else {
        throw error(
          .tooLarge, "claims an interval larger than 1e18", remedy: "check the exponent", from: figure.start,
          to: figure.end)
      }
      if let minimum { low = max(low, minimum) }
      if let maximum { high = min(high, maximum) }
      (result.value, result.low, result.high) = (value, low, high)
    }
    return result
  }

  /// The metric's bounds, as far as they can be held against the figure yet; marks a ratio that its file must judge.
  private func bounds(_ figure: inout Figure) -> (minimum: Double?, maximum: Double?) {
    guard context.unit == .ratio, context.ratioUnit == nil, context.defersToFile, !figure.isPercent, !figure.hasScale
    else { return (context.minimum, context.maximum) }
    figure.form.insert(.bareRatio)
    return (nil, nil)
  }

  /// "4.5-5M": the second figure's scale holds for the first where the first has none.
  private func range(_ first: inout Figure, _ second: inout Figure) throws(QuantityError) -> Quantity {
    if let qualifier = first.prefix ?? second.prefix ?? second.suffix { throw doubleBound(qualifier, .range) }
    if let column = context.qualifier, column != .range { throw conflict(with: .range) }
    if first.isPercent, !second.isPercent { throw oneSidedPercent() }
    let stated = first
    if first.scale == 0, !first.hasExponent { (first.scale, first.hasScale) = (second.scale, second.hasScale) }
    if second.isPercent { first.isPercent = true }
    let (a, b) = (
      try currency(of: first.currency == .none ? second.currency : first.currency),
      try currency(of: second.currency == .none ? first.currency : second.currency)
    )
    guard a == b else { throw mismatch(second, a) }
    if first.currency == .none { first.currency = second.currency }
    if second.currency == .none { second.currency = first.currency }
    let (low, high) = (try base(&first).nearestDouble, try base(&second).nearestDouble)
    _ = bounds(&first)
    _ = bounds(&second)
    guard low <= high else { throw backwards(stated, second) }
    try check(low, first, isStrict: nil)
    try check(high, second, isStrict: nil)
    var result = Quantity(qualifier: .range, low: low, high: high, currency: a)
    (result.form, result.flag) = (first.form.union(second.form), second.flag)
    return result
  }
}

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
    if scanner.isAtEnd || isSkipped { return context.qualifier == .notDisclosed ? .quantity(.notDisclosed) : .skipped }
    if scanner.notDisclosed() {
      guard context.qualifier == nil || context.qualifier == .notDisclosed else { throw conflict(with: .notDisclosed) }
      return .quantity(.notDisclosed)
    }
    var first = try figure()
    if first.suffix == nil, try acceptRangeSeparator() {
      let second = try figure()
      guard scanner.isAtEnd else { throw trailing() }
      return .quantity(try range(&first, second))
    }
    guard scanner.isAtEnd else { throw trailing() }
    return .quantity(try single(first))
  }

  private var isSkipped: Bool {
    let length = end - start
    switch scanner.peek() {
    case UInt8(ascii: "-"): return length == 1
    case 0xE2:
      var copy = scanner
      return (copy.accept("–") || copy.accept("—") || copy.accept("−")) && copy.isAtEnd
    default: return length == 3 && scanner.isWhole("n/a")
    }
  }

  /// After a figure: "-", "–", "—", "−" or "to", when a second figure can follow.
  private mutating func acceptRangeSeparator() throws(QuantityError) -> Bool {
    scanner.skipBlanks()
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
  private func single(_ figure: Figure) throws(QuantityError) -> Quantity {
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
    let decimal = try base(figure)
    let value = decimal.nearestDouble
    try check(value, figure, isStrict: qualifier == .lt ? .below : qualifier == .gt ? .above : nil)
    switch qualifier {
    case .lt, .le: return Quantity(qualifier: qualifier, low: context.minimum, high: value, currency: currency)
    case .gt, .ge: return Quantity(qualifier: qualifier, low: value, high: context.maximum, currency: currency)
    case .eq, .approx, .range, .notDisclosed:
      var (low, high) = decimal.claimedInterval
      // Nought times a huge power is nought, and yet claims everything.
      guard low >= -1e19, high <= 1e19 else {
        throw error(
          .tooLarge, "claims an interval larger than 1e18", remedy: "check the exponent", from: figure.start,
          to: figure.end)
      }
      if let minimum = context.minimum { low = max(low, minimum) }
      if let maximum = context.maximum { high = min(high, maximum) }
      return Quantity(qualifier: qualifier, value: value, low: low, high: high, currency: currency)
    }
  }

  /// "4.5-5M": the second figure's scale holds for the first where the first has none.
  private func range(_ first: inout Figure, _ second: Figure) throws(QuantityError) -> Quantity {
    if let qualifier = first.prefix ?? second.prefix ?? second.suffix { throw doubleBound(qualifier, .range) }
    if let column = context.qualifier, column != .range { throw conflict(with: .range) }
    if first.isPercent, !second.isPercent { throw oneSidedPercent() }
    let stated = first
    if first.scale == 0, !first.hasExponent { first.scale = second.scale }
    if second.isPercent { first.isPercent = true }
    let (a, b) = (
      try currency(of: first.currency == .none ? second.currency : first.currency),
      try currency(of: second.currency == .none ? first.currency : second.currency)
    )
    guard a == b else { throw mismatch(second, a) }
    let (low, high) = (try base(first).nearestDouble, try base(second).nearestDouble)
    guard low <= high else { throw backwards(stated, second) }
    try check(low, first, isStrict: nil)
    try check(high, second, isStrict: nil)
    return Quantity(qualifier: .range, low: low, high: high, currency: a)
  }
}

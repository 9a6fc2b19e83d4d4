extension QuantityParser {
  /// A currency in front of a number: a symbol, "US$" and its kind, "RMB", a code.
  mutating func currencyBefore() -> CurrencyMark {
    guard isLetter(scanner.peek()) else { return currencySymbol() }
    let wordEnd = scanner.wordEnd()
    let length = wordEnd - scanner.position
    guard length <= 3 else { return .none }
    if length <= 2, wordEnd < scanner.end {
      let before = scanner.position
      scanner.position = wordEnd
      switch currencySymbol() {
      case .dollar:
        if let code = dollar(before, wordEnd) { return .code(code) }
      case .yuanOrYen:
        if scanner.isWord(before, wordEnd, "cn") { return .code(.cny) }
        if scanner.isWord(before, wordEnd, "jp") { return .code(.jpy) }
      case .none, .code: break
      }
      scanner.position = before
      return .none
    }
    return length == 3 ? currencyWord() : .none
  }

  private func dollar(_ a: Int, _ b: Int) -> Currency? {
    let table: [(StaticString, StaticString)] = [
      ("us", "USD"), ("a", "AUD"), ("au", "AUD"), ("c", "CAD"), ("ca", "CAD"), ("hk", "HKD"), ("nt", "TWD"),
      ("s", "SGD"), ("nz", "NZD"),
      ("r", "BRL"), ("mx", "MXN"),
    ]
    for (word, code) in table where scanner.isWord(a, b, word) {
      return code.withUTF8Buffer { Currency(ascii: UnsafeRawBufferPointer($0)) }
    }
    return nil
  }

  mutating func currencySymbol() -> CurrencyMark {
    switch scanner.peek() {
    case UInt8(ascii: "$"):
      scanner.position += 1
      return .dollar
    case 0xC2:
      if scanner.accept("£") { return .code(.gbp) }
      return scanner.accept("¥") ? .yuanOrYen : .none
    case 0xE2:
      if scanner.accept("€") { return .code(.eur) }
      if scanner.accept("₩") { return .code(.krw) }
      return scanner.accept("₹") ? .code(.inr) : .none
    case 0xE5:
      if scanner.accept("元") { return .code(.cny) }
      return scanner.accept("円") ? .code(.jpy) : .none
    case 0xEF: return scanner.accept("¥") ? .yuanOrYen : .none
    default: return .none
    }
  }

  /// A currency as a word: a code in capitals, the row's own code, or a name in any case.
  mutating func currencyWord() -> CurrencyMark {
    let before = scanner.position
    let wordEnd = scanner.wordEnd()
    let length = wordEnd - before
    if length == 3, let code = Currency(ascii: UnsafeRawBufferPointer(rebasing: scanner.bytes[before..<wordEnd])),
      code.isListed || code == context.currency
    {
      scanner.position = wordEnd
      return .code(code)
    }
    if length == 2, scanner.accept(phrase: "us dollars") || scanner.accept(phrase: "us dollar") { return .code(.usd) }
    guard length >= 3, length <= 8, let mark = name(before, wordEnd) else { return .none }
    scanner.position = wordEnd
    return mark
  }

  private func name(_ a: Int, _ b: Int) -> CurrencyMark? {
    if scanner.isWord(a, b, "rmb") || scanner.isWord(a, b, "yuan") || scanner.isWord(a, b, "renminbi") {
      return .code(.cny)
    }
    if scanner.isWord(a, b, "dollars") || scanner.isWord(a, b, "dollar") { return .dollar }
    if scanner.isWord(a, b, "euros") || scanner.isWord(a, b, "euro") { return .code(.eur) }
    if scanner.isWord(a, b, "pounds") || scanner.isWord(a, b, "pound") { return .code(.gbp) }
    if scanner.isWord(a, b, "yen") { return .code(.jpy) }
    if scanner.isWord(a, b, "won") { return .code(.krw) }
    if scanner.isWord(a, b, "rupees") || scanner.isWord(a, b, "rupee") { return .code(.inr) }
    return nil
  }

  /// Two marks on one figure ("$5M CAD") must name one currency. The second one begins at `offset` and has been read; a
  /// sign that stands twice ("$$5M") is a slip that nobody can read.
  func combined(_ a: CurrencyMark, _ b: CurrencyMark, _ offset: Int, of figure: Figure) throws(QuantityError)
    -> CurrencyMark
  {
    let sign = scanner.bytes[offset..<scanner.position]
    if a != .none, let first = sign.first, !isLetter(first) || sign.last == UInt8(ascii: "$") {
      var index = figure.start
      while index < offset {
        if scanner.bytes[index] == sign.last,
          scanner.bytes[..<(index + 1)].suffix(sign.count).elementsEqual(sign)
            || sign.last == UInt8(ascii: "$") && scanner.bytes[index] == UInt8(ascii: "$")
        {
          throw error(.notANumber, "has two currency signs", remedy: "write one", from: offset)
        }
        index += 1
      }
    }
    switch (a, b) {
    case (.none, _): return b
    case (_, .none): return a
    case _ where a == b: return a
    case (.dollar, .code(let code)) where code.isDollar, (.code(let code), .dollar) where code.isDollar:
      return .code(code)
    case (.yuanOrYen, .code(let code)) where code == .cny || code == .jpy,
      (.code(let code), .yuanOrYen) where code == .cny || code == .jpy:
      return .code(code)
    default:
      throw error(.currencyMismatch, "names two currencies", remedy: "write one currency code", from: offset)
    }
  }

  /// The currency of a figure, from what it prints and what the row says; nil when the metric is not money.
  func currency(of mark: CurrencyMark) throws(QuantityError) -> Currency? {
    guard context.unit.isMoney else {
      guard mark == .none else {
        throw error(
          .moneyOfCount, "is an amount of money, but the metric \(context.unit.phrase)",
          remedy: "leave the currency out, or use a metric that is money")
      }
      return nil
    }
    switch (mark, context.currency) {
    case (.none, let column?): return column
    case (.none, nil):
      throw error(
        .currencyMissing, "is money without a currency",
        remedy: .anyOf([
          "write USD \(scanner.bytes.excerpt(start, end))", "add a currency column", .set(.currency, "USD"),
        ]))
    case (.code(let code), nil): return code
    case (.code(let code), let column?):
      guard code == column else { throw mismatch(code.code, column) }
      return code
    case (.dollar, nil): return .usd
    case (.dollar, let column?):
      guard column.isDollar else { throw mismatch("dollars", column) }
      return column
    case (.yuanOrYen, nil):
      throw error(
        .currencyAmbiguous, "has ¥: CNY or JPY?", remedy: "write CNY or JPY instead of ¥, or add a currency column")
    case (.yuanOrYen, let column?):
      guard column == .cny || column == .jpy else { throw mismatch("yuan or yen", column) }
      return column
    }
  }

  func mismatch(_ printed: String, _ column: Currency) -> QuantityError {
    error(
      .currencyMismatch, "is in \(printed), but the row is in \(column.code)",
      remedy: "put the figure in a row of its own currency; nothing is converted on import")
  }

  /// The ends of a range in two currencies.
  func mismatch(_ second: Figure, _ first: Currency?) -> QuantityError {
    error(
      .currencyMismatch, "has ends in two currencies", remedy: "write both ends in \(first?.code ?? "one currency")",
      from: second.start,
      to: second.end)
  }
}

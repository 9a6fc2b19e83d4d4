/// What is written in words or letters instead of digits: "half a million", "doubled", the letter of a flag, and the
/// many ways to write nothing.
extension QuantityParser {
  /// "half a million", "a quarter of a million", "a million", "doubled"; false, without moving, for anything else.
  mutating func wordNumber(_ figure: inout Figure) throws(QuantityError) -> Bool {
    guard isLetter(scanner.peek()) else { return false }
    let before = scanner.position
    for (word, times) in [("doubled", 2), ("tripled", 3), ("quadrupled", 4)] as [(StaticString, UInt128)]
    where scanner.accept(phrase: word) {
      guard context.unit == .multiple else { throw multipleOfOther(before) }
      figure.number = DecimalNumber(coefficient: times)
      (figure.hasRate, figure.hasScale) = (true, true)
      return true
    }
    if scanner.accept(phrase: "half a") || scanner.accept(phrase: "a half") {
      figure.number = DecimalNumber(coefficient: 5, exponent: -1)
    } else if scanner.accept(phrase: "a quarter of a") {
      figure.number = DecimalNumber(coefficient: 25, exponent: -2)
    } else if scanner.accept(phrase: "three quarters of a") || scanner.accept(phrase: "three-quarters of a") {
      figure.number = DecimalNumber(coefficient: 75, exponent: -2)
    } else if scanner.accept(phrase: "a") || scanner.accept(phrase: "one") {
      figure.number = DecimalNumber(coefficient: 1)
    } else {
      return false
    }
    scanner.skipBlanks()
    // Without a scale it is no figure: "half a year".
    guard isLetter(scanner.peek()), scanner.wordEnd() - scanner.position > 2,
      scanner.scaleWord(scanner.wordEnd()) != nil
    else {
      scanner.position = before
      return false
    }
    return true
  }

  /// A lone small letter behind a blank, at the end. Flags are read where the file has them, and left to its other
  /// figures where it may have them.
  mutating func flag(_ figure: inout Figure) throws(QuantityError) -> Bool {
    let before = scanner.position
    let letter = scanner.peek()
    guard letter >= UInt8(ascii: "a"), figure.flag == 0, before + 1 == end || context.hasFlags && isFlags(before) else {
      return false
    }
    guard FlagMeaning(eurostat: letter) != nil else {
      // What a scale would be as a capital, or touching the number.
      if scanner.scaleWord(end) != nil { throw loneLetter(before) }
      return false
    }
    guard context.hasFlags || context.defersToFile else { throw loneLetter(before) }
    figure.flag = letter
    if !context.hasFlags { figure.form.insert(.flagged) }
    // Of several flags the one that says most about the figure counts: the status, not the note.
    for i in before..<end where FlagMeaning(eurostat: scanner.bytes[i])?.status != nil {
      figure.flag = scanner.bytes[i]
    }
    scanner.position = end
    return true
  }

  /// Several flags without a blank between: "bep".
  private func isFlags(_ from: Int) -> Bool {
    end - from <= 4 && (from..<end).allSatisfy { FlagMeaning(eurostat: scanner.bytes[$0]) != nil }
  }

  func loneLetter(_ offset: Int) -> QuantityError {
    let letter = scanner.bytes.excerpt(offset, end)
    let figure = scanner.bytes.excerpt(start, offset).trimmedEnd
    let isScale = scanner.scaleWord(end) != nil
    return error(
      .flag, "has the letter \"\(letter)\" behind a blank, which may be a flag" + (isScale ? " or a scale" : ""),
      remedy: .anyOf(
        (isScale ? ["write \(figure)\(letter.uppercased()) if it is a scale"] : [])
          + ["put the flag into a column status"]),
      from: offset)
  }
}

extension Scanner {
  /// A marker of a missing value, up to the end: `n/a`, `NA`, `#N/A`, `NULL`, `None`, `-`, `--`, `–`, `.`, `..`, `…`,
  /// `:`, and `:` with any flag but "c".
  func isMissing() -> Bool {
    let length = end - position
    guard length <= 8 else { return false }
    var copy = self
    switch peek() {
    case UInt8(ascii: "-"): return length == 1 || length == 2 && peek(1) == UInt8(ascii: "-")
    case UInt8(ascii: "."):
      return length == 1 || peek(1) == UInt8(ascii: ".") && (length == 2 || length == 3 && peek(2) == UInt8(ascii: "."))
    case UInt8(ascii: ":"):
      guard let flag = copy.flagOfNothing() else { return false }
      return flag != UInt8(ascii: "c")
    case UInt8(ascii: "#"): return isWhole("#n/a")
    case 0xE2:
      return (copy.accept("–") || copy.accept("—") || copy.accept("−") || copy.accept("…")) && copy.isAtEnd
    case let byte where lowercased(byte) == UInt8(ascii: "n"):
      return isWhole("n/a") || isWhole("na") || isWhole("null") || isWhole("none")
    default: return false
    }
  }

  /// `:c`: there is a figure, and it is confidential.
  func isConfidential() -> Bool {
    var copy = self
    return copy.flagOfNothing() == UInt8(ascii: "c")
  }

  /// The flag after a colon that stands for a missing figure; 0 for none, nil when it is something else.
  private mutating func flagOfNothing() -> UInt8? {
    guard peek() == UInt8(ascii: ":") else { return nil }
    position += 1
    skipBlanks()
    if isAtEnd { return 0 }
    guard position + 1 == end, FlagMeaning(eurostat: peek()) != nil else { return nil }
    return peek()
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.unicodeScalars.last?.properties.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

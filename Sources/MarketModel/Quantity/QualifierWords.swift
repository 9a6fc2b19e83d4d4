extension Scanner {
  /// A qualifier in front of a figure: a symbol or a word. Nil, without moving, when there is none.
  ///
  /// "nearly" and "almost" are read as approximations: a source writes them of a figure it has rounded up, and reading
  /// them as an upper bound would claim [0, x].
  mutating func qualifier() -> Qualifier? {
    switch peek() {
    case UInt8(ascii: "~"):
      position += 1
      return .approx
    case UInt8(ascii: "<"):
      position += 1
      return acceptEqualsSign() ? .le : .lt
    case UInt8(ascii: ">"):
      position += 1
      return acceptEqualsSign() ? .ge : .gt
    case UInt8(ascii: "="):
      position += 1
      return .eq
    case 0xE2:
      if accept("≤") || accept("⩽") { return .le }
      if accept("≥") || accept("⩾") { return .ge }
      if accept("≈") || accept("∼") { return .approx }
      return nil
    case let byte where isLetter(byte):
      return qualifierWord()
    default:
      return nil
    }
  }

  private mutating func acceptEqualsSign() -> Bool {
    guard peek() == UInt8(ascii: "=") else { return false }
    position += 1
    return true
  }

  private mutating func qualifierWord() -> Qualifier? {
    switch lowercased(peek()) {
    case UInt8(ascii: "a"):
      if accept(phrase: "at most") { return .le }
      if accept(phrase: "at least") { return .ge }
      if accept(phrase: "above") { return .gt }
      if accept(phrase: "about") || accept(phrase: "around") || accept(phrase: "approximately")
        || accept(phrase: "approx.")
        || accept(phrase: "approx") || accept(phrase: "almost")
      {
        return .approx
      }
    case UInt8(ascii: "b"):
      if accept(phrase: "below") { return .lt }
    case UInt8(ascii: "c"):
      if accept(phrase: "circa") || accept(phrase: "ca.") || accept(phrase: "ca") || accept(phrase: "c.") {
        return .approx
      }
    case UInt8(ascii: "e"):
      if accept(phrase: "exceeded") || accept(phrase: "exceeds") || accept(phrase: "exceeding") { return .gt }
    case UInt8(ascii: "f"):
      if accept(phrase: "fewer than") { return .lt }
    case UInt8(ascii: "g"):
      if accept(phrase: "greater than") { return .gt }
    case UInt8(ascii: "j"):
      if accept(phrase: "just under") || accept(phrase: "just below") || accept(phrase: "just short of") { return .lt }
      if accept(phrase: "just over") || accept(phrase: "just above") { return .gt }
    case UInt8(ascii: "s"):
      if accept(phrase: "some") { return .approx }
      if accept(phrase: "south of") || accept(phrase: "slightly under") || accept(phrase: "slightly below") {
        return .lt
      }
      if accept(phrase: "slightly over") || accept(phrase: "slightly above") || accept(phrase: "slightly more than") {
        return .gt
      }
    case UInt8(ascii: "l"):
      if accept(phrase: "less than") || accept(phrase: "lower than") { return .lt }
    case UInt8(ascii: "m"):
      if accept(phrase: "more than") { return .gt }
    case UInt8(ascii: "n"):
      if accept(phrase: "no more than") || accept(phrase: "not more than") { return .le }
      if accept(phrase: "no less than") || accept(phrase: "not less than") || accept(phrase: "no fewer than") {
        return .ge
      }
      if accept(phrase: "nearly") { return .approx }
      if accept(phrase: "north of") { return .gt }
    case UInt8(ascii: "o"):
      if accept(phrase: "over") { return .gt }
    case UInt8(ascii: "r"):
      if accept(phrase: "roughly") { return .approx }
    case UInt8(ascii: "u"):
      if accept(phrase: "under") { return .lt }
      if accept(phrase: "up to") { return .le }
    default:
      break
    }
    return nil
  }

  /// A code of the `qualifier` column.
  mutating func qualifierCode() -> Qualifier? {
    let wordEnd = wordEnd()
    for qualifier in Qualifier.allCases where isWord(position, wordEnd, qualifier.word) {
      position = wordEnd
      return qualifier
    }
    if notDisclosed() { return .notDisclosed }
    for (word, qualifier) in [("exact", Qualifier.eq), ("approximate", .approx)] as [(StaticString, Qualifier)]
    where isWord(position, wordEnd, word) {
      position = wordEnd
      return qualifier
    }
    return nil
  }

  /// "undisclosed" and its other spellings, up to the end.
  mutating func notDisclosed() -> Bool {
    guard isLetter(peek()) else { return false }
    guard
      isWhole("undisclosed") || isWhole("not disclosed") || isWhole("not_disclosed") || isWhole("not-disclosed")
        || isWhole("n/d")
        || isWhole("nd")
    else { return false }
    position = end
    return true
  }
}

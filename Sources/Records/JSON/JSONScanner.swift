/// Walks over JSON text in a window of bytes.
package struct JSONScanner {
  package enum Failure: Error {
    /// The window ends inside a value.
    case needsMore
    case broken(String)
    /// With the offending byte's place in the window.
    case invalidUTF8(Int)
  }

  package let base: UnsafeMutablePointer<UInt8>
  package var index: Int
  package let end: Int
  /// The window ends where the file does.
  package let isLast: Bool
  package var line: Int
  /// \u0000 is a character. In a file that is imported it is refused: no text of the store has one.
  package var allowsNUL = false
  /// An object has begun.
  package var isInside = false
  /// Where the line at hand begins, when that was passed.
  package var lineStart: Int?

  package init(base: UnsafeMutablePointer<UInt8>, index: Int, end: Int, line: Int, isLast: Bool) {
    (self.base, self.index, self.end, self.line, self.isLast) = (base, index, end, line, isLast)
  }

  package var peek: UInt8? { index < end ? base[index] : nil }

  package mutating func skipBlanks() {
    while index < end {
      switch base[index] {
      case UInt8(ascii: "\n"):
        line += 1
        lineStart = index + 1
      case UInt8(ascii: "\r"):
        // Alone it ends a line; at the window's end the next byte will tell.
        if index + 1 == end {
          if !isLast { return index = end }
        } else if base[index + 1] != UInt8(ascii: "\n") {
          line += 1
          lineStart = index + 1
        }
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      default: return
      }
      index += 1
    }
  }

  private mutating func require() throws(Failure) -> UInt8 {
    skipBlanks()
    guard let byte = peek else { throw .needsMore }
    return byte
  }

  /// Reads one object whose `{` is next. `ranges` gets a column, its text in `text` and its place for every key.
  package mutating func object(
    text: ByteArena, ranges: inout [(column: Int, text: Range<Int>, offset: Int, extent: Int)],
    column: (String) throws(Failure) -> Int
  ) throws(Failure) {
    text.removeAll()
    ranges.removeAll(keepingCapacity: true)
    isInside = true
    try members(of: "", depth: 0, text: text, ranges: &ranges, column: column)
  }

  private static let deepest = 64

  /// The members of the object whose `{` is next; those of one inside another have its key in front.
  private mutating func members(
    of prefix: String, depth: Int, text: ByteArena,
    ranges: inout [(column: Int, text: Range<Int>, offset: Int, extent: Int)],
    column: (String) throws(Failure) -> Int
  ) throws(Failure) {
    if depth > Self.deepest { throw .broken("objects inside one another, more than \(Self.deepest) deep") }
    index += 1
    if try require() == UInt8(ascii: "}") {
      index += 1
      return
    }
    while true {
      guard try require() == UInt8(ascii: "\"") else { throw .broken("expected a key in quotes") }
      let keyStart = index
      let key = try string(into: text)
      let name = prefix + String(decoding: text[key], as: UTF8.self)
      guard try require() == UInt8(ascii: ":") else { throw .broken("expected : after a key") }
      index += 1
      if try require() == UInt8(ascii: "{") {
        try members(of: name + ".", depth: depth + 1, text: text, ranges: &ranges, column: column)
      } else {
        let start = index
        let value = try value(into: text)
        let after = index
        index = keyStart
        let at = try column(name)
        index = after
        ranges.append((at, value, start, index - start))
      }
      switch try require() {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "}"):
        index += 1
        return
      default: throw .broken("expected , or } after a value")
      }
    }
  }

  private mutating func value(into text: ByteArena) throws(Failure) -> Range<Int> {
    guard let byte = peek else { throw .needsMore }
    switch byte {
    case UInt8(ascii: "\""): return try string(into: text)
    case UInt8(ascii: "["): return try list(into: text)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(into: text)
    case UInt8(ascii: "n"):
      try word("null")
      return text.count..<text.count
    case UInt8(ascii: "t"): return try word("true", into: text)
    case UInt8(ascii: "f"): return try word("false", into: text)
    default: throw .broken("expected a value")
    }
  }

  private mutating func word(_ expected: StaticString, into text: ByteArena) throws(Failure) -> Range<Int> {
    try word(expected)
    let offset = text.append(UnsafeRawBufferPointer(start: expected.utf8Start, count: expected.utf8CodeUnitCount))
    return offset..<text.count
  }

  /// A number by JSON's own grammar: the text goes on to the value grammar as it stands.
  mutating func number(into text: ByteArena) throws(Failure) -> Range<Int> {
    let start = index
    func isDigit(_ at: Int) -> Bool { at < end && base[at] >= UInt8(ascii: "0") && base[at] <= UInt8(ascii: "9") }
    if base[index] == UInt8(ascii: "-") { index += 1 }
    guard index < end else { throw .needsMore }
    guard isDigit(index) else { throw .broken("expected a digit") }
    if base[index] == UInt8(ascii: "0"), isDigit(index + 1) { throw .broken("a number must not begin with 0") }
    while isDigit(index) { index += 1 }
    if index < end, base[index] == UInt8(ascii: ".") {
      index += 1
      guard index < end else { throw .needsMore }
      guard isDigit(index) else { throw .broken("expected a digit after the point") }
      while isDigit(index) { index += 1 }
    }
    if index < end, base[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < end, base[index] == UInt8(ascii: "+") || base[index] == UInt8(ascii: "-") { index += 1 }
      guard index < end else { throw .needsMore }
      guard isDigit(index) else { throw .broken("expected a digit in the exponent") }
      while isDigit(index) { index += 1 }
    }
    guard index < end else { throw .needsMore }
    let offset = text.append(UnsafeRawBufferPointer(start: base + start, count: index - start))
    return offset..<text.count
  }

  /// A list of strings is their texts with `;` between; any other list is its text as it stands.
  private mutating func list(into text: ByteArena) throws(Failure) -> Range<Int> {
    let start = index
    index += 1
    let from = text.count
    if try require() == UInt8(ascii: "]") {
      index += 1
      return from..<from
    }
    while true {
      guard try require() == UInt8(ascii: "\"") else {
        index = start
        try passOver()
        let offset = text.append(UnsafeRawBufferPointer(start: base + start, count: index - start))
        return offset..<text.count
      }
      _ = try string(into: text)
      switch try require() {
      case UInt8(ascii: ","):
        index += 1
        text.append(UInt8(ascii: ";"))
      case UInt8(ascii: "]"):
        index += 1
        return from..<text.count
      default: throw .broken("expected , or ] in a list")
      }
    }
  }

  /// Goes behind the list that is next, looking at its brackets and strings only. Its text must be UTF-8.
  private mutating func passOver() throws(Failure) {
    let start = index
    var depth = 0
    var isInString = false
    repeat {
      guard index < end else { throw .needsMore }
      switch base[index] {
      case UInt8(ascii: "\\") where isInString: index += 1
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "["), UInt8(ascii: "{"): if !isInString { depth += 1 }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): if !isInString { depth -= 1 }
      case UInt8(ascii: "\n"):
        line += 1
        lineStart = index + 1
      case UInt8(ascii: "\r"):
        if index + 1 == end, !isLast { throw .needsMore }
        if index + 1 == end || base[index + 1] != UInt8(ascii: "\n") {
          line += 1
          lineStart = index + 1
        }
      default: break
      }
      index += 1
    } while depth > 0
    guard index <= end else { throw .needsMore }
    let passed = UnsafeRawBufferPointer(start: base + start, count: index - start)
    if let bad = passed.invalidUTF8Offset() { throw .invalidUTF8(start + bad) }
  }

  mutating func word(_ expected: StaticString) throws(Failure) {
    let length = expected.utf8CodeUnitCount
    guard index + length <= end else { throw .needsMore }
    for offset in 0..<length where base[index + offset] != expected.utf8Start[offset] {
      throw .broken("expected a value")
    }
    index += length
  }

  mutating func string(into text: ByteArena) throws(Failure) -> Range<Int> {
    let from = text.count
    index += 1
    while true {
      let runStart = index
      while index < end, base[index] != UInt8(ascii: "\""), base[index] != UInt8(ascii: "\\"), base[index] >= 0x20 {
        index += 1
      }
      guard index < end else { throw .needsMore }
      let run = UnsafeRawBufferPointer(start: base + runStart, count: index - runStart)
      if run.contains(where: { $0 >= 0x80 }), let bad = run.invalidUTF8Offset() {
        index = runStart + bad
        throw .invalidUTF8(index)
      }
      text.append(run)
      switch base[index] {
      case UInt8(ascii: "\""):
        index += 1
        return from..<text.count
      case UInt8(ascii: "\\"): try escape(into: text)
      default: throw .broken("a control character inside a string: write it as \\u00XX")
      }
    }
  }

  private mutating func escape(into text: ByteArena) throws(Failure) {
    guard index + 1 < end else { throw .needsMore }
    let kind = base[index + 1]
    index += 2
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var scalar = try hexadecimal()
      if (0xD800..<0xDC00).contains(scalar) {
        guard index + 1 < end else { throw .needsMore }
        guard base[index] == UInt8(ascii: "\\"), base[index + 1] == UInt8(ascii: "u") else {
          throw .broken("half of a surrogate pair")
        }
        index += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw .broken("half of a surrogate pair") }
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
      }
      if scalar == 0, !allowsNUL { throw .broken("\\u0000 stands for no character of a text") }
      guard let character = Unicode.Scalar(scalar) else { throw .broken("half of a surrogate pair") }
      for byte in UTF8.encode(character) ?? UTF8.encodedReplacementCharacter { text.append(byte) }
    default:
      index -= 2
      throw .broken("an unknown escape in a string")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    guard index + 4 <= end else { throw .needsMore }
    var value: UInt32 = 0
    for offset in 0..<4 {
      let digit: UInt32
      switch base[index + offset] {
      case let byte where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): digit = UInt32(byte) - 0x30
      case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
        digit = UInt32(byte | 0x20) - 0x61 + 10
      default: throw .broken("\\u needs four hexadecimal digits")
      }
      value = value << 4 | digit
    }
    index += 4
    return value
  }
}

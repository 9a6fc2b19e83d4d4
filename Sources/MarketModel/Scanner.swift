/// A cursor over the bytes of one field. Never reads outside them, allocates nothing, and only moves forward.
struct Scanner {
  let bytes: UnsafeRawBufferPointer
  /// The next byte to read, and the byte after the last one.
  var position: Int
  var end: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    position = 0
    end = bytes.count
  }

  var isAtEnd: Bool { position >= end }

  /// The byte so far ahead, or 0 past the end (a NUL byte matches nothing in either grammar).
  @inline(__always)
  func peek(_ ahead: Int = 0) -> UInt8 {
    let at = position + ahead
    return at < end ? bytes[at] : 0
  }

  /// Leaves out blanks at both ends.
  mutating func trim() {
    while true {
      let length = blankLength(at: position)
      if length == 0 { break }
      position += length
    }
    while end > position {
      if isASCIIBlank(bytes[end - 1]) {
        end -= 1
      } else if end - position >= 2, blankLength(at: end - 2) == 2 {
        end -= 2
      } else if end - position >= 3, blankLength(at: end - 3) == 3 {
        end -= 3
      } else {
        break
      }
    }
  }

  /// Returns whether there were any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let before = position
    while true {
      let length = blankLength(at: position)
      if length == 0 { return position > before }
      position += length
    }
  }

  /// The length of the blank that starts there: a space, a tab, a no-break, thin, narrow or ideographic space; 0 for
  /// none.
  func blankLength(at offset: Int) -> Int {
    guard offset < end else { return 0 }
    switch bytes[offset] {
    case 0x20, 0x09...0x0D: return 1
    case 0xC2: return offset + 1 < end && bytes[offset + 1] == 0xA0 ? 2 : 0
    case 0xE2:
      guard offset + 2 < end, bytes[offset + 1] == 0x80 else { return 0 }
      return bytes[offset + 2] == 0xAF || bytes[offset + 2] == 0x89 ? 3 : 0
    case 0xE3: return offset + 2 < end && bytes[offset + 1] == 0x80 && bytes[offset + 2] == 0x80 ? 3 : 0
    default: return 0
    }
  }

  /// Moves past exactly these bytes.
  mutating func accept(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard end - position >= length else { return false }
    let start = text.utf8Start
    for i in 0..<length where bytes[position + i] != start[i] { return false }
    position += length
    return true
  }

  /// Moves past a phrase of lower-case ASCII words, in any case, a blank standing for any number of them. A letter or
  /// digit may not follow a letter: "over" is not found in "overall".
  mutating func accept(phrase: StaticString) -> Bool {
    let before = position
    let length = phrase.utf8CodeUnitCount
    let start = phrase.utf8Start
    var last: UInt8 = 0
    for i in 0..<length {
      last = start[i]
      if last == 0x20 {
        guard skipBlanks() else {
          position = before
          return false
        }
      } else {
        guard lowercased(peek()) == last else {
          position = before
          return false
        }
        position += 1
      }
    }
    if isLetter(last), isLetter(peek()) {
      position = before
      return false
    }
    return true
  }

  /// The end of the run of ASCII letters that starts here.
  func wordEnd() -> Int {
    var at = position
    while at < end, isLetter(bytes[at]) { at += 1 }
    return at
  }

  /// Whether bytes a..<b are this lower-case ASCII word, in any case.
  func isWord(_ a: Int, _ b: Int, _ word: StaticString) -> Bool {
    guard b - a == word.utf8CodeUnitCount else { return false }
    let start = word.utf8Start
    for i in 0..<(b - a) where lowercased(bytes[a + i]) != start[i] { return false }
    return true
  }

  /// Everything between position and end is this phrase.
  func isWhole(_ phrase: StaticString) -> Bool {
    var copy = self
    return copy.accept(phrase: phrase) && copy.isAtEnd
  }
}

@inline(__always) func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
@inline(__always) func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
@inline(__always) func isASCIIBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }
@inline(__always) func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

extension UnsafeRawBufferPointer {
  /// The bytes as text in quotes for a message: cut short, repaired, without control characters.
  func quoted(_ from: Int, _ to: Int) -> String { "\"\(excerpt(from, to))\"" }

  /// As `quoted`, without the quotes.
  func excerpt(_ from: Int, _ to: Int) -> String {
    let limit = 48
    let from = Swift.max(0, Swift.min(from, count))
    let to = Swift.max(from, Swift.min(to, count))
    var cut = Swift.min(to, from + limit)
    // Not in the middle of a character.
    while cut < to, cut > from, self[cut] & 0xC0 == 0x80 { cut -= 1 }
    var text = ""
    for scalar in String(decoding: self[from..<cut], as: UTF8.self).unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
    }
    return cut < to ? text + "…" : text
  }
}

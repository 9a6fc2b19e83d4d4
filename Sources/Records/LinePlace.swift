/// Where a byte stands among the lines of some text, as a person finds it: by line and character.
package struct LinePlace {
  /// Line ends before it: LF, CRLF, or a CR alone.
  package var linesBefore = 0
  /// 1-based character of its line.
  package var column = 1
  /// Its line; of a very long one the part around it.
  package var excerpt = ""
  /// 1-based character of the excerpt.
  package var excerptColumn = 1
  /// Offset of the line's end.
  package var lineEnd = 0

  /// Longer lines are cut: so many bytes are kept before the place and after it.
  private static let most = 2000

  /// `before` is what stands on the first line before `bytes` begin.
  package init(
    of offset: Int, in bytes: UnsafeRawBufferPointer, before: UnsafeRawBufferPointer = .init(start: nil, count: 0),
    charactersLost: Int = 0
  ) {
    let offset = min(max(offset, 0), bytes.count)
    var start = 0
    var index = 0
    while index < offset {
      if bytes.endsLine(at: index) {
        linesBefore += 1
        start = index + 1
      }
      index += 1
    }
    lineEnd = offset
    while lineEnd < bytes.count, bytes[lineEnd] != UInt8(ascii: "\n"), bytes[lineEnd] != UInt8(ascii: "\r") {
      lineEnd += 1
    }
    column = Self.characters(bytes, start, offset) + 1
    var cut = start
    if offset - start > Self.most {
      cut = offset - Self.most
      while cut < offset, bytes[cut] & 0xC0 == 0x80 { cut += 1 }
    }
    excerptColumn = cut == start ? column : Self.characters(bytes, cut, offset) + 1
    var end = lineEnd
    if end - offset > Self.most {
      end = offset + Self.most
      while end > offset, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    }
    excerpt = UnsafeRawBufferPointer(rebasing: bytes[cut..<end]).text
    guard linesBefore == 0, before.count + charactersLost > 0 else { return }
    let skipped = Self.characters(before, 0, before.count)
    column += skipped + charactersLost
    if cut == start, before.count <= Self.most {
      excerpt = before.text + excerpt
      excerptColumn += skipped
    }
  }

  private static func characters(_ bytes: UnsafeRawBufferPointer, _ from: Int, _ to: Int) -> Int {
    UnsafeRawBufferPointer(rebasing: bytes[from..<to]).text.count
  }
}

extension UnsafeRawBufferPointer {
  /// Whether a line ends with the byte at `index`; the CR of a CRLF does not end one.
  package func endsLine(at index: Int) -> Bool {
    switch self[index] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): index + 1 == count || self[index + 1] != UInt8(ascii: "\n")
    default: false
    }
  }

  /// Offset of the first byte that is no valid UTF-8, or nil.
  package func invalidUTF8Offset() -> Int? {
    var index = 0
    while index < count {
      let byte = self[index]
      if byte < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch byte {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, low) = (3, 0xA0)
      case 0xED: (length, high) = (3, 0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, low) = (4, 0x90)
      case 0xF4: (length, high) = (4, 0x8F)
      case 0xF1...0xF3: length = 4
      default: return index
      }
      guard index + length <= count, (low...high).contains(self[index + 1]) else { return index }
      if length > 2 {
        for next in 2..<length where self[index + next] & 0xC0 != 0x80 { return index }
      }
      index += length
    }
    return nil
  }
}

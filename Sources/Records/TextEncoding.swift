/// How a file's bytes spell characters.
package enum TextEncoding: Equatable {
  case utf8
  case utf8WithMark
  case utf16LittleEndian(hasMark: Bool)
  case utf16BigEndian(hasMark: Bool)
  case latin1
  case windows1252

  /// The names that `detect` knows.
  package static let names = ["utf-8", "utf-16", "utf-16le", "utf-16be", "latin1", "windows-1252"]

  package var isUTF8: Bool { self == .utf8 || self == .utf8WithMark }

  /// Length of the byte order mark to skip.
  package var markLength: Int {
    switch self {
    case .utf8WithMark: 3
    case .utf16LittleEndian(let hasMark), .utf16BigEndian(let hasMark): hasMark ? 2 : 0
    case .utf8, .latin1, .windows1252: 0
    }
  }

  /// The encoding that `name` asks for, or that the mark at the file's head tells; UTF-8 without either.
  package static func detect(head: [UInt8], name: String?) throws -> TextEncoding {
    let mark16LE = head.starts(with: [0xFF, 0xFE])
    let mark16BE = head.starts(with: [0xFE, 0xFF])
    switch name?.lowercased().filter({ $0 != "-" && $0 != "_" }) {
    case nil: break
    case "utf8": return head.starts(with: [0xEF, 0xBB, 0xBF]) ? .utf8WithMark : .utf8
    case "utf16": return mark16BE ? .utf16BigEndian(hasMark: true) : .utf16LittleEndian(hasMark: mark16LE)
    case "utf16le": return .utf16LittleEndian(hasMark: mark16LE)
    case "utf16be": return .utf16BigEndian(hasMark: mark16BE)
    case "latin1", "iso88591": return .latin1
    case "windows1252", "cp1252": return .windows1252
    default:
      throw UnknownEncoding(name: name ?? "")
    }
    if mark16LE { return .utf16LittleEndian(hasMark: true) }
    if mark16BE { return .utf16BigEndian(hasMark: true) }
    return head.starts(with: [0xEF, 0xBB, 0xBF]) ? .utf8WithMark : .utf8
  }
}

/// An encoding was asked for by a name that is not among `TextEncoding.names`.
package struct UnknownEncoding: Error { package var name: String }

/// Turns blocks of an input in another encoding into UTF-8.
package struct Transcoder {
  package static let blockSize = 1 << 16
  private let encoding: TextEncoding
  private var block: [UInt8] = []
  private var pending: [UInt8] = []

  package init(_ encoding: TextEncoding) {
    self.encoding = encoding
    block = [UInt8](repeating: 0, count: Self.blockSize)
  }

  /// Reads a block and writes it as UTF-8 to `target`, which has room for three times `blockSize`. Returns the bytes
  /// written.
  package mutating func read(from input: SpooledInput, into target: UnsafeMutablePointer<UInt8>, isAtEnd: inout Bool)
    throws -> Int
  {
    switch encoding {
    case .utf8, .utf8WithMark, .latin1, .windows1252:
      let got = try fill(from: input, isAtEnd: &isAtEnd)
      var written = 0
      for byte in block[..<got] {
        let scalar =
          encoding == .windows1252 && (0x80..<0xA0).contains(byte) ? Self.windows1252[Int(byte) - 0x80] : UInt32(byte)
        written += Self.encode(scalar, into: target + written)
      }
      return written
    case .utf16LittleEndian, .utf16BigEndian:
      let got = try fill(from: input, isAtEnd: &isAtEnd)
      pending.append(contentsOf: block[..<got])
      return decodeUTF16(into: target, isLast: isAtEnd)
    }
  }

  private mutating func fill(from input: SpooledInput, isAtEnd: inout Bool) throws -> Int {
    let got = try block.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      // A pair of surrogates may be left over: keep within the room that was promised.
      return try input.read(into: base, count: Self.blockSize)
    }
    isAtEnd = got == 0
    return got
  }

  /// Unpaired surrogates become U+FFFD.
  private mutating func decodeUTF16(into target: UnsafeMutablePointer<UInt8>, isLast: Bool) -> Int {
    let isBig = if case .utf16BigEndian = encoding { true } else { false }
    var index = 0
    var written = 0
    func unit(_ at: Int) -> UInt32 {
      isBig ? UInt32(pending[at]) << 8 | UInt32(pending[at + 1]) : UInt32(pending[at + 1]) << 8 | UInt32(pending[at])
    }
    while index + 1 < pending.count {
      let first = unit(index)
      if (0xD800..<0xDC00).contains(first) {
        guard index + 3 < pending.count else {
          if !isLast { break }
          written += Self.encode(0xFFFD, into: target + written)
          index += 2
          continue
        }
        let second = unit(index + 2)
        if (0xDC00..<0xE000).contains(second) {
          written += Self.encode(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), into: target + written)
          index += 4
          continue
        }
      }
      written += Self.encode((0xD800..<0xE000).contains(first) ? 0xFFFD : first, into: target + written)
      index += 2
    }
    if isLast, index < pending.count {
      written += Self.encode(0xFFFD, into: target + written)
      index = pending.count
    }
    pending.removeFirst(index)
    return written
  }

  private static func encode(_ scalar: UInt32, into target: UnsafeMutablePointer<UInt8>) -> Int {
    switch scalar {
    case ..<0x80:
      target[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case ..<0x800:
      target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 2
    case ..<0x10000:
      target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 3
    default:
      target[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
      target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
      target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      target[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 4
    }
  }

  /// The 32 places where Windows code page 1252 differs from Latin-1; unassigned ones stay control characters.
  private static let windows1252: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E,
    0x0178,
  ]
}

import System

/// A small JSON text as a whole (RFC 8259): what a store keeps for itself, and anybody may have written.
package indirect enum JSONTree: Equatable {
  case null
  case bool(Bool)
  /// As it is written.
  case number(String)
  case string(String)
  case array([JSONTree])
  /// In order, keys that stand twice included.
  case object([(key: String, value: JSONTree)])

  /// Why a text is not JSON.
  package struct Failure: Error, Equatable {
    package var message: String

    package init(message: String) { self.message = message }
  }

  /// - Throws: `Failure`. Deeper than `depth` is one too: what the store keeps is flat.
  package init(parsing text: String, depth: Int = 8) throws {
    self = try Self.reading(text) { scanner in
      try Self.read { () throws(JSONScanner.Failure) in
        try JSONTree(&scanner, ByteArena(), depth)
      }
    }
  }

  /// Hands over the items of a list one by one, so that the whole need not stand in memory as trees.
  ///
  /// - Throws: `Failure`, and what `body` throws.
  package static func forEachItem(of text: String, depth: Int = 4, _ body: (JSONTree) throws -> Void) throws {
    try reading(text) { scanner in
      let arena = ByteArena()
      func next() throws -> UInt8? {
        scanner.skipBlanks()
        let byte = scanner.peek
        scanner.index += 1
        return byte
      }
      guard try next() == UInt8(ascii: "[") else { throw Failure(message: "it is not a list") }
      scanner.skipBlanks()
      if scanner.peek == UInt8(ascii: "]") { return scanner.index += 1 }
      while true {
        try body(try read { () throws(JSONScanner.Failure) in try JSONTree(&scanner, arena, depth) })
        switch try next() {
        case UInt8(ascii: ","): continue
        case UInt8(ascii: "]"): return
        case nil: throw Failure(message: "it ends in the middle")
        default: throw Failure(message: "expected , after a value")
        }
      }
    }
  }

  private static func reading<T>(_ text: String, _ body: (inout JSONScanner) throws -> T) throws -> T {
    // A blank at the end: a number may be the last thing.
    var bytes = Array(text.utf8) + [UInt8(ascii: " ")]
    return try bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { throw Failure(message: "it is empty") }
      var scanner = JSONScanner(base: base, index: 0, end: buffer.count, line: 1, isLast: true)
      scanner.allowsNUL = true
      let result = try body(&scanner)
      scanner.skipBlanks()
      if scanner.peek != nil { throw Failure(message: "text after its end") }
      return result
    }
  }

  private static func read(_ body: () throws(JSONScanner.Failure) -> JSONTree) throws -> JSONTree {
    do throws(JSONScanner.Failure) {
      return try body()
    } catch {
      switch error {
      case .broken(let message): throw Failure(message: message)
      case .needsMore: throw Failure(message: "it ends in the middle")
      case .invalidUTF8: throw Failure(message: "it is not UTF-8")
      }
    }
  }

  private init(_ scanner: inout JSONScanner, _ text: ByteArena, _ depth: Int) throws(JSONScanner.Failure) {
    scanner.skipBlanks()
    guard let byte = scanner.peek else { throw .needsMore }
    func string() throws(JSONScanner.Failure) -> String {
      text.removeAll()
      return String(decoding: text[try scanner.string(into: text)], as: UTF8.self)
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if depth == 0 { throw .broken("lists in lists, too deep") }
      let isObject = byte == UInt8(ascii: "{")
      let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      var members: [(key: String, value: JSONTree)] = []
      scanner.index += 1
      scanner.skipBlanks()
      if scanner.peek == close {
        scanner.index += 1
      } else {
        while true {
          var key = ""
          if isObject {
            scanner.skipBlanks()
            guard scanner.peek == UInt8(ascii: "\"") else { throw .broken("expected a key in quotes") }
            key = try string()
            scanner.skipBlanks()
            guard scanner.peek == UInt8(ascii: ":") else { throw .broken("expected : after a key") }
            scanner.index += 1
          }
          members.append((key, try JSONTree(&scanner, text, depth - 1)))
          scanner.skipBlanks()
          guard let next = scanner.peek else { throw .needsMore }
          scanner.index += 1
          if next == close { break }
          if next != UInt8(ascii: ",") { throw .broken("expected , after a value") }
        }
      }
      self = isObject ? .object(members) : .array(members.map(\.value))
    case UInt8(ascii: "\""): self = .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      text.removeAll()
      self = .number(String(decoding: text[try scanner.number(into: text)], as: UTF8.self))
    case UInt8(ascii: "n"):
      try scanner.word("null")
      self = .null
    case UInt8(ascii: "t"):
      try scanner.word("true")
      self = .bool(true)
    case UInt8(ascii: "f"):
      try scanner.word("false")
      self = .bool(false)
    default: throw .broken("expected a value")
    }
  }

  package static func == (a: JSONTree, b: JSONTree) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)), (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var array: [JSONTree]? { if case .array(let items) = self { items } else { nil } }

  /// A list of strings and nothing else.
  package var strings: [String]? {
    guard let array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }

  /// An object's members by key; nil for anything else, and where a key stands twice.
  package var members: [String: JSONTree]? {
    guard case .object(let list) = self else { return nil }
    let members = Dictionary(list.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    return members.count == list.count ? members : nil
  }
}

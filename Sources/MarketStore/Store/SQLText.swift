/// SQL as text, read as far as SQLite's own scanner has to be followed to tell words, quotes and comments apart.
enum SQLText {
  enum Token {
    /// White space or a comment.
    case blank
    case semicolon
    /// A bare word: a keyword, a name or a number.
    case word
    case quoted
    /// Any other single character.
    case mark
  }

  /// The text with each run of white space and comments made one blank: equal texts are one definition to SQLite.
  /// Quotes keep what they hold.
  static func folded(_ text: some Collection<UInt8>) -> [UInt8] {
    let bytes = Array(text)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isApart = false
    var index = 0
    while let (token, end) = next(bytes, index) {
      if token == .blank {
        isApart = !result.isEmpty
      } else {
        if isApart { result.append(UInt8(ascii: " ")) }
        isApart = false
        result += bytes[index..<end]
      }
      index = end
    }
    return result
  }

  /// The words and quotes of a text up to `limit` of them, each as it stands.
  static func words(_ text: some Collection<UInt8>, limit: Int = .max) -> [String] {
    let bytes = Array(text)
    var found: [String] = []
    var index = 0
    while found.count < limit, let (token, end) = next(bytes, index) {
      if token != .blank { found.append(String(decoding: bytes[index..<end], as: UTF8.self)) }
      index = end
    }
    return found
  }

  /// A name without its quotes.
  static func name(_ word: String) -> String {
    guard let first = word.utf8.first, word.utf8.count > 1 else { return word }
    switch first {
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"):
      let quote = String(Unicode.Scalar(first))
      return String(word.dropFirst().dropLast()).replacing(quote + quote, with: quote)
    case UInt8(ascii: "["): return String(word.dropFirst().dropLast())
    default: return word
    }
  }

  /// The statements of a script, without what stands between them. A trigger ends with END.
  static func statements(_ text: some Collection<UInt8>) -> [ArraySlice<UInt8>] {
    let bytes = Array(text)
    var found: [ArraySlice<UInt8>] = []
    var start: Int?
    var end = 0
    var words: [String] = []
    // How much of "; END ;" has been seen: where a trigger ends, as SQLite's shell tells it too.
    var closing = 0
    var index = 0
    while let (token, after) = next(bytes, index) {
      if token == .semicolon, let begin = start, closing == 2 || !isTrigger(words) {
        found.append(bytes[begin..<end])
        (start, words, closing) = (nil, [], 0)
      } else if token != .blank, token != .semicolon || start != nil {
        let isEnd = token == .word && bytes[index..<after].elementsEqual("END".utf8, by: { $0 & 0xDF == $1 })
        closing = token == .semicolon ? 1 : closing == 1 && isEnd ? 2 : 0
        start = start ?? index
        end = after
        if words.count < 3 { words.append(String(decoding: bytes[index..<after], as: UTF8.self).uppercased()) }
      }
      index = after
    }
    if let start { found.append(bytes[start..<end]) }
    return found
  }

  private static func isTrigger(_ words: [String]) -> Bool {
    words.first == "CREATE" && words.dropFirst().contains("TRIGGER")
  }

  /// The token that begins at `start` and where it ends; nil at the end of the text.
  private static func next(_ text: [UInt8], _ start: Int) -> (Token, end: Int)? {
    guard start < text.count else { return nil }
    func at(_ index: Int) -> UInt8? { index < text.count ? text[index] : nil }
    var index = start + 1
    switch text[start] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), 0x0C, UInt8(ascii: "\r"): return (.blank, index)
    case UInt8(ascii: "-") where at(index) == UInt8(ascii: "-"):
      while let byte = at(index), byte != UInt8(ascii: "\n") { index += 1 }
      return (.blank, index)
    case UInt8(ascii: "/") where at(index) == UInt8(ascii: "*"):
      index += 1
      while index < text.count {
        if text[index] == UInt8(ascii: "*"), at(index + 1) == UInt8(ascii: "/") { return (.blank, index + 2) }
        index += 1
      }
      return (.blank, text.count)
    case UInt8(ascii: ";"): return (.semicolon, index)
    case let quote where quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`"):
      while let byte = at(index) {
        index += 1
        if byte != quote { continue }
        if at(index) != quote { break }
        index += 1
      }
      return (.quoted, index)
    case UInt8(ascii: "["):
      while let byte = at(index) {
        index += 1
        if byte == UInt8(ascii: "]") { break }
      }
      return (.quoted, index)
    case let byte where isWord(byte):
      while let byte = at(index), isWord(byte) { index += 1 }
      return (.word, index)
    default: return (.mark, index)
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      true
    default: false
    }
  }
}

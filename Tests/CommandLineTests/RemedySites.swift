import Foundation

/// A place in the sources where a remedy is made: what is fixed of its words, in order.
struct RemedySite: Hashable, CustomStringConvertible {
  var file: String
  /// The fixed parts of one sentence, or the option that is to be given or left out.
  var parts: [String]

  var description: String { "\(file): \(parts.joined(separator: "…"))" }

  /// Whether a hint shows these words.
  func isIn(_ hint: String) -> Bool {
    var rest = hint[...]
    for part in parts {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// All of a folder of the sources.
  static func all(in folder: String) throws -> Set<RemedySite> {
    let root = Sandbox.repository.appendingPathComponent(folder)
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    var found: Set<RemedySite> = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for parts in sites(in: Array(text)) where !parts.isEmpty {
        found.insert(RemedySite(file: file.lastPathComponent, parts: parts))
      }
    }
    return found
  }

  private static let anchors = ["remedy: ", "remedy = ", "Remedy = ", "Remedy.anyOf(", ".advice(", "Remedy? ="]

  private static func sites(in text: [Character]) -> [[String]] {
    var found: [[String]] = []
    let anchors = anchors.map(Array.init)
    for start in text.indices {
      guard let anchor = anchors.first(where: { text[start...].starts(with: $0) }) else { continue }
      // A declaration's type, or a remedy handed on.
      var at = start + anchor.count
      let isCall = anchor.last == "("
      var depth = 0
      while at < text.count {
        let character = text[at]
        if character == "\"" {
          let (parts, end) = literal(text, at)
          if !parts.isEmpty { found.append(parts) }
          at = end
          continue
        }
        if let (option, end) = setting(text, at) {
          found.append([option])
          depth += 1
          at = end
          continue
        }
        if character == "(" || character == "[" || character == "{" { depth += 1 }
        if character == ")" || character == "]" || character == "}" { depth -= 1 }
        if depth < 0 || depth == 0 && character == "," && !isCall { break }
        if depth == 0, character == "\n", !isCall {
          let next = text[at...].first { !$0.isWhitespace }
          if let next, !"?:+.&".contains(next) { break }
        }
        at += 1
      }
    }
    return found
  }

  /// The fixed parts of a string literal, and where it ends.
  private static func literal(_ text: [Character], _ start: Int) -> (parts: [String], end: Int) {
    var parts = [""]
    var at = start + 1
    while at < text.count, text[at] != "\"" {
      if text[at] == "\\", at + 1 < text.count {
        if text[at + 1] == "(" {
          at = endOfInterpolation(text, at + 2)
          parts.append("")
          continue
        }
        parts[parts.count - 1].append(text[at + 1])
        at += 2
        continue
      }
      parts[parts.count - 1].append(text[at])
      at += 1
    }
    return (parts.filter { $0.count > 2 }, at + 1)
  }

  private static func endOfInterpolation(_ text: [Character], _ start: Int) -> Int {
    var depth = 1
    var at = start
    while at < text.count, depth > 0 {
      if text[at] == "\"" {
        at = literal(text, at).end
        continue
      }
      if text[at] == "(" { depth += 1 }
      if text[at] == ")" { depth -= 1 }
      at += 1
    }
    return at
  }

  /// `.set(.dateOrder` and `.omit(.dateOrder`: the option in words, and the place behind the setting's name.
  private static func setting(_ text: [Character], _ start: Int) -> (option: String, end: Int)? {
    for (call, words) in [(Array(".set(."), "pass --"), (Array(".omit(."), "leave out --")] {
      guard text[start...].starts(with: call) else { continue }
      var option = words
      var at = start + call.count
      while at < text.count, text[at].isLetter {
        option += text[at].isUppercase ? "-" + text[at].lowercased() : String(text[at])
        at += 1
      }
      return (option, at)
    }
    return nil
  }
}

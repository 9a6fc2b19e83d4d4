import ArgumentParser

/// `name=value` on the command line.
struct Assignment: Sendable {
  var name: String
  var value: String

  init(parsing text: String) throws {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { throw ValidationError("write it as name=value") }
    name = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }
}

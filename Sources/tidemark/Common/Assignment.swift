import ArgumentParser

/// `name=value` on the command line.
struct Assignment: Sendable {
  var name: String
  var value: String

  init(parsing text: String) throws {
    guard let equals = text.firstIndex(of: "=") else { throw ValidationError("write it as name=value") }
    try self.init(text, at: equals)
  }

  /// Splits at the last `=`: a header of somebody's file may hold one. Before it may stand nothing: the column
  /// without a heading.
  init(parsingLast text: String) throws {
    guard let equals = text.lastIndex(of: "=") else { throw ValidationError("write it as theirs=ours") }
    try self.init(text, at: equals, mayLackName: true)
  }

  private init(_ text: String, at equals: String.Index, mayLackName: Bool = false) throws {
    guard equals > text.startIndex || mayLackName else { throw ValidationError("a name is missing before the =") }
    name = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }
}

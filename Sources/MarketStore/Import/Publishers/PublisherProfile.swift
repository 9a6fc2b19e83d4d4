import MarketModel

/// How the files of a known publisher are read. Such profiles are shipped with the program: chosen by name, and offered
/// where a file looks like one of theirs.
public struct PublisherProfile: Sendable {
  /// What `--profile` calls it.
  public let name: String
  /// Whose files they are, for people.
  let publisher: String
  /// Options by their names in saved profiles; what is given besides wins.
  public let settings: [String: String]
  let forms: [Form]

  /// One of the shapes in which the publisher gives its tables.
  struct Form: Sendable {
    /// The headings that a file of this form has. `*` stands for any text here and in a mapping.
    var signs: [String]
    var isJSON = false
    /// `theirs=ours`; in ours `*` is the text for which the one in theirs stands, and nothing leaves the column out.
    var mapping: [(theirs: String, ours: String)]
    /// Columns that are not understood are left out.
    var leavesOthersOut = false
    /// What an empty cell of a column means, by the column's name.
    var whereEmpty: [String: String] = [:]
  }

  /// The shipped profile of that name.
  public static func named(_ name: String) -> PublisherProfile? { all.first { $0.name == name } }

  /// The profile whose files have a header like this one.
  static func resembling(_ header: [String], isJSON: Bool) -> (profile: PublisherProfile, form: Form)? {
    for profile in all {
      let form = profile.forms.first { form in
        form.isJSON == isJSON
          && form.signs.allSatisfy { sign in
            header.contains { captured(sign, $0) != nil || $0.lowercased() == sign.lowercased() }
          }
      }
      if let form { return (profile, form) }
    }
    return nil
  }

  /// The form that a header has.
  ///
  /// - Throws: `HeaderErrors` when it is none of the publisher's.
  func form(of header: [String]) throws -> Form {
    let keys = Set(header.map(headerKey))
    func has(_ sign: String) -> Bool { keys.contains(headerKey(sign)) || header.contains { captured(sign, $0) != nil } }
    if let found = forms.first(where: { $0.signs.allSatisfy(has) }) { return found }
    let wanted = forms.map { $0.signs.map { "\"\($0)\"" }.joined(separator: " and ") }.joined(separator: ", or ")
    throw HeaderErrors(all: [
      HeaderError(
        column: nil, message: "a file of \(publisher) has the columns \(wanted), and this one does not",
        remedy: .anyOf([.omit(.profile), "its columns are \(header.joined(separator: ", "))"]))
    ])
  }

  /// The headings that its files may have, for finding the row of them.
  var headings: [String] { forms.flatMap { $0.signs + $0.mapping.map(\.theirs) }.filter { !$0.contains("*") } }
}

extension PublisherProfile.Form {
  /// What the columns of a header are called, by their places.
  func mapped(_ header: [String]) -> [Int: String] {
    var found: [Int: String] = [:]
    for (theirs, ours) in mapping {
      let exact = header.indices.filter { header[$0] == theirs }
      let same = exact.isEmpty ? header.indices.filter { headerKey(header[$0]) == headerKey(theirs) } : exact
      for at in same where found[at] == nil { found[at] = ours }
      guard theirs.contains("*") else { continue }
      for at in header.indices where found[at] == nil {
        if let text = captured(theirs, header[at]) { found[at] = ours.replacing("*", with: text, maxReplacements: 1) }
      }
    }
    return found
  }
}

/// The text for which the first `*` of a pattern stands in `text`; nil when they do not match. Without `*` they must be
/// equal, and the text is empty.
private func captured(_ pattern: String, _ text: String) -> String? {
  let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
  guard parts.count > 1 else { return pattern == text ? "" : nil }
  guard text.hasPrefix(parts[0]) else { return nil }
  var rest = text.dropFirst(parts[0].count)
  var first: String?
  for (index, part) in parts.enumerated().dropFirst() {
    let isLast = index == parts.count - 1
    let range: Range<String.Index>?
    if isLast {
      range =
        rest.hasSuffix(part) && rest.count >= part.count
        ? rest.index(rest.endIndex, offsetBy: -part.count)..<rest.endIndex : nil
    } else {
      range = rest.firstRange(of: part)
    }
    guard let range else { return nil }
    if first == nil { first = String(rest[..<range.lowerBound]) }
    rest = rest[range.upperBound...]
  }
  return first?.isEmpty == false ? first : nil
}

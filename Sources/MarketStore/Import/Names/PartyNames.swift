/// How an event's parties are written in one field: names separated by `;`.
///
/// A name that holds a `;` stands in double quotes, with `"` doubled inside. A name is looked for among products, then
/// companies, then segments; where an earlier kind has the same name, the kind stands before it: `company:Samsung`.
enum PartyName {
  /// In the order in which a bare name is looked for.
  static let kinds: [CatalogueKind] = [.product, .company, .segment]

  /// The kind that a name states itself, and the name without it.
  static func stating(_ text: String) -> (kind: CatalogueKind, name: String)? {
    for kind in kinds where text.lowercased().hasPrefix(kind.rawValue + ":") {
      let name = String(text.unicodeScalars.dropFirst(kind.rawValue.unicodeScalars.count + 1)).trimmingBlanks
      if !name.isEmpty { return (kind, name) }
    }
    return nil
  }

  /// The name as one item of a list.
  static func item(_ name: String) -> String {
    guard name.unicodeScalars.contains(";") || name.unicodeScalars.first == "\"" else { return name }
    var quoted = "\""
    for scalar in name.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}

/// The names of a list. A quote that is not closed right before a `;` or the end is a character like any other.
func partyList(_ text: String) -> [String] {
  let scalars = Array(text.unicodeScalars)
  var names: [String] = []
  var index = 0
  while index < scalars.count {
    while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
    if index < scalars.count, scalars[index] == "\"", let (name, next) = quotedItem(scalars, index) {
      names.append(name)
      index = next
      continue
    }
    var name = String.UnicodeScalarView()
    while index < scalars.count, scalars[index] != ";" {
      name.append(scalars[index])
      index += 1
    }
    names.append(String(name).trimmingBlanks)
    index += 1
  }
  return names.filter { !$0.isEmpty }
}

private func quotedItem(_ scalars: [Unicode.Scalar], _ start: Int) -> (String, Int)? {
  var name = String.UnicodeScalarView()
  var index = start + 1
  while index < scalars.count {
    guard scalars[index] == "\"" else {
      name.append(scalars[index])
      index += 1
      continue
    }
    index += 1
    if index < scalars.count, scalars[index] == "\"" {
      name.append("\"")
      index += 1
      continue
    }
    while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
    return index == scalars.count || scalars[index] == ";" ? (String(name).trimmingBlanks, index + 1) : nil
  }
  return nil
}

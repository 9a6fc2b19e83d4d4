/// "Kling AI", "Kling AI and Sora", "Kling AI, Sora and Vidu", "Kling AI, Sora, Vidu and 197 more".
public func listed(_ names: [String], limit: Int = 6) -> String {
  guard names.count > 1 else { return names.first ?? "" }
  if names.count > limit {
    return names.prefix(limit - 1).joined(separator: ", ") + " and \(names.count - limit + 1) more"
  }
  return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
}

/// "product", "product or metric", "product, metric or period".
public func alternatives(_ names: [String]) -> String {
  guard names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
}

/// The first of many sentences, and one about the others: six in all.
///
/// - Parameter rest: What to say of so many that are left out.
public func shortened(_ sentences: [String], _ rest: (Int) -> String) -> [String] {
  let most = 6
  return sentences.count <= most
    ? sentences : Array(sentences.prefix(most - 1)) + [rest(sentences.count - most + 1)]
}

/// "1 period", "3 periods", "12,345 rows".
///
/// - Parameter plural: For nouns that take no plain s: "entries".
public func counted(_ count: some BinaryInteger, _ noun: String, _ plural: String? = nil) -> String {
  let number = FigureStyle.count.plain(Double(count), decimals: 0)
  return "\(number) \(count == 1 ? noun : plural ?? noun + "s")"
}

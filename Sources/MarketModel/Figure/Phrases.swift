/// "Kling AI", "Kling AI and Sora", "Kling AI, Sora and Vidu", "Kling AI, Sora, Vidu and 197 more".
public func listed(_ names: [String], limit: Int = 6) -> String {
  guard names.count > 1 else { return names.first ?? "" }
  if names.count > limit {
    return names.prefix(limit - 1).joined(separator: ", ") + " and \(names.count - limit + 1) more"
  }
  return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
}

/// "1 period", "3 periods", "12,345 rows".
///
/// - Parameter plural: For nouns that take no plain s: "entries".
public func counted(_ count: some BinaryInteger, _ noun: String, _ plural: String? = nil) -> String {
  let number = FigureStyle.count.plain(Double(count), decimals: 0)
  return "\(number) \(count == 1 ? noun : plural ?? noun + "s")"
}

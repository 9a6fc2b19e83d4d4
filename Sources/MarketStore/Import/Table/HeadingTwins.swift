import MarketModel

/// Two columns of one name cannot be told apart, by us or by a mapping: they are refused with both places.
///
/// - Throws: `HeaderError`.
func checkForTwins(_ header: [String], mapping: [(theirs: String, ours: String)]) throws {
  let leftOut = Set(mapping.lazy.filter(\.ours.isEmpty).map { headerKey($0.theirs) })
  var seen: [String: Int] = [:]
  for (at, name) in header.enumerated() {
    let key = headerKey(name)
    if key.isEmpty || leftOut.contains(key) { continue }
    guard let first = seen.updateValue(at, forKey: key) else { continue }
    throw HeaderError(
      column: at,
      message: header[first] == name
        ? "columns \(first + 1) and \(at + 1) are both called \"\(name)\""
        : "column \(first + 1), \"\(header[first])\", and column \(at + 1), \"\(name)\", are the same name",
      remedy: .anyOf(["give one of them another name", .set(.map, "\(name)=")]))
  }
}

import MarketModel

/// Two columns of one name cannot be told apart, by us or by a mapping: they are refused with both places.
///
/// - Throws: `HeaderErrors`, one for each column too many.
func checkForTwins(_ header: [String], mapping: [(theirs: String, ours: String)]) throws {
  let leftOut = Set(mapping.lazy.filter(\.ours.isEmpty).map { headerKey($0.theirs) })
  var seen: [String: Int] = [:]
  var faults: [HeaderError] = []
  for (at, name) in header.enumerated() {
    let key = headerKey(name)
    if key.isEmpty || leftOut.contains(key) { continue }
    guard let first = seen[key] else {
      seen[key] = at
      continue
    }
    faults.append(
      HeaderError(
        column: at,
        message: header[first] == name
          ? "columns \(first + 1) and \(at + 1) are both called \"\(name)\""
          : "column \(first + 1), \"\(header[first])\", and column \(at + 1), \"\(name)\", are the same name",
        remedy: .anyOf(["give one of them another name", .set(.map, "\(name)=")])))
  }
  if !faults.isEmpty { throw HeaderErrors(all: faults) }
}

import MarketModel

/// Two columns of one name cannot be told apart, by us or by a mapping: they are refused with both places.
///
/// - Parameter helps: Whether leaving out the columns of these names leaves a header that can be understood.
/// - Throws: `HeaderErrors`, one for each column too many; what `helps` throws.
func checkForTwins(
  _ header: [String], mapping: [(theirs: String, ours: String)], helps: ([String]) throws -> Bool
) throws {
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
  guard !faults.isEmpty else { return }
  if try !helps(faults.compactMap { $0.column.map { header[$0] } }) {
    for at in faults.indices { faults[at].remedy = "give one of them another name in the file" }
  }
  throw HeaderErrors(all: faults)
}

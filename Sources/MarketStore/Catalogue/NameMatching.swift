/// How names are compared: without case, a blank, `-` and `_` being the same, runs of them being one, and without
/// characters that nobody sees. Letters made of several characters are equal to the one that stands for them (NFC), as
/// Swift compares texts.
public func normalizedName(_ name: some StringProtocol) -> String {
  var words: [Substring.UnicodeScalarView] = []
  var lowered = name.lowercased()
  lowered.unicodeScalars.removeAll(where: isInvisible)
  for word in lowered.unicodeScalars.split(whereSeparator: { $0 == "-" || $0 == "_" || $0.properties.isWhitespace }) {
    words.append(Substring(word).unicodeScalars)
  }
  return words.map { String($0) }.joined(separator: " ")
}

/// Whether a character is never seen: a byte order mark, a zero-width blank, a mark of direction, a soft hyphen.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value >= 0xAD && scalar.properties.isDefaultIgnorableCodePoint
}

/// The characters of a name that nobody sees, each once, as U+FEFF.
func invisibleCharacters(in name: String) -> [String] {
  var found: [String] = []
  for scalar in name.unicodeScalars where isInvisible(scalar) {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    if !found.contains(code) { found.append(code) }
  }
  return found
}

/// Why a name that is new cannot be one; nil when it is short enough. What is the name of: a product, a source …
func tooLongName(_ what: String, _ name: String) -> StoreError? {
  let most = 1000
  guard name.utf8.count > most else { return nil }
  return StoreError(.usage, "the \(what)'s name has \(name.utf8.count) bytes, more than \(most)", remedy: "shorten it")
}

/// The names nearest to `name`, best first: those that hold it or differ by few letters.
public func nearestNames(to name: String, among names: some Sequence<String>, limit: Int = 3) -> [String] {
  let wanted = Array(normalizedName(name).unicodeScalars.prefix(64))
  guard !wanted.isEmpty else { return [] }
  let tolerance = max(2, wanted.count / 3)
  var scored: [(score: Int, name: String)] = []
  for candidate in names {
    let other = Array(normalizedName(candidate).unicodeScalars.prefix(64))
    let distance = editDistance(wanted, other, atMost: tolerance)
    if let distance {
      scored.append((distance, candidate))
    } else if wanted.count >= 3,
      String(String.UnicodeScalarView(other)).contains(String(String.UnicodeScalarView(wanted)))
    {
      scored.append((tolerance + 1, candidate))
    }
  }
  scored.sort { ($0.score, $0.name) < ($1.score, $1.name) }
  var result: [String] = []
  for entry in scored where !result.contains(entry.name) {
    result.append(entry.name)
    if result.count == limit { break }
  }
  return result
}

/// Damerau-Levenshtein distance in its restricted form (a swap of neighbours counts one), or nil when above `limit`.
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], atMost limit: Int) -> Int? {
  if abs(a.count - b.count) > limit { return nil }
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var current = last
  for i in 1...a.count {
    current[0] = i
    for j in 1...b.count {
      var best = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
      current[j] = best
    }
    (beforeLast, last, current) = (last, current, beforeLast)
  }
  return last[b.count] <= limit ? last[b.count] : nil
}

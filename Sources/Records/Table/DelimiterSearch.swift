/// Tells what divides the lines of a file: of comma, semicolon, tab and bar the one that divides them most evenly.
enum DelimiterSearch {
  private static let candidates = [",", "\t", ";", "|"].map { UInt8(ascii: $0) }
  /// A longer beginning tells no more.
  private static let most = 1 << 16

  /// - Parameter head: The file's beginning, whole lines of it apart from the last.
  /// - Returns: nil: none of them stands in the lines.
  static func find(_ head: UnsafeRawBufferPointer, comment: [UInt8]) -> UInt8? {
    var best: (delimiter: UInt8, share: Double, fields: Int)?
    for delimiter in candidates {
      let counts = fieldCounts(head, delimiter, comment)
      let divided = Dictionary(grouping: counts.filter { $0 > 1 }, by: { $0 }).mapValues(\.count)
      guard let mode = divided.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
      let share = Double(mode.value) / Double(counts.count)
      if let best, (share, mode.key) <= (best.share, best.fields) { continue }
      best = (delimiter, share, mode.key)
    }
    return best?.delimiter
  }

  /// Fields of each of the first lines that are not blank. A quote opens at a field's start only, as the reader has it.
  private static func fieldCounts(_ head: UnsafeRawBufferPointer, _ delimiter: UInt8, _ comment: [UInt8]) -> [Int] {
    var counts: [Int] = []
    var fields = 1
    var isBlank = true
    var isQuoted = false
    var atFieldStart = true
    var lineStart = 0
    var index = 0
    let end = min(head.count, most)
    func isComment() -> Bool {
      !comment.isEmpty && head.count - lineStart >= comment.count
        && comment.indices.allSatisfy { head[lineStart + $0] == comment[$0] }
    }
    while index < end, counts.count < HeaderSearch.lines {
      let byte = head[index]
      if isQuoted {
        // A doubled quote closes and opens again.
        if byte == UInt8(ascii: "\"") { isQuoted = false }
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if !isBlank, !isComment() { counts.append(fields) }
        (fields, isBlank, atFieldStart, lineStart) = (1, true, true, index + 1)
        index += 1
        continue
      } else if byte == UInt8(ascii: "\""), atFieldStart || index > 0 && head[index - 1] == UInt8(ascii: "\"") {
        isQuoted = true
      } else if byte == delimiter {
        fields += 1
      }
      if byte > 0x20 { isBlank = false }
      atFieldStart = !isQuoted && byte == delimiter
      index += 1
    }
    // The last line may be cut off where the head is.
    if index == head.count || counts.isEmpty, !isBlank, !isQuoted, !isComment() { counts.append(fields) }
    return counts
  }
}

import MarketStore
import ReportRendering

/// One line of a file with a mark under the field that is wrong.
struct Excerpt {
  let line: Int
  /// The line as a terminal may show it: nothing in it moves the cursor.
  let shown: String
  /// Terminal columns before the mark, and under it.
  let offset: Int
  let length: Int

  /// The most columns of a line that are shown around the mark.
  static let width = 120

  /// Nil where the problem is about no row.
  init?(_ problem: ImportProblem) {
    guard !problem.excerpt.isEmpty, problem.column >= 1 else { return nil }
    self.init(line: problem.line, raw: problem.excerpt, column: problem.excerptColumn, length: problem.length)
  }

  init(line: Int, raw: String, column: Int, length: Int) {
    self.line = line
    // Never the whole of a field of megabytes: some characters before the mark, and as many as fit from there.
    let start =
      raw.index(raw.startIndex, offsetBy: max(0, column - 1 - Self.width / 2), limitedBy: raw.endIndex) ?? raw.endIndex
    let skipped = raw.distance(from: raw.startIndex, to: start)
    var shown = skipped > 0 ? "…" : ""
    var used = shown.isEmpty ? 0 : 1
    var offset: Int?
    var marked = 0
    var position = skipped
    for character in raw[start...] {
      if used >= Self.width {
        shown += "…"
        break
      }
      let text = terminalSafe(String(character))
      let columns = displayWidth(text)
      if position >= column - 1, position < column - 1 + max(1, length) {
        if offset == nil { offset = used }
        marked += columns
      }
      shown += text
      used += columns
      position += 1
    }
    self.shown = shown
    self.offset = offset ?? used
    self.length = max(1, marked)
  }

  func lines(mark: (String) -> String) -> String {
    let number = String(line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    let blanks = String(repeating: " ", count: offset)
    return "\(number) | \(shown)\n\(gutter) | \(blanks)\(mark(String(repeating: "^", count: length)))\n"
  }
}

/// Finds the row of headings among the first rows of a file: what stands above it is a title, a date, a remark.
package struct HeaderSearch {
  /// So many lines are looked at.
  package static let lines = 50

  struct Candidate {
    var line: Int
    /// Offset of its first byte.
    var byte: Int64
    var signs: HeadingSigns
    /// Cells that are not empty.
    var filled: Int
    /// Which cells are figures or could be values.
    var cells: [String]
  }

  private var candidates: [Candidate] = []
  private let judge: HeadingJudge

  init(_ judge: @escaping HeadingJudge) { self.judge = judge }

  /// Whether the first row leaves no doubt: all its cells are known headings.
  var isDecided: Bool {
    guard let first = candidates.first, candidates.count == 1 else { return false }
    return first.filled >= 2 && first.signs.known == first.filled
  }

  mutating func add(_ cells: [String], line: Int, byte: Int64) throws {
    candidates.append(
      Candidate(
        line: line, byte: byte, signs: try judge(cells), filled: cells.count { !$0.isEmpty }, cells: cells))
  }

  /// The row of headings; nil: the first one is as good as any.
  ///
  /// Known headings decide. A row of words that no judge knows is taken for headings where everything above it fills
  /// fewer cells, so that what is said about unknown columns is said about the right row.
  var found: Candidate? {
    guard candidates.count > 1, let first = candidates.first else { return nil }
    var best = 0
    for index in candidates.indices.dropFirst() where score(index) > score(best) && mayBeHeader(index) { best = index }
    if best > 0 {
      let candidate = candidates[best]
      let isNarrowAbove = candidates[..<best].allSatisfy { $0.filled < candidate.filled }
      if isNarrowAbove || candidate.signs.known >= 2 && candidate.signs.known > first.signs.known { return candidate }
    }
    guard first.signs.known == 0, let width = candidates.map(\.filled).max(), first.filled < width,
      let widest = candidates.first(where: { $0.filled == width }), widest.signs.figures == 0, widest.filled > 1
    else { return nil }
    return widest
  }

  private func score(_ index: Int) -> Int {
    let signs = candidates[index].signs
    return 2 * signs.known + signs.possible + (signs.known > 0 && hasBody(index) ? 1 : 0)
  }

  /// Figures are no headings, unless the row has known ones beside them: `cohort,size,1,7,30`.
  private func mayBeHeader(_ index: Int) -> Bool {
    let candidate = candidates[index]
    return candidate.filled > 1 && (candidate.signs.figures == 0 || candidate.signs.known >= 2)
  }

  /// Whether the next row has a figure where this one has words: what stands under headings does.
  private func hasBody(_ index: Int) -> Bool {
    guard index + 1 < candidates.count else { return false }
    let next = candidates[index + 1].cells
    return zip(candidates[index].cells, next).contains { !$0.isEmpty && !Self.isFigure($0) && Self.isFigure($1) }
  }

  /// A digit, perhaps behind signs: how every figure and every date begins.
  package static func isFigure(_ cell: String) -> Bool {
    for scalar in cell.unicodeScalars {
      switch scalar {
      case "0"..."9": return true
      case "+", "-", "−", "<", ">", "≤", "≥", "~", "≈", "(", "$", "€", "£", "¥", " ": continue
      default: return false
      }
    }
    return false
  }
}

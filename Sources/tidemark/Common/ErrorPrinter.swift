import MarketStore
import ReportRendering

/// Errors in the contract's form: what is wrong and where, the place itself, and what to do.
enum ErrorPrinter {
  /// Set once, before anything is printed.
  nonisolated(unsafe) static var usesColor = false

  static func show(_ failure: Failure) {
    if failure.message.isEmpty { return }
    StandardError.write(text(failure.message, hint: failure.hint))
  }

  /// Equal refusals, at their first place.
  static func show(_ group: ProblemGroup) {
    let problem = group.first
    let place = "\(problem.file):\(problem.line):\(problem.column): [\(problem.kind)] "
    let more = group.count > 1 ? " (\(group.count) rows like this, first at line \(problem.line))" : ""
    StandardError.write(text(place + problem.message + more, excerpt: Excerpt(problem), hint: problem.remedy?.words))
  }

  static func text(_ message: String, excerpt: Excerpt? = nil, hint: String?) -> String {
    var text = "tidemark: \(styled("error:", "1;31")) \(shown(message))\n"
    if let excerpt { text += excerpt.lines(mark: { styled($0, "1;31") }) }
    if let hint { text += "\(styled("hint:", "1;36")) \(shown(hint))\n" }
    return text
  }

  /// Messages quote names of files and stores that anybody may have written: nothing in them may move the cursor.
  static func shown(_ message: String) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false).map { terminalSafe(String($0)) }.joined(
      separator: "\n")
  }

  private static func styled(_ text: String, _ code: String) -> String {
    usesColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}

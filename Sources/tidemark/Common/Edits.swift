import MarketStore
import System

extension MessageOptions {
  /// What an edit did, and by which number it can be undone.
  func show(_ result: EditResult, isTrial: Bool = false) {
    for change in result.changes { note(change) }
    for notice in result.notices { note(notice) }
    if isTrial, result.number != nil { return note("dry run: nothing was written") }
    note(result.number.map { "recorded as #\($0)" } ?? "nothing changed")
  }
}

/// The command line as a person would type it: an edit is recorded under it.
func typedCommand() -> String {
  (["tidemark"] + CommandLine.arguments.dropFirst()).map(shellQuoted).joined(separator: " ")
}

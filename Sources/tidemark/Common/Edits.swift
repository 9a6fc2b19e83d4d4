import MarketStore
import System

extension MessageOptions {
  /// What an edit did, and by which number it can be undone.
  func show(_ result: EditResult) {
    for change in result.changes { note(change) }
    for notice in result.notices { note(notice) }
    note(result.number.map { "recorded as #\($0)" } ?? "nothing changed")
  }
}

/// The command line as a person would type it: an edit is recorded under it.
func typedCommand() -> String {
  (["tidemark"] + CommandLine.arguments.dropFirst()).map(shellQuoted).joined(separator: " ")
}

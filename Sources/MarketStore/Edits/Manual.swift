import SQLite

/// What an edit did: its number in `imports`, by which it can be undone, and remarks worth a line.
public struct EditResult: Sendable, Equatable {
  /// nil: everything was so already, and nothing was written.
  public var number: Int64?
  /// "Sora: name changed to Sora 2".
  public var changes: [String] = []
  /// Remarks worth a line that are no changes.
  public var notices: [String] = []
}

/// What one edit gathers while it runs.
final class ManualEdit {
  let importID: Int64
  var counts = ImportResult()
  var changes: [String] = []
  var notices: [String] = []

  init(_ importID: Int64) { self.importID = importID }
}

extension Store {
  /// Runs `body` as one recorded import of kind `manual`; one that changes nothing leaves no trace.
  ///
  /// - Parameter command: The command that asked for it, as a person would type it; the import's name.
  func editing(_ command: String, _ body: (ManualEdit) throws -> Void) throws -> EditResult {
    struct NothingChanged: Error {}
    var notices: [String] = []
    do {
      return try writing {
        let clock = try clockNotice()
        let edit = ManualEdit(try openImport(kind: "manual", name: command))
        edit.notices += clock.map { [$0] } ?? []
        try body(edit)
        notices = edit.notices
        if edit.changes.isEmpty { throw NothingChanged() }
        edit.counts.read = edit.counts.inserted + edit.counts.revised + edit.counts.unchanged
        try closeImport(edit.importID, edit.counts)
        return EditResult(number: edit.importID, changes: edit.changes, notices: edit.notices)
      }
    } catch is NothingChanged {
      return EditResult(number: nil, notices: notices)
    }
  }
}

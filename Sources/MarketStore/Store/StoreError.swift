import MarketModel
import System

/// What went wrong, in the words a user reads: a message that names the place, and a remedy.
public struct StoreError: Error, Equatable, CustomStringConvertible {
  /// What kind of failure it is; the command line's exit code follows from it.
  public enum Kind: Sendable, Equatable {
    /// The call makes no sense: a bad option or value, a report that is not defined for this metric.
    case usage
    /// No such name, or an ambiguous one.
    case name
    /// The store or a file could not be read or written.
    case unusable
    /// It ran, and what it found is the reason to fail: refused rows, a failed check.
    case findings
  }
  /// What kind of failure it is.
  public var kind: Kind
  /// What went wrong and where, without a full stop: "no metric "maus"".
  public var message: String
  /// What helps; nil where nothing better can be said than the message.
  public var remedy: Remedy?

  /// `message` names the place and quotes what was wrong.
  public init(_ kind: Kind, _ message: String, remedy: Remedy? = nil) {
    self.kind = kind
    self.message = message
    self.remedy = remedy
  }

  /// The message with its remedy in brackets, for a log or a test; an interface words the remedy itself.
  public var description: String { remedy.map { "\(message) (\($0))" } ?? message }
}

extension StoreError {
  /// A file or folder that could not be used, in a user's words.
  package init(_ error: FileError) {
    let remedy: Remedy? =
      switch error.reason {
      case .isDirectory: "name the files in it"
      case .exists: .anyOf(["choose another name", .set(.force, nil)])
      case .noTemporary: "make room there, or set TMPDIR to a folder with room"
      case .isStore, .isInput, .isDatabase: "choose another name"
      case .isReadOnly: "choose another name, or make it writable first"
      case .missing, .unreadable, .unwritable: error.isFull ? "make room and try again" : nil
      }
    self.init(.unusable, error.description, remedy: remedy)
  }
}

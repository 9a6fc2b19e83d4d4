/// Why a file or a folder could not be used, with its place.
package struct FileError: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case missing
    case isDirectory
    /// Something has the name already, and nothing said that it may be replaced.
    case exists
    /// An output that would take the place of the store, or of a file that SQLite keeps beside it.
    case isStore
    /// An output that would take the place of what this command reads.
    case isInput
    /// An output that would take the place of a SQLite database, or of a file that SQLite keeps beside one.
    case isDatabase
    case isReadOnly
    /// The system refused to read, with its error number.
    case unreadable(Int32)
    /// The system refused to write, with its error number.
    case unwritable(Int32)
    /// No temporary file could be made or written in this folder.
    case noTemporary(Int32)
  }
  package var path: String
  package var reason: Reason

  package init(_ path: String, _ reason: Reason) {
    (self.path, self.reason) = (path, reason)
  }

  /// The call that just failed, by `errno`.
  package static func reading(_ path: String) -> FileError { FileError(path, .unreadable(errno)) }

  /// The call that just failed, by `errno`.
  package static func writing(_ path: String) -> FileError { FileError(path, .unwritable(errno)) }

  package var description: String {
    switch reason {
    case .missing: "there is no file \(path)"
    case .isDirectory: "\(path) is a directory, not a file"
    case .exists: "\(path) exists already"
    case .isStore: "\(path) is the store itself or belongs to it"
    case .isInput: "\(path) is a file that this command reads"
    case .isDatabase: "\(path) is a SQLite database or belongs to one"
    case .isReadOnly: "\(path) is read-only"
    case .unreadable(let code): "\(path) could not be read: \(systemMessage(code))"
    case .unwritable(let code): "\(path) could not be written: \(systemMessage(code))"
    case .noTemporary(let code): "no temporary file could be written in \(path): \(systemMessage(code))"
    }
  }

  /// The system's error number; nil where it refused nothing.
  package var code: Int32? {
    switch reason {
    case .unreadable(let code), .unwritable(let code), .noTemporary(let code): code
    default: nil
    }
  }

  /// Whether room on the disk would help.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT }
}

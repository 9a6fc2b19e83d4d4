import MarketModel
import SQLite
import System

extension StoreError {
  /// An SQLite failure while reading the store, in a user's words.
  init(reading path: String, _ error: SQLiteError) { self.init(path, error, verb: "read") }

  /// An SQLite failure while writing the store, in a user's words.
  init(writing path: String, _ error: SQLiteError) { self.init(path, error, verb: "written") }

  private init(_ path: String, _ error: SQLiteError, verb: String) {
    if error.isNotADatabase {
      self.init(.unusable, "\(path) is not a tidemark store", remedy: .run(.initialize(store: nil)))
    } else if error.isBusy {
      let writer = writerOfStore(path) ?? "another program"
      self.init(.unusable, "\(path) is being written by \(writer)", remedy: "wait for it to end and try again")
    } else if error.isFull {
      self.init(.unusable, "the disk of \(path) is full; the store is as it was", remedy: "make room and try again")
    } else if error.isCorrupt {
      self.init(
        .unusable, "\(path) is damaged: \(error.message)",
        remedy: .allOf([.run(.check(store: path)), "restore a backup"]))
    } else if error.isCantOpen, isTooLongForSQLite(path) {
      self.init(
        .unusable, "\(path) could not be \(verb): the path is too long for SQLite, which takes 512 bytes",
        remedy: "use a shorter one")
    } else if error.isMoved {
      self.init(
        .unusable, "\(path) was moved, removed or replaced while it was open; nothing was written", remedy: "try again")
    } else if error.isCantOpen, access(path, R_OK) != 0, errno == EACCES {
      self.init(.unusable, "\(path) could not be \(verb): \(systemMessage(EACCES))")
    } else if error.isReadOnly {
      self.init(
        .unusable, "\(path) could not be written: it is read-only",
        remedy: "check the file's and its folder's permissions")
    } else {
      self.init(.unusable, "\(path) could not be \(verb): \(error.message)")
    }
  }
}

import SQLite
import TestSupport

extension TemporaryFolder {
  func connection(
    _ name: String = "test.db", _ access: Connection.Access = .create, busyTimeout: Int32 = 0
  ) throws -> Connection {
    try Connection(path: path(name), access: access, busyTimeout: busyTimeout)
  }
}

func inFolder(_ body: (TemporaryFolder) throws -> Void) throws { try body(TemporaryFolder()) }

/// The error that `body` throws; nil if it throws none.
func failure(_ body: () throws -> Void) throws -> SQLiteError? {
  do {
    try body()
    return nil
  } catch let error as SQLiteError {
    return error
  }
}

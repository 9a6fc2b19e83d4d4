import Foundation
import SQLite

/// Names in a temporary folder of one test's own, gone after it.
struct Folder {
  let path: String

  func path(_ name: String) -> String { path + "/" + name }

  func connection(
    _ name: String = "test.db", _ access: Connection.Access = .create, busyTimeout: Int32 = 0
  ) throws -> Connection {
    try Connection(path: path(name), access: access, busyTimeout: busyTimeout)
  }
}

func inFolder(_ body: (Folder) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("sqlite-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(Folder(path: url.path))
}

/// The error that `body` throws; nil if it throws none.
func failure(_ body: () throws -> Void) throws -> SQLiteError? {
  do {
    try body()
    return nil
  } catch let error as SQLiteError {
    return error
  }
}

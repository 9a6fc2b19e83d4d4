import System

extension OutputFile {
  /// Writes one text whole, or leaves what was there.
  static func write(_ text: String, to path: String, sparing files: ProtectedFiles) throws {
    try write(to: path, sparing: files) { try $0.write(text) }
  }

  /// The same of bytes that are no text.
  static func write(_ bytes: [UInt8], to path: String, sparing files: ProtectedFiles) throws {
    try write(to: path, sparing: files) { try $0.write(bytes) }
  }

  private static func write(to path: String, sparing files: ProtectedFiles, _ put: (OutputFile) throws -> Void) throws {
    do {
      let file = try OutputFile(path, sparing: files)
      try put(file)
      try file.publish()
    } catch let error as FileError where error.code == EPIPE {
      // The reader of a named pipe has seen enough, as one of standard output may.
      exit(ExitStatus.done)
    }
  }
}

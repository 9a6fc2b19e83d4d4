import System

extension OutputFile {
  /// Writes one text whole, or leaves what was there.
  static func write(_ text: String, to path: String, sparing files: ProtectedFiles) throws {
    do {
      let file = try OutputFile(path, sparing: files)
      try file.write(text)
      try file.publish()
    } catch let error as FileError where error.code == EPIPE {
      // The reader of a named pipe has seen enough, as one of standard output may.
      exit(ExitStatus.done)
    }
  }
}

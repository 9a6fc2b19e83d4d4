#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files without a name, gone with their descriptor: nothing is left behind, however the program ends.
enum TemporaryFile {
  static var folder: String {
    guard let value = getenv("TMPDIR"), value[0] != 0 else { return "/tmp" }
    return String(cString: value)
  }

  static func open() throws -> Int32 {
    var template = Array("\(folder)/tidemark-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw StoreError(
        .unusable, "no temporary file could be made in \(folder): \(systemMessage())", hint: "set TMPDIR to a folder with room")
    }
    unlink(template)
    return descriptor
  }

  static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if written < 0 {
        if errno == EINTR { continue }
        throw StoreError(
          .unusable, "a temporary file in \(folder) could not be written: \(systemMessage())",
          hint: "make room there, or set TMPDIR to a folder with room")
      }
      done += written
    }
  }
}

/// What the system says about the call that just failed.
func systemMessage() -> String { String(cString: strerror(errno)) }

/// Files without a name, gone with their descriptor: nothing is left behind, however the program ends.
package enum TemporaryFile {
  package static var folder: String {
    guard let value = environment("TMPDIR"), !value.isEmpty else { return "/tmp" }
    return value
  }

  /// - Returns: A descriptor to read and write; the caller closes it.
  /// - Throws: `FileError`.
  package static func open() throws -> Int32 {
    // Without a name from the start, where the file system can: a kill in between leaves nothing.
    let nameless = System.open(folder, 0o20000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)  // O_TMPFILE
    if nameless >= 0 { return nameless }
    var template = Array("\(folder)/tidemark-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileError(folder, .noTemporary(errno)) }
    unlink(template)
    return descriptor
  }

  /// - Throws: `FileError`.
  package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws {
    if let code = writeAll(bytes, to: descriptor) { throw FileError(folder, .noTemporary(code)) }
  }
}

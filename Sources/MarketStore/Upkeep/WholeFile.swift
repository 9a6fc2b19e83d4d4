#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files and folders that appear whole under their name or not at all: made under another name in the same folder, brought to the disk,
/// then renamed.
enum WholeFile {
  /// A name in the same folder as `path` that nothing has, for the work in progress.
  static func temporaryName(for path: String) -> String {
    var generator = SystemRandomNumberGenerator()
    let number = String(generator.next(), radix: 36)
    let parts = folderAndName(path)
    // A name has at most 255 bytes; the path's own may be as long as that.
    return parts.folder + "." + String(decoding: parts.name.utf8.prefix(150), as: UTF8.self) + ".\(number).part"
  }

  static func folderAndName(_ path: String) -> (folder: String, name: String) {
    var trimmed = path
    while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", trimmed) }
    let after = trimmed.utf8.index(after: slash)
    return (String(trimmed[..<after]), String(trimmed[after...]))
  }

  /// Brings a file's or a folder's content to the disk.
  static func sync(_ path: String) throws {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder; they say EINVAL.
    if fsync(descriptor) != 0, errno != EINVAL { throw failure(path) }
  }

  /// Gives a finished file its name. Without `force` a file that has the name by now stays.
  static func publish(_ temporary: String, as path: String, force: Bool) throws {
    try sync(temporary)
    if force {
      guard rename(temporary, path) == 0 else { throw failure(path) }
    } else {
      guard link(temporary, path) == 0 else {
        if errno == EEXIST { throw exists(path) }
        // Not every file system has links: then the name is looked at once more, right before.
        guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK else { throw failure(path) }
        if FileKind(path) != .missing { throw exists(path) }
        guard rename(temporary, path) == 0 else { throw failure(path) }
        return try sync(folderAndName(path).folder)
      }
      unlink(temporary)
    }
    try sync(folderAndName(path).folder)
  }

  static func exists(_ path: String) -> StoreError {
    StoreError(.unusable, "\(path) exists already", hint: "choose another name, or pass --force")
  }

  static func failure(_ path: String) -> StoreError {
    let code = errno
    let hint = code == ENOSPC || code == EDQUOT ? "make room and try again" : nil
    return StoreError(.unusable, "\(path) could not be written: \(String(cString: strerror(code)))", hint: hint)
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let written = Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if written < 0 {
          if errno == EINTR { continue }
          throw failure(path)
        }
        done += written
      }
    }
  }
}

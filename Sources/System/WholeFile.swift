/// Files and folders that appear whole under their name or not at all: made under another name in the same folder,
/// brought to the disk, then renamed.
package enum WholeFile {
  package static func folderAndName(_ path: String) -> (folder: String, name: String) {
    var trimmed = path
    while trimmed.utf8.count > 1, trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", trimmed) }
    let after = trimmed.utf8.index(after: slash)
    return (String(trimmed[..<after]), String(trimmed[after...]))
  }

  /// Makes a new file for writing. `finalPath` is what it will be called when it is done: a failure names that.
  package static func create(_ path: String, finalPath: String, mode: mode_t = 0o644) throws -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError.writing(finalPath) }
    return descriptor
  }

  /// Brings a file's or a folder's content to the disk.
  package static func sync(_ path: String) throws {
    let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.writing(path) }
    defer { close(descriptor) }
    try sync(descriptor, path)
  }

  /// The same of an open one.
  package static func sync(_ descriptor: Int32, _ path: String) throws {
    // Some file systems cannot sync a folder; they say EINVAL.
    if fsync(descriptor) != 0, errno != EINVAL { throw FileError.writing(path) }
  }

  /// Gives a finished file its name. Without `force` a file that has the name by now stays.
  package static func publish(_ temporary: String, as path: String, force: Bool) throws {
    try sync(temporary)
    if force {
      guard rename(temporary, path) == 0 else { throw FileError.writing(path) }
    } else {
      guard link(temporary, path) == 0 else {
        if errno == EEXIST { throw FileError(path, .exists) }
        // Not every file system has links: then the name is looked at once more, right before.
        guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK else { throw FileError.writing(path) }
        if FileKind(path) != .missing { throw FileError(path, .exists) }
        guard rename(temporary, path) == 0 else { throw FileError.writing(path) }
        return try sync(folderAndName(path).folder)
      }
      unlink(temporary)
    }
    try sync(folderAndName(path).folder)
  }

  package static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
    if let code = bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) { throw FileError(path, .unwritable(code)) }
  }
}

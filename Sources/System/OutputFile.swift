/// One output file, whole or not at all: opened, and thus known to be possible, before the work begins, and put into
/// its place when that is done. What is no regular file (a device, a named pipe) is written straight to.
package final class OutputFile {
  private let path: String
  private let target: String
  private let descriptor: Int32
  private var work: WorkInProgress?
  private var mode: mode_t?

  /// - Throws: `FileError`.
  package init(_ path: String, sparing files: ProtectedFiles) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw FileError(path, .missing) }
    self.path = path
    target = try files.target(path)
    switch FileKind(target) {
    case .directory: throw FileError(path, .isDirectory)
    case .other:
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError.writing(path) }
    case .regular, .missing, .unreachable:
      var info = stat()
      if stat(target, &info) == 0 { mode = info.st_mode & 0o7777 }
      let work: WorkInProgress
      do {
        work = try WorkInProgress(for: target, mode: 0o666)
      } catch let error as FileError {
        throw FileError(path, error.reason)
      }
      self.work = work
      descriptor = open(work.path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError.writing(path) }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  package func write(_ text: String) throws {
    if let code = writeAll(text, to: descriptor) { throw FileError(path, .unwritable(code)) }
  }

  package func write(_ bytes: [UInt8]) throws {
    if let code = bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) { throw FileError(path, .unwritable(code)) }
  }

  /// Puts the file into its place. Without it nothing is left.
  package func publish() throws {
    guard let work else { return }
    if let mode, fchmod(descriptor, mode) != 0 { throw FileError.writing(path) }
    do {
      try WholeFile.publish(work.path, as: target, force: true)
    } catch let error as FileError {
      throw FileError(path, error.reason)
    }
    work.release()
    self.work = nil
  }
}

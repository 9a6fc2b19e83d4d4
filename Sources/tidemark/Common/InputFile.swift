import System

/// Small inputs that are read whole.
enum InputFile {
  /// The text of a file, `-` being standard input.
  static func text(_ path: String) throws -> String {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { if path != "-" { close(descriptor) } }
    guard let bytes = readAll(descriptor, isCancelled: { Interruption.isRequested }) else { throw failure(path) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func failure(_ path: String) -> Failure {
    Failure(ExitStatus.unusable, "\(path == "-" ? "standard input" : path) could not be read: \(systemMessage(errno))")
  }
}

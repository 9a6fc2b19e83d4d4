import Glibc

/// Small inputs that are read whole.
enum InputFile {
  /// The text of a file, `-` being standard input.
  static func text(_ path: String) throws -> String {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      if count < 0 {
        if errno == EINTR, !Interruption.isRequested { continue }
        throw failure(path)
      }
      bytes += buffer[..<count]
    }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(ExitStatus.unusable, "\(path == "-" ? "standard input" : path) could not be read: \(systemMessage(errno))")
  }
}

import Glibc

/// The whole of standard input, for what cannot be read in pieces.
enum StandardInput {
  static func text() throws -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR, !Interruption.isRequested { continue }
        throw Failure(ExitStatus.unusable, "standard input could not be read: \(systemMessage(errno))")
      }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

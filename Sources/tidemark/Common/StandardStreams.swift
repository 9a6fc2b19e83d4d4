import Glibc

/// Standard output: data, and nothing else.
enum StandardOutput {
  /// Writes everything or ends the process: silently when the reader has gone, with exit code 4 when the disk behind it is full.
  static func write(_ text: String) {
    guard let code = writeAll(text, to: STDOUT_FILENO) else { return }
    if code == EPIPE { exit(ExitStatus.done) }
    ErrorPrinter.show(Failure(ExitStatus.unusable, "standard output could not be written: \(systemMessage(code))"))
    exit(ExitStatus.unusable)
  }
}

/// Standard error: counts, progress, warnings and errors. Nobody can be told when it fails.
enum StandardError {
  static func write(_ text: String) {
    _ = writeAll(text, to: STDERR_FILENO)
  }
}

/// Writes all bytes; the error number if that fails.
func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
  var text = text
  return text.withUTF8 { bytes in
    var rest = UnsafeRawBufferPointer(bytes)
    while !rest.isEmpty {
      let written = write(descriptor, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return errno
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    return nil
  }
}

/// What the system calls an error: "No space left on device".
func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}

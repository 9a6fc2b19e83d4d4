import System

/// Standard output: data, and nothing else.
enum StandardOutput {
  /// Writes everything or ends the process: silently when the reader has gone, with exit code 4 when the disk behind it
  /// is full.
  static func write(_ text: String) { end(writeAll(text, to: STDOUT_FILENO)) }

  static func write(_ bytes: [UInt8]) { end(bytes.withUnsafeBytes { writeAll($0, to: STDOUT_FILENO) }) }

  private static func end(_ code: Int32?) {
    guard let code else { return }
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

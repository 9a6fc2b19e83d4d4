import System

/// Standard output: data, and nothing else.
enum StandardOutput {
  /// Writes everything or ends the process: silently when the reader has gone, with exit code 4 when the disk behind it
  /// is full.
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

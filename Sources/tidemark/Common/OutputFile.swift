import System

/// Writes a file whole or not at all: beside its place, then renamed over it.
enum OutputFile {
  static func write(_ text: String, to path: String) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw Failure(ExitStatus.usage, "-o needs the name of a file") }
    var info = stat()
    let exists = stat(path, &info) == 0
    if exists, info.st_mode & S_IFMT == S_IFDIR { throw failure(path, EISDIR) }
    if exists, info.st_mode & S_IFMT != S_IFREG { return try writeThrough(text, to: path) }  // /dev/null, a named pipe

    let target = exists ? resolved(path) : path
    let temporary = temporaryName(beside: target)
    try withoutInterruption {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw failure(path, errno) }
      var code = writeAll(text, to: descriptor)
      if code == nil, exists, fchmod(descriptor, info.st_mode & 0o7777) != 0 { code = errno }
      if code == nil, fsync(descriptor) != 0 { code = errno }
      if close(descriptor) != 0, code == nil { code = errno }
      if code == nil, rename(temporary, target) != 0 { code = errno }
      if let code {
        unlink(temporary)
        throw failure(path, code)
      }
    }
  }

  private static func writeThrough(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    guard let code = writeAll(text, to: descriptor) else { return }
    if code == EPIPE { exit(ExitStatus.done) }
    throw failure(path, code)
  }

  /// The file behind a symbolic link: the link itself stays.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func temporaryName(beside path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return (parts.dropLast() + [".tidemark-\(getpid()).partial"]).joined(separator: "/")
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(ExitStatus.unusable, "\(path) could not be written: \(systemMessage(code))")
  }

  /// Ctrl-C waits until the file is in place or gone.
  private static func withoutInterruption(_ body: () throws -> Void) throws {
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGINT)
    sigaddset(&blocked, SIGTERM)
    sigprocmask(SIG_BLOCK, &blocked, &before)
    defer { sigprocmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}

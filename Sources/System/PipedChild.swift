/// A program that reads one file as its standard input and answers through pipes.
package enum PipedChild {
  package enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// Thrown when `isCancelled` has said so; the child is gone then.
  package struct Cancelled: Error {}

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - input: Its standard input; this process keeps it.
  ///   - isCancelled: Asked when a signal interrupts the waiting.
  ///   - output: Takes what the program writes to standard output, in blocks. What it throws ends the program.
  /// - Returns: How it ended, and the beginning of what it wrote to standard error at its end.
  /// - Throws: `FileError` when it cannot be run; `Cancelled`; what `output` throws.
  package static func run(
    _ program: String, _ words: [String], input: Int32, isCancelled: () -> Bool,
    output: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> (ending: Ending, messages: [UInt8]) {
    let out = try pipe(program)
    defer { close(out.read) }
    let err: (read: Int32, write: Int32)
    do {
      err = try pipe(program)
    } catch {
      close(out.write)
      throw error
    }
    defer { close(err.read) }
    let child: pid_t
    do {
      defer {
        close(out.write)
        close(err.write)
      }
      child = try spawn(program, words, [input, out.write, err.write])
    }
    var isWaitedFor = false
    defer {
      if !isWaitedFor {
        kill(child, SIGKILL)
        _ = wait(child)
      }
    }
    let size = 1 << 16
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { block.deallocate() }
    while true {
      if isCancelled() { throw Cancelled() }
      let got = read(out.read, block, size)
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw FileError.reading(program)
      }
      try output(UnsafeRawBufferPointer(start: block, count: got))
    }
    let messages = readAll(err.read, limit: 1 << 16, isCancelled: isCancelled) ?? []
    let status = wait(child)
    isWaitedFor = true
    let signal = status & 0x7F
    return (signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal), messages)
  }

  private static func wait(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// Both ends beyond the standard streams, closed in every child but for what is handed on.
  private static func pipe(_ program: String) throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw FileError.reading(program) }
    let moved = ends.map { end in
      let moved = fcntl(end, F_DUPFD_CLOEXEC, 10)
      close(end)
      return moved
    }
    guard moved.allSatisfy({ $0 >= 0 }) else {
      for end in moved where end >= 0 { close(end) }
      throw FileError.reading(program)
    }
    return (moved[0], moved[1])
  }

  private static func spawn(_ program: String, _ words: [String], _ streams: [Int32]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(target))
    }
    var arguments = ([program] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    // A crash is said in our own words.
    let quiet = "SWIFT_BACKTRACE="
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup(quiet + "enable=no")]
    var next = environ
    while let variable = next.pointee {
      if strncmp(variable, quiet, quiet.utf8.count) != 0 { environment.append(strdup(variable)) }
      next += 1
    }
    environment.append(nil)
    defer { for variable in environment { free(variable) } }
    let code = posix_spawn(&child, program, &actions, nil, &arguments, &environment)
    guard code == 0 else { throw FileError(program, .unreadable(code)) }
    return child
  }
}

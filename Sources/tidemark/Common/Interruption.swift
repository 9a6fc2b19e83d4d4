import Synchronization
import System

/// Ctrl-C, and the signals by which others end a program. A verb that only reads ends at once; one that writes is asked
/// to stop, takes back what it did and closes the store. It has a few seconds for that: what SQLite cannot interrupt,
/// such as one call of a function that takes a minute, is ended all the same, and the store's log takes back what was
/// half done. A second signal ends either.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  private static let waitsForVerb = Atomic<Bool>(false)
  /// The seconds that a verb has to end by itself.
  private static let patience: UInt32 = 5

  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  static func install() {
    _ = isRequested  // initialised before a handler may look
    _ = waitsForVerb.load(ordering: .relaxed)
    _ = HardStop.isArmed
    EndOfProcess.prepare()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      // Only atomics and calls that a signal may find in the middle of anything.
      let before = Interruption.received.exchange(number, ordering: .relaxed)
      if before != 0 || !Interruption.waitsForVerb.load(ordering: .relaxed) { Interruption.endProcess() }
      alarm(Interruption.patience)
    }
    // No SA_RESTART: a read from a pipe that never ends must return.
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var current = sigaction()
      sigaction(number, nil, &current)
      // Who starts a program by nohup wants it to go on. Background jobs of a shell are started with SIGINT ignored.
      let isIgnored = unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) == 1
      if number != SIGINT, isIgnored { continue }
      sigaction(number, &action, nil)
    }
    action.__sigaction_handler.sa_handler = { _ in
      if Interruption.isRequested {
        let text: StaticString = "tidemark: error: interrupted\n"
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        Interruption.endProcess()
      }
      HardStop.endProcess()
    }
    sigaction(SIGALRM, &action, nil)
    // A parent may have left them blocked: threads of some runtimes do.
    var own = sigset_t()
    sigemptyset(&own)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGALRM] { sigaddset(&own, number) }
    sigprocmask(SIG_UNBLOCK, &own, nil)
  }

  /// Runs `body` to its own end when a signal comes; it must look at `isRequested`.
  static func deferred<T>(_ body: () throws -> T) rethrows -> T {
    let before = waitsForVerb.exchange(true, ordering: .relaxed)
    defer { waitsForVerb.store(before, ordering: .relaxed) }
    return try body()
  }

  /// Ends the process as the signal that came would have: by 130 for Ctrl-C, by itself for the others. Files in the
  /// making go.
  static func endProcess() -> Never {
    EndOfProcess.removeAll()
    let number = received.load(ordering: .relaxed)
    if number != SIGINT {
      signal(number, SIG_DFL)
      var own = sigset_t()
      sigemptyset(&own)
      sigaddset(&own, number)
      sigprocmask(SIG_UNBLOCK, &own, nil)
      raise(number)
    }
    _exit(ExitStatus.interrupted)
  }
}

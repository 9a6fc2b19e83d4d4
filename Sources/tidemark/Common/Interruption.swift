import System
import Synchronization

/// Ctrl-C. A verb that only reads ends at once; one that writes is asked to stop, takes back what it did and closes the
/// store. A second Ctrl-C ends either.
enum Interruption {
  private static let count = Atomic<Int>(0)
  private static let waitsForVerb = Atomic<Bool>(false)

  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  static func install() {
    _ = isRequested  // initialised before a handler may look
    _ = waitsForVerb.load(ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      // Only atomics and _exit here: a signal may come in the middle of anything.
      let before = Interruption.count.wrappingAdd(1, ordering: .relaxed).oldValue
      if before > 0 || !Interruption.waitsForVerb.load(ordering: .relaxed) { _exit(ExitStatus.interrupted) }
    }
    // No SA_RESTART: a read from a pipe that never ends must return.
    sigaction(SIGINT, &action, nil)
    // A parent may have left it blocked: threads of some runtimes do.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    sigprocmask(SIG_UNBLOCK, &interrupt, nil)
  }

  /// Runs `body` to its own end when Ctrl-C is pressed; it must look at `isRequested`.
  static func deferred<T>(_ body: () throws -> T) rethrows -> T {
    let before = waitsForVerb.exchange(true, ordering: .relaxed)
    defer { waitsForVerb.store(before, ordering: .relaxed) }
    return try body()
  }
}

import Synchronization
import System

/// The end of a statement that SQLite cannot end: it asks whether to go on between two steps, and one call of a
/// function, such as `printf('%.*c', 200000000, 'x')`, is one step of a second or more.
enum HardStop {
  private static let armed = Atomic<Bool>(false)
  static var isArmed: Bool { armed.load(ordering: .relaxed) }

  /// Runs `body`, and ends the process, with the exit code of a statement that took too long, when it is not over a
  /// second after `limit`. Only for what may end at any point: reading.
  static func after<T>(seconds limit: Double?, _ body: () throws -> T) rethrows -> T {
    guard let limit, limit < 1e9 else { return try body() }
    armed.store(true, ordering: .relaxed)
    set((limit + 1).rounded(.up))
    defer {
      set(0)
      armed.store(false, ordering: .relaxed)
    }
    return try body()
  }

  /// In the handler of the alarm.
  static func endProcess() {
    guard isArmed else { return }
    // Only write and _exit here: a signal may come in the middle of anything.
    let text: StaticString =
      "tidemark: error: the statement was ended: it went on after its time limit\nhint: ask for less at once\n"
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    EndOfProcess.removeAll()
    _exit(ExitStatus.findings)
  }

  private static func set(_ seconds: Double) {
    var timer = itimerval()
    timer.it_value.tv_sec = Int(seconds)
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }
}

import System

/// What is known about the place that a stream writes to.
struct Terminal {
  static let standardOutput = Terminal(STDOUT_FILENO)
  static let standardError = Terminal(STDERR_FILENO)

  let isTerminal: Bool
  private let descriptor: Int32

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// Columns of the terminal; nil where output is no terminal, or one that does not say.
  var width: Int? { size.flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil } }

  /// Its lines, likewise.
  var height: Int? { size.flatMap { $0.ws_row > 0 ? Int($0.ws_row) : nil } }

  private var size: winsize? {
    var size = winsize()
    return isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
  }

  func allowsColor(_ choice: ColorChoice) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto: isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }
  }
}

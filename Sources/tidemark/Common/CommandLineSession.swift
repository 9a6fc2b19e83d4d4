import ArgumentParser
import System

/// Parses the words of a command line, runs the verb, and ends the process with the contract's exit code.
enum CommandLineSession {
  static func run(_ words: [String]) -> Never {
    Interruption.install()
    // A reader that went away is an error of write(2), not a signal: output ends silently, an import goes on.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)  // a file grown to its limit is one too
    ErrorPrinter.usesColor = Terminal.standardError.allowsColor(.named(in: words))
    // Only what begins with an option can need another order: most starts do not look.
    let words = words.first?.hasPrefix("-") == true ? VerbWords(words).words : words
    do {
      var command = try Tidemark.parseAsRoot(words)
      try command.run()
      exit(ExitStatus.done)
    } catch {
      let status = report(error, words)
      // What was asked to end by another signal than Ctrl-C has cleaned up, and tells its parent by that signal.
      if status == ExitStatus.interrupted { Interruption.endProcess() }
      exit(status)
    }
  }

  /// Prints what an error has to say, on standard output only where it was asked for (help, version), and gives its
  /// exit code.
  private static func report(_ error: any Error, _ words: [String]) -> Int32 {
    if let failure = Failure(error) {
      ErrorPrinter.show(failure)
      return failure.status
    }
    let code = Tidemark.exitCode(for: error)
    if code == .success {
      StandardOutput.write(Tidemark.fullMessage(for: error, columns: Terminal.standardOutput.width ?? 80) + "\n")
      return ExitStatus.done
    }
    if code != .validationFailure { return code.rawValue }
    let verb = VerbWords(words)
    if let failure = verb.failure {
      ErrorPrinter.show(failure)
      return failure.status
    }
    ErrorPrinter.show(
      Failure(
        usage: Tidemark.message(for: error), help: Tidemark.fullMessage(for: error), takesFormat: verb.takesFormat))
    return ExitStatus.usage
  }
}

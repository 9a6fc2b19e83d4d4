import ArgumentParser
import MarketStore
import ReportRendering
import SQLite
import System

/// Why a command ends without doing what was asked, in the words a user reads.
struct Failure: Error, CustomStringConvertible {
  var status: Int32
  /// Empty: everything has been said already.
  var message: String
  var hint: String?

  init(_ status: Int32, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// An error in the value of an argument. ArgumentParser passes on no more of it than its text, so its hint waits here
  /// until `init(usage:help:)` words the whole.
  init(inArgument message: String, hint: String?) {
    self.init(ExitStatus.usage, message, hint: hint)
    Self.lastInArgument = self
  }
  /// Arguments are parsed by one thread, before anything else runs.
  nonisolated(unsafe) private static var lastInArgument: Failure?

  var description: String { message }

  /// The findings have been printed; only the exit code is left to tell.
  static let findings = Failure(ExitStatus.findings, "")

  init(_ error: StoreError) { self.init(Self.status(of: error.kind), error.message, hint: error.remedy?.words) }

  /// Nil for what ArgumentParser throws: help, version, and its own errors of usage.
  init?(_ error: any Error) {
    if Interruption.isRequested {
      self.init(ExitStatus.interrupted, "interrupted")
      return
    }
    switch error {
    case let error as Failure: self = error
    case let error as StoreError: self.init(error)
    case let error as FileError: self.init(StoreError(error))
    case is CancellationError: self.init(ExitStatus.interrupted, "interrupted")
    case let error as SQLiteError: self.init(ExitStatus.unusable, "the store could not be used: \(error.message)")
    case let error as RenderingError: self.init(ExitStatus.usage, error.description)
    default: return nil
    }
  }

  /// An error of usage as ArgumentParser words it; `help` names the page to look at, and `takesFormat` says whether the
  /// verb has -O.
  init(usage text: String, help: String, takesFormat: Bool) {
    let page = help.split(separator: "See '").dropFirst().last?.split(separator: "'").first
    // The values to choose from come as a list, one a line.
    let lines = text.split(separator: "\n")
    var message = lines.first.map(String.init) ?? "this makes no sense"
    let choices = lines.dropFirst().compactMap { $0.hasPrefix("  - ") ? $0.dropFirst(4) : nil }
    if let first = message.first, message.dropFirst().first?.isLowercase == true {
      message = first.lowercased() + message.dropFirst()
    }
    if !choices.isEmpty {
      message = message.split(separator: ". Please provide")[0] + ": one of " + choices.joined(separator: ", ")
    }
    while message.last == "." { message.removeLast() }
    // ArgumentParser finds the nearest option itself; what it says is a hint.
    let parts = message.split(separator: ". Did you mean ", maxSplits: 1)
    var nearest = parts.count > 1 ? "did you mean \(parts[1])" : nil
    if parts.count > 1 { message = String(parts[0]) }
    let option = OutputFormat.allCases.first { message == "unknown option '--\($0.rawValue)'" }
    if takesFormat, let format = option {
      nearest = "did you mean -O \(format.rawValue)?"
    }
    self.init(ExitStatus.usage, message, hint: Self.lastInArgument?.hint ?? nearest ?? page.map { "see: \($0)" })
  }

  private static func status(of kind: StoreError.Kind) -> Int32 {
    switch kind {
    case .findings: ExitStatus.findings
    case .usage: ExitStatus.usage
    case .name: ExitStatus.name
    case .unusable: ExitStatus.unusable
    }
  }
}

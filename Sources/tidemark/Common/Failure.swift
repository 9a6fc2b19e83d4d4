import ArgumentParser
import MarketStore
import ReportRendering
import SQLite

/// Why a command ends without doing what was asked, in the words a user reads.
struct Failure: Error {
  var status: Int32
  /// Empty: everything has been said already.
  var message: String
  var hint: String?

  init(_ status: Int32, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// The findings have been printed; only the exit code is left to tell.
  static let findings = Failure(ExitStatus.findings, "")

  /// Nil for what ArgumentParser throws: help, version, and its own errors of usage.
  init?(_ error: any Error) {
    if Interruption.isRequested {
      self.init(ExitStatus.interrupted, "interrupted")
      return
    }
    switch error {
    case let error as Failure: self = error
    case let error as StoreError: self.init(Self.status(of: error.kind), error.message, hint: error.hint)
    case let error as SQLiteError: self.init(ExitStatus.unusable, "the store could not be used: \(error.message)")
    case let error as RenderingError: self.init(ExitStatus.usage, error.description)
    default: return nil
    }
  }

  /// An error of usage as ArgumentParser words it; its help names the page to look at.
  init(usage message: String, help: String) {
    var message = message
    if let first = message.first, message.dropFirst().first?.isLowercase == true {
      message = first.lowercased() + message.dropFirst()
    }
    while message.last == "\n" || message.last == "." { message.removeLast() }
    let page = help.split(separator: "See '").dropFirst().last?.split(separator: "'").first
    self.init(ExitStatus.usage, message, hint: page.map { "see: \($0)" })
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

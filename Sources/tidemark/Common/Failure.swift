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

  /// All that ArgumentParser passes on of an error in a value; `init(usage:help:)` takes it apart again.
  var description: String { hint.map { message + Self.hintMark + $0 } ?? message }
  private static let hintMark = "\nhint: "

  /// The findings have been printed; only the exit code is left to tell.
  static let findings = Failure(ExitStatus.findings, "")

  init(_ error: StoreError) { self.init(Self.status(of: error.kind), error.message, hint: error.hint) }

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
    case let error as SQLiteError: self.init(ExitStatus.unusable, "the store could not be used: \(error.message)")
    case let error as RenderingError: self.init(ExitStatus.usage, error.description)
    default: return nil
    }
  }

  /// An error of usage as ArgumentParser words it; `help` names the page to look at.
  init(usage text: String, help: String) {
    let page = help.split(separator: "See '").dropFirst().last?.split(separator: "'").first
    let parts = text.split(separator: Self.hintMark, maxSplits: 1)
    // The values to choose from come as a list, one a line.
    let lines = (parts.first ?? "").split(separator: "\n")
    var message = lines.first.map(String.init) ?? "this makes no sense"
    let choices = lines.dropFirst().compactMap { $0.hasPrefix("  - ") ? $0.dropFirst(4) : nil }
    if let first = message.first, message.dropFirst().first?.isLowercase == true {
      message = first.lowercased() + message.dropFirst()
    }
    if !choices.isEmpty {
      message = message.split(separator: ". Please provide")[0] + ": one of " + choices.joined(separator: ", ")
    }
    while message.last == "." { message.removeLast() }
    self.init(ExitStatus.usage, message, hint: parts.count > 1 ? String(parts[1]) : page.map { "see: \($0)" })
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

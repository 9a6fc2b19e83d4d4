import ArgumentParser
import MarketStore
import ReportRendering
import System

/// Where the store is.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp("The store. Default: $TIDEMARK_DB, else ./market.db.", valueName: "file"),
    completion: .file(extensions: ["db"]))
  var file: String?

  var path: String {
    if let file { return file }
    let variable = environment("TIDEMARK_DB") ?? ""
    return variable.isEmpty ? "market.db" : variable
  }

  func open(_ access: Store.Access) throws -> Store { try Store.open(path, access: access) }
}

enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  /// The choice among words that may not parse as a whole; `auto` without one.
  static func named(in words: [String]) -> ColorChoice {
    for (index, word) in words.enumerated() {
      if word == "--" { break }
      if word == "--color", index + 1 < words.count { return ColorChoice(rawValue: words[index + 1]) ?? .auto }
      if word.hasPrefix("--color=") { return ColorChoice(rawValue: String(word.dropFirst(8))) ?? .auto }
    }
    return .auto
  }
}

/// What every verb takes.
struct MessageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "No counts, progress or warnings on standard error.")
  var quiet = false

  /// A line for people, on standard error.
  func note(_ line: String) {
    if !quiet { StandardError.write(ErrorPrinter.shown(line) + "\n") }
  }
}

extension OutputFormat: ExpressibleByArgument {}

/// In what form and where a result is printed.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("O"), .long],
    help: ArgumentHelp("\(OutputFormat.list).", valueName: "format"))
  var format: OutputFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to a file, whole or not at all; its ending picks the format unless -O does. - is standard output.",
      valueName: "file"),
    completion: .file())
  var output: String?

  /// The file to write; nil: standard output, which `-` means too.
  var file: String? { output == "-" ? nil : output }

  /// The format that was asked for: -O, else the file's ending, else a table.
  func chosenFormat() throws -> OutputFormat {
    if let format { return format }
    guard let output = file, !output.hasPrefix("/dev/") else { return .table }
    if let format = OutputFormat(fileName: output) { return format }
    throw Failure(
      ExitStatus.usage, "the ending of \(output) names no format",
      hint: "add -O \(OutputFormat.list)")
  }
}

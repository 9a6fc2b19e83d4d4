import ArgumentParser
import MarketReports
import MarketStore
import System

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The main job in one go, in a store that is thrown away.",
    discussion: """
      Creates a store with the starter catalogue, imports its file of snapshots as you would, and runs the saved reports
      kling-vs-sora, sora-retention and video-mau.

      EXAMPLES
        $ tidemark demo
        $ tidemark demo --keep demo.db
      """)

  @Option(help: ArgumentHelp("Keep the store under this name.", valueName: "file"), completion: .file())
  var keep: String?

  @Option(
    name: .customLong("db"), help: ArgumentHelp("The same as --keep.", valueName: "file"),
    completion: .file(extensions: ["db"]))
  var database: String?

  @OptionGroup var options: SavedRunOptions
  @OptionGroup var printing: DemoOutput

  struct DemoOutput: ParsableArguments {
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions
  }

  func run() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let kept = keep ?? database
    let path = kept ?? folder.path + "/demo.db"
    let words = shellQuoted(path)
    let snapshots = folder.path + "/snapshots.csv"

    let store = try Store.create(at: path) { store in
      try store.seed(Set(SeedFile.all.map(\.name)).subtracting(["snapshots"]))
    }
    say("tidemark init --db \(words)")
    for file in SeedFile.all where file.name == "snapshots" {
      try OutputFile.write(String(decoding: file.bytes, as: UTF8.self), to: snapshots, sparing: ProtectedFiles())
    }

    say("tidemark import snapshots.csv --db \(words)")
    let result = try Interruption.deferred {
      try store.importFiles([.file(snapshots)], options: ImportOptions(), isCancelled: { Interruption.isRequested })
    }
    for group in result.problemGroups { ErrorPrinter.show(group) }
    printing.messages.note("import #\(result.number ?? 0): \(result.counts)")

    let names = ["kling-vs-sora", "sora-retention", "video-mau"]
    say("tidemark run \(names.joined(separator: " ")) --db \(words)\n")
    let runs = try names.map { try SavedRun($0, options, in: store) }
    try store.close()
    try ReportPrinter(output: printing.output, messages: printing.messages, store: path).show(
      runs.map(\.report.document))

    if let kept {
      say("\nThe store is \(kept). Next: tidemark share --segment \"AI video\" --db \(words), or sqlite3 \(words)")
    } else {
      say(
        "\nThe store was thrown away. Next: tidemark demo --keep demo.db, "
          + "or tidemark init and then tidemark list products"
      )
    }
    if result.refused > 0 { throw Failure.findings }
  }

  /// The command lines that it stands for: for people, so on standard error.
  private func say(_ line: String) {
    printing.messages.note(line.hasPrefix("tidemark ") ? "$ \(line)" : line)
  }
}

/// A folder that goes away with what is in it.
private struct TemporaryFolder {
  let path: String
  private static let names = ["demo.db", "demo.db-wal", "demo.db-shm", "snapshots.csv"]

  init() throws {
    let parent = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/tidemark-demo-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Failure(
        ExitStatus.unusable, "no folder could be made in \(parent): \(systemMessage(errno))",
        hint: "set TMPDIR to a folder that can be written")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // A signal that ends the program takes it away too.
    for name in Self.names { _ = EndOfProcess.remove("\(path)/\(name)") }
    _ = EndOfProcess.remove(path)
  }

  func remove() {
    for name in Self.names { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

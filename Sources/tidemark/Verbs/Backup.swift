import ArgumentParser
import MarketStore

struct Backup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store to one file, checked, while others go on using it.",
    discussion: """
      EXAMPLES
        $ tidemark backup market-backup.db
      """)

  @Argument(help: ArgumentHelp("The copy.", valueName: "file"), completion: .file())
  var file: String

  @Flag(help: "Replace a file of that name.")
  var force = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let store = try store.open(.readOnly)
    let progress = ProgressLine(quiet: messages.quiet)
    let size: Int64
    do {
      defer { progress.clear() }
      size = try Interruption.deferred {
        try store.backup(to: file, force: force, progress: progress.show, isCancelled: { Interruption.isRequested })
      }
    }
    messages.note("backed up to \(file): \(ProgressLine.grouped(Int(size))) bytes, checked")
  }
}

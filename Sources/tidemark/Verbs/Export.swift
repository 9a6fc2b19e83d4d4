import ArgumentParser
import MarketStore

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the whole store as CSV files that import takes back.",
    discussion: """
      EXAMPLES
        $ tidemark export market-csv
      """)

  @Argument(help: ArgumentHelp("A new folder, an empty one, or an earlier export.", valueName: "folder"), completion: .directory)
  var folder: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let result = try Interruption.deferred {
      try store.open(.readOnly).export(to: folder, isCancelled: { Interruption.isRequested })
    }
    for notice in result.notices { messages.note(notice) }
    messages.note("exported to \(folder): " + result.files.map { "\($0.name) \(ProgressLine.grouped($0.rows))" }.joined(separator: " · "))
  }
}

import ArgumentParser
import MarketReports
import MarketStore

struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Where a text stands in names, events and notes.",
    discussion: """
      EXAMPLES
        $ tidemark search robotics
        $ tidemark search "melting GPUs" -O json
      """)

  @Argument(help: ArgumentHelp("A word or a part of one.", valueName: "text"))
  var text: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    try ReportPrinter(output: output, messages: messages, store: store.path).show([
      searchListing(text, in: store.open(.readOnly))
    ])
  }
}

import ArgumentParser
import MarketReports
import MarketStore

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The tables and views that `sql` can ask, with their columns.",
    discussion: """
      EXAMPLES
        $ tidemark schema
        $ tidemark schema -O csv
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    try ReportPrinter(output: output, messages: messages, store: store.path).show([
      schemaListing(in: store.open(.readOnly))
    ])
  }
}

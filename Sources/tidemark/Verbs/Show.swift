import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Everything that is known of a product or a company.",
    discussion: """
      What it is, every live claim with its source, and every event.

      EXAMPLES
        $ tidemark show Sora
        $ tidemark show kuaishou -O json
      """)

  @Argument(help: ArgumentHelp("A product or a company.", valueName: "name"))
  var name: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    try ReportPrinter(output: output, messages: messages, store: store.path).show([
      namePage(name, clock: .today, in: store.open(.readOnly))
    ])
  }
}

import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Everything that is known of whatever has a name or a number.",
    discussion: """
      A product, company, segment, metric, source, saved report, event or import: what it is, and of a product or
      company every live claim with its source, and every event. kind:name says which is meant where two share it.

      EXAMPLES
        $ tidemark show Sora
        $ tidemark show kuaishou -O json
        $ tidemark show "AI video"
        $ tidemark show event:3
      """)

  @Argument(help: ArgumentHelp("A name, a number, the start of an event's title, or kind:name.", valueName: "name"))
  var name: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    try ReportPrinter(output: output, messages: messages, store: store.path).show([
      page(name, clock: .today, in: store.open(.readOnly))
    ])
  }
}

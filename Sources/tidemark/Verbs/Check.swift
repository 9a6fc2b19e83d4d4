import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look the store over: file, references, rules, schema; stale and conflicting data.",
    discussion: """
      Exits 1 when the store is damaged. Stale data and conflicts are warnings: they are about the data, not the store.

      EXAMPLES
        $ tidemark check
        $ tidemark check --quick -O json
      """)

  @Flag(help: "Do not compare indexes with their tables.")
  var quick = false

  @Option(help: ArgumentHelp("What \"today\" is.", valueName: "date"), transform: CalendarDay.init(argument:))
  var now: CalendarDay?

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let store = try Store.openAsItIs(store.path)
    let result = try Interruption.deferred {
      try store.check(quick: quick, today: now ?? .today, isCancelled: { Interruption.isRequested })
    }
    try ReportPrinter(output: output, messages: messages, store: store.path).show([checkListing(result)])
    if !result.isSound { throw Failure.findings }
  }
}

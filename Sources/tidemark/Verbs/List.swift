import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

extension ListingKind: ExpressibleByArgument {}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Everything of one kind, or how much there is of each.",
    discussion: """
      EXAMPLES
        $ tidemark list
        $ tidemark list products
        $ tidemark list metrics -O csv
        $ tidemark list events --product Sora --type shutdown
      """)

  @Argument(
    help: ArgumentHelp(
      "companies, products, segments, metrics, sources, aliases, events or publications. Default: each, counted.",
      valueName: "kind"))
  var kind: ListingKind?

  @Option(help: ArgumentHelp("Events of this product or company.", valueName: "name"))
  var product: String?

  @Option(help: ArgumentHelp("Events of this type: shutdown, launch, funding …", valueName: "type"))
  var type: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Events from this period on.", valueName: "period"),
    transform: PeriodArgument.init(argument:))
  var from: PeriodArgument?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Events up to this period.", valueName: "period"),
    transform: PeriodArgument.init(argument:))
  var to: PeriodArgument?

  @Option(help: ArgumentHelp("What \"today\" is.", valueName: "date"), transform: CalendarDay.init(argument:))
  var now: CalendarDay?

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if kind != .events, product != nil || type != nil || from != nil || to != nil {
      throw ValidationError("--product, --type, --from and --to choose among events only")
    }
  }

  func run() throws {
    let today = now ?? .today
    let filter = EventFilter(
      name: product, type: type, from: try from?.period(on: today), to: try to?.period(on: today))
    let store = try store.open(.readOnly)
    let document =
      try kind == .events
      ? eventListing(filter, today: today, in: store)
      : kind.map { try catalogueListing($0, in: store) } ?? kindListing(in: store)
    try ReportPrinter(output: output, messages: messages, store: store.path).show([document])
  }
}

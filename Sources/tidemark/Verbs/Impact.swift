import ArgumentParser
import MarketReports
import MarketStore

struct Impact: ReportVerb {
  static let kind = ReportKind.impact
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "What an event did, against the rest of its segment.",
    discussion: """
      Before and after are means over --window complete periods on each side. A difference in differences does not \
      prove a cause.

      EXAMPLES
        $ tidemark impact "OpenAI announces the shutdown of Sora" \\
            --metric wau_change --control RunwayML --control Vidu
      """)

  @Argument(help: ArgumentHelp("The event's number, or the start of its title.", valueName: "event"))
  var event: String

  @Option(help: ArgumentHelp("So many periods on each side.", valueName: "n"))
  var window: Int = 3

  @Option(
    name: .customLong("control"),
    help: ArgumentHelp("A product to compare with. Default: the rest of the segment.", valueName: "name"))
  var controls: [String] = []

  @Option(
    name: .customLong("product"),
    help: ArgumentHelp("A product to look at. Default: the event's own, or its rivals.", valueName: "name"))
  var products: [String] = []

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try impact(
      ImpactParameters(options.common(products: products), event: event, window: window, controls: controls), in: store)
  }
}

import ArgumentParser
import MarketReports
import MarketStore

struct Conflicts: ReportVerb {
  static let kind = ReportKind.conflicts
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "Claims that cannot all be true, and which is believed.",
    discussion: """
      EXAMPLES
        $ tidemark conflicts Sora
        $ tidemark conflicts --segment "AI video" -O csv
        $ tidemark conflicts --all
      """)

  @Argument(help: ArgumentHelp("Products or companies. Default: --segment, else everything.", valueName: "name"))
  var products: [String] = []

  @Flag(help: "A row for each period, not one for each pair of sources.")
  var all = false

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try conflicts(ConflictsParameters(options.common(products: products), all: all), in: store)
  }
}

import ArgumentParser
import MarketReports
import MarketStore

struct Share: ReportVerb {
  static let kind = ReportKind.share
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "Who has how much of the sum of a metric.",
    discussion: """
      With a segment, a period is shown when at least one member is known; with products named, all of them must be.
      Users overlap: a share of summed users is not a share of people.

      EXAMPLES
        $ tidemark share "Kling AI" Sora --from 2026-03
        $ tidemark share --segment "AI video" -O json
        $ tidemark share kling-ai sora --what-if "Sora=<500K"
      """)

  @Argument(help: ArgumentHelp("Products or companies.", valueName: "name"))
  var products: [String] = []

  @Option(help: ArgumentHelp("So many of the largest by name, the rest as \"other\".", valueName: "n"))
  var top: Int?

  @Option(help: ArgumentHelp("Put a figure in place of the store's, for this run.", valueName: "name=value"))
  var whatIf: [String] = []

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try share(ShareParameters(options.common(products: products), top: top, whatIf: whatIf), in: store)
  }
}

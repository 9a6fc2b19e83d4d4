import ArgumentParser
import MarketReports
import MarketStore

struct Coverage: ReportVerb {
  static let kind = ReportKind.coverage
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "What is observed, since when, with which gaps, and how old it is.",
    discussion: """
      Exits 1 when something is stale: older than its own rhythm lets expect.

      EXAMPLES
        $ tidemark coverage --segment "AI video" --now 2026-04-05
        $ tidemark coverage Sora -O json
      """)

  @Argument(help: ArgumentHelp("Products or companies. Default: --segment, else everything.", valueName: "name"))
  var products: [String] = []

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try coverage(CoverageParameters(options.common(products: products)), in: store)
  }

  func isFinding(_ document: ReportDocument) -> Bool { hasStaleRows(document) }
}

import ArgumentParser
import MarketReports
import MarketStore

struct Lead: ReportVerb {
  static let kind = ReportKind.lead
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "Who led, from when to when, by how much, and according to whom.",
    discussion: """
      Each period is read off one origin; a change that no single origin shows is a change of origin. --from and --to
      choose which leads are shown, and never shorten one.

      EXAMPLES
        $ tidemark lead "Kling AI" Sora
        $ tidemark lead --segment "AI video" --history -O json
      """)

  @Argument(
    help: ArgumentHelp(
      "Products or companies. Default: --segment, else all that have the metric.", valueName: "name"))
  var products: [String] = []

  @Flag(help: "Every lead, not the last two alone.")
  var history = false

  @Option(help: ArgumentHelp("Only so many of the largest in the last period can lead.", valueName: "n"))
  var top: Int?

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try lead(LeadParameters(options.common(products: products), history: history, top: top), in: store)
  }
}

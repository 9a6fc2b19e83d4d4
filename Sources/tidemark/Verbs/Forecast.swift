import ArgumentParser
import MarketReports
import MarketStore

extension ForecastModel: ExpressibleByArgument {}

struct Forecast: ReportVerb {
  static let kind = ReportKind.forecast
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "What is to be expected of the next periods, how surely, and who passes whom.",
    discussion: """
      From the last unbroken run of points of one origin, at least 8. Without products: those of --segment, else all
      that have the metric. Exits 1 when a product cannot be forecast; the notes say why.

      EXAMPLES
        $ tidemark forecast "Kling AI" Sora
        $ tidemark forecast --segment "AI video" --horizon 3 --level 95 -O json
      """)

  @Argument(help: ArgumentHelp("Products or companies.", valueName: "name"))
  var products: [String] = []

  @Option(
    help: ArgumentHelp("Periods ahead: at most half of the history. Default: 6, or that half.", valueName: "n"))
  var horizon: Int?

  @Option(help: ArgumentHelp("mean (of the two others), theta or ets.", valueName: "model"))
  var model: ForecastModel = .mean

  @Option(help: ArgumentHelp("How often the interval is to hold, in per cent.", valueName: "percent"))
  var level: Double = 80

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try forecast(
      ForecastParameters(options.common(products: products), horizon: horizon, model: model, level: level), in: store)
  }

  func isFinding(_ document: ReportDocument) -> Bool { hasRefusals(document) }
}

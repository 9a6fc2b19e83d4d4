import ArgumentParser
import MarketReports
import MarketStore

extension RetentionModel: ExpressibleByArgument {}

struct Retention: ReportVerb {
  static let kind = ReportKind.retention
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "How long people stay: triangle, pooled curve, fitted models.",
    discussion: """
      Ages are days. Five models are fitted by maximum likelihood and ranked by AIC; where a fit would mislead, the \
      reason
      is given instead.

      EXAMPLES
        $ tidemark retention Sora --plan pro
        $ tidemark retention Sora --no-fit -O json
      """)

  @Argument(help: ArgumentHelp("Products or companies.", valueName: "name"))
  var products: [String] = []

  @Option(help: ArgumentHelp("The model to show. Default: the best by AIC.", valueName: "model"))
  var model: RetentionModel?

  @Flag(name: .customLong("no-fit"), help: "Fit nothing.")
  var noFit = false

  @Option(help: ArgumentHelp("Extrapolate up to this age; at most twice the last observed one.", valueName: "days"))
  var horizon: Int?

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try retention(
      RetentionParameters(options.common(products: products), model: model, fits: !noFit, horizon: horizon), in: store)
  }
}

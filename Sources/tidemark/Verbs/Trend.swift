import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

struct Trend: ReportVerb {
  static let kind = ReportKind.trend
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "How a metric developed, with changes, gaps and events.",
    discussion: """
      Without products: those of --segment, else all that have the metric.

      EXAMPLES
        $ tidemark trend "Kling AI" Sora --from 2025-10
        $ tidemark trend --segment "AI video" --as-of 2026-03-31
        $ tidemark trend kling-ai --metric revenue -O csv
        $ tidemark trend Sora --metric retention --day 30
      """)

  @Argument(help: ArgumentHelp("Products or companies.", valueName: "name"))
  var products: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The period whose value is 100 in the index.", valueName: "period"),
    transform: PeriodArgument.init(argument:))
  var base: PeriodArgument?

  @Option(help: ArgumentHelp("A trailing mean of so many periods.", valueName: "k"))
  var movingAverage: Int?

  @Option(help: ArgumentHelp("The age in days of a metric by age, such as retention.", valueName: "n"))
  var day: Int?

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    let common = try options.common(products: products)
    return try trend(
      TrendParameters(common, base: base?.period(on: common.today), movingAverage: movingAverage, day: day), in: store)
  }
}

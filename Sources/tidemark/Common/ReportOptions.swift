import ArgumentParser
import MarketModel
import MarketReports

/// What every report takes.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A metric's code or alias. Default: mau, or the report's own.", valueName: "metric"))
  var metric: String?

  @Option(help: ArgumentHelp("The products of a segment.", valueName: "name"))
  var segment: String?

  @Option(
    help: ArgumentHelp("The first period: 2026, 2025-Q4, 2026-03, 2026-W14, 2026-03-24.", valueName: "period"),
    transform: Period.init(argument:))
  var from: Period?

  @Option(help: ArgumentHelp("The last period, inclusive.", valueName: "period"), transform: Period.init(argument:))
  var to: Period?

  @Option(help: ArgumentHelp("The length of periods.", valueName: "length"))
  var by: Granularity?

  @Option(
    help: ArgumentHelp("Only what was published up to this day.", valueName: "date"),
    transform: CalendarDay.init(argument:))
  var asOf: CalendarDay?

  @Option(help: ArgumentHelp("Only what the store held then: ISO 8601 in UTC.", valueName: "time"))
  var recordedAsOf: String?

  @Option(help: ArgumentHelp("Only what was read in this source.", valueName: "name"))
  var source: String?

  @Option(help: ArgumentHelp("Only what this source measured or said.", valueName: "name"))
  var origin: String?

  @Option var region: String?
  @Option var platform: String?
  @Option var plan: String?

  @Option(help: ArgumentHelp("Money in this currency: USD, CNY …", valueName: "currency"))
  var currency: String?

  @Flag(inversion: .prefixedNo, help: "Lay events over the periods.")
  var events = true

  @Option(help: ArgumentHelp("What \"today\" is.", valueName: "date"), transform: CalendarDay.init(argument:))
  var now: CalendarDay?

  func common(products: [String] = []) -> CommonParameters {
    CommonParameters(
      products: products, segment: segment, metric: metric, from: from, to: to, by: by, asOf: asOf,
      recordedAsOf: recordedAsOf,
      source: source,
      origin: origin, region: region, platform: platform, plan: plan, currency: currency, events: events, now: now,
      clock: .today)
  }
}

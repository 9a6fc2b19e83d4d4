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
    parsing: .unconditional,
    help: ArgumentHelp(
      "The first period: 2026, 2025-Q4, 2026-03, 2026-W14, 2026-03-24; 6m (six months ago), last-year.",
      valueName: "period"),
    transform: PeriodArgument.init(argument:))
  var from: PeriodArgument?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The last period, inclusive.", valueName: "period"),
    transform: PeriodArgument.init(argument:))
  var to: PeriodArgument?

  @Option(help: ArgumentHelp("So many periods up to --to, else up to the last complete one.", valueName: "n"))
  var last: Int?

  @Option(help: ArgumentHelp("The length of periods.", valueName: "length"))
  var by: Granularity?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only what was published up to this day: 2026-03-24, 1w, yesterday.", valueName: "date"),
    transform: DayArgument.init(argument:))
  var asOf: DayArgument?

  @Option(help: ArgumentHelp("Only what the store held then: ISO 8601 in UTC.", valueName: "time"))
  var recordedAsOf: String?

  @Option(help: ArgumentHelp("Only what was read in this source.", valueName: "name"))
  var source: String?

  @Option(help: ArgumentHelp("Only what this source measured or said.", valueName: "name"))
  var origin: String?

  @Option(
    help: ArgumentHelp(
      """
      Which of several claims is believed: ranked (the default), latest, median, only:NAME, or the NAME of a source \
      to be first; may be repeated. origin:NAME for one that is called like a policy.
      """, valueName: "policy"))
  var believe: [String] = []

  @Option var region: String?
  @Option var platform: String?
  @Option var plan: String?

  @Option(help: ArgumentHelp("Money in this currency: USD, CNY …", valueName: "currency"))
  var currency: String?

  @Flag(inversion: .prefixedNo, help: "Lay events over the periods.")
  var events = true

  @Option(help: ArgumentHelp("What \"today\" is.", valueName: "date"), transform: CalendarDay.init(argument:))
  var now: CalendarDay?

  /// - Throws: `Failure` of usage when a word of time leads out of the calendar.
  func common(products: [String] = []) throws -> CommonParameters {
    var common = CommonParameters(
      products: products, segment: segment, metric: metric, last: last, by: by,
      asOf: try asOf?.day(on: now ?? .today, .last), recordedAsOf: recordedAsOf, source: source, origin: origin,
      believe: believe,
      region: region, platform: platform, plan: plan, currency: currency, events: events, now: now, clock: .today)
    common.from = try from?.period(on: common.today)
    common.to = try to?.period(on: common.today)
    return common
  }
}

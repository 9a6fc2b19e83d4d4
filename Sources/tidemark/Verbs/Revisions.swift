import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

struct Revisions: ReportVerb {
  static let kind = ReportKind.revisions
  static let configuration = CommandConfiguration(
    commandName: kind.verb,
    abstract: "What changed between two dates of knowledge.",
    discussion: """
      Without --since: the thirty days up to --until.

      EXAMPLES
        $ tidemark revisions --since 2026-03-27
        $ tidemark revisions Sora --since 2026-03-01 --until 2026-03-31
      """)

  @Argument(help: ArgumentHelp("Products or companies. Default: --segment, else everything.", valueName: "name"))
  var products: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What was known on this day: 2026-03-24, 1w, last-month …", valueName: "date"),
    transform: DayArgument.init(argument:))
  var since: DayArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("… against this one. Default: --as-of, else now.", valueName: "date"),
    transform: DayArgument.init(argument:))
  var until: DayArgument?

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    let common = try options.common(products: products)
    let until = try until?.day(on: common.today, .last)
    let since = try since?.day(on: common.today, .first)
    return try revisions(
      since.map { RevisionsParameters(common, since: $0, until: until) } ?? RevisionsParameters(common, until: until),
      in: store)
  }
}

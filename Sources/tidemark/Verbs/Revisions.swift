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
      EXAMPLES
        $ tidemark revisions --since 2026-03-27
        $ tidemark revisions Sora --since 2026-03-01 --until 2026-03-31
      """)

  @Argument(help: ArgumentHelp("Products or companies. Default: --segment, else everything.", valueName: "name"))
  var products: [String] = []

  @Option(help: ArgumentHelp("What was known on this day …", valueName: "date"), transform: CalendarDay.init(argument:))
  var since: CalendarDay

  @Option(
    help: ArgumentHelp("… against this one. Default: --as-of, else now.", valueName: "date"),
    transform: CalendarDay.init(argument:))
  var until: CalendarDay?

  @OptionGroup var options: ReportOptions
  @OptionGroup var printing: ReportOutput

  func report(in store: Store) throws -> ReportRun {
    try revisions(RevisionsParameters(options.common(products: products), since: since, until: until), in: store)
  }
}

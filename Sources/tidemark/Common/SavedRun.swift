import ArgumentParser
import MarketModel
import MarketReports
import MarketStore

/// What is given to a saved report when it runs.
struct SavedRunOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), help: ArgumentHelp("The value of a parameter.", valueName: "name=value"),
    transform: Assignment.init(parsing:)
  )
  var values: [Assignment] = []

  @Option(
    help: ArgumentHelp("Only what was published up to this day.", valueName: "date"),
    transform: CalendarDay.init(argument:))
  var asOf: CalendarDay?

  @Option(help: ArgumentHelp("What \"today\" is.", valueName: "date"), transform: CalendarDay.init(argument:))
  var now: CalendarDay?

  /// By name.
  var parameters: [String: String] {
    var parameters: [String: String] = [:]
    for assignment in values { parameters[assignment.name] = assignment.value }
    return parameters
  }

  /// Common options that a report of words takes beyond them.
  var days: [(option: String, day: String)] {
    [("--as-of", asOf), ("--now", now)].compactMap { option, day in day.map { (option, $0.description) } }
  }
}

/// A saved report that has run.
struct SavedRun {
  var saved: SavedReport
  /// What was asked: runs are compared with runs that were asked the same.
  var parameters: [String: String]
  var report: ReportRun

  init(_ name: String, _ options: SavedRunOptions, in store: Store) throws {
    let saved = try store.savedReport(name)
    self.saved = saved
    // A default is as good as the same value given.
    parameters = Dictionary(
      saved.parameters.compactMap { name, value in value.map { (name, $0) } }, uniquingKeysWith: { $1 }
    )
    .merging(options.parameters) { $1 }
    switch saved.body {
    case .sql(let text):
      if let (option, day) = options.days.first {
        throw Failure(
          ExitStatus.usage, "the report \(name) is a SQL text and does not know \(option)",
          hint: "give the text a parameter, as in :day, and run it with --set day=\(day)")
      }
      let values = options.values.map { ($0.name, $0.value) }
      let document: ReportDocument
      do {
        document = try Interruption.deferred {
          try HardStop.after(seconds: 30) {
            try sqlReport(
              text, title: saved.description ?? saved.name, parameters: values, timeLimit: 30,
              isCancelled: { Interruption.isRequested },
              in: store)
          }
        }
      } catch var error as StoreError {
        // Who runs a saved text gives its parameters by another option than who types one.
        error.hint = error.hint.map { $0.replacing("--param ", with: "--set ") }
        throw error
      }
      report = ReportRun(document: document, sql: text)
    case .arguments:
      var words = try saved.arguments(setting: options.parameters)
      for (option, day) in options.days {
        words += [option, day]
        parameters[option] = day
      }
      report = try Self.verb(words, name: saved.name).report(in: store)
    }
  }

  /// The report verb of these words.
  static func verb(_ words: [String], name: String) throws -> any ReportVerb {
    let reports = Tidemark.configuration.groupedSubcommands.flatMap(\.subcommands).filter { $0 is any ReportVerb.Type }
      .map {
        $0._commandName
      }
    let refusal = Failure(
      ExitStatus.usage, "the report \(name): \"\(words.first ?? "")\" is no report",
      hint: "begin with one of \(reports.joined(separator: ", "))")
    guard reports.contains(words.first ?? "") else { throw refusal }
    do {
      guard let verb = try Tidemark.parseAsRoot(words) as? any ReportVerb else { throw refusal }
      return verb
    } catch {
      if Tidemark.exitCode(for: error) == .success { throw refusal }  // --help, --version
      let failure =
        Failure(error) ?? Failure(usage: Tidemark.message(for: error), help: Tidemark.fullMessage(for: error))
      throw Failure(ExitStatus.usage, "the report \(name): \(failure.message)", hint: failure.hint)
    }
  }

  /// What the last run with the same parameters said; nil when there was none.
  func difference(in store: Store) throws -> ReportDocument? {
    try store.lastRun(of: saved.name, parameters: parameters).map { reportDifference(from: $0, to: report.document) }
  }

  func firedAlerts() throws -> [String] {
    try saved.alert.map { try Alert(parsing: $0).fired(in: report.document) } ?? []
  }
}

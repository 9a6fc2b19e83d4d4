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
    parsing: .unconditional, help: ArgumentHelp("Only what was published up to this day.", valueName: "date"),
    transform: DayArgument.init(argument:))
  var asOf: DayArgument?

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
    [("--as-of", asOf?.text), ("--now", now?.description)].compactMap { option, day in day.map { (option, $0) } }
  }
}

/// A saved report that has run.
struct SavedRun {
  var saved: SavedReport
  /// What was asked: runs are compared with runs that were asked the same.
  var parameters: [String: String]
  var report: ReportRun
  /// Whether its words ask for a column for each period or age.
  var isWide = false

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
        error.remedy = error.remedy?.replacing(.parameter, with: .set)
        throw error
      }
      report = ReportRun(document: document, sql: text)
    case .arguments, .unreadable:
      var words = try saved.arguments(setting: options.parameters)
      for (option, day) in options.days {
        words += [option, day]
        parameters[option] = day
      }
      let verb = try Self.verb(words, name: saved.name)
      isWide = verb.printing.wide
      report = try verb.report(in: store)
    }
  }

  /// Refuses what could not run, before it is kept.
  ///
  /// - Throws: `StoreError` of kind `usage`.
  @Sendable static func check(_ report: SavedReport) throws {
    let alert = try report.alert.map { try Alert(parsing: $0) }
    guard case .arguments(let words) = report.body else { return }
    do {
      // Only what has a value can be checked before it runs.
      if report.parameters.contains(where: { $0.defaultValue == nil }) {
        try requireReport(words, name: report.name)
      } else {
        _ = try verb(try report.arguments(setting: [:]), name: report.name)
      }
    } catch let failure as Failure {
      throw StoreError(.usage, failure.message, remedy: failure.hint.map { .advice($0) })
    }
    if let kind = words.first.flatMap(ReportKind.init) { try alert?.requireColumn(of: kind) }
  }

  /// The report verb of these words.
  static func verb(_ words: [String], name: String) throws -> any ReportVerb {
    try requireReport(words, name: name)
    do {
      guard let verb = try Tidemark.parseAsRoot(words) as? any ReportVerb else { throw noReport(words, name: name) }
      try verb.printing.requireWide(type(of: verb).kind)
      return verb
    } catch {
      // --help, --version
      if Tidemark.exitCode(for: error) == .success { throw noReport(words, name: name) }
      let failure =
        Failure(error)
        ?? Failure(
          usage: Tidemark.message(for: error), help: Tidemark.fullMessage(for: error), takesFormat: true)
      throw Failure(ExitStatus.usage, "the report \(name): \(failure.message)", hint: failure.hint)
    }
  }

  private static func requireReport(_ words: [String], name: String) throws {
    if words.first.flatMap(ReportKind.init) == nil { throw noReport(words, name: name) }
  }

  private static func noReport(_ words: [String], name: String) -> Failure {
    Failure(
      ExitStatus.usage, "the report \(name): \"\(words.first ?? "")\" is not a report",
      hint: "begin with one of \(ReportKind.allCases.map(\.verb).joined(separator: ", "))")
  }

  /// What the last run with the same parameters said; nil when there was none.
  func difference(in store: Store) throws -> ReportDocument? {
    try store.lastRun(of: saved.name, parameters: parameters).map { reportDifference(from: $0, to: report.document) }
  }

  func firedAlerts() throws -> [String] {
    try saved.alert.map { try Alert(parsing: $0).fired(in: report.document) } ?? []
  }
}

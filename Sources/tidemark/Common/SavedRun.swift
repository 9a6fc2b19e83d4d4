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

  /// The earlier of --now and --as-of, from which words of time are counted.
  var today: CalendarDay {
    get throws {
      let now = now ?? .today
      return min(now, try asOf?.day(on: now, .last) ?? now)
    }
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
  /// The report that its words ask for; nil: it is a SQL text.
  private var verb: (any ReportVerb)?

  /// Whether its words ask for a column for each period or age.
  var isWide: Bool { verb?.printing.wide ?? false }

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
      self.verb = verb
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
    if let kind = words.first.flatMap(ReportKind.init) { try alert?.requireColumns(of: kind) }
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

  /// What changed since the last run with the same parameters; nil when there was none.
  func difference(in store: Store) throws -> ReportDocument? {
    try store.lastRun(of: saved.name, parameters: parameters).map(difference)
  }

  /// What changed since an earlier run.
  ///
  /// A report whose words roll was asked for other days then: only the periods of both are compared.
  func difference(from run: SavedReportRun) throws -> ReportDocument {
    var windows: [(first: CalendarDay?, last: CalendarDay?)] = []
    if let verb {
      let values = parameters.filter { !$0.key.hasPrefix("--") }
      var then = try Self.verb(saved.arguments(setting: values), name: saved.name).options
      then.now = run.parameters["--now"].flatMap { CalendarDay.parse($0) } ?? then.now
      then.now = then.now ?? CalendarDay.parse(String(run.ranAt.prefix(10)))
      if let asOf = run.parameters["--as-of"] { then.asOf = try DayArgument(argument: asOf) }
      for options in [verb.options, then] {
        let common = try options.common().resolvingLast(report.document.granularity)
        windows.append((common.from.map { $0.start ?? $0.end }, common.to?.end))
      }
    }
    return reportDifference(from: run, to: report.document, within: windows)
  }

  /// What changed since the store knew no more than on a day: the report is run again as of the end of that day.
  func difference(againstDay day: CalendarDay, _ options: SavedRunOptions, in store: Store) throws -> ReportDocument {
    guard verb != nil else {
      throw Failure(
        ExitStatus.usage, "the report \(saved.name) is a SQL text and cannot be run as of another day",
        hint: "give the number of a run, as in --against 3")
    }
    var words = try saved.arguments(setting: options.parameters) + ["--recorded-as-of", day.description]
    for (option, day) in options.days { words += [option, day] }
    let document = try Self.verb(words, name: saved.name).report(in: store).document
    return reportDifference(
      from: SavedReportRun(
        again: saved.name, asOf: day.description, columns: document.columns.map(\.name), rows: storedRows(document)),
      to: report.document)
  }

  /// What its alert found, in one line; nil where it has none, or nothing fired.
  func firedAlert(in store: Store) throws -> String? {
    try saved.alert.flatMap { try Alert(parsing: $0).fired(in: report.document, clock: .today, store: store) }
  }
}

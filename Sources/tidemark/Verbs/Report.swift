import ArgumentParser
import MarketReports
import MarketStore

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Save reports by name, and run, compare or delete them.",
    discussion: """
      EXAMPLES
        $ tidemark report list
        $ tidemark report save leader --description "Who leads" -- \\
            share --segment "AI video" --from {from=2026-01}
        $ tidemark report run leader --set from=2026-03
        $ tidemark report delete leader
      """,
    subcommands: [Save.self, List.self, Show.self, Run.self, Diff.self, Delete.self])

  struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "save",
      abstract: "Keep a report under a name; one of that name is replaced.",
      discussion: """
        {name} in an argument is a parameter, {name=default} one with a default; `run --set name=value` fills it in.

        EXAMPLES
          $ tidemark report save duel -- share "Kling AI" Sora --from {from=2026-01}
          $ tidemark report save duel --alert "share < 0.6" -- share "Kling AI" Sora
          $ echo "SELECT month, mau FROM mau WHERE product = :name" > mau.sql
          $ tidemark report save one-product --sql mau.sql
        """)

    @Argument(help: ArgumentHelp("Letters, digits, - and _.", valueName: "name"))
    var name: String

    @Option(
      help: ArgumentHelp("A SELECT instead of a report; :name in it is a parameter.", valueName: "file"),
      completion: .file())
    var sql: String?

    @Option(help: ArgumentHelp("One line about it.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("`run` exits 1 when a row is so: \"share < 0.6\".", valueName: "condition"))
    var alert: String?

    @Argument(
      parsing: .postTerminator, help: ArgumentHelp("A report verb and its arguments, after --.", valueName: "words"))
    var words: [String] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var messages: MessageOptions

    func validate() throws {
      if (sql == nil) == words.isEmpty {
        throw ValidationError("give a report after --, or a statement with --sql FILE")
      }
    }

    func run() throws {
      let report = SavedReport(
        name: name, body: try sql.map { .sql(try InputFile.text($0)) } ?? .arguments(words), description: description,
        alert: alert)
      // Before the store is opened: for a report that cannot be kept an older store is not migrated.
      try SavedRun.check(report)
      let store = try store.open(.readWrite)
      if case .sql(let text) = report.body, let alert = try alert.map({ try Alert(parsing: $0) }),
        let columns = store.queryColumns(text)
      {
        try alert.requireColumns(among: columns)
      }
      let replaced = try store.saveReport(report, check: SavedRun.check)
      try store.close()
      messages.note("\(replaced ? "replaced" : "saved") \(name)")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "All saved reports.",
      discussion: """
        EXAMPLES
          $ tidemark report list
        """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      try ReportPrinter(output: output, messages: messages, store: store.path).show([
        savedReportListing(in: store.open(.readOnly))
      ])
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "One saved report: its words and parameters.",
      discussion: """
        EXAMPLES
          $ tidemark report show kling-vs-sora
        """)

    @Argument var name: String
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      try ReportPrinter(output: output, messages: messages, store: store.path).show([
        savedReportPage(name, in: store.open(.readOnly))
      ])
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "What changed since the last run; exits 1 when something did.",
      discussion: """
        Only periods that both were asked for are compared. `report show` lists the runs with their numbers.

        EXAMPLES
          $ tidemark run kling-vs-sora
          $ tidemark report diff kling-vs-sora
          $ tidemark report diff kling-vs-sora --against -1m
        """)

    @Argument var name: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of a run, or a date: what the store held at its end. Default: the last run asked the same.",
        valueName: "run|date"))
    var against: String?

    @OptionGroup var options: SavedRunOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      let store = try store.open(.readOnly)
      let run = try SavedRun(name, options, in: store)
      guard let difference = try difference(run, in: store) else {
        throw Failure(
          ExitStatus.name, "\(run.saved.name) has not run yet with these parameters",
          hint: "run it once: tidemark run \(run.saved.name)")
      }
      try ReportPrinter(output: output, messages: messages, store: store.path).show([difference])
      if !difference.rows.isEmpty { throw Failure.findings }
    }

    private func difference(_ run: SavedRun, in store: Store) throws -> ReportDocument? {
      guard let against else { return try run.difference(in: store) }
      if let number = Int64(against) {
        return try run.difference(from: store.reportRun(number, of: run.saved.name))
      }
      let day = try DayArgument(argument: against).day(on: options.today, .last)
      return try run.difference(againstDay: day, options, in: store)
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete",
      abstract: "Forget a saved report and its runs.",
      discussion: """
        EXAMPLES
          $ tidemark report delete video-share
        """)

    @Argument var name: String
    @OptionGroup var store: StoreOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      let store = try store.open(.readWrite)
      let report = try store.savedReport(name)
      try store.deleteReport(report.name)
      try store.close()
      messages.note("deleted \(report.name)")
    }
  }
}

import ArgumentParser
import MarketReports
import MarketStore

struct SQLVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Run a SELECT of your own, read-only.",
    discussion: """
      Start with the views: snapshots, current_snapshots, mau, mau_share, snapshot_conflicts, event_log.
      Whatever writes, attaches a file or changes a setting is refused. `-` reads the statement from standard input.

      EXAMPLES
        $ tidemark sql "SELECT product, month, mau FROM mau ORDER BY mau DESC"
        $ tidemark sql "SELECT title FROM event_log WHERE event_type = :type" \\
            --param type=shutdown -O csv
      """)

  @Argument(help: ArgumentHelp("One SELECT.", valueName: "sql"))
  var statement: String

  @Option(
    name: .customLong("param"), help: ArgumentHelp("The value of :name in the statement.", valueName: "name=value"),
    transform: Assignment.init(parsing:))
  var parameters: [Assignment] = []

  @Option(help: ArgumentHelp("End the statement after so many seconds; 0: never.", valueName: "seconds"))
  var timeout: Double = 30

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    guard timeout >= 0 else { throw ValidationError("--timeout is a number of seconds, 0 or more") }
  }

  func run() throws {
    let text = statement == "-" ? try InputFile.text("-") : statement
    let limit = timeout > 0 ? timeout : nil
    let report = try Interruption.deferred {
      try HardStop.after(seconds: limit) {
        try sqlReport(
          text, title: "Query", parameters: parameters.map { ($0.name, $0.value) }, timeLimit: limit,
          isCancelled: { Interruption.isRequested }, in: store.open(.readOnly))
      }
    }
    try ReportPrinter(output: output, messages: messages, store: store.path).show([report])
  }
}

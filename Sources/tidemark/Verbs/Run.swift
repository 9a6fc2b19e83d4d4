import ArgumentParser
import MarketReports
import MarketStore

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run saved reports; without a name, list them.",
    discussion: """
      What a run said is kept: --diff shows what changed since the last one. A report with an alert exits 1 when it \
      fires.

      EXAMPLES
        $ tidemark run kling-vs-sora
        $ tidemark run kling-vs-sora video-mau -O markdown -o brief.md
        $ tidemark run kling-vs-sora --set from=2026-03 --diff --exit-code
      """)

  @Argument(help: ArgumentHelp("Saved reports.", valueName: "name"))
  var names: [String] = []

  @OptionGroup var options: SavedRunOptions

  @Flag(help: "Print what changed since the last run with the same parameters.")
  var diff = false

  @Flag(help: "Exit 1 when --diff finds something.")
  var exitCode = false

  @Option(help: ArgumentHelp("Keep what so many runs of a report said; older ones are forgotten.", valueName: "n"))
  var keepRuns = 100

  @OptionGroup var printing: ReportOutput

  func validate() throws {
    if keepRuns < 1 { throw ValidationError("--keep-runs is a number, 1 or more") }
    if exitCode, !diff { throw ValidationError("--exit-code goes with --diff") }
  }

  func run() throws {
    let store = try printing.store.open(.readOnly)
    if names.isEmpty { return try printing.printer.show([savedReportListing(in: store)]) }
    try printing.requireWide(nil)
    let runs = try names.map { try SavedRun($0, options, in: store) }
    if printing.wide, let other = runs.first(where: { !$0.report.document.canBeWide }) {
      throw Failure(ExitStatus.usage, "the report \(other.saved.name) has no wide form", hint: "leave out --wide")
    }
    let differences = diff ? try runs.map { try $0.difference(in: store) } : []
    let alerts = try runs.compactMap { run in try run.firedAlert(in: store).map { "\(run.saved.name): \($0)" } }
    try store.close()

    var printer = printing.printer
    printer.isList = true
    if printing.showsSQL {
      try printing.printer.write(runs.map { $0.report.sql + "\n" }.joined(separator: "\n"))
    } else if diff {
      for (run, difference) in zip(runs, differences) where difference == nil {
        printing.messages.note("\(run.saved.name): no earlier run to compare with")
      }
      let found = differences.compactMap { $0 }
      if !found.isEmpty { try printer.show(found) }
    } else {
      try printer.show(try runs.map { $0.isWide ? try printer.widened($0.report.document) : $0.report.document })
    }
    keep(runs)
    for alert in alerts { StandardError.write("tidemark: alert: \(alert)\n") }
    if !alerts.isEmpty || exitCode && differences.contains(where: { $0?.rows.isEmpty == false }) {
      throw Failure.findings
    }
  }

  /// A store that cannot be written still reports: only the comparison with this run is lost.
  private func keep(_ runs: [SavedRun]) {
    do {
      let store = try printing.store.open(.readWrite)
      for run in runs {
        let document = run.report.document
        try store.recordRun(
          of: run.saved.name, parameters: run.parameters, columns: document.columns.map(\.name),
          rows: storedRows(document), keeping: RunLimits(runs: keepRuns))
      }
      try store.close()
    } catch {
      printing.messages.note("this run is not kept: \(Failure(error)?.message ?? "\(error)")")
    }
  }
}

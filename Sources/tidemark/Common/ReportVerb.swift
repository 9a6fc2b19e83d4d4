import ArgumentParser
import MarketReports
import MarketStore

/// How a report is printed: the same for each.
struct ReportOutput: ParsableArguments {
  @Flag(name: .customLong("sql"), help: "Print the SQL statement behind the report instead.")
  var showsSQL = false

  @Flag(help: "Draw the report beside its table.")
  var chart = false

  @Flag(help: "Keep to ASCII.")
  var ascii = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  var printer: ReportPrinter {
    ReportPrinter(output: output, messages: messages, store: store.path, chart: chart, ascii: ascii)
  }
}

/// A verb that asks the store one question. A saved report is the words of one of these.
protocol ReportVerb: ParsableCommand {
  static var kind: ReportKind { get }
  var printing: ReportOutput { get }
  func report(in store: Store) throws -> ReportRun
  /// Whether what it says is itself a finding, for the exit code.
  func isFinding(_ document: ReportDocument) -> Bool
}

extension ReportVerb {
  func isFinding(_ document: ReportDocument) -> Bool { false }

  func run() throws {
    let report = try report(in: printing.store.open(.readOnly))
    if printing.showsSQL { return try printing.printer.write(report.sql + "\n") }
    try printing.printer.show([report.document])
    if isFinding(report.document) { throw Failure.findings }
  }
}

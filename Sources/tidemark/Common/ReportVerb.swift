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

  @Flag(help: "A column for each period or age: trend, share, forecast and retention, for tables and spreadsheets.")
  var wide = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var messages: MessageOptions

  var printer: ReportPrinter {
    ReportPrinter(
      output: output, messages: messages, store: store.path, chart: chart, ascii: ascii, isWide: wide)
  }

  /// - Throws: `Failure` of usage where there is no wide form to print.
  func requireWide(_ kind: ReportKind?) throws {
    guard wide else { return }
    let kinds: [ReportKind] = [.trend, .share, .forecast, .retention]
    if let kind, !kinds.contains(kind) {
      throw Failure(
        ExitStatus.usage, "\(kind.verb) has no wide form",
        hint: "leave out --wide; \(kinds.map(\.verb).joined(separator: ", ")) have one")
    }
    if showsSQL {
      throw Failure(ExitStatus.usage, "--wide and --sql exclude each other", hint: "leave out one of them")
    }
    let format = try output.chosenFormat()
    if !format.canBeWide {
      throw Failure(
        ExitStatus.usage, "\(format.rawValue) has no wide form",
        hint: "leave out --wide, or add -O table, csv, tsv, markdown, html or xlsx")
    }
  }
}

/// A verb that asks the store one question. A saved report is the words of one of these.
protocol ReportVerb: ParsableCommand {
  static var kind: ReportKind { get }
  var options: ReportOptions { get }
  var printing: ReportOutput { get }
  func report(in store: Store) throws -> ReportRun
  /// Whether what it says is itself a finding, for the exit code.
  func isFinding(_ document: ReportDocument) -> Bool
}

extension ReportVerb {
  func isFinding(_ document: ReportDocument) -> Bool { false }

  func run() throws {
    try printing.requireWide(Self.kind)
    let report = try report(in: printing.store.open(.readOnly))
    if printing.showsSQL { return try printing.printer.write(report.sql + "\n") }
    try printing.printer.show([report.document])
    if isFinding(report.document) { throw Failure.findings }
  }
}

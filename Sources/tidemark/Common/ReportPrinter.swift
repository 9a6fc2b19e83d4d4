import MarketReports
import ReportRendering
import System

/// Prints reports where and in the form that was asked for.
struct ReportPrinter {
  var output: OutputOptions
  var messages: MessageOptions
  /// The store that the command uses: no output may take its place.
  var store: String
  var chart = false
  var ascii = false
  /// Whether JSON is an array even of one report.
  var isList = false
  /// Whether `widened` reports are printed.
  var isWide = false

  func show(_ documents: [ReportDocument]) throws {
    let format = try output.chosenFormat()
    let documents = isWide ? try documents.map(widened) : documents
    let terminal = Terminal.standardOutput
    let isFile = output.file != nil
    if format == .xlsx { return try write(workbook: renderWorkbook(documents)) }
    let options = RenderingOptions(
      width: isFile ? nil : terminal.width, color: !isFile && terminal.allowsColor(messages.color), chart: chart,
      ascii: ascii, isList: isList)
    try write(try render(documents, as: format, options: options))
  }

  /// The report with a column for each period or age, where it and the format have such a form.
  func widened(_ document: ReportDocument) throws -> ReportDocument {
    let format = try output.chosenFormat()
    return format.canBeWide ? document.wide(forPeople: format.isForPeople) : document
  }

  private func write(workbook bytes: [UInt8]) throws {
    if let file = output.file { return try OutputFile.write(bytes, to: file, sparing: ProtectedFiles(store: store)) }
    guard !Terminal.standardOutput.isTerminal else {
      throw Failure(ExitStatus.usage, "a workbook is not for a terminal", hint: "add -o FILE.xlsx")
    }
    StandardOutput.write(bytes)
  }

  func write(_ text: String) throws {
    guard let file = output.file else {
      if !Pager.show(text) { StandardOutput.write(text) }
      return
    }
    try OutputFile.write(text, to: file, sparing: ProtectedFiles(store: store))
  }
}

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

  func show(_ documents: [ReportDocument]) throws {
    let format = try output.chosenFormat()
    let terminal = Terminal.standardOutput
    let isFile = output.file != nil
    let options = RenderingOptions(
      width: isFile ? nil : terminal.width, color: !isFile && terminal.allowsColor(messages.color), chart: chart,
      ascii: ascii)
    try write(try render(documents, as: format, options: options))
  }

  func write(_ text: String) throws {
    guard let file = output.file else { return StandardOutput.write(text) }
    try OutputFile.write(text, to: file, sparing: ProtectedFiles(store: store))
  }
}

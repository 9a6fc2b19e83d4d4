import MarketReports
import ReportRendering

/// Prints reports where and in the form that was asked for.
struct ReportPrinter {
  var output: OutputOptions
  var messages: MessageOptions
  var chart = false
  var ascii = false

  func show(_ documents: [ReportDocument]) throws {
    let format = try output.chosenFormat()
    let terminal = Terminal.standardOutput
    let isFile = output.output != nil
    let options = RenderingOptions(
      width: isFile ? nil : terminal.width, color: !isFile && terminal.allowsColor(messages.color), chart: chart,
      ascii: ascii)
    try write(try render(documents, as: format, options: options))
  }

  func write(_ text: String) throws {
    if let file = output.output { return try OutputFile.write(text, to: file) }
    StandardOutput.write(text)
  }
}

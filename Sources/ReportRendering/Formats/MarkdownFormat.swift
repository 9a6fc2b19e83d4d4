import MarketReports

/// GitHub-flavoured Markdown: a heading, the table, then summary, events, sources and notes. Several reports get a
/// contents list.
func renderMarkdown(_ documents: [ReportDocument], options: RenderingOptions) -> String {
  var blocks: [String] = []
  if documents.count > 1 {
    var lines = ["# Market brief", ""]
    if let day = options.generatedOn { lines += ["Generated on \(markdownText(day)).", ""] }
    for (index, document) in documents.enumerated() {
      lines.append("\(index + 1). [\(markdownText(document.title))](#report-\(index + 1))")
    }
    blocks.append(lines.joined(separator: "\n"))
  }
  for (index, document) in documents.enumerated() {
    let number = documents.count > 1 ? index + 1 : nil
    blocks.append(markdown(document, number: number, generatedOn: number == nil ? options.generatedOn : nil))
  }
  return blocks.joined(separator: "\n\n") + "\n"
}

private func markdown(_ document: ReportDocument, number: Int?, generatedOn: String?) -> String {
  let level = number == nil ? "#" : "##"
  var blocks: [String] = []
  if let number { blocks.append("<a id=\"report-\(number)\"></a>") }
  blocks.append("\(level) \(markdownText(document.title))")
  var stamps: [String] = []
  if let asOf = document.asOf { stamps.append("As known on \(markdownText(asOf)).") }
  if let generatedOn { stamps.append("Generated on \(markdownText(generatedOn)).") }
  if !stamps.isEmpty { blocks.append(stamps.joined(separator: " ")) }
  let summary = document.summaryLines.map { "- " + markdownText($0) }.joined(separator: "\n")
  let table = markdownTable(document)
  blocks += (document.leadsWithSummary ? [summary, table] : [table, summary]).filter { !$0.isEmpty }
  if !document.events.isEmpty {
    blocks.append("\(level)# Events")
    blocks.append(document.events.map(markdownEvent).joined(separator: "\n"))
  }
  if !document.sources.isEmpty {
    blocks.append("\(level)# Sources")
    blocks.append(
      document.sources.enumerated().map { "\($0.offset + 1). " + markdownSource($0.element) }.joined(separator: "\n"))
  }
  if !document.notes.isEmpty {
    blocks.append("\(level)# Notes")
    blocks.append(document.notes.map { "- " + markdownText($0) }.joined(separator: "\n"))
  }
  if !document.command.isEmpty {
    let command = shellCommand(document.command)
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: command) + 1))
    blocks.append("Run it again:\n\n\(fence)sh\n\(command)\n\(fence)")
  }
  return blocks.joined(separator: "\n\n")
}

private func markdownTable(_ document: ReportDocument) -> String {
  let table = DisplayTable(document, glyphs: .unicode)
  guard !table.headings.isEmpty else { return "No columns." }
  let notes = table.showsFootnotes
  var lines = [
    "| " + (table.headings.map { markdownText($0.title) } + (notes ? ["Source"] : [])).joined(separator: " | ") + " |",
    "|"
      + (table.headings.map { $0.alignment == .right ? "---:" : "---" } + (notes ? ["---"] : [])).joined(separator: "|")
      + "|",
  ]
  for (row, footnote) in zip(table.rows, table.footnotes) {
    var cells = row.map { $0.isForeign ? markdownText($0.text.joined) : markdownFigure($0.text.joined) }
    if notes { cells.append(footnote.map(String.init) ?? "") }
    lines.append("| " + cells.joined(separator: " | ") + " |")
  }
  if table.rows.isEmpty { lines += ["", "No rows."] }
  return lines.joined(separator: "\n")
}

private func markdownEvent(_ event: EventMark) -> String {
  var text = "- **\(markdownText(event.when))** "
  let title = markdownText(event.title)
  text += event.state == .occurred ? title : "*\(title)*"
  if !event.unnamedSubjects.isEmpty { text += " (" + markdownText(event.unnamedSubjects.joined(separator: ", ")) + ")" }
  if event.state != .occurred { text += " · " + markdownText(event.standing) }
  return text
}

private func markdownSource(_ note: SourceNote) -> String {
  let parts = note.parts()
  var text = markdownText(parts.lead)
  if let title = parts.title { text += ": " + markdownText(title) }
  if let origin = parts.origin { text += " · measured by " + markdownText(origin) }
  if let url = parts.url { text += " · " + markdownText(url) }
  return text
}

private func longestRun(of character: Character, in text: String) -> Int {
  var longest = 0
  var run = 0
  for next in text {
    run = next == character ? run + 1 : 0
    longest = max(longest, run)
  }
  return longest
}

/// A figure of this program's own: "<" and "~" before a digit mean nothing in Markdown.
private func markdownFigure(_ text: String) -> String {
  text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}

/// Text from the store on one line, with no Markdown or HTML meaning of its own.
func markdownText(_ text: String) -> String {
  var out = ""
  let scalars = Array(terminalSafeLines(text).unicodeScalars)
  func isWord(_ index: Int) -> Bool {
    guard scalars.indices.contains(index) else { return false }
    return scalars[index].properties.isAlphabetic || scalars[index].properties.numericType != nil
  }
  for (index, scalar) in scalars.enumerated() {
    switch scalar {
    case "\\", "`", "*", "[", "]", "|", "~": out += "\\" + String(scalar)
    case "_": out += isWord(index - 1) && isWord(index + 1) ? "_" : "\\_"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "&": out += "&amp;"
    case "#", "+", "-", "=": out += index == 0 ? "\\" + String(scalar) : String(scalar)
    case ".", ")":
      let isList = index > 0 && scalars[..<index].allSatisfy { $0.properties.numericType != nil }
      out += isList ? "\\" + String(scalar) : String(scalar)
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}

/// Line ends become blanks, the other controls are written out.
private func terminalSafeLines(_ text: String) -> String {
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\r" where line.last != " ", "\n" where line.last != " ", "\t": line.append(" ")
    case "\r", "\n": break
    default: line.append(scalar)
    }
  }
  return terminalSafe(String(line))
}

import MarketModel
import MarketReports

/// Plain tables for a terminal or a mail, one report after the other.
func renderTable(_ documents: [ReportDocument], options: RenderingOptions) -> String {
  documents.map { TableWriter(document: $0, options: options).text() }.joined(separator: "\n\n")
}

private struct TableWriter {
  let document: ReportDocument
  let options: RenderingOptions
  let glyphs: Glyphs
  let paint: Paint

  init(document: ReportDocument, options: RenderingOptions) {
    self.document = document
    self.options = options
    glyphs = options.ascii ? .ascii : .unicode
    paint = Paint(enabled: options.color)
  }

  func text() -> String {
    var blocks: [[String]] = []
    let title = terminalSafe(document.title) + (document.asOf.map { " · as of " + terminalSafe($0) } ?? "")
    blocks.append(wrapped(own(title), to: options.width).map { paint.bold($0) })
    if options.chart {
      for chart in document.charts { blocks.append(terminalChart(chart, options: options, under: document.title)) }
    }
    let summary = document.summaryLines.flatMap { wrapped(terminalSafe($0), to: options.width, rest: "  ") }
    blocks += (document.leadsWithSummary ? [summary, tableLines()] : [tableLines(), summary]).filter { !$0.isEmpty }
    if !document.events.isEmpty { blocks.append([paint.bold("Events")] + document.events.flatMap(eventLines)) }
    if !document.sources.isEmpty {
      blocks.append([paint.bold("Sources")] + document.sources.enumerated().flatMap(sourceLines))
    }
    if !document.notes.isEmpty {
      blocks.append(
        [paint.bold("Notes")]
          + document.notes.flatMap { wrapped(terminalSafe($0), to: options.width, first: own("· "), rest: "  ") })
    }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The program's own punctuation, in ASCII where asked.
  private func own(_ text: String) -> String {
    guard options.ascii else { return text }
    return text.split(separator: "·", omittingEmptySubsequences: false).joined(separator: "-")
  }

  // MARK: The table

  private func tableLines() -> [String] {
    let table = DisplayTable(document, glyphs: glyphs)
    if table.headings.isEmpty { return [] }
    if table.rows.isEmpty { return [paint.dim("no rows")] }
    var layout = TableLayout(table, glyphs: glyphs)
    if let width = options.width, !layout.fit(width) { return records(layout, width: width) }
    var lines = [
      paint.dim(trimmedEnd(layout.headerLine())),
      paint.dim(layout.columns.map { String(repeating: glyphs.rule, count: $0.width) }.joined(separator: "  ")),
    ]
    for row in layout.cells { lines.append(trimmedEnd(layout.line(row))) }
    return lines
  }

  /// Too narrow for a line per row: a paragraph per row, a line per column.
  private func records(_ layout: TableLayout, width: Int) -> [String] {
    let label = layout.columns.map { displayWidth($0.title) }.max() ?? 0
    var lines: [String] = []
    for (index, row) in layout.cells.enumerated() {
      if index > 0 { lines.append("") }
      for (column, cell) in zip(layout.columns, row) {
        let text = cell.interval.isEmpty ? cell.main : cell.main + " " + cell.interval
        if text.isEmpty { continue }
        lines += wrapped(
          text, to: width, first: padded(column.title, to: label) + "  ",
          rest: String(repeating: " ", count: min(label + 2, width / 2)))
      }
    }
    return lines
  }

  // MARK: Under the table

  private func eventLines(_ event: EventMark) -> [String] {
    let sign: String
    switch event.state {
    case .occurred: sign = glyphs.occurred
    case .planned, .claimed: sign = glyphs.planned
    case .cancelled: sign = glyphs.cancelled
    }
    let widest = document.events.map { displayWidth(terminalSafe($0.when)) }.max() ?? 10
    let date = padded(terminalSafe(event.when), to: min(widest, (options.width ?? 80) / 3))
    var text = terminalSafe(event.title)
    if !event.unnamedSubjects.isEmpty {
      text += " (" + terminalSafe(event.unnamedSubjects.joined(separator: ", ")) + ")"
    }
    if event.state != .occurred { text += own(" · ") + terminalSafe(event.standing) }
    let lines = wrapped(text, to: options.width, first: sign + " " + date + "  ", rest: "  ")
    return event.state == .occurred ? lines : lines.map { paint.planned($0) }
  }

  private func sourceLines(_ index: Int, _ note: SourceNote) -> [String] {
    let parts = note.parts()
    var text = terminalSafe(parts.lead)
    if let title = parts.title { text += ": " + terminalSafe(title) }
    if let origin = parts.origin { text += own(" · measured by ") + terminalSafe(origin) }
    if let url = parts.url { text += " <" + terminalSafe(url) + ">" }
    return wrapped(text, to: options.width, first: "[\(index + 1)] ", rest: "    ")
  }
}

/// Escape codes, or none.
struct Paint {
  var enabled: Bool
  func code(_ code: String, _ text: String) -> String {
    enabled && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
  func bold(_ text: String) -> String { code("1", text) }
  func dim(_ text: String) -> String { code("2", text) }
  func planned(_ text: String) -> String { code("3", text) }
}

func trimmedEnd(_ text: String) -> String {
  var text = text
  while text.last == " " { text.removeLast() }
  return text
}

/// Widths of columns: figures keep theirs, text gives way.
struct TableLayout {
  struct LaidColumn {
    var title: String
    var alignment: Alignment
    var width: Int
    var mainWidth: Int
    var intervalWidth: Int
    var isText: Bool
  }
  var columns: [LaidColumn]
  var cells: [[FigureText]]
  private let ellipsis: String

  init(_ table: DisplayTable, glyphs: Glyphs) {
    ellipsis = glyphs.ellipsis
    cells = table.rows.map { row in
      row.map { $0.isForeign ? FigureText(terminalSafe($0.text.main)) : $0.text }
    }
    columns = []
    var headings = table.headings
    if table.showsFootnotes {
      headings.append(.init(title: "", alignment: .left, hasIntervals: false))
      for index in cells.indices { cells[index].append(FigureText(table.footnotes[index].map { "[\($0)]" } ?? "")) }
    }
    for (index, heading) in headings.enumerated() {
      let title = terminalSafe(heading.title)
      let mains = cells.map { index < $0.count ? displayWidth($0[index].main) : 0 }.max() ?? 0
      let intervals = cells.map { index < $0.count ? displayWidth($0[index].interval) : 0 }.max() ?? 0
      let body = mains + (intervals > 0 ? intervals + 1 : 0)
      let isText = heading.alignment == .left && index < table.headings.count && !heading.isExact
      columns.append(
        LaidColumn(
          title: title, alignment: heading.alignment, width: max(body, displayWidth(title)), mainWidth: mains,
          intervalWidth: intervals,
          isText: isText))
    }
  }

  private var total: Int { columns.map(\.width).reduce(0, +) + 2 * max(0, columns.count - 1) }

  /// Shrinks the widest text columns until the table fits; false when the figures alone are too wide.
  mutating func fit(_ limit: Int) -> Bool {
    while total > limit {
      guard
        let widest = columns.indices.filter({ columns[$0].isText }).max(by: { columns[$0].width < columns[$1].width }),
        columns[widest].width > 8
      else { return false }
      columns[widest].width -= 1
    }
    for index in columns.indices where columns[index].isText { columns[index].mainWidth = columns[index].width }
    return true
  }

  func headerLine() -> String {
    columns.map { padded(truncated($0.title, to: $0.width, ellipsis: ellipsis), to: $0.width, $0.alignment) }.joined(
      separator: "  ")
  }

  func line(_ row: [FigureText]) -> String {
    zip(columns, row).map { column, cell in
      if column.alignment == .left {
        return padded(truncated(cell.main, to: column.width, ellipsis: ellipsis), to: column.width)
      }
      var text = padded(cell.main, to: column.mainWidth, .right)
      if column.intervalWidth > 0 { text += " " + padded(cell.interval, to: column.intervalWidth) }
      return padded(text, to: column.width, .right)
    }.joined(separator: "  ")
  }
}

import MarketModel
import MarketReports
import System

/// The reports as one workbook: a sheet of rows for each, as the data formats have them; a sheet with a chart where a
/// report has one over periods; and a sheet of sources and notes.
///
/// Numbers are numbers and days are dates; a text stays a text, whatever it begins with.
/// - Throws: `RenderingError` where a report has more rows than a sheet, or the library is missing; `FileError`.
public func renderWorkbook(_ documents: [ReportDocument]) throws -> [UInt8] {
  do {
    let file = try WorkbookFile()
    for document in documents { try addRows(of: document, to: file) }
    for document in documents { for chart in document.charts { try add(chart, to: file) } }
    try addNotes(documents, to: file)
    return try file.bytes()
  } catch let failure as WorkbookFile.Failure {
    throw RenderingError.noWorkbook(failure.message)
  }
}

private func addRows(of document: ReportDocument, to file: WorkbookFile) throws {
  guard document.rows.count < WorkbookFile.mostRows else {
    throw RenderingError.noWorkbook(
      "“\(document.title)” has \(document.rows.count) rows, and a sheet at most \(WorkbookFile.mostRows - 1)")
  }
  var sheet = try file.addSheet(document.title)
  // Widths come before rows: a row that is written is gone.
  for (index, column) in document.columns.enumerated() {
    let longest = document.rows.prefix(200).map { $0[index].exact.count }.max() ?? 0
    try file.setWidth(Double(min(60, max(8, max(column.name.count, longest) + 2))), ofColumns: index...index, in: sheet)
  }
  file.freezeHeader(of: sheet)
  try file.append(document.columns.map { .heading($0.name) }, to: &sheet)
  for row in document.rows { try file.append(row.map(value), to: &sheet) }
}

private func value(_ cell: Cell) -> WorkbookFile.Value {
  switch cell {
  case .null: .empty
  case .integer(let number): .number(Double(number))
  case .real(let number): number.isFinite ? .number(number) : .empty
  case .text(let text): text.utf8.count == 10 ? CalendarDay.parse(text).flatMap(date) ?? .text(text) : .text(text)
  }
}

/// A day as spreadsheet programs count it; nil before March 1900, where they count a day that never was.
private func date(_ day: CalendarDay) -> WorkbookFile.Value? {
  guard let first = CalendarDay.parse("1900-03-01"), day >= first else { return nil }
  return .date(serial: first.days(to: day) + 61)
}

private func add(_ chart: Chart, to file: WorkbookFile) throws {
  let lines: [(name: String, points: [ChartPoint])]
  let periods: [Period]
  var kind = WorkbookFile.ChartKind.line
  var isPercent = false
  switch chart {
  case .trend(let trend):
    periods = trend.periods
    lines = trend.lines.flatMap { line -> [(name: String, points: [ChartPoint])] in
      guard let start = line.forecastFrom else { return [(line.name, line.points)] }
      func points(_ isShown: (Int) -> Bool) -> [ChartPoint] {
        line.points.indices.map { isShown($0) ? line.points[$0] : .gap }
      }
      return [(line.name, points { $0 < start }), ("\(line.name), forecast", points { $0 >= start - 1 })]
    }
    isPercent = trend.unit == .ratio
  case .share(let share):
    (periods, lines) = (share.periods, share.members.map { ($0.name, $0.shares) })
    (kind, isPercent) = (.stackedColumn, true)
  case .curve, .triangle, .bars: return
  }
  // More lines than a spreadsheet program draws.
  let drawn = lines.prefix(255)
  guard !periods.isEmpty, !drawn.isEmpty else { return }
  var sheet = try file.addSheet("Chart")
  try file.append([.heading("period")] + drawn.map { .heading($0.name) }, to: &sheet)
  for (index, period) in periods.enumerated() {
    // What is only bounded has no point to draw.
    try file.append(
      [.text(period.label)] + drawn.map { $0.points[index].value.map { .number($0) } ?? .empty }, to: &sheet)
  }
  try file.addChart(kind, isPercent: isPercent, columns: drawn.count + 1, to: sheet)
}

private func addNotes(_ documents: [ReportDocument], to file: WorkbookFile) throws {
  var sheet = try file.addSheet("Sources and notes")
  try file.setWidth(24, ofColumns: 0...0, in: sheet)
  try file.setWidth(60, ofColumns: 1...1, in: sheet)
  for document in documents {
    try file.append([.heading("Report"), .heading(document.title)], to: &sheet)
    if let asOf = document.asOf { try file.append([.text("As of"), .text(asOf)], to: &sheet) }
    if !document.command.isEmpty {
      try file.append([.text("Command"), .text(document.command.map(shellQuoted).joined(separator: " "))], to: &sheet)
    }
    for line in document.summaryLines { try file.append([.text("Summary"), .text(line)], to: &sheet) }
    for note in document.notes { try file.append([.text("Note"), .text(note)], to: &sheet) }
    for source in document.sources {
      let parts = [
        source.source, source.publishedOn, source.title, source.origin.map { "measured by \($0)" }, source.url,
      ]
      try file.append(
        [.text("Source"), .text(parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", "))], to: &sheet)
    }
    try file.append([], to: &sheet)
  }
}

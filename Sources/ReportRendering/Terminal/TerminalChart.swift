import MarketModel
import MarketReports

/// A chart in characters, no wider than the terminal (80 columns when that is not known); its title is left out where
/// it stands above.
func terminalChart(_ chart: Chart, options: RenderingOptions, under title: String? = nil) -> [String] {
  var pen = TerminalPen(options: options)
  pen.titleAbove = title
  switch chart.withBounds {
  case .trend(let chart): return pen.trend(chart)
  case .share(let chart): return chart.periods.count > 2 ? pen.shareRows(chart) : pen.shareBars(chart)
  case .curve(let chart): return pen.curve(chart)
  case .triangle(let chart): return pen.triangle(chart)
  case .bars(let chart): return pen.bars(chart)
  }
}

struct TerminalPen {
  let width: Int
  let paint: Paint
  let signs: TerminalSigns
  let glyphs: Glyphs
  let ascii: Bool
  /// What the report is called, when that stands above the drawing.
  var titleAbove: String?

  init(options: RenderingOptions) {
    width = min(max(options.width ?? 80, 24), 160)
    paint = Paint(enabled: options.color)
    ascii = options.ascii
    signs = options.ascii ? .ascii : .unicode
    glyphs = options.ascii ? .ascii : .unicode
  }

  func style(_ unit: FigureUnit, _ currency: String? = nil) -> FigureStyle {
    FigureStyle(unit: unit, currency: currency, signs: glyphs.figures)
  }

  func name(_ text: String, _ room: Int) -> String {
    truncated(terminalSafe(text), to: max(1, room), ellipsis: glyphs.ellipsis)
  }

  /// Names with their signs and last figures, as many on a line as fit.
  func legend(_ entries: [(sign: Character, name: String, figure: String)], indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = indent
    for (series, entry) in entries.enumerated() {
      let text =
        name(entry.name, width - indent - displayWidth(entry.figure) - 6)
        + (entry.figure.isEmpty ? "" : " " + entry.figure)
      let piece = displayWidth(text) + 2
      if used > indent, used + piece + 3 > width {
        lines.append(String(repeating: " ", count: indent) + line)
        line = ""
        used = indent
      }
      if used > indent {
        line += "   "
        used += 3
      }
      line += paint.series(series, String(entry.sign)) + " " + text
      used += piece
    }
    if !line.isEmpty { lines.append(String(repeating: " ", count: indent) + line) }
    return lines
  }

  /// The plot with its vertical axis: a label where a tick falls on the row.
  func framed(_ canvas: TextCanvas, labels: [Int: String], margin: Int) -> [String] {
    (0..<canvas.height).map { y in
      let label = labels[y] ?? ""
      let edge = labels[y] == nil ? signs.axis : signs.tick
      return trimmedEnd(padded(label, to: margin, .right) + " " + String(edge) + canvas.row(y, paint))
    }
  }

  func baseLine(_ width: Int, margin: Int) -> String {
    String(repeating: " ", count: margin + 1) + String(signs.corner) + String(repeating: signs.base, count: width)
  }

  /// Labels under an axis, each centred on its column, none touching the one before.
  func axisLine(_ labels: [(column: Int, text: String)], width: Int, margin: Int) -> String {
    var line: [Character] = Array(repeating: " ", count: width)
    var free = 0
    for (column, text) in labels {
      let start = max(0, min(width - text.count, column - text.count / 2))
      guard start >= free, text.count <= width else { continue }
      for (offset, character) in text.enumerated() { line[start + offset] = character }
      free = start + text.count + 1
    }
    return trimmedEnd(String(repeating: " ", count: margin + 2) + String(line))
  }

  /// Rows of the ticks, from the top.
  func tickRows(_ ticks: [Double], low: Double, high: Double, height: Int, _ style: FigureStyle) -> [Int: String] {
    var rows: [Int: String] = [:]
    for tick in ticks {
      let part = high > low ? (tick - low) / (high - low) : 0
      let row = wholeNumber(((1 - part) * Double(height - 1)).rounded())
      rows[row] = style.tick(tick)
    }
    return rows
  }

  // MARK: Bars

  /// A horizontal bar per claim, with its figure; a bound is a cap and an arrow, without a bar.
  func bars(_ rows: [(name: String, point: ChartPoint, figure: String, series: Int)], limits: ClosedRange<Double>?)
    -> [String]
  {
    let names = min(rows.map { displayWidth(terminalSafe($0.name)) }.max() ?? 0, width / 3)
    let figures = rows.map { displayWidth($0.figure) }.max() ?? 0
    // Where the bar would have no room beside its figure, it stands on a line of its own.
    let isStacked = width - names - figures - 4 < 10
    let room = isStacked ? width : width - names - figures - 4
    let extent = rows.flatMap(\.point.extent) + [0]
    let low = limits?.lowerBound ?? extent.min() ?? 0
    let high = max(
      limits.map { min($0.upperBound, niceTicks(from: 0, to: extent.max() ?? 1, count: 4).last ?? 1) } ?? extent.max()
        ?? 1, low + 1e-12)
    func column(_ value: Double) -> Int { wholeNumber(((value - low) / (high - low) * Double(room - 1)).rounded()) }
    return rows.flatMap { row -> [String] in
      var canvas = TextCanvas(width: room, height: 1)
      let zero = column(0)
      var end = zero
      func fill(to value: Double, _ character: Character) {
        let target = column(value)
        for x in min(zero, target)...max(zero, target) { canvas.put(character, x: x, y: 0, series: row.series) }
        end = max(end, target)
      }
      switch row.point.form {
      case .gap, .undisclosed: end = zero - 1
      case .value(let value, _, _): fill(to: value, ascii ? "#" : "█")
      case .range(let least, let most):
        fill(to: least, ascii ? "-" : "░")
        for x in column(least)...max(column(least), column(most)) {
          canvas.put(ascii ? "." : "╌", x: x, y: 0, series: row.series)
        }
        canvas.put(signs.cap, x: column(most), y: 0, series: row.series)
        end = max(end, column(most))
      case .lower(let least):
        fill(to: least, ascii ? "-" : "░")
        canvas.put(signs.right, x: min(room - 1, column(least) + 1), y: 0, series: row.series)
        end = column(least) + 1
      case .upper(let most):
        canvas.put(signs.left, x: max(0, column(most) - 1), y: 0, series: row.series)
        canvas.put(signs.cap, x: column(most), y: 0, series: row.series)
        end = column(most)
      }
      if low < 0, canvas.isBlank(x: zero, y: 0) { canvas.put(signs.axis, x: zero, y: 0) }
      // The figure stands right behind its bar.
      let bar = canvas.row(0, paint, count: max(0, end + 1))
      if isStacked { return wrapped(terminalSafe(row.name) + " " + row.figure, to: width) + (bar.isEmpty ? [] : [bar]) }
      return [trimmedEnd(padded(name(row.name, names), to: names) + "  " + bar + " " + row.figure)]
    }
  }

  func bars(_ chart: BarChart) -> [String] {
    let style = style(chart.unit)
    let rows = chart.bars.map { (name: $0.name, point: $0.point, figure: style.claim($0.point).joined, series: 0) }
    return heading(chart.title) + bars(rows, limits: nil)
  }

  func heading(_ title: String, _ more: String = "") -> [String] {
    let text = title == titleAbove ? more : more.isEmpty ? title : title + ", " + more
    return text.isEmpty ? [] : wrapped(terminalSafe(text), to: width).map { paint.bold($0) }
  }

  // MARK: Shares

  func shareBars(_ chart: ShareChart) -> [String] {
    let style = style(.metric(.ratio))
    var rows: [(name: String, point: ChartPoint, figure: String, series: Int)] = []
    for (series, member) in chart.members.enumerated() {
      for (index, period) in chart.periods.enumerated() where member.shares.indices.contains(index) {
        let point = member.shares[index]
        let label = chart.periods.count > 1 ? "\(member.name) \(period.label)" : member.name
        rows.append((label, point, style.percent(point.value, low: point.low, high: point.high).joined, series))
      }
    }
    return heading(chart.title, chart.periods.count == 1 ? chart.periods[0].label : "") + bars(rows, limits: 0...1)
  }

  /// A row per period, the whole width being one hundred per cent.
  func shareRows(_ chart: ShareChart) -> [String] {
    let limit = 36
    let shown = chart.periods.indices.suffix(limit)
    let labels = shown.map { name(chart.periods[$0].label, 12) }
    let margin = labels.map { displayWidth($0) }.max() ?? 0
    let room = max(10, width - margin - 2)
    var lines = heading(chart.title)
    if shown.count < chart.periods.count {
      lines += wrapped("the last \(limit) of \(chart.periods.count) periods", to: width)
    }
    for (label, index) in zip(labels, shown) {
      // Another origin than in the row above.
      if chart.breaks.contains(index), index > shown.lowerBound { lines.append("") }
      var canvas = TextCanvas(width: room, height: 1)
      var sum = 0.0
      for (series, member) in chart.members.enumerated() where member.shares.indices.contains(index) {
        guard case .value(let share, _, _) = member.shares[index].form else { continue }
        let from = wholeNumber((sum * Double(room)).rounded())
        sum += max(0, share)
        let to = min(room, wholeNumber((sum * Double(room)).rounded()))
        if from < to { for x in from..<to { canvas.put(signs.block(series), x: x, y: 0, series: series) } }
      }
      lines.append(trimmedEnd(padded(label, to: margin) + "  " + canvas.row(0, paint)))
    }
    let style = style(.metric(.ratio))
    let last = chart.periods.indices.last { index in
      chart.members.contains { $0.shares.indices.contains(index) && $0.shares[index].value != nil }
    }
    let entries = chart.members.enumerated().map { series, member -> (sign: Character, name: String, figure: String) in
      guard let last, member.shares.indices.contains(last) else { return (signs.block(series), member.name, "") }
      let point = member.shares[last]
      return (signs.block(series), member.name, style.percent(point.value, low: point.low, high: point.high).main)
    }
    return lines + legend(entries, indent: margin + 2)
  }

  // MARK: Triangle

  /// Percentages with a shade before each that shows where they thin out.
  func triangle(_ chart: TriangleChart) -> [String] {
    let style = style(.metric(.ratio))
    let names = min(max(6, chart.cohorts.map { displayWidth(terminalSafe($0.name)) }.max() ?? 6), width / 3)
    let cell = 8
    let count = min(chart.days.count, max(1, (width - names) / cell))
    var lines = heading(chart.title)
    lines.append(padded("", to: names) + chart.days.prefix(count).map { padded("D\($0)", to: cell, .right) }.joined())
    for cohort in chart.cohorts {
      var line = padded(name(cohort.name, names), to: names)
      for point in cohort.cells.prefix(count) {
        let figure = style.percent(point.value, low: point.low, high: point.high).main
        guard point.form != .gap else {
          line += String(repeating: " ", count: cell)
          continue
        }
        let level = point.level ?? 0
        let shade = ascii ? "" : ["░", "▒", "▓", "█"][min(3, max(0, wholeNumber(level * 4)))]
        line += padded(shade + padded(figure, to: 6, .right), to: cell, .right)
      }
      lines.append(trimmedEnd(line))
    }
    if count < chart.days.count {
      lines += wrapped("\(chart.days.count - count) later ages are in the table", to: width)
    }
    return lines
  }
}

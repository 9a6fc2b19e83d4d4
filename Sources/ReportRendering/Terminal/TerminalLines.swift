import MarketModel
import MarketReports

extension TerminalPen {
  /// Lines over periods, with breaks, arrows for bounds and numbered rules for events.
  func trend(_ chart: LineChart) -> [String] {
    let style = style(.metric(chart.unit), chart.currency)
    let axis = PeriodAxis(chart.periods, events: chart.events)
    let (ticks, _) = valueAxis(chart.lines.flatMap(\.points), count: 4)
    let low = ticks.first ?? 0
    let high = ticks.last ?? 1
    let margin = ticks.map { displayWidth(style.tick($0)) }.max() ?? 0
    let height = 13
    let plot = max(10, width - margin - 2)
    var canvas = TextCanvas(width: plot, height: height)
    func part(_ value: Double) -> Double { high > low ? (value - low) / (high - low) : 0.5 }
    func across(_ index: Int) -> Double { (Double(index) + 0.5) / max(1, axis.length) }
    func column(_ fraction: Double) -> Int {
      min(plot - 1, max(0, wholeNumber((fraction * Double(plot - 1)).rounded())))
    }
    func row(_ value: Double) -> Int { wholeNumber(((1 - part(value)) * Double(height - 1)).rounded()) }

    // Events first: what was measured is drawn over them.
    var marks: [(column: Int, event: EventMark)] = []
    for event in chart.events {
      guard let date = event.date, let place = axis.place(of: date) else { continue }
      marks.append((column(place / max(1, axis.length)), event))
    }
    marks.sort { ($0.column, $0.event.id) < ($1.column, $1.event.id) }
    for mark in marks {
      for y in 0..<height {
        canvas.put(mark.event.state == .occurred ? signs.occurred : signs.planned, x: mark.column, y: y)
      }
    }
    for (series, line) in chart.lines.enumerated() {
      var dots = DotPlot(width: plot, height: height, ascii: ascii)
      for run in line.runs {
        for (from, to) in zip(run, run.dropFirst()) {
          dots.line(
            from: (across(from), part(line.points[from].value ?? 0)),
            to: (across(to), part(line.points[to].value ?? 0)), dashed: line.isForecast(to))
        }
      }
      dots.draw(on: &canvas, series: series)
    }
    let hasRoom = Double(plot) / max(1, axis.length) >= 2.5
    for (series, line) in chart.lines.enumerated() {
      let lonely = Set(line.runs.filter { $0.count == 1 }.flatMap(\.self))
      for (index, point) in line.points.enumerated() {
        let x = column(across(index))
        switch point.form {
        case .gap, .undisclosed: break
        case .value(let value, _, _):
          guard hasRoom || lonely.contains(index) else { break }
          let isHollow = point.qualifier == .approx || line.isForecast(index)
          canvas.put(isHollow ? signs.approximate : signs.marker(series), x: x, y: row(value), series: series)
        case .upper(let bound): canvas.put(signs.down, x: x, y: row(bound), series: series)
        case .lower(let bound): canvas.put(signs.up, x: x, y: row(bound), series: series)
        case .range(let least, let most):
          for y in row(most)...max(row(most), row(least)) {
            canvas.put(ascii ? "|" : "┃", x: x, y: y, series: series)
          }
        }
      }
    }
    var lines = heading(chart.title, style.axisCaption ?? "")
    if !marks.isEmpty {
      lines.append(
        axisLine(marks.enumerated().map { ($0.element.column, "\($0.offset + 1)") }, width: plot, margin: margin))
    }
    lines += framed(canvas, labels: tickRows(ticks, low: low, high: high, height: height, style), margin: margin)
    lines.append(baseLine(plot, margin: margin))
    let indexes = axis.labelled(width: Double(plot) / max(1, axis.length), room: 5)
    lines.append(
      axisLine(indexes.map { (column(across($0)), terminalSafe(axis.label($0).main)) }, width: plot, margin: margin))
    var year: String?
    let years = indexes.compactMap { index -> (column: Int, text: String)? in
      guard let next = axis.label(index).year, next != year else { return nil }
      year = next
      return (column(across(index)), next)
    }
    if !years.isEmpty { lines.append(axisLine(years, width: plot, margin: margin)) }
    lines += legend(
      chart.lines.enumerated().map { series, line in
        let last = line.points.last { $0.form != .gap } ?? .gap
        return (signs.marker(series), line.name, style.claim(last).main)
      }, indent: margin + 2)
    for (index, mark) in marks.enumerated() {
      let state = mark.event.state == .occurred ? "" : " (\(terminalSafe(mark.event.status)))"
      let text = "\(index + 1) \(terminalSafe(mark.event.when)) \(terminalSafe(mark.event.title))\(state)"
      lines.append(
        String(repeating: " ", count: min(margin + 2, width / 3))
          + truncated(text, to: width - min(margin + 2, width / 3), ellipsis: glyphs.ellipsis))
    }
    return lines
  }

  /// Retention by age: marks for what was observed, a line for the model, dashed beyond the last observed age.
  func curve(_ chart: CurveChart) -> [String] {
    let style = style(.metric(.ratio))
    let all = chart.curves.flatMap { $0.observed + $0.fitted + $0.extrapolated }
    let lastDay = max(1, all.map(\.day).filter(\.isFinite).max() ?? 1)
    let highest = all.flatMap(\.point.extent).max() ?? 1
    let ticks = highest > 0.5 ? [0, 0.25, 0.5, 0.75, 1] : niceTicks(from: 0, to: highest, count: 4)
    let high = ticks.last ?? 1
    let margin = ticks.map { displayWidth(style.tick($0)) }.max() ?? 0
    let height = 13
    let plot = max(10, width - margin - 2)
    var canvas = TextCanvas(width: plot, height: height)
    func place(_ day: Double, _ value: Double) -> (Double, Double) { (day / lastDay, value / high) }
    for (series, curve) in chart.curves.enumerated() {
      var dots = DotPlot(width: plot, height: height, ascii: ascii)
      let solid = curve.fitted.isEmpty ? curve.observed : curve.fitted
      for (days, dashed) in [(solid, false), (curve.extrapolated, true)] {
        for run in runs(days.map(\.point)) {
          for (from, to) in zip(run, run.dropFirst()) {
            dots.line(
              from: place(days[from].day, days[from].point.value ?? 0),
              to: place(days[to].day, days[to].point.value ?? 0), dashed: dashed)
          }
        }
      }
      dots.draw(on: &canvas, series: series)
    }
    for (series, curve) in chart.curves.enumerated() {
      for day in curve.observed {
        let sign: Character
        switch day.point.form {
        case .gap, .undisclosed: continue
        case .value: sign = signs.marker(series)
        case .upper: sign = signs.down
        case .lower: sign = signs.up
        case .range: sign = ascii ? "|" : "┃"
        }
        let y = wholeNumber(((1 - (day.point.level ?? 0) / high) * Double(height - 1)).rounded())
        canvas.put(sign, x: wholeNumber((day.day / lastDay * Double(plot - 1)).rounded()), y: y, series: series)
      }
    }
    var lines = heading(chart.title)
    lines += framed(canvas, labels: tickRows(ticks, low: 0, high: high, height: height, style), margin: margin)
    lines.append(baseLine(plot, margin: margin))
    let days = dayTicks(to: lastDay, count: max(2, plot / 8)).filter { $0 <= lastDay }
    lines.append(
      axisLine(
        days.map { (wholeNumber(($0 / lastDay * Double(plot - 1)).rounded()), style.plain($0, decimals: 1)) },
        width: plot, margin: margin))
    return lines
      + legend(
        chart.curves.enumerated().map { series, curve in
          guard let last = curve.observed.last(where: { $0.point.form != .gap }) else {
            return (signs.marker(series), curve.name, "")
          }
          return (
            signs.marker(series), curve.name, "D\(style.plain(last.day, decimals: 1)) \(style.claim(last.point).main)"
          )
        }, indent: margin + 2)
  }
}

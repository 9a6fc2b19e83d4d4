import MarketModel
import MarketReports

/// Lines over periods: bands for intervals, breaks at gaps, arrows for bounds, rules for events.
func drawTrend(_ chart: LineChart, in frame: ChartFrame) -> ChartDrawing {
  var canvas = SVGCanvas()
  let style = FigureStyle(unit: chart.unit, currency: chart.currency)
  let points = chart.lines.flatMap(\.points)
  let (ticks, fromZero) = valueAxis(points, count: frame.isNarrow ? 4 : 5)
  var caption = style.axisCaption
  if !fromZero, let first = ticks.first {
    caption = (caption.map { $0 + " · " } ?? "") + "axis starts at " + style.tick(first)
  }
  var top = drawHeading(chart.title, caption: caption, in: frame, on: &canvas)

  // Places
  let labels: [(name: String, figure: String, last: Int)] = chart.lines.map { line in
    let last = line.points.lastIndex { $0.level != nil } ?? line.points.lastIndex { $0.form != .gap } ?? 0
    return (line.name, line.points.indices.contains(last) ? style.claim(line.points[last]).main : "", last)
  }
  let wanted = labels.map { textWidth($0.name, size: 13.2) + textWidth(" " + $0.figure, size: 12) }.max() ?? 0
  let left = (ticks.map { textWidth(style.tick($0), size: 11.5) }.max() ?? 0) + 12
  let plot = PeriodPlot(
    chart.periods, events: chart.events, left: left, margin: frame.isNarrow ? 10 : min(frame.width * 0.3, wanted) + 20,
    in: frame)
  let (axis, x, events, right) = (plot.axis, plot.x, plot.events, plot.x.to)
  var ends: [EndLabel] = []
  if frame.isNarrow {
    ends = labels.enumerated().map {
      EndLabel(series: $0.offset, name: $0.element.name, figure: $0.element.figure, x: 0, y: 0)
    }
    top = drawLegend(ends, from: top, in: frame, on: &canvas)
  }
  let plotTop = top + events.height
  let bottom = plotTop + max(frame.isNarrow ? 220 : 280, frame.isNarrow ? 0 : Double(min(chart.lines.count, 40)) * 16)
  let y = LinearScale(low: ticks.first ?? 0, high: ticks.last ?? 1, from: bottom, to: plotTop + 6)

  plot.drawAhead(top: plotTop, bottom: bottom, on: &canvas)
  let forecastFrom = chart.lines.compactMap(\.forecastFrom).min()
  if let forecastFrom, forecastFrom < chart.periods.count {
    let start = x(Double(forecastFrom))
    canvas.rect(start, plotTop, x(Double(chart.periods.count)) - start, bottom - plotTop, .ahead, classes: "ahead")
    if right - start > 60 { canvas.text("forecast", start + 6, plotTop + 14, .muted, size: 11) }
  }
  drawValueAxis(ticks, style, y: y, left: left, right: right, on: &canvas)
  drawPeriodAxis(axis, x: x, y: bottom, on: &canvas)
  events.draw(plotTop: plotTop, plotBottom: bottom, on: &canvas)

  let step = x(1) - x(0)
  for (series, line) in chart.lines.enumerated() {
    canvas.open("series", label: line.name)
    drawLine(line, series: series, chart: chart, style: style, step: step, x: x, y: y, on: &canvas)
    canvas.close()
  }
  if !frame.isNarrow {
    ends = chart.lines.enumerated().compactMap { series, line in
      let label = labels[series]
      guard line.points.indices.contains(label.last), let level = line.points[label.last].level else { return nil }
      return EndLabel(
        series: series, name: label.name, figure: label.figure, x: x(Double(label.last) + 0.5), y: y(level))
    }
    drawEndLabels(ends, at: right + 12, width: plot.margin - 14, top: plotTop, bottom: bottom, on: &canvas)
  }
  var end = events.drawKey(from: bottom + 38, in: frame, on: &canvas)
  let undisclosed = chart.lines.filter { line in
    line.points.contains { $0.form == .undisclosed } && line.points.allSatisfy { $0.level == nil }
  }
  var small = undisclosed.isEmpty ? [] : ["Not disclosed: \(undisclosed.map(\.name).joined(separator: ", "))."]
  let hasBands = chart.lines.contains { $0.runs.contains { $0.count > 1 } }
  if forecastFrom != nil { small.append("Dashed: the forecast, and shaded the interval that it gives.") }
  small += signsInUse(points, bands: hasBands, events: events.placed.map(\.event))
  end = drawSmallPrint(small, from: end + 4, in: frame, on: &canvas)
  return ChartDrawing(
    width: frame.width, height: end + 4, body: canvas.body, title: chart.title,
    description: describe(
      chart.lines.map(\.name), figures: labels.map(\.figure), kind: "Line chart", periods: chart.periods))
}

private func drawLine(
  _ line: LineChart.Line, series: Int, chart: LineChart, style: FigureStyle, step: Double, x: LinearScale,
  y: LinearScale,
  on canvas: inout SVGCanvas
) {
  let color = ChartColor.series(series)
  let showsMarkers = step >= 13
  func place(_ index: Int) -> Double { x(Double(index) + 0.5) }
  for run in line.runs {
    let values = run.compactMap { index -> (x: Double, value: Double, low: Double, high: Double)? in
      guard case .value(let value, let low, let high) = line.points[index].form else { return nil }
      return (place(index), value, low ?? value, high ?? value)
    }
    if values.count > 1, values.contains(where: { $0.high > $0.low }) {
      let upper = values.map { ($0.x, y($0.high)) }
      let lower = values.reversed().map { ($0.x, y($0.low)) }
      canvas.fill(polygon(upper + lower), color, opacity: 0.17, classes: "band")
    } else if let only = values.first, values.count == 1, only.high > only.low {
      canvas.stroke(
        polyline([(only.x - 4, y(only.high)), (only.x + 4, y(only.high))])
          + polyline([(only.x, y(only.high)), (only.x, y(only.low))])
          + polyline([(only.x - 4, y(only.low)), (only.x + 4, y(only.low))]), color, width: 1.2, classes: "whisker")
    }
    let parts = line.parts(of: run)
    func path(_ part: [Int]) -> String { polyline(part.map { (place($0), y(line.points[$0].value ?? 0)) }) }
    if parts.observed.count > 1 {
      canvas.stroke(
        path(parts.observed), color, width: 2.2,
        dash: showsMarkers ? nil : ChartPalette.dashes[series % ChartPalette.dashes.count], classes: "line")
    }
    if parts.forecast.count > 1 {
      canvas.stroke(path(parts.forecast), color, width: 2, dash: "6 5", classes: "line forecast")
    }
  }
  let alone = Set(line.runs.filter { $0.count == 1 }.flatMap(\.self))
  for (index, point) in line.points.enumerated() {
    let period = chart.periods.indices.contains(index) ? chart.periods[index].label : ""
    let label = "\(line.name), \(period): \(style.claim(point).joined)"
    let isAlone = alone.contains(index)
    switch point.form {
    case .gap: break
    case .undisclosed where line.points.allSatisfy { $0.level == nil }: break
    case .undisclosed: canvas.text("n/d", place(index), y.from - 5, color, size: 10.5, anchor: .middle, title: label)
    case .upper(let high): drawBound(series, x: place(index), y: y(high), up: false, label: label, on: &canvas)
    case .lower(let low): drawBound(series, x: place(index), y: y(low), up: true, label: label, on: &canvas)
    case .range(let low, let high):
      drawRange(series, x: place(index), low: y(low), high: y(high), label: label, on: &canvas)
    case .value(let value, _, _):
      if showsMarkers || isAlone || point.qualifier == .approx {
        let isHollow = point.qualifier == .approx || line.isForecast(index)
        canvas.marker(series, place(index), y(value), hollow: isHollow, label: label)
      }
    }
  }
}

/// Stretches of neighbouring points that a line may join: gaps, bounds and ranges end one.
///
/// - Parameter breaks: Where one ends although there are values on either side.
func runs(_ points: [ChartPoint], breaks: Set<Int> = []) -> [[Int]] {
  var runs: [[Int]] = []
  var run: [Int] = []
  for index in points.indices {
    if case .value = points[index].form {
      if !run.isEmpty, breaks.contains(index) {
        runs.append(run)
        run = []
      }
      run.append(index)
    } else if !run.isEmpty {
      runs.append(run)
      run = []
    }
  }
  if !run.isEmpty { runs.append(run) }
  return runs
}

extension LineChart.Line {
  /// Stretches that the line joins: gaps, bounds, ranges and changes of origin end one.
  var runs: [[Int]] {
    ReportRendering.runs(points, breaks: breaks)
  }

  /// Whether a point is expected, not observed.
  func isForecast(_ index: Int) -> Bool { forecastFrom.map { index >= $0 } ?? false }

  /// A run in two: what was observed, and what is forecast, which begins at the last figure observed.
  func parts(of run: [Int]) -> (observed: [Int], forecast: [Int]) {
    guard let first = run.firstIndex(where: isForecast) else { return (run, []) }
    return (Array(run[..<first]), Array(run[max(first - 1, 0)...]))
  }
}

extension ChartPoint {
  /// Where a label to this claim belongs on the value axis.
  var level: Double? {
    switch form {
    case .gap: nil
    case .undisclosed: nil
    case .value(let value, _, _): value
    case .upper(let bound), .lower(let bound): bound
    case .range(let low, let high): (low + high) / 2
    }
  }
}

/// One sentence for who cannot see the drawing; the whole data stand in the table beside it.
func describe(_ names: [String], figures: [String], kind: String, periods: [Period]) -> String {
  var text = kind
  if let first = periods.first, let last = periods.last {
    text += first.label == last.label ? ", \(first.label)" : ", \(first.label) to \(last.label)"
  }
  let ends = zip(names, figures).prefix(12).map { $1.isEmpty ? $0 : "\($0) \($1)" }
  text +=
    ". Last figures: " + ends.joined(separator: "; ") + (names.count > 12 ? "; and \(names.count - 12) more." : ".")
  return text
}

import MarketModel
import MarketReports

/// Retention by age: observed marks, the fitted curve through them, dashed beyond the last observed age.
func drawCurve(_ chart: CurveChart, in frame: ChartFrame) -> ChartDrawing {
  var canvas = SVGCanvas()
  let style = FigureStyle.ratio
  var top = drawHeading(chart.title, caption: "still active, by days since the start", in: frame, on: &canvas)
  let points = chart.curves.flatMap { ($0.observed + $0.fitted + $0.extrapolated).map(\.point) }
  let highest = points.flatMap(\.extent).max() ?? 1
  let ticks = highest > 0.5 ? [0, 0.25, 0.5, 0.75, 1] : niceTicks(from: 0, to: highest, count: 4)
  let lastDay =
    chart.curves.flatMap { ($0.observed + $0.fitted + $0.extrapolated).map(\.day) }.filter(\.isFinite).max() ?? 1
  let days = dayTicks(to: max(1, lastDay), count: frame.isNarrow ? 6 : 10)
  let labels = chart.curves.map { curve -> (name: String, figure: String, day: Double, level: Double)? in
    guard let last = curve.observed.last(where: { $0.point.form != .gap }) else { return nil }
    let end = curve.extrapolated.last ?? curve.fitted.last ?? last
    var figure = "D\(style.plain(last.day, decimals: 1)) " + style.claim(last.point).main
    if let ahead = curve.extrapolated.last, let value = ahead.point.value {
      figure += " → D\(style.plain(ahead.day, decimals: 1)) " + style.number(value)
    }
    return (curve.name, figure, end.day, end.point.level ?? 0)
  }
  let wanted =
    labels.compactMap { $0 }.map { textWidth($0.name, size: 13.2) + textWidth(" " + $0.figure, size: 12) }.max() ?? 0
  let margin = frame.isNarrow ? 12 : min(frame.width * 0.36, wanted) + 20
  let left = 42.0
  let right = frame.width - margin
  if frame.isNarrow {
    let ends = labels.enumerated().compactMap { index, label in
      label.map { EndLabel(series: index, name: $0.name, figure: $0.figure, x: 0, y: 0) }
    }
    top = drawLegend(ends, from: top, in: frame, on: &canvas)
  }
  let plotTop = top + 6
  let bottom = plotTop + max(frame.isNarrow ? 220 : 280, frame.isNarrow ? 0 : Double(min(chart.curves.count, 40)) * 16)
  let x = LinearScale(low: 0, high: lastDay > 0 ? lastDay : 1, from: left + 6, to: right)
  let y = LinearScale(low: 0, high: ticks.last ?? 1, from: bottom, to: plotTop + 6)
  let observedTo = chart.curves.flatMap { $0.observed.map(\.day) }.max() ?? lastDay
  let isExtrapolated = chart.curves.contains { $0.extrapolated.count > 1 }
  if isExtrapolated {
    canvas.rect(x(observedTo), plotTop, right - x(observedTo), bottom - plotTop, .ahead, classes: "ahead")
    if right - x(observedTo) > 80 { canvas.text("extrapolated", x(observedTo) + 6, plotTop + 14, .muted, size: 11) }
  }
  drawValueAxis(ticks, style, y: y, left: left, right: right, on: &canvas)
  for day in days where day <= x.high {
    canvas.line(x(day), bottom, x(day), bottom + 4, .axis)
    canvas.text(style.plain(day, decimals: 2), x(day), bottom + 17, .muted, size: 11.5, anchor: .middle)
  }
  for (series, curve) in chart.curves.enumerated() {
    canvas.open("series", label: curve.name)
    drawCurve(curve, series: series, style: style, x: x, y: y, on: &canvas)
    canvas.close()
  }
  if !frame.isNarrow {
    let ends = labels.enumerated().compactMap { index, label in
      label.map { EndLabel(series: index, name: $0.name, figure: $0.figure, x: x($0.day), y: y($0.level)) }
    }
    drawEndLabels(ends, at: right + 12, width: margin - 14, top: plotTop, bottom: bottom, on: &canvas)
  }
  var small =
    chart.curves.contains { !$0.fitted.isEmpty }
    ? ["Marks: observed. Line: the fitted model."] : ["Marks: observed, no model fitted."]
  if isExtrapolated { small.append("Dashed: beyond the last observed age.") }
  small += signsInUse(chart.curves.flatMap { $0.observed.map(\.point) }, bands: false)
  let end = drawSmallPrint(small, from: bottom + 26, in: frame, on: &canvas)
  return ChartDrawing(
    width: frame.width, height: end + 4, body: canvas.body, title: chart.title,
    description: describe(
      chart.curves.map(\.name), figures: labels.map { $0?.figure ?? "" }, kind: "Retention curves", periods: []))
}

private func drawCurve(
  _ curve: CurveChart.Curve, series: Int, style: FigureStyle, x: LinearScale, y: LinearScale, on canvas: inout SVGCanvas
) {
  let color = ChartColor.series(series)
  func path(_ days: [CurveChart.Day]) -> String? {
    let places = days.compactMap { day -> (Double, Double)? in
      guard case .value(let value, _, _) = day.point.form else { return nil }
      return (x(day.day), y(value))
    }
    return places.count > 1 ? polyline(places) : nil
  }
  if let line = path(curve.fitted) { canvas.stroke(line, color, width: 2.2, classes: "line fitted") }
  if let line = path(curve.extrapolated) {
    canvas.stroke(line, color, width: 2, dash: "6 5", classes: "line extrapolated")
  }
  // Without a model a fine line leads the eye from mark to mark, and stops where an age is not known.
  if curve.fitted.isEmpty {
    for run in runs(curve.observed.map(\.point)) where run.count > 1 {
      if let line = path(run.map { curve.observed[$0] }) {
        canvas.stroke(line, color, width: 1.2, opacity: 0.6, classes: "line observed")
      }
    }
  }
  for day in curve.observed {
    let label = "\(curve.name), day \(style.plain(day.day, decimals: 1)): \(style.claim(day.point).joined)"
    let place = x(day.day)
    switch day.point.form {
    case .gap, .undisclosed: break
    case .upper(let high): drawBound(series, x: place, y: y(high), up: false, label: label, on: &canvas)
    case .lower(let low): drawBound(series, x: place, y: y(low), up: true, label: label, on: &canvas)
    case .range(let low, let high): drawRange(series, x: place, low: y(low), high: y(high), label: label, on: &canvas)
    case .value(let value, let low, let high):
      if let low, let high, abs(y(low) - y(high)) > 3 {
        canvas.stroke(polyline([(place, y(low)), (place, y(high))]), color, width: 1.2, classes: "whisker")
      }
      canvas.marker(series, place, y(value), hollow: day.point.qualifier == .approx, label: label)
    }
  }
}

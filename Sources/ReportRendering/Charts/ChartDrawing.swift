import MarketModel
import MarketReports

/// A finished picture: its elements and what a screen reader says of it.
struct ChartDrawing {
  var width: Double
  var height: Double
  var body: String
  var title: String
  var description: String
}

/// How a picture is to be drawn: the width it has, and whether its title is part of it.
struct ChartFrame {
  var width: Double
  var showsTitle: Bool
  /// Too narrow for labels beside the lines: a legend above and numbered events instead.
  var isNarrow: Bool { width < 560 }
}

func draw(_ chart: Chart, in frame: ChartFrame) -> ChartDrawing {
  switch chart.withDrawableNames {
  case .trend(let chart): drawTrend(chart, in: frame)
  case .share(let chart): chart.periods.count > 2 ? drawShareAreas(chart, in: frame) : drawShareBars(chart, in: frame)
  case .curve(let chart): drawCurve(chart, in: frame)
  case .triangle(let chart): drawTriangle(chart, in: frame)
  case .bars(let chart): drawBars(chart, in: frame)
  }
}

extension Chart {
  var title: String {
    switch self {
    case .trend(let chart): chart.title
    case .share(let chart): chart.title
    case .curve(let chart): chart.title
    case .triangle(let chart): chart.title
    case .bars(let chart): chart.title
    }
  }
}

/// Title and caption at the top; returns where the drawing goes on.
func drawHeading(_ title: String, caption: String?, in frame: ChartFrame, on canvas: inout SVGCanvas) -> Double {
  var y = 4.0
  if frame.showsTitle {
    for line in brokenLines(title, size: 16, width: frame.width - 8, limit: 2) {
      y += 20
      canvas.text(line, 0, y - 4, .ink, size: 16, weight: 650, title: line == title ? nil : title)
    }
  }
  if let caption {
    y += 17
    canvas.text(caption, 0, y - 4, .muted, size: 12, width: frame.width)
  }
  return y + 4
}

/// Lines of a text by its estimated width; what is beyond the limit is left out with an ellipsis.
func brokenLines(_ text: String, size: Double, width: Double, limit: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    let longer = line.isEmpty ? String(word) : line + " " + word
    if textWidth(longer, size: size) <= width || line.isEmpty {
      line = longer
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  lines.append(line)
  if lines.count > limit { lines = Array(lines.prefix(limit - 1)) + [lines[(limit - 1)...].joined(separator: " ")] }
  return lines.map { fitted($0, size: size, width: width) }
}

/// Small print under the drawing; returns where it ends.
func drawSmallPrint(_ sentences: [String], from y: Double, in frame: ChartFrame, on canvas: inout SVGCanvas) -> Double {
  var y = y
  for line in brokenLines(sentences.joined(separator: " "), size: 11, width: frame.width, limit: 6) where !line.isEmpty
  {
    y += 15
    canvas.text(line, 0, y - 3, .muted, size: 11)
  }
  return y
}

/// Explains the signs that these claims make use of, and no others.
func signsInUse(_ points: [ChartPoint], bands: Bool, events: [EventMark] = []) -> [String] {
  var hasInterval = false
  var hasBound = false
  var hasRange = false
  var hasApproximate = false
  for point in points {
    switch point.form {
    case .upper, .lower: hasBound = true
    case .range: hasRange = true
    case .value(_, let low, let high):
      if let low, let high, low < high { hasInterval = true }
      if point.qualifier == .approx { hasApproximate = true }
    case .gap, .undisclosed: break
    }
  }
  var sentences: [String] = []
  if hasInterval {
    sentences.append(bands ? "Shaded: the interval each figure claims." : "Whisker: the interval each figure claims.")
  }
  if hasRange { sentences.append("Bracket: a stated range, no point.") }
  if hasBound { sentences.append("Arrow: only a bound is known.") }
  if hasApproximate { sentences.append("Hollow mark: approximate.") }
  if events.contains(where: { $0.state != .occurred }) { sentences.append("Dashed rule: planned or not confirmed.") }
  if events.contains(where: { $0.lastDay != nil }) { sentences.append("Grey band: an event that lasts.") }
  return sentences
}

/// A bound: a cap where it lies and an arrow to the side where the figure is.
func drawBound(_ series: Int, x: Double, y: Double, up: Bool, label: String, on canvas: inout SVGCanvas) {
  let sign = up ? -1.0 : 1.0
  let tip = y + sign * 17
  let path =
    polyline([(x - 6, y), (x + 6, y)]) + polyline([(x, y), (x, tip)])
    + polyline([(x - 3.5, tip - sign * 4.5), (x, tip), (x + 3.5, tip - sign * 4.5)])
  canvas.stroke(path, .series(series), width: 1.8, classes: "bound", label: label)
}

/// A stated range: a bracket from end to end.
func drawRange(_ series: Int, x: Double, low: Double, high: Double, label: String, on canvas: inout SVGCanvas) {
  let path =
    polyline([(x - 5, low), (x + 5, low)]) + polyline([(x, low), (x, high)]) + polyline([(x - 5, high), (x + 5, high)])
  canvas.stroke(path, .series(series), width: 1.8, classes: "range", label: label)
}

/// Vertical axis: hairlines and labels left of the plot.
func drawValueAxis(
  _ ticks: [Double], _ style: FigureStyle, y: LinearScale, left: Double, right: Double, on canvas: inout SVGCanvas
) {
  for tick in ticks {
    let level = y(tick)
    canvas.line(left, level, right, level, tick == 0 ? .axis : .grid, classes: "grid")
    canvas.text(style.tick(tick), left - 8, level + 4, .muted, size: 11.5, anchor: .end)
  }
}

/// Horizontal axis of periods, years under the first label of each.
func drawPeriodAxis(_ axis: PeriodAxis, x: LinearScale, y: Double, on canvas: inout SVGCanvas) {
  let width = x(1) - x(0)
  let widest = axis.labelable.indices.map { textWidth(axis.label($0).main, size: 11.5) }.max() ?? 0
  var lastYear: String?
  var free = -Double.infinity
  for index in axis.labelled(width: width, room: min(widest, 90) + 7) {
    let label = axis.label(index)
    let middle = x(Double(index) + 0.5)
    canvas.line(middle, y, middle, y + 4, .axis)
    canvas.text(
      label.main, middle, y + 17, .muted, size: 11.5, anchor: .middle, width: 90, title: axis.labelable[index].label)
    if let year = label.year, year != lastYear, middle - 13 > free {
      canvas.text(year, middle, y + 31, .ink, size: 11.5, anchor: .middle, weight: 600)
      free = middle + 20
      lastYear = year
    }
  }
}

/// A name and its figure at the end of a line, in the line's colour.
struct EndLabel {
  var series: Int
  var name: String
  var figure: String
  /// Where the line ends.
  var x: Double
  var y: Double

  var width: Double { textWidth(name, size: 12.5) * 1.06 + textWidth(" " + figure, size: 12) }
}

/// Labels beside the plot, moved apart where they would cover each other, with a fine line to where they belong.
func drawEndLabels(
  _ labels: [EndLabel], at x: Double, width: Double, top: Double, bottom: Double, on canvas: inout SVGCanvas
) {
  let places = spread(labels.map(\.y), gap: 16, from: top + 4, to: bottom - 4)
  for (label, place) in zip(labels, places) {
    let color = ChartColor.series(label.series)
    if abs(place - label.y) > 5 || x - label.x > 26 {
      canvas.stroke(
        polyline([(label.x + 7, label.y), (max(x - 14, label.x + 7), label.y), (x - 3, place)]), color, width: 0.9,
        opacity: 0.55,
        classes: "leader")
    }
    let room = width - textWidth(" " + label.figure, size: 12)
    let name = fitted(label.name, size: 13.2, width: room)
    canvas.raw(
      "<text class=\"f-\(color.name) label\" fill=\"\(color.light)\" x=\"\(at(x))\" y=\"\(at(place + 4.2))\" "
        + "font-size=\"12.5\">"
    )
    if name != label.name { canvas.raw("<title>\(markup(label.name))</title>") }
    canvas.raw(
      "<tspan font-weight=\"650\">\(markup(name))</tspan> <tspan "
        + "font-size=\"12\">\(markup(label.figure))</tspan></text>\n"
    )
  }
}

/// Names above the plot, with their markers, where there is no room beside it; returns where it ends.
func drawLegend(
  _ labels: [EndLabel], from y: Double, in frame: ChartFrame, squares: Bool = false, on canvas: inout SVGCanvas
) -> Double {
  var x = 0.0
  var y = y
  for label in labels {
    let color = ChartColor.series(label.series)
    let room = frame.width - 20
    let name = fitted(label.name, size: 12.5 * boldest, width: room - textWidth(" " + label.figure, size: 12) - 8)
    let width = 18 + textWidth(name, size: 13.2) + textWidth(" " + label.figure, size: 12) + 14
    if x > 0, x + width - 14 > frame.width {
      x = 0
      y += 19
    }
    if squares {
      canvas.rect(x, y + 4, 11, 11, color, radius: 2)
    } else {
      canvas.marker(label.series, x + 6, y + 10)
    }
    canvas.raw(
      "<text class=\"f-\(color.name) label\" fill=\"\(color.light)\" x=\"\(at(x + 17))\" y=\"\(at(y + 14))\" "
        + "font-size=\"12.5\">"
    )
    if name != label.name { canvas.raw("<title>\(markup(label.name))</title>") }
    canvas.raw(
      "<tspan font-weight=\"650\">\(markup(name))</tspan> <tspan "
        + "font-size=\"12\">\(markup(label.figure))</tspan></text>\n"
    )
    x += width
  }
  return labels.isEmpty ? y : y + 24
}

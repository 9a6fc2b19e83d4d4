import MarketModel
import MarketReports

/// Shares over three periods or more: stacked areas, broken where a period has no shares and where who is believed
/// changes.
func drawShareAreas(_ chart: ShareChart, in frame: ChartFrame) -> ChartDrawing {
  var canvas = SVGCanvas()
  let style = FigureStyle.ratio
  var top = drawHeading(chart.title, caption: nil, in: frame, on: &canvas)
  let last = chart.periods.indices.last { index in
    chart.members.contains { $0.shares.indices.contains(index) && $0.shares[index].value != nil }
  }
  let figures = chart.members.map { member in
    guard let last, member.shares.indices.contains(last) else { return FigureText("–") }
    let point = member.shares[last]
    return style.percent(point.value, low: point.low, high: point.high)
  }
  let labels = zip(chart.members, figures).map { ($0.name, frame.isNarrow ? $1.main : $1.joined) }
  let wanted = labels.map { textWidth($0.0, size: 13.2) + textWidth(" " + $0.1, size: 12) }.max() ?? 0
  let left = 42.0
  let plot = PeriodPlot(
    chart.periods, events: chart.events, left: left, margin: frame.isNarrow ? 10 : min(frame.width * 0.36, wanted) + 20,
    in: frame)
  let (axis, x, events, right) = (plot.axis, plot.x, plot.events, plot.x.to)
  if frame.isNarrow {
    let ends = labels.enumerated().map {
      EndLabel(series: $0.offset, name: $0.element.0, figure: $0.element.1, x: 0, y: 0)
    }
    top = drawLegend(ends, from: top, in: frame, squares: true, on: &canvas)
  }
  let plotTop = top + events.height
  let bottom = plotTop + max(frame.isNarrow ? 220 : 280, frame.isNarrow ? 0 : Double(min(chart.members.count, 40)) * 16)
  let y = LinearScale(low: 0, high: 1, from: bottom, to: plotTop + 4)
  plot.drawAhead(top: plotTop, bottom: bottom, on: &canvas)
  drawValueAxis([0, 0.25, 0.5, 0.75, 1], style, y: y, left: left, right: right, on: &canvas)
  drawPeriodAxis(axis, x: x, y: bottom, on: &canvas)

  // The first member stands on the axis, the others on its shoulders.
  var floor = [Double](repeating: 0, count: chart.periods.count)
  var middles = [Double?](repeating: nil, count: chart.members.count)
  for (series, member) in chart.members.enumerated() {
    canvas.open("series", label: member.name)
    let shares = chart.periods.indices.map { index -> Double? in
      guard member.shares.indices.contains(index), case .value(let value, _, _) = member.shares[index].form else {
        return nil
      }
      return max(0, value)
    }
    let points = shares.map { ChartPoint(value: $0, low: nil, high: nil, qualifier: nil) }
    for run in runs(points, breaks: chart.breaks) {
      var upper: [(Double, Double)] = []
      var lower: [(Double, Double)] = []
      for index in run {
        let middle = x(Double(index) + 0.5)
        let half = run.count == 1 ? (x(1) - x(0)) * 0.3 : 0
        for place in half > 0 ? [middle - half, middle + half] : [middle] {
          upper.append((place, y(floor[index] + (shares[index] ?? 0))))
          lower.append((place, y(floor[index])))
        }
      }
      canvas.fill(polygon(upper + lower.reversed()), .series(series), classes: "area", edge: .background)
    }
    for index in chart.periods.indices {
      if let share = shares[index] {
        if index == last { middles[series] = floor[index] + share / 2 }
        floor[index] += share
      }
    }
    canvas.close()
  }
  events.draw(plotTop: plotTop, plotBottom: bottom, on: &canvas)
  if !frame.isNarrow, let last {
    let edge = x(Double(last) + 0.5)
    let ends = chart.members.indices.compactMap { series in
      middles[series].map {
        EndLabel(series: series, name: labels[series].0, figure: labels[series].1, x: edge, y: y($0))
      }
    }
    drawEndLabels(ends, at: right + 12, width: plot.margin - 14, top: plotTop, bottom: bottom, on: &canvas)
  }
  var end = events.drawKey(from: bottom + 38, in: frame, on: &canvas)
  var print: [String] = []
  let bounds = chart.members.indices.filter { series in middles[series] == nil && figures[series].main != "–" }
  if !bounds.isEmpty {
    print.append(
      "Not stacked, known by a bound only: "
        + bounds.map { "\(labels[$0].0) \(figures[$0].main)" }.joined(separator: ", ") + ".")
  }
  print += signsInUse([], bands: false, events: events.placed.map(\.event))
  end = drawSmallPrint(print, from: end + 4, in: frame, on: &canvas)
  return ChartDrawing(
    width: frame.width, height: end + 4, body: canvas.body, title: chart.title,
    description: describe(
      chart.members.map(\.name), figures: figures.map(\.joined), kind: "Stacked areas", periods: chart.periods))
}

/// Shares of one or two periods: a bar per member and period, with its interval.
func drawShareBars(_ chart: ShareChart, in frame: ChartFrame) -> ChartDrawing {
  let style = FigureStyle.ratio
  let count = chart.periods.count
  let groups = chart.members.enumerated().map { series, member in
    BarGroup(
      name: member.name,
      bars: chart.periods.indices.map { index in
        let point = member.shares.indices.contains(index) ? member.shares[index] : .gap
        let figure = style.percent(point.value, low: point.low, high: point.high).joined
        return BarGroup.Bar(point: point, figure: figure, series: series, isEarlier: index < count - 1)
      })
  }
  let caption = chart.periods.map(\.label).joined(separator: " (pale) and ")
  let points = chart.members.flatMap(\.shares)
  var drawing = drawBarGroups(
    groups, title: chart.title, caption: caption.isEmpty ? nil : caption, style: style, limits: 0...1,
    small: signsInUse(points, bands: false), in: frame)
  drawing.description = describe(
    chart.members.map(\.name), figures: groups.map { $0.bars.last?.figure ?? "" }, kind: "Bars of shares",
    periods: chart.periods)
  return drawing
}

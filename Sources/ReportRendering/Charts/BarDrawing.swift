import MarketModel
import MarketReports

/// Bars that belong to one name.
struct BarGroup {
  struct Bar {
    var point: ChartPoint
    /// What is written at its end.
    var figure: String
    var series: Int
    /// The earlier of two periods is paler.
    var isEarlier: Bool
  }
  var name: String
  var bars: [Bar]
}

/// Named quantities side by side.
func drawBars(_ chart: BarChart, in frame: ChartFrame) -> ChartDrawing {
  let style = FigureStyle(unit: chart.unit)
  let groups = chart.bars.map { bar in
    BarGroup(
      name: bar.name,
      bars: [.init(point: bar.point, figure: style.claim(bar.point).joined, series: 0, isEarlier: false)])
  }
  var drawing = drawBarGroups(
    groups, title: chart.title, caption: style.axisCaption, style: style, limits: nil,
    small: signsInUse(chart.bars.map(\.point), bands: false), in: frame)
  drawing.description =
    "Bars. " + chart.bars.prefix(12).map { "\($0.name) \(style.claim($0.point).main)" }.joined(separator: "; ") + "."
  return drawing
}

/// Horizontal bars from zero: names left (above the bar where it is narrow), figures at the end.
func drawBarGroups(
  _ groups: [BarGroup], title: String, caption: String?, style: FigureStyle, limits: ClosedRange<Double>?,
  small: [String],
  in frame: ChartFrame
) -> ChartDrawing {
  var canvas = SVGCanvas()
  let top = drawHeading(title, caption: caption, in: frame, on: &canvas)
  let extent: [Double] = groups.flatMap(\.bars).flatMap(\.point.extent) + [0]
  var ticks = niceTicks(from: extent.min() ?? 0, to: extent.max() ?? 1, count: frame.isNarrow ? 3 : 5)
  if let limits { ticks = ticks.filter { limits.contains($0) } }
  let low = min(ticks.first ?? 0, extent.min() ?? 0)
  let high = max(ticks.last ?? 1, extent.max() ?? 1)
  let names = groups.map { textWidth($0.name, size: 12.5 * boldest) }.max() ?? 0
  let left = frame.isNarrow ? 2 : min(frame.width * 0.34, names) + 14
  let figures = groups.flatMap { $0.bars.map { textWidth($0.figure, size: 12) } }.max() ?? 0
  let right = max(left + 80, frame.width - figures - 14)
  let x = LinearScale(low: low, high: high, from: left + (low < 0 ? 8 : 0), to: right)

  let thickness = (groups.first?.bars.count ?? 1) > 1 ? 15.0 : 20.0
  var y = top + 6
  var rows: [(group: BarGroup, y: Double)] = []
  for group in groups {
    if frame.isNarrow { y += 18 }
    rows.append((group, y))
    y += Double(group.bars.count) * (thickness + 3) + (frame.isNarrow ? 8 : 12)
  }
  let bottom = y
  for tick in ticks {
    canvas.line(x(tick), top, x(tick), bottom, tick == 0 ? .axis : .grid, classes: "grid")
    canvas.text(
      style.tick(tick), max(0, x(tick)), bottom + 15, .muted, size: 11.5, anchor: x(tick) < 14 ? .start : .middle)
  }
  for (group, rowTop) in rows {
    canvas.open("series", label: group.name)
    let height = Double(group.bars.count) * (thickness + 3) - 3
    if frame.isNarrow {
      canvas.text(group.name, left, rowTop - 5, .ink, size: 12.5, weight: 600, halo: true, width: frame.width - 4)
    } else {
      canvas.text(
        group.name, left - 10, rowTop + height / 2 + 4.4, .ink, size: 12.5, anchor: .end, weight: 600, width: left - 12)
    }
    for (index, bar) in group.bars.enumerated() {
      drawBar(bar, name: group.name, x: x, y: rowTop + Double(index) * (thickness + 3), height: thickness, on: &canvas)
    }
    canvas.close()
  }
  let end = drawSmallPrint(small, from: bottom + 24, in: frame, on: &canvas)
  return ChartDrawing(width: frame.width, height: end + 4, body: canvas.body, title: title, description: "")
}

private func drawBar(
  _ bar: BarGroup.Bar, name: String, x: LinearScale, y: Double, height: Double, on canvas: inout SVGCanvas
) {
  let color = ChartColor.series(bar.series)
  let middle = y + height / 2
  let label = "\(name): \(bar.figure)"
  var end = x(0)
  func solid(to value: Double, opacity: Double, classes: String) {
    canvas.rect(
      min(x(0), x(value)), y, abs(x(value) - x(0)), height, color, radius: 1.5, opacity: opacity, classes: classes,
      label: label)
    end = max(end, x(value))
  }
  switch bar.point.form {
  case .gap, .undisclosed: break
  case .value(let value, let low, let high):
    solid(to: value, opacity: bar.isEarlier ? 0.45 : 1, classes: "bar")
    if let low, let high, high > low {
      drawWhisker(from: x(low), to: x(high), y: middle, on: &canvas)
      end = max(end, x(high))
    }
  case .range(let low, let high):
    solid(to: low, opacity: 0.25, classes: "least")
    drawWhisker(from: x(low), to: x(high), y: middle, on: &canvas)
    end = max(end, x(high))
  case .lower(let low):
    solid(to: low, opacity: 0.25, classes: "least")
    canvas.stroke(
      polyline([(x(low), y), (x(low), y + height)]) + polyline([(x(low), middle), (x(low) + 14, middle)])
        + polyline([(x(low) + 9, middle - 4), (x(low) + 14, middle), (x(low) + 9, middle + 4)]), color, width: 1.8,
      classes: "bound",
      label: label)
    end = max(end, x(low) + 14)
  case .upper(let high):
    let reach = max(x(0), x(high) - 16)
    canvas.stroke(
      polyline([(x(high), y), (x(high), y + height)]) + polyline([(x(high), middle), (reach, middle)])
        + polyline([(reach + 5, middle - 4), (reach, middle), (reach + 5, middle + 4)]), color, width: 1.8,
      classes: "bound", label: label)
    end = max(end, x(high))
  }
  canvas.text(bar.figure, end + 8, middle + 4.2, .ink, size: 12, halo: true, classes: "figure")
}

/// Dark on the bar, with a pale rim, so that it shows on the bar and beside it.
private func drawWhisker(from low: Double, to high: Double, y: Double, on canvas: inout SVGCanvas) {
  let path =
    polyline([(low, y - 4), (low, y + 4)]) + polyline([(low, y), (high, y)]) + polyline([(high, y - 4), (high, y + 4)])
  canvas.stroke(path, .background, width: 3.6, opacity: 0.7)
  canvas.stroke(path, .ink, width: 1.4, classes: "whisker")
}

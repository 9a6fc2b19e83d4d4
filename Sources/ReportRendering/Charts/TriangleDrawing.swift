import MarketModel
import MarketReports

/// Cohorts by age as a heat table; an age that cannot be observed yet stays blank.
func drawTriangle(_ chart: TriangleChart, in frame: ChartFrame) -> ChartDrawing {
  var canvas = SVGCanvas()
  let style = FigureStyle.ratio
  let top = drawHeading(chart.title, caption: "share still active, by days since the start", in: frame, on: &canvas)
  let hasSizes = chart.cohorts.contains { $0.size != nil }
  let sizes = chart.cohorts.map { $0.size.map { style.plain(Double($0), decimals: 0) } ?? "" }
  let nameWidth = min(
    frame.width * (frame.isNarrow ? 0.24 : 0.3), (chart.cohorts.map { textWidth($0.name, size: 12) }.max() ?? 0) + 6)
  let sizeWidth = hasSizes ? (sizes.map { textWidth($0, size: 11.5) }.max() ?? 0) + 12 : 0
  let left = nameWidth + sizeWidth + 8
  let cell = min(72, (frame.width - left) / Double(max(1, chart.days.count)))
  let height = 27.0
  let header = top + 18
  let showsText = cell >= 31

  if hasSizes { canvas.text("n", left - 10, header, .muted, size: 11.5, anchor: .end) }
  let every = max(1, wholeNumber((32 / cell).rounded(.up)))
  for (column, day) in chart.days.enumerated() where column % every == 0 {
    canvas.text("D\(day)", left + (Double(column) + 0.5) * cell, header, .muted, size: 11.5, anchor: .middle)
  }
  let known = chart.cohorts.flatMap { $0.cells.compactMap(\.level) }
  // The start is 100% everywhere and would flatten the rest of the scale.
  let scaled = known.filter { $0 < 1 }
  let high = scaled.max() ?? 1
  let low = min(scaled.min() ?? 0, high)
  for (row, cohort) in chart.cohorts.enumerated() {
    let y = header + 8 + Double(row) * height
    canvas.open("series", label: cohort.name)
    canvas.text(cohort.name, 0, y + height / 2 + 3, .ink, size: 12, width: nameWidth)
    if hasSizes { canvas.text(sizes[row], left - 10, y + height / 2 + 3, .muted, size: 11.5, anchor: .end) }
    for (column, point) in cohort.cells.enumerated() where column < chart.days.count {
      guard let level = point.level else { continue }
      let step = level >= 1 ? 8 : high > low ? wholeNumber(((level - low) / (high - low) * 7).rounded()) : 4
      let x = left + Double(column) * cell
      let figure = style.percent(
        point.value, low: point.value == nil ? point.low : nil, high: point.value == nil ? point.high : nil
      ).main
      canvas.rect(
        x + 1, y + 1, cell - 2, height - 2, .heat(min(max(step, 0), 8)), radius: 2, classes: "cell",
        label: "\(cohort.name), day \(chart.days[column]): \(style.claim(point).joined)")
      if showsText {
        let short = figure.hasSuffix("100.0%") ? "100%" : cell < 46 ? withoutDecimals(point, style) : figure
        canvas.text(
          short, x + cell / 2, y + height / 2 + 4, .heatText(min(max(step, 0), 8)), size: cell < 46 ? 11 : 11.5,
          anchor: .middle)
      }
    }
    canvas.close()
  }
  let bottom = header + 8 + Double(chart.cohorts.count) * height
  let end = drawSmallPrint(
    ["Darker on light, brighter on dark: more remain. Blank: not yet observable."], from: bottom + 8, in: frame,
    on: &canvas)
  return ChartDrawing(
    width: frame.width, height: end + 4, body: canvas.body, title: chart.title,
    description: "Heat table of \(chart.cohorts.count) cohorts by \(chart.days.count) ages.")
}

private func withoutDecimals(_ point: ChartPoint, _ style: FigureStyle) -> String {
  let sign: String
  switch point.form {
  case .upper: sign = "<"
  case .lower: sign = ">"
  default: sign = ""
  }
  return point.level.map { sign + style.plain($0 * 100, decimals: 0) + "%" } ?? ""
}

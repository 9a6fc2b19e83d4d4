import MarketModel
import MarketReports

/// The horizontal part of a plot over periods: where they and the events lie, and how wide the margin for the labels on
/// the right is.
struct PeriodPlot {
  let axis: PeriodAxis
  let x: LinearScale
  let events: EventLayout
  /// Wider than asked for where an event's label would be cut.
  let margin: Double

  init(_ periods: [Period], events marks: [EventMark], left: Double, margin: Double, in frame: ChartFrame) {
    let axis = PeriodAxis(periods, events: marks)
    var margin = margin
    var x = LinearScale(low: 0, high: max(1, axis.length), from: left, to: frame.width - margin)
    var events = EventLayout(marks, axis: axis, x: x, frame: frame)
    if events.shortage > 0, !frame.isNarrow {
      margin += min(events.shortage + 4, 96)
      x.to = frame.width - margin
      events = EventLayout(marks, axis: axis, x: x, frame: frame)
    }
    (self.axis, self.x, self.events, self.margin) = (axis, x, events, margin)
  }

  /// Periods that only planned events reach have a ground of their own.
  func drawAhead(top: Double, bottom: Double, on canvas: inout SVGCanvas) {
    guard axis.ahead > 0 else { return }
    let start = x(Double(axis.periods.count))
    canvas.rect(start, top, x(axis.length) - start, bottom - top, .ahead, classes: "ahead")
  }
}

import MarketModel
import MarketReports

/// Events over a time axis: each a rule with a label in a lane above the plot, no label over another or over a rule;
/// one that lasts is a light band behind the plot too. Where that takes too many lanes, numbers stand above and the
/// titles below.
struct EventLayout {
  struct Placed {
    var event: EventMark
    var x: Double
    /// Where an event that takes a stretch of time ends; nil for one that has a date only.
    var end: Double?
    var lane: Int
    var number: Int
    var date: String
    var label: String
  }
  private(set) var placed: [Placed] = []
  private(set) var isNumbered = false
  private(set) var later = 0
  /// How much wider the drawing would have to be on the right for no label to be cut there.
  private(set) var shortage = 0.0
  private let laneHeight = 17.0
  private static let size = 11.5
  /// A title longer than this is cut.
  private static let widest = 300.0

  init(_ events: [EventMark], axis: PeriodAxis, x: LinearScale, frame: ChartFrame) {
    var marks: [(event: EventMark, x: Double)] = []
    for event in events {
      guard let date = event.date else { continue }
      if let place = axis.place(of: date) {
        marks.append((event, x(place)))
      } else if let last = axis.periods.last?.end, date > last {
        later += 1
      }
    }
    marks.sort { ($0.x, $0.event.id) < ($1.x, $1.event.id) }
    let dates = marks.map { mark in
      (mark.event.effective ?? mark.event.date.flatMap(Period.init(day:))).map(shortDate) ?? ""
    }
    let shown = zip(marks, dates).map { mark, date in
      fitted(
        mark.event.title, size: Self.size,
        width: min(Self.widest, max(40, frame.width - mark.x - 9)) - textWidth(date + " ", size: Self.size))
    }
    for (mark, date) in zip(marks, dates) {
      shortage = max(
        shortage,
        min(Self.widest, textWidth(date + " " + mark.event.title, size: Self.size)) + 12 - (frame.width - mark.x))
    }
    let ends = marks.indices.map { marks[$0].x + 15 + textWidth(dates[$0] + " " + shown[$0], size: Self.size) }
    var lanes = Self.lanes(marks.map(\.x), ends)
    let cramped = zip(marks, shown).contains { frame.width - $0.x < 90 && $1.hasSuffix("…") }
    isNumbered = frame.isNarrow || (lanes.max() ?? 0) >= 5 || cramped
    if isNumbered { lanes = Self.lanes(marks.map(\.x), marks.map { $0.x + 19 }) }
    for index in marks.indices {
      placed.append(
        Placed(
          event: marks[index].event, x: marks[index].x,
          end: marks[index].event.lastDay.flatMap { axis.end(of: $0) }.map { x($0) },
          lane: min(lanes[index], 11), number: index + 1, date: dates[index], label: shown[index]))
    }
  }

  /// A label runs to the right of its own rule, so a label that reaches the next rule must be above where that rule
  /// begins.
  private static func lanes(_ starts: [Double], _ ends: [Double]) -> [Int] {
    var lanes = [Int](repeating: 0, count: starts.count)
    for index in starts.indices.reversed() {
      for next in starts.indices where next > index && starts[next] - 8 < ends[index] {
        lanes[index] = max(lanes[index], lanes[next] + 1)
      }
    }
    return lanes
  }

  var height: Double { placed.isEmpty ? 6 : Double((placed.map(\.lane).max() ?? 0) + 1) * laneHeight + 6 }

  func draw(plotTop: Double, plotBottom: Double, on canvas: inout SVGCanvas) {
    // Before any rule: a band must not dim another event's.
    for mark in placed {
      guard let end = mark.end, end > mark.x else { continue }
      canvas.rect(mark.x, plotTop, end - mark.x, plotBottom - plotTop, .muted, opacity: 0.1, classes: "lasts")
    }
    for mark in placed {
      let y = plotTop - Double(mark.lane) * laneHeight - 10
      let state = mark.event.state
      let label = "\(mark.event.when): \(mark.event.title) (\(mark.event.standing))"
      canvas.open("event \(state == .occurred ? "occurred" : "planned")", label: label)
      let top = isNumbered ? y + 8 : y + 3.5
      let dash: String? =
        switch state {
        case .occurred: nil
        case .planned: "5 4"
        case .claimed, .cancelled: "1.5 3.5"
        }
      canvas.line(mark.x, plotTop, mark.x, plotBottom, .background, width: 3, opacity: 0.55)
      canvas.line(mark.x, top, mark.x, plotBottom, .muted, width: 1.1, dash: dash, classes: "rule")
      let color = ChartColor.muted
      let inside = state == .occurred ? color : .background
      canvas.raw(
        "<circle class=\"f-\(inside.name) s-\(color.name)\" fill=\"\(inside.light)\" stroke=\"\(color.light)\" "
          + "stroke-width=\"1.4\""
      )
      canvas.raw(" cx=\"\(at(mark.x))\" cy=\"\(at(y))\" r=\"\(isNumbered ? "8" : "3.2")\"/>\n")
      if isNumbered {
        canvas.text(
          "\(mark.number)", mark.x, y + 3.7, state == .occurred ? .background : .ink, size: 10.5, anchor: .middle,
          weight: 600)
      } else {
        canvas.text(mark.date, mark.x + 8, y + 4, .muted, size: Self.size)
        canvas.text(mark.label, mark.x + 8 + textWidth(mark.date + " ", size: Self.size), y + 4, .ink, size: Self.size)
      }
      canvas.close()
    }
  }

  /// The titles to the numbers; returns where they end.
  func drawKey(from y: Double, in frame: ChartFrame, on canvas: inout SVGCanvas) -> Double {
    var y = y
    if isNumbered {
      for mark in placed {
        y += 16
        canvas.text("\(mark.number)", 8, y - 3, .muted, size: 11.5, anchor: .middle, weight: 600)
        let state = mark.event.state == .occurred ? "" : " · " + mark.event.status
        canvas.text(
          "\(mark.event.when)  \(mark.event.title)\(state)", 20, y - 3, .ink, size: 11.5, width: frame.width - 20)
      }
    }
    if later > 0 {
      y += 16
      canvas.text("\(counted(later, "later event")) not drawn", 0, y - 3, .muted, size: 11)
    }
    return y
  }
}

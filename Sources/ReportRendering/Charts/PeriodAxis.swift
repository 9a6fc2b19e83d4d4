import MarketModel
import MarketReports

/// Positions and labels along periods: period i covers [i, i + 1]. Reaches past the last period where planned events
/// lie ahead.
struct PeriodAxis {
  struct Label: Equatable {
    /// "Mar", "Q4", "W14", "24 Mar", or the label as it is.
    var main: String
    /// The year, where the main part leaves it out.
    var year: String?
  }
  let periods: [Period]
  /// How many periods without data there are after the last one, drawn for events to come.
  private(set) var ahead = 0
  /// All periods, and those ahead where they follow from the last one.
  private(set) var labelable: [Period] = []

  init(_ periods: [Period], events: [EventMark] = []) {
    self.periods = periods
    let limit = max(6, periods.count / 3)
    for event in events {
      guard let date = event.date, let place = position(of: date) else { continue }
      let needed = wholeNumber((place - Double(periods.count)).rounded(.up))
      if needed > ahead, needed <= limit { ahead = needed }
    }
    labelable = periods
    for _ in 0..<ahead {
      guard let next = labelable.last?.next else { break }
      labelable.append(next)
    }
  }

  var length: Double { Double(periods.count + ahead) }

  /// Where a day lies, in periods; nil when it lies outside the axis.
  func place(of day: CalendarDay) -> Double? {
    guard let position = position(of: day), position >= 0, position <= length else { return nil }
    return position
  }

  /// Where a stretch of time that begins on the axis and lasts to the end of `day` is left: there, or at the axis' end.
  func end(of day: CalendarDay) -> Double? { position(of: day).map { min($0, length) } }

  private func position(of day: CalendarDay) -> Double? {
    guard let first = periods.first?.start, let last = periods.last?.end, day >= first else { return nil }
    for (index, period) in periods.enumerated() {
      guard let start = period.start, let count = period.dayCount else { continue }
      if day < start { return Double(index) }
      if day <= period.end { return Double(index) + (Double(start.days(to: day)) + 0.5) / Double(count) }
    }
    let average = Double(first.days(to: last) + 1) / Double(periods.count)
    return Double(periods.count) + (Double(last.days(to: day)) - 0.5) / average
  }

  // MARK: Labels

  /// Indexes of the periods that get a label when one takes `room` of a period's `width`.
  func labelled(width: Double, room: Double) -> [Int] {
    let indexes = Array(labelable.indices)
    guard let steps = labelable.first.flatMap(Self.steps) else {
      let step = max(1, wholeNumber((room / width).rounded(.up)))
      return indexes.filter { $0 % step == 0 }
    }
    let step = steps.first { Double($0) * width >= room } ?? steps[steps.count - 1]
    if step == 1 { return indexes }
    let kept = indexes.filter { (Self.ordinal(labelable[$0]) ?? $0) % step == 0 }
    return kept.isEmpty ? [0] : kept
  }

  /// Every how many periods a label may stand, so that labels fall on round ones; nil for spans.
  private static func steps(_ period: Period) -> [Int]? {
    switch period.granularity {
    case .month: [1, 2, 3, 6, 12, 24, 60, 120]
    case .quarter: [1, 2, 4, 8, 20, 40]
    case .half: [1, 2, 4, 10, 20]
    case .week: [1, 2, 4, 13, 26, 52, 104]
    case .day: [1, 2, 7, 14, 28, 56, 112, 364]
    case .year: [1, 2, 5, 10, 20, 50, 100]
    case .span: nil
    }
  }

  /// Counts the periods of a granularity; weeks from the beginning of their year, so that labels fall on its first one.
  private static func ordinal(_ period: Period) -> Int? {
    if period.granularity == .week { return period.weekOfYear.map { $0 - 1 } }
    return period.id.map { Int($0 - period.granularity.ids.lowerBound) }
  }

  func label(_ index: Int) -> Label {
    let period = labelable[index]
    guard let start = period.start else { return Label(main: period.label, year: nil) }
    switch period.granularity {
    case .span, .year: return Label(main: period.label, year: nil)
    case .day: return Label(main: "\(start.day) \(monthName(start.month))", year: "\(start.year)")
    case .month: return Label(main: monthName(start.month), year: "\(start.year)")
    case .week, .quarter, .half:
      // "2025-Q4": the part after the year.
      return Label(main: String(period.label.dropFirst(5)), year: String(period.label.prefix(4)))
    }
  }
}

func monthName(_ month: Int) -> String {
  let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  return names.indices.contains(month - 1) ? names[month - 1] : String(month)
}

/// A period as the label of an event: "24 Mar", "Mar 2026", "2 Apr – 2 Oct", "2026-Q1".
func shortDate(_ period: Period) -> String {
  func short(_ day: CalendarDay) -> String { "\(day.day) \(monthName(day.month))" }
  guard let start = period.start else { return period.label }
  switch period.granularity {
  case .day: return short(start)
  case .month: return "\(monthName(start.month)) \(start.year)"
  case .span: return "\(short(start)) – \(short(period.end))"
  case .week, .quarter, .half, .year: return period.label
  }
}

/// What a claim is about in time: a day, an ISO week, a month, quarter, half, year, or an irregular span of days.
/// Both ends are inclusive. Only a span may have an unknown start ("since launch").
public struct Period: Hashable, Sendable, CustomStringConvertible {
  /// How long the period is; `span` for irregular ones.
  public let granularity: Granularity
  /// Nil: unknown, spans only.
  public let start: CalendarDay?
  /// The last day, itself a part of the period.
  public let end: CalendarDay
  // 0 for a span.
  private let number: Int32

  /// Granularity code · 10⁷ + ordinal, nil for a span. The period before is id − 1.
  ///
  /// Ordinals: day = Julian day number, week = that of its Monday / 7, month = year·12 + month − 1, quarter = year·4 +
  /// q − 1, half = year·2 + h − 1, year.
  public var id: Int32? { number == 0 ? nil : number }

  private init(_ granularity: Granularity, ordinal: Int, start: CalendarDay, end: CalendarDay) {
    self.granularity = granularity
    self.start = start
    self.end = end
    number = granularity.ids.lowerBound + Int32(truncatingIfNeeded: ordinal)
  }

  /// Nil for a span's id and for what lies outside 1800...2200.
  public init?(id: Int32) {
    guard id > 0, let granularity = Granularity(rawValue: id / Granularity.idsPerGranularity) else { return nil }
    self.init(granularity, ordinal: Int(id % Granularity.idsPerGranularity))
  }

  /// Nil for spans and outside 1800...2200.
  public init?(_ granularity: Granularity, ordinal: Int) {
    let perYear: Int
    switch granularity {
    case .day:
      let day = CalendarDay(julianDayNumber: Int32(clamping: ordinal))
      guard day >= .first, day <= .last else { return nil }
      self.init(.day, ordinal: ordinal, start: day, end: day)
      return
    case .week:
      guard ordinal > 0, ordinal < 1_000_000 else { return nil }
      let monday = CalendarDay(julianDayNumber: Int32(clamping: ordinal * 7))
      // A week belongs to the year of its Thursday, so 1800-W01 begins in 1799.
      let thursday = monday.adding(days: 3)
      guard thursday >= .first, thursday <= .last else { return nil }
      self.init(.week, ordinal: ordinal, start: monday, end: monday.adding(days: 6))
      return
    case .month: perYear = 12
    case .quarter: perYear = 4
    case .half: perYear = 2
    case .year: perYear = 1
    case .span: return nil
    }
    guard ordinal >= 0 else { return nil }
    let year = ordinal / perYear
    guard CalendarDay.years.contains(year) else { return nil }
    let length = 12 / perYear
    let month = (ordinal % perYear) * length + 1
    let last = month + length - 1
    self.init(
      granularity, ordinal: ordinal, start: CalendarDay(uncheckedYear: year, month: month, day: 1),
      end: CalendarDay(uncheckedYear: year, month: last, day: CalendarDay.daysIn(month: last, of: year)))
  }

  /// One day; nil outside 1800...2200.
  public init?(day: CalendarDay) { self.init(.day, ordinal: Int(day.julianDayNumber)) }

  /// The period of that granularity which holds `day`; nil for spans and outside 1800...2200.
  public init?(_ granularity: Granularity, containing day: CalendarDay) {
    // Rules out negative Julian day numbers too; 1799-12-30 is the first day of 1800-W01.
    guard day.julianDayNumber >= CalendarDay.first.julianDayNumber - 2, day <= .last else { return nil }
    let ordinal: Int
    let (year, month, _) = day.components
    switch granularity {
    case .day: ordinal = Int(day.julianDayNumber)
    case .week: ordinal = Int(day.julianDayNumber) / 7
    case .month: ordinal = year * 12 + month - 1
    case .quarter: ordinal = year * 4 + (month - 1) / 3
    case .half: ordinal = year * 2 + (month - 1) / 6
    case .year: ordinal = year
    case .span: return nil
    }
    self.init(granularity, ordinal: ordinal)
  }

  /// An irregular span, both ends inclusive; nil when it runs backwards or leaves 1800...2200.
  public init?(spanFrom start: CalendarDay?, to end: CalendarDay) {
    guard end >= .first, end <= .last else { return nil }
    if let start {
      guard start <= end, start.julianDayNumber >= CalendarDay.first.julianDayNumber - 2 else { return nil }
    }
    granularity = .span
    self.start = start
    self.end = end
    number = 0
  }

  /// 2026-03-24, 2026-W14, 2026-03, 2025-Q4, 2026-H1, 2026; a span is `start/end`, with `..` for an unknown start.
  public var label: String {
    guard let start, granularity != .span else { return "\(start?.description ?? "..")/\(end)" }
    switch granularity {
    case .day, .span: return start.description
    case .week: return "\(padded(start.adding(days: 3).year, to: 4))-W\(padded(weekOfYear ?? 0, to: 2))"
    case .month: return "\(padded(start.year, to: 4))-\(padded(start.month, to: 2))"
    case .quarter: return "\(padded(start.year, to: 4))-Q\((start.month + 2) / 3)"
    case .half: return "\(padded(start.year, to: 4))-H\((start.month + 5) / 6)"
    case .year: return padded(start.year, to: 4)
    }
  }

  /// The label.
  public var description: String { label }

  /// The number of an ISO week in the year of its Thursday, from 1; nil for what is not a week.
  public var weekOfYear: Int? {
    granularity == .week ? start.map { ($0.adding(days: 3).dayOfYear - 1) / 7 + 1 } : nil
  }

  /// Nil for a span and before 1800.
  public var previous: Period? { id.flatMap { Period(id: $0 - 1) } }
  /// Nil for a span and after 2200.
  public var next: Period? { id.flatMap { Period(id: $0 + 1) } }

  /// Days from start to end, both counted; nil when the start is unknown.
  public var dayCount: Int? { start.map { $0.days(to: end) + 1 } }

  /// The period of that granularity which holds the whole of this one; nil when none does (a week across two months, a
  /// finer granularity, an unknown start).
  public func enclosing(_ granularity: Granularity) -> Period? {
    guard let start, let found = Period(granularity, containing: start), found.end >= end else { return nil }
    return found
  }

  /// False before an end whose start is unknown: the day may or may not be inside.
  public func contains(_ day: CalendarDay) -> Bool {
    guard let start else { return day == end }
    return start <= day && day <= end
  }

  /// All of `other` lies inside; false when either start is unknown.
  public func contains(_ other: Period) -> Bool {
    guard let start, let otherStart = other.start else { return false }
    return start <= otherStart && other.end <= end
  }

  /// At least one day in common for certain: of an unknown start only the last day is known to be inside.
  public func overlaps(_ other: Period) -> Bool { (start ?? end) <= other.end && (other.start ?? other.end) <= end }
}

/// What a claim is about in time: a day, an ISO week, a month, quarter, half, year, or an irregular span of days.
/// Both ends are inclusive. Only a span may have an unknown start ("since launch").
public struct Period: Hashable, Sendable, CustomStringConvertible {
  /// How long the period is; `span` for irregular ones.
  public let granularity: Granularity
  /// Nil: unknown, spans only.
  public let start: CalendarDay?
  /// The last day, itself a part of the period.
  public let end: CalendarDay
  // 0 for a span that is not of whole months.
  private let number: Int32

  /// Granularity code · 10⁷ + ordinal; nil for a span that is not of whole months. The period before is id − 1.
  ///
  /// A span of n whole months has code · 10⁷ + n · 10⁴ + the number of its first month since 1800-01: the period before
  /// is id − n, and the same a year before id − 12.
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

  private init(span start: CalendarDay?, end: CalendarDay, number: Int32) {
    (granularity, self.start, self.end, self.number) = (.span, start, end, number)
  }

  /// Nil for what is no id, and for what lies outside 1800...2200.
  public init?(id: Int32) {
    guard id >= Granularity.idsPerGranularity,
      let granularity = Granularity(rawValue: id / Granularity.idsPerGranularity)
    else { return nil }
    if granularity == .span {
      let number = Int(id % Granularity.idsPerGranularity)
      self.init(months: number / 10_000, from: number % 10_000)
      guard self.id == id else { return nil }
      return
    }
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

  /// So many whole months, the first of them counted from 1800-01: the calendar's own period where they are one, else a
  /// span. Nil outside 1800...2200 and for none.
  public init?(months: Int, from first: Int) {
    let count = CalendarDay.years.count * 12
    guard months > 0, first >= 0, first + months <= count else { return nil }
    let index = first + CalendarDay.years.lowerBound * 12
    for (granularity, length) in [(Granularity.month, 1), (.quarter, 3), (.half, 6), (.year, 12)]
    where months == length && index % length == 0 {
      self.init(granularity, ordinal: index / length)
      return
    }
    let last = index + months - 1
    self.init(
      span: CalendarDay(uncheckedYear: index / 12, month: index % 12 + 1, day: 1),
      end: CalendarDay(
        uncheckedYear: last / 12, month: last % 12 + 1, day: CalendarDay.daysIn(month: last % 12 + 1, of: last / 12)),
      // Longer spans have no neighbours that anybody names.
      number: months < 1000 ? Granularity.span.rawValue * 10_000_000 + Int32(months * 10_000 + first) : 0)
  }

  /// The number of months of a span that has whole ones; nil for any other period.
  public var spanMonths: Int? { granularity == .span && number > 0 ? Int(number % 10_000_000) / 10_000 : nil }

  /// A span of days, both ends inclusive; the calendar's own period where it is exactly a month, a quarter, a half or a
  /// year. Nil when it runs backwards or leaves 1800...2200.
  public init?(spanFrom start: CalendarDay?, to end: CalendarDay) {
    guard end >= .first, end <= .last else { return nil }
    if let start {
      guard start <= end, start.julianDayNumber >= CalendarDay.first.julianDayNumber - 2 else { return nil }
      let (a, b) = (start.components, end.components)
      if a.day == 1, a.year >= CalendarDay.years.lowerBound, b.day == CalendarDay.daysIn(month: b.month, of: b.year) {
        let first = (a.year - CalendarDay.years.lowerBound) * 12 + a.month - 1
        self.init(months: (b.year - a.year) * 12 + b.month - a.month + 1, from: first)
        return
      }
    }
    self.init(span: start, end: end, number: 0)
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

  /// Nil for a span that is not of whole months, and before 1800.
  public var previous: Period? { id.flatMap { Period(id: $0 - step) } }
  /// Nil for a span that is not of whole months, and after 2200.
  public var next: Period? { id.flatMap { Period(id: $0 + step) } }
  private var step: Int32 { Int32(spanMonths ?? 1) }

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

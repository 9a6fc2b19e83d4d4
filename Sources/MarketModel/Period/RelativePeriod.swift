/// A period counted from today, as people say it: `today`, `yesterday`, `6m` or `-6m` (six months ago; d, w, q and y
/// likewise), `this-month`, `last-quarter`, `last-year` …
public struct RelativePeriod: Sendable, Hashable {
  /// Which day of a longer period is meant where a single day is asked for.
  public enum Side: Sendable { case first, last }

  private let granularity: Granularity
  /// How many of them ago.
  private let count: Int
  /// A word stands for the whole period where a day is asked for; "6m" stands for the day six months ago.
  private let isWord: Bool

  /// Reads letters in either case, a blank, `-` and `_` being the same; nil for anything else.
  public init?(_ text: String) {
    let word = String(text.lowercased().map { $0 == " " || $0 == "_" ? "-" : $0 })
    switch word {
    case "today": (granularity, count, isWord) = (.day, 0, true)
    case "yesterday": (granularity, count, isWord) = (.day, 1, true)
    default:
      for (start, ago) in [("this-", 0), ("last-", 1)] where word.hasPrefix(start) {
        guard let named = Granularity(name: String(word.dropFirst(start.count))), named != .span, named != .day else {
          return nil
        }
        (granularity, count, isWord) = (named, ago, true)
        return
      }
      let digits = word.hasPrefix("-") ? word.dropFirst().dropLast() : word.dropLast()
      guard let last = word.last, let unit = Self.units[last], (1...5).contains(digits.utf8.count),
        digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(digits)
      else { return nil }
      (granularity, count, isWord) = (unit, number, false)
    }
  }

  private static let units: [Character: Granularity] = ["d": .day, "w": .week, "m": .month, "q": .quarter, "y": .year]

  /// The whole period meant; nil outside 1800...2200.
  public func period(today: CalendarDay) -> Period? {
    let now = Period(granularity, containing: today)
    return now?.id.flatMap { Period(id: $0 - Int32(clamping: count)) }
  }

  /// The day meant, the month's last where it has none of that number; of a word for a longer period its first or last
  /// day. Nil outside 1800...2200.
  public func day(today: CalendarDay, _ side: Side) -> CalendarDay? {
    if isWord {
      let found = period(today: today)
      return side == .first ? found?.start : found?.end
    }
    let day =
      switch granularity {
      case .day: today.adding(days: -count)
      case .week: today.adding(days: -7 * count)
      case .month: today.adding(months: -count)
      case .quarter: today.adding(months: -3 * count)
      case .half: today.adding(months: -6 * count)
      case .year, .span: today.adding(months: -12 * count)
      }
    return CalendarDay.years.contains(day.year) ? day : nil
  }
}

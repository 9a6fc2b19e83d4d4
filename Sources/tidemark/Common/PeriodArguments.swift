import ArgumentParser
import MarketModel
import System

/// A period where one is asked for: as import reads it (2026-03, 2025-Q4, Mar 2026 …), or counted from today.
enum PeriodArgument {
  case written(Period)
  case relative(RelativePeriod, text: String)

  init(argument text: String) throws {
    if let relative = RelativePeriod(text) {
      self = .relative(relative, text: text)
      return
    }
    switch Period.parse(text) {
    case .success(let period): self = .written(period)
    case .failure(let error):
      let hint = error.remedy.withoutSettings?.words
      throw Failure(
        inArgument: error.message, hint: error.kind == .unrecognised ? hint.map { "\($0); or \(wordsOfTime)" } : hint)
    }
  }

  func period(on today: CalendarDay) throws -> Period {
    switch self {
    case .written(let period): return period
    case .relative(let relative, let text):
      guard let period = relative.period(today: today) else { throw outOfRange(text, today) }
      return period
    }
  }
}

/// A day where a date is asked for: 2026-03-24, or counted from today.
enum DayArgument {
  case written(CalendarDay)
  case relative(RelativePeriod, text: String)

  init(argument text: String) throws {
    if let relative = RelativePeriod(text) {
      self = .relative(relative, text: text)
    } else if let day = CalendarDay.parse(text) {
      self = .written(day)
    } else {
      throw Failure(
        inArgument: "\"\(text)\" is not a date", hint: "write it as 2026-03-24; or \(wordsOfTime)")
    }
  }

  /// As it was written: a saved run is asked the same again by the same word.
  var text: String {
    switch self {
    case .written(let day): day.description
    case .relative(_, let text): text
    }
  }

  func day(on today: CalendarDay, _ side: RelativePeriod.Side) throws -> CalendarDay {
    switch self {
    case .written(let day): return day
    case .relative(let relative, let text):
      guard let day = relative.day(today: today, side) else { throw outOfRange(text, today) }
      return day
    }
  }
}

private let wordsOfTime = "6m for six months ago (d, w, q, y too), yesterday, this-month, last-year"

private func outOfRange(_ text: String, _ today: CalendarDay) -> Failure {
  let years = CalendarDay.years
  return Failure(
    ExitStatus.usage,
    "\"\(text)\", counted from \(today), lies outside the years \(years.lowerBound) to "
      + "\(years.upperBound)", hint: "give a smaller number")
}

extension CalendarDay {
  /// What "today" is: a date, and no word that would need one.
  init(argument text: String) throws {
    guard let day = CalendarDay.parse(text) else {
      throw Failure(inArgument: "\"\(text)\" is not a date", hint: "write it as 2026-03-24")
    }
    self = day
  }
}

extension Granularity: ExpressibleByArgument {
  /// Nil unless the argument is the word of a granularity, in any case. A span is none: no report is made by spans.
  public init?(argument: String) {
    self.init(name: argument.lowercased())
    if self == .span { return nil }
  }

  /// The words the option takes, the shortest granularity first; help and completions list them.
  public static var allValueStrings: [String] { allCases.filter { $0 != .span }.map(\.name) }
}

extension CalendarDay {
  /// The clock's day, where the user is.
  static var today: CalendarDay {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return CalendarDay(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday)) ?? .first
  }
}

import ArgumentParser
import MarketModel
import System

extension Period {
  /// A period as import reads it: 2026-03, 2025-Q4, Mar 2026 …
  init(argument text: String) throws {
    switch Period.parse(text) {
    case .success(let period): self = period
    case .failure(let error):
      throw Failure(inArgument: error.message, hint: error.remedy.withoutSettings?.words)
    }
  }
}

extension CalendarDay {
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

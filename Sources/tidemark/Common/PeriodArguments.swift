import ArgumentParser
import System
import MarketModel

extension Period {
  /// A period as import reads it: 2026-03, 2025-Q4, Mar 2026 …
  init(argument text: String) throws {
    switch Period.parse(text) {
    case .success(let period): self = period
    case .failure(let error):
      // The rest of the remedy is an option of import.
      let hint = error.hint.split(separator: ", or pass --").first.map(String.init)
      throw Failure(ExitStatus.usage, error.message, hint: hint)
    }
  }
}

extension CalendarDay {
  init(argument text: String) throws {
    guard let day = CalendarDay.parse(text) else {
      throw Failure(ExitStatus.usage, "\"\(text)\" is no date", hint: "write it as 2026-03-24")
    }
    self = day
  }
}

extension Granularity: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(name: argument.lowercased())
    if self == .span { return nil }
  }

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

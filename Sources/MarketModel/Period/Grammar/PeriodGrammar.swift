/// What 24/03/2026 means: the order of day and month before the year.
public enum DateOrder: String, Sendable, CaseIterable { case dmy, mdy }

/// Why a period was refused, and what to write instead.
public struct PeriodError: Error, Equatable, Sendable {
  /// The rule that the period broke, for callers and tests to tell refusals apart.
  public enum Kind: String, Sendable, CaseIterable {
    case backwards, compactDate, empty, excelSerial, fiscalYear, noSuchDate, outOfRange, slashedDate, timeOfDay,
      twoDigitYear, unrecognised
  }
  /// The rule that was broken.
  public var kind: Kind
  /// Quotes the text: `"24/03/2026" is a slashed date: day/month order is ambiguous`.
  public var message: String
  /// What to write or pass instead: write 2026-03-24, or set a date order.
  public var remedy: Remedy

  /// `message` quotes the refused text; `remedy` says what to write instead.
  public init(kind: Kind, message: String, remedy: Remedy) {
    self.kind = kind
    self.message = message
    self.remedy = remedy
  }
}

extension Period {
  /// Reads one period of an import: IMPORT.md's grammar. The plain forms allocate nothing.
  public static func parse(_ bytes: UnsafeRawBufferPointer, dateOrder: DateOrder? = nil) -> Result<Period, PeriodError>
  {
    parse(bytes, DateReading(order: dateOrder))
  }

  /// The same for a text.
  public static func parse(_ text: String, dateOrder: DateOrder? = nil) -> Result<Period, PeriodError> {
    var text = text
    return text.withUTF8 { parse(UnsafeRawBufferPointer($0), dateOrder: dateOrder) }
  }

  /// The forms of a label, spans apart: 2026, 2026-H1, 2025-Q4, 2026-03, 2026-M03, 2026-W14, 2026-03-24; letters in
  /// either case.
  static func standard(_ bytes: UnsafeRawBufferPointer) -> Period? {
    let count = bytes.count
    guard count >= 4, count <= 10, let year = fourDigits(bytes, at: 0), CalendarDay.years.contains(year) else {
      return nil
    }
    if count == 4 { return Period(.year, ordinal: year) }
    guard bytes[4] == UInt8(ascii: "-") else { return nil }
    switch count {
    case 10: return CalendarDay.parse(bytes).flatMap { Period(day: $0) }
    case 7:
      if let month = twoDigits(bytes, at: 5) { return monthOf(year, month) }
      let digit = Int(bytes[6]) - 0x30
      switch lowercased(bytes[5]) {
      case UInt8(ascii: "q"): return digit >= 1 && digit <= 4 ? Period(.quarter, ordinal: year * 4 + digit - 1) : nil
      case UInt8(ascii: "h"): return digit >= 1 && digit <= 2 ? Period(.half, ordinal: year * 2 + digit - 1) : nil
      default: return nil
      }
    case 8:
      guard let number = twoDigits(bytes, at: 6) else { return nil }
      switch lowercased(bytes[5]) {
      case UInt8(ascii: "m"): return monthOf(year, number)
      case UInt8(ascii: "w"): return week(number, of: year)
      default: return nil
      }
    default: return nil
    }
  }

  static func monthOf(_ year: Int, _ month: Int) -> Period? {
    month >= 1 && month <= 12 ? Period(.month, ordinal: year * 12 + month - 1) : nil
  }

  /// An ISO 8601 week: week 1 holds January 4. Nil when that year has no such week.
  public static func week(_ number: Int, of year: Int) -> Period? {
    guard number >= 1, number <= 53, CalendarDay.years.contains(year) else { return nil }
    let firstOrdinal = Int(CalendarDay(uncheckedYear: year, month: 1, day: 4).julianDayNumber) / 7
    guard let found = Period(.week, ordinal: firstOrdinal + number - 1) else { return nil }
    // Only week 53 can fall into the next year.
    return number < 53 || found.start?.adding(days: 3).year == year ? found : nil
  }
}

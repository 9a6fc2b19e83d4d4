/// A day of the proleptic Gregorian calendar, kept as its Julian day number (2000-01-01 is 2451545; day 0 was a
/// Monday).
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since noon of 1 January 4713 BC in the Julian calendar, as astronomers count them.
  public let julianDayNumber: Int32

  /// The years a store can hold.
  public static let years = 1800...2200
  /// 1800-01-01.
  public static let first = CalendarDay(julianDayNumber: 2_378_497)
  /// 2200-12-31.
  public static let last = CalendarDay(julianDayNumber: 2_524_958)

  /// Takes any number, outside the years of a store too.
  public init(julianDayNumber: Int32) { self.julianDayNumber = julianDayNumber }

  /// Nil for a day that does not exist, or a year outside 1800...2200.
  public init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), month >= 1, month <= 12, day >= 1, day <= Self.daysIn(month: month, of: year)
    else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  /// For years within a few thousand of ours and real months and days.
  init(uncheckedYear year: Int, month: Int, day: Int) {
    // Years begin in March here, so that the leap day comes last (Hinnant, "chrono-compatible low-level date
    // algorithms").
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    julianDayNumber = Int32(clamping: era * 146_097 + dayOfEra + 1_721_120)
  }

  /// Year, month (1 is January) and day of the month (from 1). Years before 1 count on through 0, as in ISO 8601.
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(julianDayNumber) - 1_721_120
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The Gregorian year.
  public var year: Int { components.year }
  /// 1 is January.
  public var month: Int { components.month }
  /// The day of the month, from 1.
  public var day: Int { components.day }

  /// 1 is Monday, 7 is Sunday, as ISO 8601 counts.
  public var weekday: Int {
    let remainder = Int(julianDayNumber) % 7
    return (remainder < 0 ? remainder + 7 : remainder) + 1
  }

  /// 1 is January 1.
  public var dayOfYear: Int {
    Int(julianDayNumber) - Int(CalendarDay(uncheckedYear: year, month: 1, day: 1).julianDayNumber) + 1
  }

  /// ISO 8601: 2026-03-24.
  public var description: String {
    let (year, month, day) = components
    return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
  }

  /// Exactly `YYYY-MM-DD`, a day that exists, in 1800...2200; else nil.
  public static func parse(_ bytes: UnsafeRawBufferPointer) -> CalendarDay? {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = fourDigits(bytes, at: 0), let month = twoDigits(bytes, at: 5), let day = twoDigits(bytes, at: 8)
    else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }

  /// The same for a text.
  public static func parse(_ text: String) -> CalendarDay? {
    var text = text
    return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
  }

  /// How many days later `other` is; negative when it is earlier.
  public func days(to other: CalendarDay) -> Int { Int(other.julianDayNumber) - Int(julianDayNumber) }

  /// Stops at the ends of the number range instead of overflowing.
  public func adding(days: Int) -> CalendarDay {
    let (sum, overflow) = Int(julianDayNumber).addingReportingOverflow(days)
    return CalendarDay(julianDayNumber: overflow ? (days < 0 ? .min : .max) : Int32(clamping: sum))
  }

  /// The same day of the month so many months on, or that month's last day: January 31 and one month is February 28 or
  /// 29.
  public func adding(months: Int) -> CalendarDay {
    let (year, month, day) = components
    // More months than the number range holds lead to its end.
    let limited = max(-200_000_000, min(200_000_000, months))
    let index = year * 12 + month - 1 + limited
    let newYear = index >= 0 ? index / 12 : (index - 11) / 12
    let newMonth = index - newYear * 12 + 1
    return CalendarDay(
      uncheckedYear: newYear, month: newMonth, day: min(day, Self.daysIn(month: newMonth, of: newYear)))
  }

  /// How many days a month (1 is January) has in that year, 28 to 31.
  public static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether a year has a February 29, by the Gregorian rule.
  public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// Earlier days come first.
  public static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.julianDayNumber < b.julianDayNumber }
}

/// Decimal digits with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number.magnitude)
  return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Two ASCII digits as a number; the caller has checked the length.
@inline(__always)
func twoDigits(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
  let tens = bytes[offset] &- 0x30
  let ones = bytes[offset + 1] &- 0x30
  return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
}

/// Four ASCII digits as a number; the caller has checked the length.
@inline(__always)
func fourDigits(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
  guard let high = twoDigits(bytes, at: offset), let low = twoDigits(bytes, at: offset + 2) else { return nil }
  return high * 100 + low
}

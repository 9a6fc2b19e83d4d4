import System

/// The dates of a workbook: days since the end of 1899, or since the beginning of 1904.
enum SheetDate {
  /// The last day of the year 9999.
  private static let last = 2_958_465.0

  /// The date that a cell shows, as far as it shows it: a month where its format has no day.
  ///
  /// - Returns: ISO 8601; nil where the number is no date.
  static func text(_ number: DecimalText, _ parts: NumberFormat.DateParts, is1904: Bool) -> String? {
    let serial = number.value
    guard !number.isNegative, serial <= last else { return nil }
    var day = Int(serial)
    var second = Int(((serial - Double(day)) * 86_400).rounded())
    if second == 86_400 { (day, second) = (day + 1, 0) }
    let time = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    guard parts.hasYear || parts.hasMonth || parts.hasDay else { return serial < 1 ? time : nil }
    // The format's own February 29 of 1900, which never was.
    if !is1904, day == 60 { return "1900-02-29" }
    var moment = time_t((is1904 ? day - 24_107 : day - 25_569 + (day < 60 ? 1 : 0)) * 86_400)
    var civil = tm()
    guard gmtime_r(&moment, &civil) != nil else { return nil }
    let (year, month, date) = (Int(civil.tm_year) + 1900, Int(civil.tm_mon) + 1, Int(civil.tm_mday))
    if parts.hasYear, !parts.hasDay {
      return parts.hasMonth ? "\(four(year))-\(two(month))" : four(year)
    }
    let text = "\(four(year))-\(two(month))-\(two(date))"
    return parts.hasTime && second > 0 ? "\(text)T\(time)" : text
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  private static func four(_ number: Int) -> String { String("000\(number)".suffix(max(4, "\(number)".count))) }
}

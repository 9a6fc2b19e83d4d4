/// The reason and remedy of what is not a period, slashed dates and spans apart.
extension PeriodParser {
  func twoDigitYear(_ example: String) -> PeriodError {
    error(.twoDigitYear, "has a year of two digits", remedy: "write the year with four digits, as in \(example)")
  }

  func outOfRange() -> PeriodError { error(.outOfRange, "is outside the years 1800 to 2200", remedy: "check the year") }

  /// Why something without slashes is not a period.
  func refusal() -> PeriodError {
    let count = bytes.count
    if let span = spelledSpan() { return span }
    if let digits = allDigits() { return digits }
    if let serial = excelSerialWithTime() { return serial }
    let dashes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "-") }
    guard let firstDash = dashes.first, let first = number(0, firstDash) else { return unrecognised() }
    if firstDash == 4 { return yearFirst(first, dashes) }
    if firstDash <= 2 {
      if dashes.count == 1, let second = number(firstDash + 1, count), count - firstDash - 1 == 4,
        let month = Period.monthOf(second, first)
      {
        return error(.unrecognised, "has its year last", remedy: "write \(month)")
      }
      if dashes.count == 2, count - dashes[1] - 1 == 4 {
        return yearLast(first, dashes)
      }
      return twoDigitYear("2026-03")
    }
    return unrecognised()
  }

  /// `24-03-2026`, where one order of day and month is no date, and `04-03-2026`.
  private func yearLast(_ first: Int, _ dashes: [Int]) -> PeriodError {
    let days = number(dashes[0] + 1, dashes[1]).flatMap { second in
      number(dashes[1] + 1, bytes.count).map { year in
        [CalendarDay(year: year, month: second, day: first), CalendarDay(year: year, month: first, day: second)]
      }
    }
    let texts = (days ?? []).compactMap { $0?.description }
    return error(
      .unrecognised, "has its year last: day/month order is ambiguous",
      remedy: texts.isEmpty
        ? "write a day that exists, the year first, as in 2026-03-24"
        : .advice("write \(texts.joined(separator: " or "))"))
  }

  private func allDigits() -> PeriodError? {
    guard let value = number(0, bytes.count) else { return nil }
    switch bytes.count {
    case 4: return outOfRange()
    case 5: return excelSerial(value)
    case 6:
      guard let month = Period.monthOf(value / 100, value % 100) else { return nil }
      return error(.compactDate, "has no dash, and other periods of the file have one", remedy: "write \(month)")
    case 8:
      guard let day = CalendarDay(year: value / 10_000, month: value / 100 % 100, day: value % 100) else { return nil }
      return error(.compactDate, "has no dashes", remedy: "write \(day)")
    default: return nil
    }
  }

  /// Excel counts days from 1899-12-30 (1900-03-01 on; it holds 1900 for a leap year).
  private func excelSerial(_ serial: Int) -> PeriodError? {
    let day = CalendarDay(julianDayNumber: 2_415_019).adding(days: serial)
    guard serial > 60, day <= .last else { return nil }
    return error(
      .excelSerial, "is an Excel serial number: \(day)",
      remedy: "write \(day), or format the column as text before exporting")
  }

  private func excelSerialWithTime() -> PeriodError? {
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")), point == 5, bytes[6...].allSatisfy(isDigit),
      let serial = number(0, 5)
    else {
      return nil
    }
    return excelSerial(serial)
  }

  /// "2021-03-01 - 2021-03-07", "2021-03-01 to 2021-03-07": a span in the words of a report.
  private func spelledSpan() -> PeriodError? {
    for separator in [" - ", " – ", " to ", " — ", "..", "–"] {
      let text = String(decoding: bytes, as: UTF8.self)
      guard let range = text.firstRange(of: separator) else { continue }
      let ends = [text[..<range.lowerBound], text[range.upperBound...]].map {
        Period.parse(String($0), DateReading(order: reading.order))
      }
      guard case .success(let first) = ends[0], case .success(let last) = ends[1], let start = first.start,
        let span = Period(spanFrom: start, to: last.end)
      else { continue }
      return error(.unrecognised, "is a span with \"\(separator)\" between its ends", remedy: "write \(span)")
    }
    return nil
  }

  /// YYYY-… that `standard` did not take.
  private func yearFirst(_ year: Int, _ dashes: [Int]) -> PeriodError {
    let count = bytes.count
    guard CalendarDay.years.contains(year) else { return outOfRange() }
    if count > 10, CalendarDay.parse(part(0, 10)) != nil,
      lowercased(bytes[10]) == UInt8(ascii: "t") || isASCIIBlank(bytes[10])
    {
      return error(
        .timeOfDay, "has a time of day",
        remedy: "write the day, \(bytes.excerpt(0, 10)), with the figure of the whole day")
    }
    let secondEnd = dashes.count > 1 ? dashes[1] : count
    if let month = number(5, secondEnd), secondEnd - 5 <= 2 {
      guard month >= 1, month <= 12 else {
        return error(.noSuchDate, "does not exist: month \(month)", remedy: "months are 01 to 12")
      }
      if dashes.count == 1 {
        return error(
          .unrecognised, "has a month of one digit", remedy: "write \(padded(year, to: 4))-\(padded(month, to: 2))")
      }
      guard let day = number(secondEnd + 1, count), count - secondEnd - 1 <= 2 else { return unrecognised() }
      guard let date = CalendarDay(year: year, month: month, day: day) else {
        let last = CalendarDay.daysIn(month: month, of: year)
        return error(
          .noSuchDate, "does not exist", remedy: "\(padded(year, to: 4))-\(padded(month, to: 2)) has \(last) days")
      }
      return error(.unrecognised, "has a month or day of one digit", remedy: "write \(date)")
    }
    guard count > 6, let number = number(6, secondEnd) else { return unrecognised() }
    switch lowercased(bytes[5]) {
    case UInt8(ascii: "w"):
      if dashes.count > 1 {
        return error(.unrecognised, "is a day of a week", remedy: "write the week, as 2026-W14, or the date")
      }
      if secondEnd - 6 == 1, number >= 1 {
        return error(.unrecognised, "has a week of one digit", remedy: "write \(year)-W0\(number)")
      }
      let weeks = Period.week(53, of: year) == nil ? 52 : 53
      return error(.noSuchDate, "does not exist", remedy: "\(year) has \(weeks) ISO weeks")
    case UInt8(ascii: "m"):
      return error(.noSuchDate, "does not exist: month \(number)", remedy: "months are M01 to M12")
    case UInt8(ascii: "q"): return error(.noSuchDate, "does not exist", remedy: "quarters are Q1 to Q4")
    case UInt8(ascii: "h"): return error(.noSuchDate, "does not exist", remedy: "halves are H1 and H2")
    default: return unrecognised()
    }
  }
}

/// The forms of statistical offices, spreadsheets and companies: `2021 Q1`, `2021M03`, `2021 JAN`, `2020 [YR2020]`,
/// `20240101`, times at midnight, fiscal years.
extension PeriodParser {
  /// Nil when it is none of them.
  func written() -> Result<Period, PeriodError>? {
    if let found = digitsOnly() ?? midnight() ?? ordered(UInt8(ascii: "."), "a date with dots") { return found }
    guard bytes.count > 4, let year = fourDigits(bytes, at: 0) else { return nil }
    var scanner = Scanner(bytes)
    scanner.position = 4
    let hasBlank = scanner.skipBlanks()
    let from = scanner.position
    if hasBlank, scanner.accept("[YR"), let again = number(scanner.position, bytes.count - 1), again == year,
      bytes[bytes.count - 1] == UInt8(ascii: "]")
    {
      return Period(.year, ordinal: year).map { .success($0) } ?? .failure(outOfRange())
    }
    scanner.position = from
    let letters = scanner.wordEnd()
    if letters == from { return nil }
    if letters == bytes.count {
      return monthName(scanner, letters).map { found(Period.monthOf(year, $0)) }
    }
    guard letters == from + 1, let number = number(letters, bytes.count) else { return nil }
    let digits = bytes.count - letters
    switch lowercased(bytes[from]) {
    case UInt8(ascii: "m") where digits == 2 && number >= 1 && number <= 12: return found(Period.monthOf(year, number))
    case UInt8(ascii: "q") where digits == 1 && number >= 1 && number <= 4:
      return found(Period(.quarter, ordinal: year * 4 + number - 1))
    case UInt8(ascii: "h") where digits == 1 && number >= 1 && number <= 2:
      return found(Period(.half, ordinal: year * 2 + number - 1))
    case UInt8(ascii: "w") where digits == 2: return Period.week(number, of: year).map { .success($0) }
    default: return nil
    }
  }

  private func found(_ period: Period?) -> Result<Period, PeriodError> {
    period.map { .success($0) } ?? .failure(outOfRange())
  }

  /// `20240101`, `2024010100`, `202401`.
  private func digitsOnly() -> Result<Period, PeriodError>? {
    guard bytes.allSatisfy(isDigit) else { return nil }
    switch bytes.count {
    case 6:
      // Its file says whether all of them are so.
      return number(0, 6).flatMap { Period.monthOf($0 / 100, $0 % 100) }.map { .success($0) }
    case 8, 10:
      guard let day = number(0, 8), let date = CalendarDay(year: day / 10_000, month: day / 100 % 100, day: day % 100)
      else { return nil }
      guard bytes.count == 8 || number(8, 10) == 0 else {
        return .failure(
          error(.timeOfDay, "is an hour of \(date)", remedy: "write the day, \(date), with the figure of the whole day")
        )
      }
      return Period(day: date).map { .success($0) }
    default: return nil
    }
  }

  /// `2024-01-01T00:00:00Z` and its like; nil for anything else.
  private func midnight() -> Result<Period, PeriodError>? {
    guard bytes.count > 10, let date = CalendarDay.parse(part(0, 10)),
      lowercased(bytes[10]) == UInt8(ascii: "t") || bytes[10] == 0x20
    else { return nil }
    var scanner = Scanner(bytes)
    scanner.position = 11
    guard scanner.accept("00:00") else { return nil }
    if scanner.accept(":00"), scanner.accept(".") {
      let before = scanner.position
      while scanner.peek() == UInt8(ascii: "0") { scanner.position += 1 }
      if scanner.position == before { return nil }
    }
    scanner.skipBlanks()
    let isUniversal =
      scanner.accept("Z") || scanner.accept("z") || scanner.accept("+00:00") || scanner.accept("+0000")
      || scanner.accept("UTC")
    guard scanner.isAtEnd || isUniversal && scanner.isAtEnd else { return nil }
    return Period(day: date).map { .success($0) }
  }

  /// `FY2026`, `FY2026-Q1`, `Q1 FY2026`: nil when it is no fiscal year.
  func fiscal() -> Result<Period, PeriodError>? {
    var scanner = Scanner(bytes)
    var part: (letter: UInt8, number: Int)?
    if scanner.peek() | 0x20 == UInt8(ascii: "q") || scanner.peek() | 0x20 == UInt8(ascii: "h"),
      isDigit(scanner.peek(1))
    {
      part = (lowercased(scanner.peek()), Int(scanner.peek(1)) - 0x30)
      scanner.position += 2
      scanner.skipBlanks()
      _ = scanner.accept("-")
    }
    guard scanner.accept("FY") || scanner.accept("fy") || scanner.accept("Fy") else { return nil }
    scanner.skipBlanks()
    _ = scanner.accept("-")
    let from = scanner.position
    while isDigit(scanner.peek()) { scanner.position += 1 }
    let digits = scanner.position - from
    guard digits > 0, let year = number(from, scanner.position) else { return nil }
    scanner.skipBlanks()
    _ = scanner.accept("-")
    if part == nil, !scanner.isAtEnd, scanner.position + 2 == bytes.count, isDigit(bytes[bytes.count - 1]) {
      part = (lowercased(scanner.peek()), Int(bytes[bytes.count - 1]) - 0x30)
      scanner.position += 2
    }
    guard scanner.isAtEnd else { return nil }
    guard digits == 4 else { return .failure(twoDigitYear("FY2026")) }
    guard let begins = reading.fiscalYearBegins else {
      return .failure(
        error(
          .fiscalYear, "is a fiscal year, and companies begin theirs in different months",
          remedy: .anyOf([.set(.fiscalYearBegins, nil), "write its days, as 2025-07-01/2026-06-30"])))
    }
    // Named by the year in which it ends, which is the year after unless it begins with January.
    let first = begins == 1 || reading.isFiscalYearNamedByStart ? year : year - 1
    var start = (first - CalendarDay.years.lowerBound) * 12 + begins - 1
    var months = 12
    if let part {
      let count = part.letter == UInt8(ascii: "q") ? 4 : part.letter == UInt8(ascii: "h") ? 2 : 0
      guard count > 0, part.number >= 1, part.number <= count else {
        return .failure(error(.noSuchDate, "does not exist", remedy: "write FY2026, FY2026-Q1 or FY2026-H1"))
      }
      months = 12 / count
      start += months * (part.number - 1)
    }
    return found(Period(months: months, from: start))
  }
}

/// The forms of a period beyond the plain labels: names, spans and slashed dates.
struct PeriodParser {
  /// Trimmed.
  let bytes: UnsafeRawBufferPointer
  let reading: DateReading

  private var dateOrder: DateOrder? { reading.order }

  init(_ field: UnsafeRawBufferPointer, _ reading: DateReading) {
    var scanner = Scanner(field)
    scanner.trim()
    bytes = UnsafeRawBufferPointer(rebasing: field[scanner.position..<scanner.end])
    self.reading = reading
  }

  func parse() -> Result<Period, PeriodError> {
    if bytes.isEmpty { return .failure(PeriodError(kind: .empty, message: "the period is empty", remedy: Self.forms)) }
    // The longest form, a span of two dates, has 21 bytes.
    if bytes.count > 64 { return .failure(unrecognised()) }
    if let found = Period.standard(bytes) { return .success(found) }
    let slashes = bytes.count { $0 == UInt8(ascii: "/") }
    switch slashes {
    case 0: return named() ?? written() ?? fiscal() ?? .failure(refusal())
    case 1: return span()
    case 2: return slashedDate()
    default: return .failure(unrecognised())
    }
  }

  static let forms: Remedy =
    "write 2026, 2026-H1, 2025-Q4, 2026-03, 2026-W14, 2026-03-24, or 2026-01-01/2026-03-24 for a span"

  var quoted: String { bytes.quoted(0, bytes.count) }

  func error(_ kind: PeriodError.Kind, _ what: String, remedy: Remedy) -> PeriodError {
    PeriodError(kind: kind, message: "\(quoted) \(what)", remedy: remedy)
  }

  func unrecognised() -> PeriodError { error(.unrecognised, "is not a period", remedy: Self.forms) }

  func part(_ from: Int, _ to: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[from..<to]) }

  /// All digits, at most nine of them.
  func number(_ from: Int, _ to: Int) -> Int? {
    guard to > from, to - from <= 9 else { return nil }
    var value = 0
    for i in from..<to {
      guard isDigit(bytes[i]) else { return nil }
      value = value * 10 + Int(bytes[i] - 0x30)
    }
    return value
  }

  // Spans and slashed dates
  // -----------------------------------------------------------------------------------------------

  private func span() -> Result<Period, PeriodError> {
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return .failure(unrecognised()) }
    // "03/2026" and "2026/3" are months written with a slash, not spans.
    if isShortNumber(0, slash) || isShortNumber(slash + 1, bytes.count) {
      let (a, b) = (number(0, slash), number(slash + 1, bytes.count))
      let lengths = (slash, bytes.count - slash - 1)
      if lengths.1 == 4, let a, let b, let found = Period.monthOf(b, a) { return .success(found) }
      if lengths.0 == 4, let a, let b, let found = Period.monthOf(a, b) { return .success(found) }
      return .failure(slashedMonth(slash))
    }
    var left = Scanner(part(0, slash))
    left.trim()
    let right = PeriodParser(part(slash + 1, bytes.count), reading).parse()
    guard case .success(let last) = right else {
      if slash + 1 == bytes.count || bytes.suffix(2).elementsEqual("..".utf8) {
        return .failure(
          error(.unrecognised, "is a span without an end", remedy: "write its last day: 2026-01-01/2026-03-24"))
      }
      return right
    }
    var start: CalendarDay?
    if !(left.accept("..") && left.isAtEnd) {
      let first = PeriodParser(part(0, slash), reading).parse()
      guard case .success(let period) = first else {
        return slash == 0
          ? .failure(error(.unrecognised, "is a span without a start", remedy: "write ../\(last.end) if it is unknown"))
          : first
      }
      start = period.start
    }
    guard let found = Period(spanFrom: start, to: last.end) else {
      return .failure(
        error(.backwards, "runs backwards", remedy: "write the earlier end first: \(last.end)/\(start ?? last.end)"))
    }
    return .success(found)
  }

  private func isShortNumber(_ from: Int, _ to: Int) -> Bool { to - from <= 2 && number(from, to) != nil }

  private func slashedMonth(_ slash: Int) -> PeriodError {
    let (a, b) = (number(0, slash), number(slash + 1, bytes.count))
    var remedy: Remedy = "write the year first and with four digits, as 2026-03 or 2026-03-24"
    for case let (year?, month?) in [(a, b), (b, a)] {
      if let found = Period.monthOf(year, month) { remedy = "write \(found)" }
    }
    return error(.slashedDate, "is a slashed date", remedy: remedy)
  }

  private func slashedDate() -> Result<Period, PeriodError> {
    ordered(UInt8(ascii: "/"), "a slashed date") ?? .failure(unrecognised())
  }

  /// Three numbers with a mark between them; nil for anything else.
  func ordered(_ mark: UInt8, _ what: String) -> Result<Period, PeriodError>? {
    let cuts = bytes.indices.filter { bytes[$0] == mark }
    guard cuts.count == 2, let a = number(0, cuts[0]), let b = number(cuts[0] + 1, cuts[1]),
      let c = number(cuts[1] + 1, bytes.count)
    else { return nil }
    let lengths = (cuts[0], bytes.count - cuts[1] - 1)
    if lengths.0 == 4 {
      // The year comes first, so the month comes next in any order.
      let day = CalendarDay(year: a, month: b, day: c)
      if dateOrder != nil, let day, let found = Period(day: day) { return .success(found) }
      return .failure(
        error(
          .slashedDate, "is \(what)",
          remedy: day.map { .anyOf(["write \($0)", .set(.dateOrder, "dmy")]) }
            ?? "write a day that exists, as in 2026-03-24"))
    }
    guard lengths.1 == 4 || lengths.1 == 2 && dateOrder != nil else {
      return .failure(
        error(
          .twoDigitYear, "is \(what) with a year of \(lengths.1) digits",
          remedy: lengths.1 == 2
            ? .anyOf([.set(.dateOrder, "dmy"), .set(.dateOrder, "mdy"), "write the year first, as in 2026-03-24"])
            : "write the year with four digits and first, as in 2026-03-24"))
    }
    let year = lengths.1 == 2 ? Self.century(c) : c
    let dayFirst = CalendarDay(year: year, month: b, day: a)
    let monthFirst = CalendarDay(year: year, month: a, day: b)
    guard let dateOrder else {
      let remedy: Remedy
      switch (dayFirst, monthFirst) {
      case (let day?, nil): remedy = .anyOf(["write \(day)", .set(.dateOrder, "dmy")])
      case (nil, let day?): remedy = .anyOf(["write \(day)", .set(.dateOrder, "mdy")])
      case (let one?, let other?) where one == other: remedy = .anyOf(["write \(one)", .set(.dateOrder, "dmy")])
      case (let one?, let other?):
        remedy = .anyOf(["write \(one) or \(other)", .set(.dateOrder, "dmy"), .set(.dateOrder, "mdy")])
      case (nil, nil): remedy = "write a day that exists: no order of day and month makes this a date"
      }
      return .failure(error(.slashedDate, "is \(what): day/month order is ambiguous", remedy: remedy))
    }
    if let day = dateOrder == .dmy ? dayFirst : monthFirst, let found = Period(day: day) { return .success(found) }
    guard CalendarDay.years.contains(year) else { return .failure(outOfRange()) }
    let other = dateOrder == .dmy ? monthFirst : dayFirst
    let otherOrder = dateOrder == .dmy ? DateOrder.mdy : .dmy
    return .failure(
      error(
        .noSuchDate, "is not a date in the order \(dateOrder.rawValue)",
        remedy: other.map { .anyOf(["write \($0)", .set(.dateOrder, otherOrder.rawValue)]) }
          ?? "write a day that exists, as in 2026-03-24"))
  }

  /// The year of two digits, as POSIX reads them: 69 to 99 are of the last century.
  static func century(_ year: Int) -> Int { year < 69 ? 2000 + year : 1900 + year }

  // Names -------------------------------------------------------------------------------------------------------------

  /// "Q4 2025", "H1 2026", "Mar 2026", "2025Q4"; nil when it is none of them.
  private func named() -> Result<Period, PeriodError>? {
    if bytes.count == 6, let year = fourDigits(bytes, at: 0),
      let period = part(year, lowercased(bytes[4]), Int(bytes[5]) - 0x30)
    {
      return period
    }
    var scanner = Scanner(bytes)
    let letters = scanner.wordEnd()
    if letters == 1, bytes.count >= 2, isDigit(bytes[1]) {
      guard let (year, digits) = yearAfter(2) else { return nil }
      if digits == 2 { return .failure(twoDigitYear("Q4 2025")) }
      return digits == 4 ? part(year, lowercased(bytes[0]), Int(bytes[1]) - 0x30) : nil
    }
    scanner.position = 0
    guard let month = monthName(scanner, letters), let (year, digits) = yearAfter(letters) else { return nil }
    if digits == 2 {
      // What Excel makes of "Jan 2024" when it saves a CSV.
      guard letters < bytes.count, bytes[letters] == UInt8(ascii: "-"), bytes.count == letters + 3,
        let found = Period.monthOf(Self.century(year), month)
      else { return .failure(twoDigitYear("Mar 2026")) }
      return .success(found)
    }
    guard digits == 4 else { return nil }
    guard let found = Period.monthOf(year, month) else { return .failure(outOfRange()) }
    return .success(found)
  }

  /// A quarter or half by its letter; nil for another letter.
  private func part(_ year: Int, _ letter: UInt8, _ number: Int) -> Result<Period, PeriodError>? {
    let granularity: Granularity
    let perYear: Int
    switch letter {
    case UInt8(ascii: "q"): (granularity, perYear) = (.quarter, 4)
    case UInt8(ascii: "h"): (granularity, perYear) = (.half, 2)
    default: return nil
    }
    guard number >= 1, number <= perYear else {
      guard number >= 0, number <= 9 else { return nil }
      return .failure(
        error(
          .noSuchDate, "does not exist: a year has \(perYear) \(granularity == .half ? "halves" : "quarters")",
          remedy: Self.forms))
    }
    return Period(granularity, ordinal: year * perYear + number - 1).map { .success($0) } ?? .failure(outOfRange())
  }

  /// The number that is all of the rest, after blanks or one dash; with its count of digits.
  private func yearAfter(_ offset: Int) -> (year: Int, digits: Int)? {
    var scanner = Scanner(bytes)
    scanner.position = offset
    if !scanner.skipBlanks(), !scanner.accept("-"), !scanner.accept(".") { return nil }
    scanner.skipBlanks()
    guard let year = number(scanner.position, bytes.count) else { return nil }
    return (year, bytes.count - scanner.position)
  }

  /// A month's English name or its first three letters (and "Sept").
  func monthName(_ scanner: Scanner, _ end: Int) -> Int? {
    let names: [StaticString] = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    let short: [StaticString] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    for i in names.indices
    where scanner.isWord(scanner.position, end, names[i]) || scanner.isWord(scanner.position, end, short[i]) {
      return i + 1
    }
    return scanner.isWord(scanner.position, end, "sept") ? 9 : nil
  }
}

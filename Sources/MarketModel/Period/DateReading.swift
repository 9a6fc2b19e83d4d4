/// What the dates of a file mean, where a date can mean several things.
public struct DateReading: Sendable, Equatable {
  /// How 24/03/2026 and 24.03.2026 are written.
  public var order: DateOrder?
  /// What a day stands for: the period that it begins.
  public var begins: Begins?
  /// The month in which fiscal years begin, 1 to 12.
  public var fiscalYearBegins: Int?
  /// A fiscal year is called by the year in which it begins, not by that in which it ends.
  public var isFiscalYearNamedByStart = false

  /// Dates as they stand, years from January.
  public init(order: DateOrder? = nil) { self.order = order }

  /// What a date may stand for.
  public enum Begins: String, Sendable, CaseIterable {
    case week, month, quarter, half, year
    case fiscalYear = "fiscal-year"
  }
}

extension Period {
  /// Reads one period of an import with what is known of the file's dates.
  public static func parse(_ bytes: UnsafeRawBufferPointer, _ reading: DateReading) -> Result<Period, PeriodError> {
    let found = standard(bytes).map(Result.success) ?? PeriodParser(bytes, reading).parse()
    guard let begins = reading.begins, case .success(let period) = found, period.granularity == .day else {
      return found
    }
    return period.end.beginning(begins, reading).map { .success($0) }
      ?? .failure(
        PeriodError(
          kind: .noSuchDate, message: "\(bytes.quoted(0, bytes.count)) is not the first day of a \(begins.words)",
          remedy: .anyOf(["write the period itself, as 2026-03 or 2026-Q1", .omit(.datesBegin)])))
  }

  /// Reads one period with what is said of the file's dates.
  public static func parse(_ text: String, _ reading: DateReading) -> Result<Period, PeriodError> {
    var text = text
    return text.withUTF8 { parse(UnsafeRawBufferPointer($0), reading) }
  }
}

extension CalendarDay {
  /// The period of that kind which begins on this day; nil when none does.
  public func beginning(_ kind: DateReading.Begins, _ reading: DateReading = DateReading()) -> Period? {
    let granularity: Granularity
    switch kind {
    case .week: granularity = .week
    case .month: granularity = .month
    case .quarter: granularity = .quarter
    case .half: granularity = .half
    case .year: granularity = .year
    case .fiscalYear:
      let (year, month, day) = components
      guard day == 1, month == reading.fiscalYearBegins ?? month, year >= CalendarDay.years.lowerBound else {
        return nil
      }
      return Period(months: 12, from: (year - CalendarDay.years.lowerBound) * 12 + month - 1)
    }
    guard let found = Period(granularity, containing: self), found.start == self else { return nil }
    return found
  }
}

extension DateReading.Begins {
  fileprivate var words: String { self == .fiscalYear ? "fiscal year" : rawValue }
}

/// How a store numbers publications: days since 2000-01-01 · 100,000 + a number within the day, so that a later
/// publication has a larger id. Days before 2000 have negative ids.
public enum PublicationID {
  /// How many sources can publish on one day.
  public static let perDay: Int64 = 100_000
  /// 2000-01-01, as a Julian day number.
  public static let firstDay: Int32 = 2_451_545

  /// The ids of the publications of one day.
  public static func ids(on day: CalendarDay) -> ClosedRange<Int64> {
    let first = (Int64(day.julianDayNumber) - Int64(firstDay)) * perDay
    return first...(first + perDay - 1)
  }

  /// Days since 2000-01-01.
  public static func dayNumber(of id: Int64) -> Int64 { (id >= 0 ? id : id &- (perDay - 1)) / perDay }
}

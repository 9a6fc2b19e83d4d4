import MarketModel
import Testing

@Suite struct RelativePeriodTests {
  /// A Saturday, the last day of a month.
  private static let today = CalendarDay(year: 2026, month: 10, day: 31) ?? .first

  @Test(
    "a word is a period, and a day of it",
    arguments: [
      ("today", "2026-10-31", "2026-10-31", "2026-10-31"), ("yesterday", "2026-10-30", "2026-10-30", "2026-10-30"),
      ("7d", "2026-10-24", "2026-10-24", "2026-10-24"), ("-1w", "2026-W43", "2026-10-24", "2026-10-24"),
      ("8m", "2026-02", "2026-02-28", "2026-02-28"), ("-8M", "2026-02", "2026-02-28", "2026-02-28"),
      ("0m", "2026-10", "2026-10-31", "2026-10-31"), ("1q", "2026-Q3", "2026-07-31", "2026-07-31"),
      ("2y", "2024", "2024-10-31", "2024-10-31"), ("this-week", "2026-W44", "2026-10-26", "2026-11-01"),
      ("last-week", "2026-W43", "2026-10-19", "2026-10-25"), ("this-month", "2026-10", "2026-10-01", "2026-10-31"),
      ("Last Month", "2026-09", "2026-09-01", "2026-09-30"), ("last_quarter", "2026-Q3", "2026-07-01", "2026-09-30"),
      ("this-half", "2026-H2", "2026-07-01", "2026-12-31"), ("last-year", "2025", "2025-01-01", "2025-12-31"),
    ])
  func words(_ text: String, _ period: String, _ first: String, _ last: String) throws {
    let relative = try #require(RelativePeriod(text))
    #expect(relative.period(today: Self.today)?.label == period)
    #expect(relative.day(today: Self.today, .first)?.description == first)
    #expect(relative.day(today: Self.today, .last)?.description == last)
  }

  @Test(
    "nothing else is one",
    arguments: [
      "", "m", "-m", "6", "-6", "6h", "--6m", "6 months", "next-month", "this-day",
      "last-span", "2026", "123456d", "+6m", "6mm",
    ])
  func refused(_ text: String) { #expect(RelativePeriod(text) == nil) }

  @Test("what lies before 1800 is nothing") func early() throws {
    let far = try #require(RelativePeriod("99999q"))
    #expect(far.period(today: Self.today) == nil && far.day(today: Self.today, .first) == nil)
    let edge = try #require(RelativePeriod("226y"))
    #expect(edge.period(today: Self.today)?.label == "1800")
    #expect(try #require(RelativePeriod("227y")).period(today: Self.today) == nil)
  }

  @Test("the period six months ago holds the day six months ago, on every day") func agree() throws {
    for offset in stride(from: 0, to: 1500, by: 7) {
      let today = Self.today.adding(days: -offset)
      for text in ["5d", "6w", "7m", "3q", "2y"] {
        let relative = try #require(RelativePeriod(text))
        let day = try #require(relative.day(today: today, .first))
        #expect(try #require(relative.period(today: today)).contains(day), "\(text) of \(today)")
      }
    }
  }
}

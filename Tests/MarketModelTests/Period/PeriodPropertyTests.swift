import MarketModel
import Testing

@Suite struct PeriodProperties {
  /// Every day of the store, counted by hand: year, month, day, day of the year and weekday (1 Monday), from
  /// 1800-01-01, a Wednesday.
  static func walk(_ visit: (_ y: Int, _ m: Int, _ d: Int, _ dayOfYear: Int, _ weekday: Int) throws -> Void) rethrows {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var weekday = 3
    for year in 1800...2200 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      var dayOfYear = 0
      for month in 1...12 {
        for day in 1...(lengths[month - 1] + (month == 2 && isLeap ? 1 : 0)) {
          dayOfYear += 1
          try visit(year, month, day, dayOfYear, weekday)
          weekday = weekday % 7 + 1
        }
      }
    }
  }

  @Test("every day from 1800 to 2200 has the next Julian day number, and comes back from it")
  func days() throws {
    var number: Int32 = 2_378_497
    var wrong = 0
    Self.walk { y, m, d, dayOfYear, weekday in
      let day = CalendarDay(julianDayNumber: number)
      let parts = day.components
      if CalendarDay(year: y, month: m, day: d) != day || parts != (y, m, d) || day.dayOfYear != dayOfYear
        || day.weekday != weekday
      {
        wrong += 1
      }
      if CalendarDay.parse(day.description) != day || Period(day: day)?.id != 10_000_000 + number { wrong += 1 }
      number += 1
    }
    #expect(wrong == 0)
    #expect(number - 1 == CalendarDay.last.julianDayNumber)
    #expect(CalendarDay(year: 2000, month: 1, day: 1)?.julianDayNumber == 2_451_545)
  }

  @Test("every day's ISO week agrees with the rule by weekday and day of the year")
  func weeks() {
    func weeksIn(_ year: Int) -> Int {
      // A year has 53 weeks when it ends on a Thursday, or the year before ended on a Wednesday (Gent).
      func p(_ y: Int) -> Int { (y + y / 4 - y / 100 + y / 400) % 7 }
      return p(year) == 4 || p(year - 1) == 3 ? 53 : 52
    }
    var wrong = 0
    Self.walk { y, m, d, dayOfYear, weekday in
      var (year, week) = (y, (dayOfYear - weekday + 10) / 7)
      if week < 1 { (year, week) = (y - 1, weeksIn(y - 1)) } else if week > weeksIn(y) { (year, week) = (y + 1, 1) }
      guard let day = CalendarDay(year: y, month: m, day: d) else {
        wrong += 1
        return
      }
      let found = Period(.week, containing: day)
      if year > 2200 {
        if found != nil { wrong += 1 }
      } else if found?.label != "\(year)-W\(week < 10 ? "0" : "")\(week)" || found?.contains(day) != true {
        wrong += 1
      }
    }
    #expect(wrong == 0)
  }

  @Test(
    "id, label and dates name the same period, and neighbours touch",
    arguments: Granularity.allCases.filter { $0 != .span })
  func roundTrip(_ granularity: Granularity) throws {
    let firstEver = try #require(Period(granularity, containing: CalendarDay.first))
    var period = Optional(firstEver)
    #expect(firstEver.previous == nil)
    var wrong: [String] = []
    var last = firstEver
    var count = 0
    while let current = period {
      count += 1
      guard let id = current.id, let start = current.start else {
        wrong.append(current.label)
        break
      }
      if Period(id: id) != current || (try? Period.parse(current.label).get()) != current {
        wrong.append(current.label)
      }
      if start >= CalendarDay.first, Period(granularity, containing: start) != current { wrong.append(current.label) }
      if Period(granularity, containing: current.end) != current || current.enclosing(granularity) != current {
        wrong.append(current.label)
      }
      if let next = current.next,
        next.id != id + 1 || next.start != current.end.adding(days: 1) || next.previous != current
      {
        wrong.append(current.label)
      }
      last = current
      period = current.next
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    let years = 401
    switch granularity {
    case .day: #expect(count == 146_462)
    case .week:
      #expect(last.label == "2200-W52" && firstEver.label == "1800-W01" && firstEver.start?.description == "1799-12-30")
    case .month: #expect(count == years * 12)
    case .quarter: #expect(count == years * 4)
    case .half: #expect(count == years * 2)
    default: #expect(count == years)
    }
  }

  @Test("ids are the ordinals of the schema")
  func ids() throws {
    func id(_ text: String) throws -> Int32? { try Period.parse(text).get().id }
    #expect(try id("2026-03-24") == 12_461_124)
    #expect(try id("2026-W14") == 20_351_590)
    #expect(try id("2026-03") == 30_024_314)
    #expect(try id("2025-Q4") == 40_008_103)
    #expect(try id("2026-H1") == 50_004_052)
    #expect(try id("2026") == 60_002_026)
    #expect(try id("2026-03").map { $0 - 12 } == id("2025-03"))
  }

  @Test(
    "no id or ordinal outside the store's years is a period",
    arguments: [
      Int32.min, -1, 0, 1, 9_999_999, 10_000_000, 12_378_496, 12_524_959, 20_000_000,
      30_000_000, 30_021_599, 30_026_412, 60_001_799, 60_002_201, 70_000_000, 89_999_999, 90_000_000, 99_999_999,
      Int32.max,
    ])
  func outside(_ id: Int32) {
    #expect(Period(id: id) == nil)
  }

  @Test("extreme ordinals, days and months neither trap nor wrap")
  func extremes() {
    for granularity in Granularity.allCases {
      for ordinal in [Int.min, -1, Int.max] { #expect(Period(granularity, ordinal: ordinal) == nil) }
      for number in [Int32.min, 0, Int32.max] {
        #expect(Period(granularity, containing: CalendarDay(julianDayNumber: number)) == nil)
      }
    }
    for number in [Int32.min, -1, 0, Int32.max] {
      let day = CalendarDay(julianDayNumber: number)
      #expect(!day.description.isEmpty)
      #expect((1...7).contains(day.weekday))
      for step in [Int.min, -1, 0, 1, Int.max] { _ = (day.adding(days: step), day.adding(months: step)) }
      #expect(day.adding(days: Int.max) >= day && day.adding(days: Int.min) <= day)
    }
    #expect(CalendarDay(year: Int.max, month: Int.max, day: Int.max) == nil)
    #expect(Period.week(Int.max, of: Int.max) == nil)
  }

  @Test("a month later is the same day, or the month's last")
  func months() throws {
    let day = try #require(CalendarDay.parse("2024-01-31"))
    #expect(day.adding(months: 1).description == "2024-02-29")
    #expect(day.adding(months: 13).description == "2025-02-28")
    #expect(day.adding(months: -2).description == "2023-11-30")
    #expect(CalendarDay.parse("2026-03-24")?.adding(months: -15).description == "2024-12-24")
    #expect(CalendarDay.parse("2026-03-24")?.adding(days: 184).description == "2026-09-24")
  }

  @Test("a period is enclosed only by one that holds all of it")
  func enclosing() throws {
    func enclosing(_ text: String, _ granularity: Granularity) throws -> String? {
      try Period.parse(text).get().enclosing(granularity)?.label
    }
    #expect(try enclosing("2026-03-24", .week) == "2026-W13")
    #expect(try enclosing("2026-03", .quarter) == "2026-Q1")
    #expect(try enclosing("2026-03", .half) == "2026-H1")
    #expect(try enclosing("2025-Q4", .year) == "2025")
    #expect(try enclosing("2026-W14", .month) == nil)
    #expect(try enclosing("2026", .month) == nil)
    #expect(try enclosing("2026-01-01/2026-01-31", .month) == "2026-01")
    #expect(try enclosing("../2026-01-31", .month) == nil)
    #expect(try enclosing("2200-12-30", .week) == nil)
  }

  @Test("containing and overlapping count both ends")
  func overlap() throws {
    let march = try Period.parse("2026-03").get()
    let quarter = try Period.parse("2026-Q1").get()
    let week = try Period.parse("2026-W14").get()
    let open = try Period.parse("../2026-03-31").get()
    #expect(quarter.contains(march) && !march.contains(quarter))
    #expect(march.overlaps(week) && !march.contains(week))
    #expect(!march.overlaps(try Period.parse("2026-04").get()))
    #expect(march.overlaps(open) && open.overlaps(march) && !open.contains(march))
    #expect(march.contains(try #require(CalendarDay.parse("2026-03-31"))))
  }
}

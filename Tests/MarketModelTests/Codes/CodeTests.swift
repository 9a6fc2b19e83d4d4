import MarketModel
import Testing

@Suite struct CodeTests {
  @Test("a publication's id gives its day back, before 2000 too, and later days have larger ids")
  func publications() throws {
    var last = Int64.min
    for year in stride(from: 1800, through: 2200, by: 7) {
      for (month, date) in [(1, 1), (2, 28), (12, 31)] {
        let day = try #require(CalendarDay(year: year, month: month, day: date))
        let ids = PublicationID.ids(on: day)
        #expect(ids.count == Int(PublicationID.perDay) && ids.lowerBound > last)
        last = ids.upperBound
        for id in [ids.lowerBound, ids.lowerBound + 1, ids.upperBound] {
          #expect(PublicationID.dayNumber(of: id) == Int64(day.julianDayNumber - PublicationID.firstDay), "\(day)")
        }
      }
    }
    #expect(PublicationID.ids(on: CalendarDay(year: 2000, month: 1, day: 1)!).lowerBound == 0)
  }

  @Test("the integers of the store are what its files hold: they never change")
  func integers() {
    #expect(Qualifier.allCases.map(\.rawValue) == Array(0...7))
    #expect(Qualifier.allCases.map(\.code) == ["eq", "approx", "lt", "le", "gt", "ge", "range", "nd"])
    #expect(ObservationStatus.allCases.map(\.rawValue) == Array(0...6))
    #expect(
      ObservationStatus.allCases.map(\.code) == [
        "reported", "provisional", "estimated", "derived", "projected", "target", "not_disclosed",
      ])
    #expect(Granularity.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 9])
    #expect(Granularity.month.ids == 30_000_000...39_999_999 && Granularity.span.ids.lowerBound == 90_000_000)
  }

  @Test("points, bounds and the rest are apart") func kinds() {
    let named = Qualifier.points + Qualifier.upperBounds + Qualifier.lowerBounds
    #expect(Set(named).count == named.count && Set(Qualifier.allCases).subtracting(named) == [.range, .notDisclosed])
    #expect(Qualifier.allCases.filter(\.isBound) == [.lt, .le, .gt, .ge])
  }
}

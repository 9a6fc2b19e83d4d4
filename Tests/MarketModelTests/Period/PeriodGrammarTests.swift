import MarketModel
import Testing

@Suite struct PeriodGrammar {
  @Test(
    "an accepted form is the period it names",
    arguments: [
      ("2026", "2026", "2026-01-01", "2026-12-31"), ("2026-H1", "2026-H1", "2026-01-01", "2026-06-30"),
      ("2025-Q4", "2025-Q4", "2025-10-01", "2025-12-31"), ("Q4 2025", "2025-Q4", "2025-10-01", "2025-12-31"),
      ("q4 2025", "2025-Q4", "2025-10-01", "2025-12-31"), ("H2 2026", "2026-H2", "2026-07-01", "2026-12-31"),
      ("2025Q4", "2025-Q4", "2025-10-01", "2025-12-31"), ("2026-03", "2026-03", "2026-03-01", "2026-03-31"),
      ("2026-M03", "2026-03", "2026-03-01", "2026-03-31"), ("Mar 2026", "2026-03", "2026-03-01", "2026-03-31"),
      ("march 2026", "2026-03", "2026-03-01", "2026-03-31"), ("Sept 2026", "2026-09", "2026-09-01", "2026-09-30"),
      ("2024-02", "2024-02", "2024-02-01", "2024-02-29"), ("2026-W14", "2026-W14", "2026-03-30", "2026-04-05"),
      ("2026-03-24", "2026-03-24", "2026-03-24", "2026-03-24"),
      (" 2026-03-24 ", "2026-03-24", "2026-03-24", "2026-03-24"),
      ("2024-12-24/2026-03-24", "2024-12-24/2026-03-24", "2024-12-24", "2026-03-24"),
      ("2025-01/2025-Q2", "2025-H1", "2025-01-01", "2025-06-30"),
      ("2026-W53", "2026-W53", "2026-12-28", "2027-01-03"),
    ])
  func accepted(_ text: String, _ label: String, _ start: String, _ end: String) throws {
    let period = try Period.parse(text).get()
    #expect(period.label == label)
    #expect(period.start?.description == start)
    #expect(period.end.description == end)
    #expect(try Period.parse(period.label).get() == period)
  }

  @Test("a span's start may be unknown")
  func unknownStart() throws {
    let period = try Period.parse("../2026-03-24").get()
    #expect(period.granularity == .span)
    #expect(period.start == nil)
    #expect(period.id == nil)
    #expect(period.label == "../2026-03-24")
    #expect(period.dayCount == nil)
  }

  @Test(
    "a refused form has its kind and says what to write",
    arguments: [
      ("24/03/2026", .slashedDate, "write 2026-03-24, or set date order to dmy"),
      ("03/24/2026", .slashedDate, "write 2026-03-24, or set date order to mdy"),
      (
        "03/04/2026", .slashedDate, "write 2026-04-03 or 2026-03-04, or set date order to dmy, or set date order to mdy"
      ),
      ("2026/03/24", .slashedDate, "write 2026-03-24"), ("13/2026", .slashedDate, "write the year first"),
      ("24/03/26", .twoDigitYear, "set date order to dmy"), ("2026-02-30", .noSuchDate, "2026-02 has 28 days"),
      ("2026-13", .noSuchDate, "months are 01 to 12"), ("2026-M13", .noSuchDate, "months are M01 to M12"),
      ("2025-W53", .noSuchDate, "2025 has 52 ISO weeks"), ("2026-W54", .noSuchDate, "2026 has 53 ISO weeks"),
      ("2026-W00", .noSuchDate, "2026 has 53 ISO weeks"), ("2026-Q5", .noSuchDate, "Q1 to Q4"),
      ("2026-H3", .noSuchDate, "H1 and H2"),
      ("Q5 2026", .noSuchDate, "write 2026"), ("2026032413", .timeOfDay, "write the day, 2026-03-24"),
      ("46105", .excelSerial, "write 2026-03-24"), ("46105.5", .excelSerial, "write 2026-03-24"),
      ("FY2026", .fiscalYear, "set fiscal year begins"),
      ("26-03", .twoDigitYear, "write the year with four"), ("Mar 26", .twoDigitYear, "Mar 2026"),
      ("2021-03-01 - 2021-03-07", .unrecognised, "write 2021-03-01/2021-03-07"),
      ("Q4 25", .twoDigitYear, "Q4 2025"),
      ("2026-03-24/2026-03-01", .backwards, "write the earlier end first: 2026-03-01/2026-03-24"),
      ("2026-3", .unrecognised, "write 2026-03"), ("2026-3-4", .unrecognised, "write 2026-03-04"),
      ("2026-W4", .unrecognised, "write 2026-W04"),
      ("2026-W14-3", .unrecognised, "write the week"),
      ("2026-03-24T10:00:00Z", .timeOfDay, "2026-03-24, with the figure of the whole day"),
      ("2026-03-24 10:00", .timeOfDay, "2026-03-24, with the figure of the whole day"),
      ("24.03.2026", .slashedDate, "write 2026-03-24"),
      ("24-03-2026", .unrecognised, "write 2026-03-24"),
      ("04-03-2026", .unrecognised, "write 2026-03-04 or 2026-04-03"),
      ("24-24-2026", .unrecognised, "a day that exists"), ("03-2026", .unrecognised, "write 2026-03"),
      ("1799-12", .outOfRange, "check the year"),
      ("2201", .outOfRange, "check the year"), ("Mar 2300", .outOfRange, "check the year"), ("", .empty, "write 2026"),
      ("yesterday", .unrecognised, "write 2026"), ("2026-03-24/", .unrecognised, "its last day"),
      ("2026-03-24/..", .unrecognised, "its last day"),
      ("/2026-03-24", .unrecognised, "write ../2026-03-24"), ("2026-03-24/2026-02-30", .noSuchDate, "28 days"),
      ("1/2/3/4", .unrecognised, "write 2026"),
    ] as [(String, PeriodError.Kind, String)])
  func refused(_ text: String, _ kind: PeriodError.Kind, _ remedy: String) {
    guard case .failure(let error) = Period.parse(text) else {
      Issue.record("accepted")
      return
    }
    #expect(error.kind == kind)
    #expect(error.remedy.description.contains(remedy), "\(error.remedy)")
  }

  @Test("messages give the reason")
  func messages() {
    func message(_ text: String) -> String {
      guard case .failure(let error) = Period.parse(text) else { return "accepted" }
      return error.message
    }
    #expect(message("24/03/2026") == "\"24/03/2026\" is a slashed date: day/month order is ambiguous")
    #expect(message("46105") == "\"46105\" is an Excel serial number: 2026-03-24")
    #expect(message("2026-03-24/2026-03-01") == "\"2026-03-24/2026-03-01\" runs backwards")
  }

  @Test("a date order settles slashed dates")
  func dateOrder() throws {
    #expect(try Period.parse("24/03/2026", dateOrder: .dmy).get().label == "2026-03-24")
    #expect(try Period.parse("03/24/2026", dateOrder: .mdy).get().label == "2026-03-24")
    #expect(try Period.parse("3/4/2026", dateOrder: .dmy).get().label == "2026-04-03")
    #expect(try Period.parse("3/4/2026", dateOrder: .mdy).get().label == "2026-03-04")
    #expect(try Period.parse("2026/03/24", dateOrder: .dmy).get().label == "2026-03-24")
    guard case .failure(let error) = Period.parse("24/03/2026", dateOrder: .mdy) else {
      Issue.record("accepted")
      return
    }
    #expect(error.kind == .noSuchDate)
    #expect(error.remedy == .anyOf(["write 2026-03-24", .set(.dateOrder, "dmy")]))
  }

  @Test(
    "forms of offices, spreadsheets and companies are periods",
    arguments: [
      ("2021 Q1", "2021-Q1"), ("2021M03", "2021-03"), ("2021 JAN", "2021-01"), ("Jan-24", "2024-01"),
      ("Jan-69", "1969-01"), ("2020 [YR2020]", "2020"), ("20240101", "2024-01-01"), ("2024010100", "2024-01-01"),
      ("2024-01-01T00:00:00Z", "2024-01-01"), ("2024-01-01 00:00", "2024-01-01"),
      ("2024-01-01T00:00:00.000Z", "2024-01-01"), ("01/2025", "2025-01"), ("202603", "2026-03"),
    ])
  func written(_ text: String, _ label: String) throws { #expect(try Period.parse(text).get().label == label) }

  @Test("a fiscal year is the months that it is, and its id leads to the one before and to the same of a year before")
  func fiscalYears() throws {
    var reading = DateReading()
    reading.fiscalYearBegins = 7
    func period(_ text: String) throws -> Period { try Period.parse(text, reading).get() }
    #expect(try period("FY2026").label == "2025-07-01/2026-06-30")
    #expect(try period("FY2026-Q1").label == "2025-Q3")
    #expect(try period("Q1 FY2026") == period("2025-Q3"))
    reading.fiscalYearBegins = 2
    let year = try period("FY2026")
    let first: Int32 = (2025 - 1800) * 12 + 1
    #expect(year.id == 90_120_000 + first)
    #expect(year.previous == (try period("FY2025")))
    #expect(year.id.flatMap { Period(id: $0 - 12) } == (try period("FY2025")))
    let quarter = try period("FY2026-Q2")
    #expect(quarter.label == "2025-05-01/2025-07-31")
    #expect(quarter.previous == (try period("FY2026-Q1")))
    #expect(quarter.id.flatMap { Period(id: $0 - 12) } == (try period("FY2025-Q2")))
    #expect(try Period.parse("2025-05-01/2025-07-31").get() == quarter)
    reading.isFiscalYearNamedByStart = true
    #expect(try period("FY2026").label == "2026-02-01/2027-01-31")
    #expect(Period(id: 90_000_000) == nil && Period(id: 90_010_000) == nil)
  }

  @Test("a date stands for the period that it begins, where that is said") func datesBegin() throws {
    var reading = DateReading()
    reading.begins = .quarter
    #expect(try Period.parse("2023-07-01", reading).get().label == "2023-Q3")
    #expect(try Period.parse("2023-08", reading).get().label == "2023-08")
    guard case .failure(let error) = Period.parse("2023-08-01", reading) else { return #expect(Bool(false)) }
    #expect(error.message == "\"2023-08-01\" is not the first day of a quarter")
    reading.begins = .week
    #expect(try Period.parse("2026-03-30", reading).get().label == "2026-W14")
  }
}

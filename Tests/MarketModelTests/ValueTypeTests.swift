import MarketModel
import TestSupport
import Testing

@Suite struct ValueTypes {
  @Test("codes of qualifiers, statuses, units and granularities come back")
  func codes() {
    for qualifier in Qualifier.allCases { #expect(Qualifier(code: qualifier.code) == qualifier) }
    for status in ObservationStatus.allCases { #expect(ObservationStatus(code: status.code) == status) }
    for granularity in Granularity.allCases { #expect(Granularity(name: granularity.name) == granularity) }
    for unit in MetricUnit.allCases { #expect(MetricUnit(rawValue: unit.rawValue) == unit) }
    #expect(Qualifier.allCases.map(\.code) == ["eq", "approx", "lt", "le", "gt", "ge", "range", "nd"])
    #expect(Qualifier.allCases.map(\.rawValue) == Array(0...7))
    #expect(ObservationStatus.allCases.map(\.rawValue) == Array(0...6))
    #expect(MetricUnit.currencyPerDay.rawValue == "currency_per_day")
    #expect(ObservationStatus.allCases.filter(\.isForwardLooking) == [.projected, .target])
    #expect(MetricUnit.allCases.filter(\.isMoney) == [.currency, .currencyPerDay])
  }

  @Test(
    "a qualifier is known by symbol and word",
    arguments: [
      ("=", .eq), ("~", .approx), ("<", .lt), ("<=", .le), ("≤", .le), (">", .gt), (">=", .ge), ("≥", .ge),
      ("Below", .lt),
      ("at least", .ge),
      ("LT", .lt), (" nd ", .notDisclosed), ("undisclosed", .notDisclosed), ("exact", .eq),
    ] as [(String, Qualifier)])
  func qualifierWords(_ text: String, _ expected: Qualifier) { #expect(Qualifier(code: text) == expected) }

  @Test("what is not a qualifier or status is nil", arguments: ["", "overall", "<<", "lte", "< 5", "\0", "eq eq"])
  func unknown(_ text: String) {
    #expect(Qualifier(code: text) == nil)
    #expect(ObservationStatus(code: text) == nil)
  }

  @Test("a status is read in any case and with blanks")
  func status() { #expect(ObservationStatus(code: "Not Disclosed") == .notDisclosed) }

  @Test("a currency is three ASCII capitals")
  func currency() {
    #expect(Currency(code: "CNY")?.code == "CNY")
    #expect(Currency(code: "XYZ")?.isListed == false)
    #expect(Currency(code: "ZWG")?.isListed == true)
    for text in ["", "US", "USDX", "usd", "U$D", "ÄÖÜ", "\0\0\0"] { #expect(Currency(code: text) == nil) }
    #expect(Currency(code: "USD") != Currency(code: "DUS"))
  }

  @Test(
    "a quantity prints short for people",
    arguments: [
      ("7.8M", .persons, "7.8M"), ("7,800,000", .persons, "7.8M"), ("1234567", .persons, "1.23M"),
      ("<500,000", .persons, "<500K"),
      ("~1M", .persons, "~1M"), ("4.5-5M", .persons, "4.5M–5M"), ("≥ 950", .persons, "≥950"),
      ("999999", .persons, "1M"),
      ("999499", .persons, "999K"),
      ("0", .persons, "0"), ("94.3%", .ratio, "94.3%"), ("0.0737%", .ratio, "0.074%"), ("<8%", .ratio, "<8%"),
      ("-5%", .ratio, "−5%"),
      ("1234%", .ratio, "1,234%"), ("7-8%", .ratio, "7–8%"), ("undisclosed", .persons, "n/d"),
      ("$1.4M", .currency, "USD 1.4M"),
      ("$0.25", .currency, "USD 0.25"), (">$1M", .currency, ">USD 1M"), (">$1M", .currencyPerDay, ">USD 1M/day"),
      ("$4.5-5M", .currency, "USD 4.5M–5M"),
      (">2x", .multiple, ">2×"), ("2.5", .multiple, "2.5×"), ("15", .months, "15 mo"), ("#1", .rank, "#1"),
      ("1287", .score, "1,287"),
      ("87.65", .score, "87.65"),
      ("3.4亿", .persons, "340M"), ("1e18", .persons, "1,000,000T"), ("≈0.001%", .ratio, "~0.001%"),
    ] as [(String, MetricUnit, String)])
  func printed(_ text: String, _ unit: MetricUnit, _ expected: String) throws {
    guard case .quantity(let quantity) = try parseQuantity(text, QuantityContext(unit: unit)).get() else {
      Issue.record("skipped")
      return
    }
    #expect(quantity.printed(unit: unit) == expected)
  }

  @Test("what is printed short can be imported again and claims the figure it was printed from")
  func printedRoundTrip() throws {
    var random = SeededGenerator(state: 3)
    for _ in 0..<2000 {
      let value =
        (Double.random(in: 0...1, using: &random) * ([1e2, 1e4, 1e7, 1e12].randomElement(using: &random) ?? 1))
        .rounded()
      let quantity = Quantity(qualifier: .eq, value: value, low: value, high: value)
      let text = quantity.printed(unit: .persons)
      guard case .quantity(let back) = try parseQuantity(text, AcceptedValues.persons).get(), let low = back.low,
        let high = back.high
      else {
        Issue.record("\(text) is not read")
        continue
      }
      #expect(low <= value && value <= high, "\(value) printed as \(text)")
    }
  }

  @Test(
    "no double breaks the printing",
    arguments: [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, -1e300])
  func oddDoubles(_ value: Double) {
    for unit in MetricUnit.allCases { #expect(!Quantity(qualifier: .eq, value: value).printed(unit: unit).isEmpty) }
  }
}

import MarketModel
import Testing

/// The forms that IMPORT.md names, each with what it claims.
@Suite struct AcceptedValues {
  struct Form: Sendable, CustomTestStringConvertible {
    var text: String
    var context: QuantityContext
    var qualifier: Qualifier
    var value: Double?
    var low: Double?
    var high: Double?
    var currency: String?
    var testDescription: String { text }

    init(
      _ text: String, _ context: QuantityContext, _ qualifier: Qualifier, _ value: Double?, _ low: Double?,
      _ high: Double?,
      _ currency: String? = nil
    ) {
      (self.text, self.context, self.qualifier) = (text, context, qualifier)
      (self.value, self.low, self.high, self.currency) = (value, low, high, currency)
    }
  }

  static let persons = QuantityContext(unit: .persons, minimum: 0)
  static let ratio = QuantityContext(unit: .ratio, minimum: 0, maximum: 1)
  static let change = QuantityContext(unit: .ratio, minimum: -1)
  static let multiple = QuantityContext(unit: .multiple, minimum: 0)
  static let money = QuantityContext(unit: .currency)
  static let usd = QuantityContext(unit: .currency, currency: Currency(code: "USD"))
  static let perDay = QuantityContext(unit: .currencyPerDay, minimum: 0)
  static let rank = QuantityContext(unit: .rank, minimum: 1)

  static func money(_ code: String) -> QuantityContext {
    QuantityContext(unit: .currency, currency: Currency(code: code))
  }
  static func comma(_ context: QuantityContext) -> QuantityContext {
    var context = context
    context.decimalComma = true
    return context
  }

  static let forms: [Form] = [
    Form("7.8M", persons, .eq, 7_800_000, 7_750_000, 7_850_000),
    Form("7800000", persons, .eq, 7_800_000, 7_799_999.5, 7_800_000.5),
    Form("7,800,000", persons, .eq, 7_800_000, 7_799_999.5, 7_800_000.5),
    Form("1,234,567", persons, .eq, 1_234_567, 1_234_566.5, 1_234_567.5),
    Form("1,234.5", QuantityContext(unit: .score), .eq, 1234.5, 1234.45, 1234.55),
    Form("<8%", ratio, .lt, nil, 0, 0.08),
    Form("≤ 8 %", ratio, .le, nil, 0, 0.08),
    Form("<=8%", ratio, .le, nil, 0, 0.08),
    Form("≥ 8 %", ratio, .ge, nil, 0.08, 1),
    Form(">=8%", ratio, .ge, nil, 0.08, 1),
    Form("~1M", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("≈1M", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("roughly 1 million", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("About 1 Million", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("around 1m", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("approx. 1 mn", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("approximately 1 mln", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("circa 1M", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("c. 1M", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("nearly 1M", persons, .approx, 1e6, 0.5e6, 1.5e6),
    Form("below 500,000", persons, .lt, nil, 0, 500_000),
    Form("under 500K", persons, .lt, nil, 0, 500_000),
    Form("less than 500 thousand", persons, .lt, nil, 0, 500_000),
    Form("up to 500k", persons, .le, nil, 0, 500_000),
    Form("at most 500k", persons, .le, nil, 0, 500_000),
    Form("at least 500k", persons, .ge, nil, 500_000, nil),
    Form("over 500k", persons, .gt, nil, 500_000, nil),
    Form("more   than 500k", persons, .gt, nil, 500_000, nil),
    Form("above 500k", persons, .gt, nil, 500_000, nil),
    Form("500k or more", persons, .ge, nil, 500_000, nil),
    Form("exceeded $1 million", money, .gt, nil, 1e6, nil, "USD"),
    Form("exceeded $1 million per day", perDay, .gt, nil, 1e6, nil, "USD"),
    Form("$15M/day", perDay, .eq, 15e6, 14.5e6, 15.5e6, "USD"),
    Form("$1M+", money, .ge, nil, 1e6, nil, "USD"),
    Form("$1.4M", money, .eq, 1.4e6, 1.35e6, 1.45e6, "USD"),
    Form("-$1.4M", money, .eq, -1.4e6, -1.45e6, -1.35e6, "USD"),
    Form("$0", money, .eq, 0, -0.5, 0.5, "USD"),
    Form("0.25", usd, .eq, 0.25, 0.245, 0.255, "USD"),
    Form("$5M", money("CAD"), .eq, 5e6, 4.5e6, 5.5e6, "CAD"),
    Form("$5M CAD", money, .eq, 5e6, 4.5e6, 5.5e6, "CAD"),
    Form("HK$5M", money, .eq, 5e6, 4.5e6, 5.5e6, "HKD"),
    Form("CA$5M", money, .eq, 5e6, 4.5e6, 5.5e6, "CAD"),
    Form("340M CNY", money, .eq, 340e6, 339.5e6, 340.5e6, "CNY"),
    Form("340 million yuan", money, .eq, 340e6, 339.5e6, 340.5e6, "CNY"),
    Form("RMB 340M", money, .eq, 340e6, 339.5e6, 340.5e6, "CNY"),
    Form("RMB 340M", money("CNY"), .eq, 340e6, 339.5e6, 340.5e6, "CNY"),
    Form("EUR 5M", money, .eq, 5e6, 4.5e6, 5.5e6, "EUR"),
    Form("€5M", money("EUR"), .eq, 5e6, 4.5e6, 5.5e6, "EUR"),
    Form("£5M", money, .eq, 5e6, 4.5e6, 5.5e6, "GBP"),
    Form("₩5B", money, .eq, 5e9, 4.5e9, 5.5e9, "KRW"),
    Form("₹5M", money, .eq, 5e6, 4.5e6, 5.5e6, "INR"),
    Form("¥340M", money("CNY"), .eq, 340e6, 339.5e6, 340.5e6, "CNY"),
    Form("¥340M", money("JPY"), .eq, 340e6, 339.5e6, 340.5e6, "JPY"),
    Form("3.4亿元", money, .eq, 3.4e8, 3.35e8, 3.45e8, "CNY"),
    Form("$4.5M-$5M", money, .range, nil, 4.5e6, 5e6, "USD"),
    Form("1.2e6", persons, .eq, 1.2e6, 1.15e6, 1.25e6),
    Form("1.2E+6", persons, .eq, 1.2e6, 1.15e6, 1.25e6),
    Form("94.3%", ratio, .eq, 0.943, 0.9425, 0.9435),
    Form("94.3 percent", ratio, .eq, 0.943, 0.9425, 0.9435),
    Form("0.943", ratio, .eq, 0.943, 0.9425, 0.9435),
    Form("100%", ratio, .eq, 1, 0.995, 1),
    Form("0%", ratio, .eq, 0, 0, 0.005),
    Form("2.5x", multiple, .eq, 2.5, 2.45, 2.55),
    Form(">2x", multiple, .gt, nil, 2, nil),
    Form("2.5", multiple, .eq, 2.5, 2.45, 2.55),
    Form("2.5×", multiple, .eq, 2.5, 2.45, 2.55),
    Form("4.5-5M", persons, .range, nil, 4.5e6, 5e6),
    Form("4.5M – 5M", persons, .range, nil, 4.5e6, 5e6),
    Form("500K to 1M", persons, .range, nil, 0.5e6, 1e6),
    Form("7-8%", ratio, .range, nil, 0.07, 0.08),
    Form("-5--3%", change, .range, nil, -0.05, -0.03),
    Form("3.4亿", persons, .eq, 3.4e8, 3.35e8, 3.45e8),
    Form("780万", persons, .eq, 7.8e6, 7.795e6, 7.805e6),
    Form("1.2B", persons, .eq, 1.2e9, 1.15e9, 1.25e9),
    Form("1.2 bn", persons, .eq, 1.2e9, 1.15e9, 1.25e9),
    Form("1.2t", persons, .eq, 1.2e12, 1.15e12, 1.25e12),
    Form("−5%", change, .eq, -0.05, -0.055, -0.045),
    Form("+4%", change, .eq, 0.04, 0.035, 0.045),
    Form("+4%", ratio, .eq, 0.04, 0.035, 0.045),
    Form("450%", change, .eq, 4.5, 4.495, 4.505),
    Form("1", rank, .eq, 1, 1, 1.5),
    Form("#1", rank, .eq, 1, 1, 1.5),
    Form("  7.8M\u{A0}", persons, .eq, 7_800_000, 7_750_000, 7_850_000),
    Form("1e18", persons, .eq, 1e18, 0.5e18, 1.5e18),
    Form("1000000000000000000", persons, .eq, 1e18, 1e18, 1e18),
    Form("0.1234567890123456", ratio, .eq, 0.1234567890123456, 0.12345678901234555, 0.12345678901234565),
    Form("12,5", comma(QuantityContext(unit: .score)), .eq, 12.5, 12.45, 12.55),
    Form("1.234,5", comma(QuantityContext(unit: .score)), .eq, 1234.5, 1234.45, 1234.55),
    Form("1.234.567", comma(persons), .eq, 1_234_567, 1_234_566.5, 1_234_567.5),
    Form("12,3M", comma(persons), .eq, 12.3e6, 12.25e6, 12.35e6),
  ]

  @Test("an accepted form claims its value and interval", arguments: forms)
  func accepted(_ form: Form) throws {
    let expected = Quantity(
      qualifier: form.qualifier, value: form.value, low: form.low, high: form.high,
      currency: form.currency.flatMap { Currency(code: $0) })
    #expect(try parseQuantity(form.text, form.context).get() == .quantity(expected))
  }

  @Test("empty, n/a and dashes are skipped", arguments: ["", "   ", "n/a", "N/A", "-", "–", "—", " - "])
  func skipped(_ text: String) throws {
    #expect(try parseQuantity(text, Self.persons).get() == .skipped)
  }

  @Test(
    "undisclosed is an observation without a value",
    arguments: ["undisclosed", "Undisclosed", "not disclosed", "not_disclosed", "n/d", "nd"])
  func undisclosed(_ text: String) throws {
    #expect(try parseQuantity(text, Self.persons).get() == .quantity(.notDisclosed))
  }

  @Test("a qualifier column applies to a plain number")
  func qualifierColumn() throws {
    func parse(_ text: String, _ qualifier: Qualifier) throws -> ParsedQuantity {
      try parseQuantity(text, QuantityContext(unit: .persons, minimum: 0, qualifier: qualifier)).get()
    }
    #expect(try parse("500000", .lt) == .quantity(Quantity(qualifier: .lt, low: 0, high: 500_000)))
    #expect(try parse("1M", .approx) == .quantity(Quantity(qualifier: .approx, value: 1e6, low: 0.5e6, high: 1.5e6)))
    #expect(try parse("<500K", .lt) == .quantity(Quantity(qualifier: .lt, low: 0, high: 500_000)))
    #expect(try parse("", .notDisclosed) == .quantity(.notDisclosed))
    #expect(throws: QuantityError.self) { try parse("<500K", .ge) }
    #expect(throws: QuantityError.self) { try parse("5M", .notDisclosed) }
    #expect(throws: QuantityError.self) { try parse("5M", .range) }
  }
}

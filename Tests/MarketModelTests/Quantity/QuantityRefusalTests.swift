import MarketModel
import Testing

/// The forms that IMPORT.md refuses, each with its kind and its remedy.
@Suite struct RefusedValues {
  struct Form: Sendable, CustomTestStringConvertible {
    var text: String
    var context: QuantityContext
    var kind: QuantityError.Kind
    var remedy: String
    var testDescription: String { text }

    init(_ text: String, _ context: QuantityContext, _ kind: QuantityError.Kind, _ remedy: String) {
      (self.text, self.context, self.kind, self.remedy) = (text, context, kind, remedy)
    }
  }

  static let persons = AcceptedValues.persons
  static let ratio = AcceptedValues.ratio
  static let money = AcceptedValues.money

  static let forms: [Form] = [
    Form("1.234,5", persons, .decimalComma, "write 1234.5, or set decimal to comma"),
    Form("12,5", persons, .decimalComma, "write 12.5, or set decimal to comma"),
    Form("12,3M", persons, .decimalComma, "write 12.3M, or set decimal to comma"),
    Form("0,123", persons, .decimalComma, "write 0.123, or set decimal to comma"),
    Form("1.234.567,8", persons, .decimalComma, "write 1234567.8, or set decimal to comma"),
    Form("1.234.567", persons, .thousandsSeparators, "write 1234567"),
    Form("1,23,456", persons, .thousandsSeparators, "write 123456"),
    Form("1 234 567", persons, .thousandsSeparators, "write 1234567"),
    Form("1\u{202F}234\u{202F}567", persons, .thousandsSeparators, "write 1234567"),
    Form("1'234'567", persons, .thousandsSeparators, "write 1234567"),
    Form("1_000", persons, .thousandsSeparators, "write 1000"),
    Form("NaN", persons, .notANumber, "leave the cell empty"),
    Form("inf", persons, .notANumber, "leave the cell empty"),
    Form("-Infinity", persons, .notANumber, "leave the cell empty"),
    Form("abc", persons, .notANumber, "leave the cell empty"),
    Form("--5", persons, .notANumber, "leave the cell empty"),
    Form(".5.", persons, .thousandsSeparators, "write the number without marks"),
    Form("1.5", persons, .partOfWhole, "set unit to rounded"),
    Form("1.234", persons, .partOfWhole, "set decimal to comma"),
    Form("100 b", persons, .flag, "write 100B if it is a scale"),
    Form("5M*", persons, .footnote, "write 5M"),
    Form("(5) each", persons, .notANumber, "write a plain number"),
    Form("between 4M", persons, .notANumber, "write a plain number"),
    Form("5-", persons, .notANumber, "leave the cell empty"),
    Form("1e999", persons, .tooLarge, "check the exponent"),
    Form("1e999999999999999999999", persons, .tooLarge, "check the exponent"),
    Form("1.1e18", persons, .tooLarge, "check the exponent"),
    Form("-1e19", AcceptedValues.usd, .tooLarge, "check the exponent"),
    Form("٣٤", persons, .foreignDigits, "write 34"),
    Form("3٤", persons, .foreignDigits, "write 34"),
    Form("７８", persons, .foreignDigits, "write 78"),
    Form("7.8MM", persons, .ambiguousScale, "write M for million"),
    Form("7.8M million", persons, .ambiguousScale, "write one of them"),
    Form("7.8e6M", persons, .ambiguousScale, "write the plain number"),
    Form("15m", QuantityContext(unit: .months), .ambiguousScale, "write the number of months"),
    Form("15M", QuantityContext(unit: .months), .ambiguousScale, "write the number of months"),
    Form("$5M/day/day", AcceptedValues.perDay, .trailingText, "write $5M/day"),
    Form("2.5x x", AcceptedValues.multiple, .trailingText, "write 2.5x"),
    Form("7%-8", ratio, .ambiguousScale, "write % on both ends"),
    Form("<~5M", persons, .doubleBound, "keep one of them"),
    Form(">5M+", persons, .doubleBound, "keep one of them"),
    Form("~4-5M", persons, .doubleBound, "keep one of them"),
    Form("8", ratio, .aboveMaximum, "did you mean 8%?"),
    Form("<8", ratio, .aboveMaximum, "did you mean <8%?"),
    Form("7-8", ratio, .aboveMaximum, "did you mean 7%?"),
    Form("120%", ratio, .aboveMaximum, "the metric's values stop at 1 (100%)"),
    Form(">100%", ratio, .aboveMaximum, "the metric's values stop at 1 (100%)"),
    Form("90-120%", ratio, .aboveMaximum, "the metric's values stop at 1 (100%)"),
    Form("-5", persons, .belowMinimum, "the metric's values stop at 0"),
    Form("<0", persons, .belowMinimum, "the metric's values stop at 0"),
    Form("50%", persons, .percentOfCount, "use a metric that is a ratio"),
    Form("$5M", persons, .moneyOfCount, "use a metric that is money"),
    Form("1.4M", money, .currencyMissing, "write USD 1.4M"),
    Form("¥340M", money, .currencyAmbiguous, "write CNY or JPY"),
    Form("¥340M", AcceptedValues.usd, .currencyMismatch, "nothing is converted"),
    Form("EUR 5M", AcceptedValues.usd, .currencyMismatch, "nothing is converted"),
    Form("$5M", AcceptedValues.money("EUR"), .currencyMismatch, "nothing is converted"),
    Form("$5M EUR", money, .currencyMismatch, "write one currency code"),
    Form("$4M-€5M", money, .currencyMismatch, "write both ends in USD"),
    Form("8-7%", ratio, .backwardsRange, "write the smaller end first"),
    Form("500-1M", persons, .backwardsRange, "each end with its own scale"),
    Form("0x1F", persons, .hexadecimal, "write 31"),
    Form("5M MAU", persons, .trailingText, "write 5M"),
    Form("5M MAU", AcceptedValues.usd, .trailingText, "write 5M"),
    Form("5 users", persons, .trailingText, "write 5"),
    Form("7.8M%", ratio, .trailingText, "write 7.8M"),
    Form("3pp", ratio, .percentagePoints, "write the level itself"),
    Form("3 percentage points", ratio, .percentagePoints, "write the level itself"),
    Form("2.5x", persons, .multipleOfOther, "use a metric that is a multiple"),
    Form("1.5", AcceptedValues.comma(persons), .thousandsSeparators, "write 1,5, or leave decimal out"),
  ]

  @Test("a refused form has its kind, quotes the text and says what to write", arguments: forms)
  func refused(_ form: Form) throws {
    guard case .failure(let error) = parseQuantity(form.text, form.context) else {
      Issue.record("accepted: \(parseQuantity(form.text, form.context))")
      return
    }
    #expect(error.kind == form.kind)
    #expect(error.remedy.description.contains(form.remedy), "\(error.remedy)")
    #expect(error.message.hasPrefix("\"\(form.text)\" "), "\(error.message)")
    #expect(error.offset >= 0 && error.length > 0 && error.offset + error.length <= form.text.utf8.count)
  }

  @Test("a message says why in plain words")
  func messages() {
    func message(_ text: String, _ context: QuantityContext) -> String {
      guard case .failure(let error) = parseQuantity(text, context) else { return "accepted" }
      return error.message
    }
    #expect(message("12,3M", Self.persons) == "\"12,3M\" has a decimal comma")
    #expect(message("1e999", Self.persons) == "\"1e999\" is larger than 1e18")
    #expect(message("8", Self.ratio) == "\"8\" is above the metric's maximum 1 (100%)")
    #expect(message("50%", Self.persons) == "\"50%\" is a percentage, but the metric counts persons")
    #expect(message("¥340M", Self.money) == "\"¥340M\" has ¥: CNY or JPY?")
    #expect(message("5M MAU", Self.persons) == "\"5M MAU\" has text after the figure: \"MAU\"")
  }

  @Test("the offending bytes are those after the figure")
  func place() {
    guard case .failure(let error) = parseQuantity("  5M MAU ", Self.persons) else {
      Issue.record("accepted")
      return
    }
    #expect(error.offset == 5)
    #expect(error.length == 3)
  }

  @Test(
    "nought with a huge exponent claims no interval that reaches everywhere", arguments: ["0e188", "0.0e25", "0e1000"])
  func hugeNought(text: String) {
    guard case .failure(let error) = parseQuantity(text, QuantityContext(unit: .persons)) else {
      Issue.record("\(text) was accepted")
      return
    }
    #expect(error.kind == .tooLarge)
  }
}

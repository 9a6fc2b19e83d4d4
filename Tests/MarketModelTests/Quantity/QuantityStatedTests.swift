import MarketModel
import Testing

@Suite struct StatedIntervals {
  static func stated(
    _ value: String, _ low: String, _ high: String, _ qualifier: Qualifier? = nil,
    _ context: QuantityContext = AcceptedValues.persons
  ) -> Result<ParsedQuantity, QuantityError> {
    Array(value.utf8).withUnsafeBytes { value in
      Array(low.utf8).withUnsafeBytes { low in
        Array(high.utf8).withUnsafeBytes { high in
          Quantity.stated(value: value, low: low, high: high, qualifier: qualifier, context: context)
        }
      }
    }
  }

  @Test(
    "columns of their own give the interval",
    arguments: [
      ("7.8M", "7.7M", "7.9M", nil, Quantity(qualifier: .eq, value: 7.8e6, low: 7.7e6, high: 7.9e6)),
      ("7.8M", "", "7.9M", nil, Quantity(qualifier: .eq, value: 7.8e6, low: 7.75e6, high: 7.9e6)),
      ("7.8M", "", "", nil, Quantity(qualifier: .eq, value: 7.8e6, low: 7.75e6, high: 7.85e6)),
      ("1M", "0.8M", "1.2M", .approx, Quantity(qualifier: .approx, value: 1e6, low: 0.8e6, high: 1.2e6)),
      ("", "4.5M", "5M", nil, Quantity(qualifier: .range, low: 4.5e6, high: 5e6)),
      ("", "4.5M", "5M", .range, Quantity(qualifier: .range, low: 4.5e6, high: 5e6)),
      ("", "", "500K", .lt, Quantity(qualifier: .lt, low: 0, high: 500_000)),
      ("", "", "500K", nil, Quantity(qualifier: .le, low: 0, high: 500_000)),
      ("500K", "0", "500K", .lt, Quantity(qualifier: .lt, low: 0, high: 500_000)),
      ("", "0", "500000.0", .lt, Quantity(qualifier: .lt, low: 0, high: 500_000)),
      ("", "2", "", .gt, Quantity(qualifier: .gt, low: 2)), ("", "2", "", nil, Quantity(qualifier: .ge, low: 2)),
      ("", "2", "9", .gt, Quantity(qualifier: .gt, low: 2, high: 9)), ("", "", "", .notDisclosed, .notDisclosed),
    ] as [(String, String, String, Qualifier?, Quantity)])
  func accepted(_ value: String, _ low: String, _ high: String, _ qualifier: Qualifier?, _ expected: Quantity) throws {
    #expect(try Self.stated(value, low, high, qualifier).get() == .quantity(expected))
  }

  @Test("nothing in any column is skipped")
  func skipped() throws { #expect(try Self.stated("", "n/a", "-").get() == .skipped) }

  @Test("money keeps the currency of its ends")
  func money() throws {
    let expected = Quantity(qualifier: .range, low: 4.5e6, high: 5e6, currency: Currency(code: "USD"))
    #expect(try Self.stated("", "$4.5M", "USD 5M", nil, AcceptedValues.money).get() == .quantity(expected))
  }

  @Test(
    "columns that contradict each other are refused, and the field is named",
    arguments: [
      ("7.8M", "7.9M", "8M", nil, .valueOutsideInterval, .low),
      ("7.8M", "7M", "7.7M", nil, .valueOutsideInterval, .high),
      ("", "5M", "4M", nil, .backwardsRange, .low), ("", "4M", "5M", .eq, .missingBound, .value),
      ("", "4M", "", .lt, .missingBound, .high),
      ("", "", "4M", .gt, .missingBound, .low), ("", "4M", "", .range, .missingBound, .high),
      ("", "4M", "", .notDisclosed, .qualifierConflict, .low),
      ("5M", "", "4M", .lt, .valueOutsideInterval, .high), ("4M", "5M", "", .gt, .valueOutsideInterval, .low),
      ("4-5M", "3M", "5M", nil, .valueOutsideInterval, .low), ("5M", "<4M", "6M", nil, .doubleBound, .low),
      ("5M", "4M", "6,5M", nil, .decimalComma, .high), ("5M", "-4M", "6M", nil, .belowMinimum, .low),
      ("4M", "", "5M", .range, .qualifierConflict, .value),
    ] as [(String, String, String, Qualifier?, QuantityError.Kind, QuantityError.Field)])
  func refused(
    _ value: String, _ low: String, _ high: String, _ qualifier: Qualifier?, _ kind: QuantityError.Kind,
    _ field: QuantityError.Field
  ) {
    guard case .failure(let error) = Self.stated(value, low, high, qualifier) else {
      Issue.record("accepted")
      return
    }
    #expect(error.kind == kind)
    #expect(error.field == field)
    #expect(!error.remedy.description.isEmpty)
  }

  @Test("two currencies in one row are refused")
  func currencies() {
    guard case .failure(let error) = Self.stated("", "$4M", "€5M", nil, AcceptedValues.money) else {
      Issue.record("accepted")
      return
    }
    #expect(error.kind == .currencyMismatch)
  }
}

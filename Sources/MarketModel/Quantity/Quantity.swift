/// A claimed figure as it was made: its qualifier, and the interval that the printed figure really claims.
///
/// "7.8M" is eq, 7.8e6 in [7.75e6, 7.85e6]; "<8%" is lt, no value, [0, 0.08]; "4.5-5M" is range, no value. In base
/// units: persons, fractions, units of the currency. Always low ≤ value ≤ high where they are known.
public struct Quantity: Sendable, Equatable {
  /// What is claimed of the figure: a point, a bound, a range, or that nothing is disclosed.
  public var qualifier: Qualifier
  /// A point only (eq, approx): a bound is never a value.
  public var value: Double?
  /// Nil: no lower end is known, or nothing is disclosed.
  public var low: Double?
  /// Nil: no upper end is known, or nothing is disclosed.
  public var high: Double?
  /// As printed, or else the column's; nil for a metric that is not money.
  public var currency: Currency?
  /// How it was printed; no part of what it claims.
  public var form: QuantityForm = []
  /// The letter of a flag behind it, in ASCII; 0 without one.
  public var flag: UInt8 = 0

  /// Takes the parts as they are: nothing is checked or derived.
  public init(
    qualifier: Qualifier, value: Double? = nil, low: Double? = nil, high: Double? = nil, currency: Currency? = nil
  ) {
    self.qualifier = qualifier
    self.value = value
    self.low = low
    self.high = high
    self.currency = currency
  }

  /// The same claim, whichever way it was printed.
  public static func == (a: Quantity, b: Quantity) -> Bool {
    a.qualifier == b.qualifier && a.value == b.value && a.low == b.low && a.high == b.high && a.currency == b.currency
  }

  /// Withheld: has no interval, and is never zero.
  public static let notDisclosed = Quantity(qualifier: .notDisclosed)
}

/// What the rest of the row and the metric say about a figure.
public struct QuantityContext: Sendable {
  /// What the metric's numbers count, which decides on the scales and signs a figure may have.
  public var unit: MetricUnit
  /// The metric's bounds, inclusive, in base units: figures beyond them are refused, intervals clipped to them.
  public var minimum: Double?
  /// See `minimum`; nil: no upper bound.
  public var maximum: Double?
  /// The currency column's, or the one given for the whole file.
  public var currency: Currency?
  /// "1.234,5" is 1234.5. Not for JSON numbers, which always have a point.
  public var decimalComma: Bool
  /// A qualifier column: applies to a plain number; must agree with a qualifier that is printed.
  public var qualifier: Qualifier?
  /// What a figure without a scale, % or currency of its own is multiplied by: a table in thousands.
  public var factor: UInt64 = 1
  /// What a ratio without % is; nil: a fraction, or what the file says where `defersToFile`.
  public var ratioUnit: RatioUnit?
  /// A fraction of what has none is stored as the nearest whole.
  public var roundsToWhole = false
  /// An interval's end may be a fraction of what has none: half a person.
  public var allowsPartOfWhole = false
  /// The figure stands in a file that may tell what a form of two meanings is: such a figure is returned with its
  /// `form`, read as if nothing spoke against it, and with a ratio's bounds not yet held against it.
  public var defersToFile = false
  /// The file is known to have flags behind its figures.
  public var hasFlags = false

  /// Without the optional parts: no bounds, no currency known, a decimal point, no qualifier column.
  public init(
    unit: MetricUnit, minimum: Double? = nil, maximum: Double? = nil, currency: Currency? = nil,
    decimalComma: Bool = false,
    qualifier: Qualifier? = nil, ratioUnit: RatioUnit? = nil
  ) {
    self.ratioUnit = ratioUnit
    self.unit = unit
    self.minimum = minimum
    self.maximum = maximum
    self.currency = currency
    self.decimalComma = decimalComma
    self.qualifier = qualifier
  }
}

/// What the numbers of a ratio are where no % says it.
public enum RatioUnit: String, Sendable, CaseIterable { case percent, fraction }

/// What a field of a row came to.
public enum ParsedQuantity: Sendable, Equatable {
  /// Empty, "n/a", "-" and their kind: no observation.
  case skipped
  /// Includes `Quantity.notDisclosed`.
  case quantity(Quantity)
}

/// Why a value was refused, and what to write instead.
public struct QuantityError: Error, Equatable, Sendable {
  /// The rule that the value broke, for callers and tests to tell refusals apart.
  public enum Kind: String, Sendable, CaseIterable {
    case aboveMaximum, ambiguousScale, backwardsRange, belowMinimum, currencyAmbiguous, currencyMismatch,
      currencyMissing, decimalComma
    case doubleBound, flag, footnote, foreignDigits, hexadecimal, missingBound, moneyOfCount, multipleOfOther,
      notANumber,
      partOfWhole, percentOfCount, percentagePoints
    case qualifierConflict, thousandsSeparators, tooLarge, trailingText, valueOutsideInterval
  }
  /// The column that the offending bytes stand in.
  public enum Field: String, Sendable { case value, low, high }

  /// The rule that was broken.
  public var kind: Kind
  /// Quotes the text: `"12,3M" has a decimal comma`.
  public var message: String
  /// What to write or pass instead: write 12.3M, or set the decimal mark.
  public var remedy: Remedy
  /// The column that the offending bytes stand in.
  public var field: Field
  /// The offending bytes inside the field, 0-based.
  public var offset: Int
  /// How many bytes are at fault, from `offset` on.
  public var length: Int

  /// `offset` and `length` count bytes inside `field`.
  public init(kind: Kind, message: String, remedy: Remedy, field: Field = .value, offset: Int, length: Int) {
    self.kind = kind
    self.message = message
    self.remedy = remedy
    self.field = field
    self.offset = offset
    self.length = length
  }
}

/// How a figure was printed, as far as the rest of its file must say what it means, or it says something about the
/// rest.
public struct QuantityForm: OptionSet, Sendable, Hashable {
  /// The forms as bits.
  public let rawValue: UInt16

  /// Takes the bits as they are.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A ratio without % or scale word: a fraction, or percent.
  public static let bareRatio = QuantityForm(rawValue: 1)
  /// A fraction of what has none: 1.5 persons.
  public static let partOfWhole = QuantityForm(rawValue: 2)
  /// One point, with one to three digits before it and exactly three behind: 1.234 or 1,234.
  public static let threeDecimals = QuantityForm(rawValue: 4)
  /// Any other decimal point: in this file a point is no mark between thousands.
  public static let decimals = QuantityForm(rawValue: 8)
  /// Several points between groups of three: 1.234.567.
  public static let pointGroups = QuantityForm(rawValue: 16)
  /// Commas between groups of three or of two and three: 1,234.
  public static let commaGroups = QuantityForm(rawValue: 32)
  /// Commas between groups of three that no other grouping has: 123,456.
  public static let threeGroups = QuantityForm(rawValue: 64)
  /// Commas as in India: 1,23,456.
  public static let indianGroups = QuantityForm(rawValue: 128)
  /// Blanks between groups of three: 1 234 567.
  public static let blankGroups = QuantityForm(rawValue: 256)
  /// Apostrophes or low lines between groups of three: 1'234'567.
  public static let markGroups = QuantityForm(rawValue: 512)
  /// A small letter behind a blank: a flag, where the file has flags.
  public static let flagged = QuantityForm(rawValue: 1024)

  /// `threeDecimals` of a metric whose figures have no fraction.
  public static let wholeUnit = QuantityForm(rawValue: 2048)

  /// The forms that a file has to settle before the figure means anything.
  public static let unsettled: QuantityForm = [
    .bareRatio, .partOfWhole, .threeDecimals, .pointGroups, .indianGroups, .blankGroups, .markGroups, .flagged,
  ]
  /// Those of them that a row has to remember.
  public static let settledInRows: QuantityForm = unsettled.union(.wholeUnit)
  static let groupings: QuantityForm = [.pointGroups, .commaGroups, .indianGroups, .blankGroups, .markGroups]
}

/// How `1.234.567`, `1,23,456` and `1 234 567` are read in a file whose figures have these forms.
extension QuantityForm {
  /// Whether every number of a file of these forms fits the grouping, so that figures so grouped mean one thing.
  public func fits(_ grouping: QuantityForm) -> Bool {
    switch grouping {
    case .pointGroups: isDisjoint(with: [.decimals, .commaGroups, .blankGroups, .markGroups])
    case .indianGroups: isDisjoint(with: [.threeGroups, .pointGroups, .blankGroups, .markGroups])
    default: intersection(Self.groupings) == grouping
    }
  }
}

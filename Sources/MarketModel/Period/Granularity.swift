/// How long a period is. The raw value leads a period's id, so that ids of one granularity are consecutive.
public enum Granularity: Int32, StoredCode, Comparable {
  case day = 1
  case week, month, quarter, half, year
  /// Irregular: two dates, the first of which may be unknown.
  case span = 9

  /// The word that the store, options and files use: "day", "week", "month", "quarter", "half", "year" or "span".
  public var word: StaticString {
    switch self {
    case .day: "day"
    case .week: "week"
    case .month: "month"
    case .quarter: "quarter"
    case .half: "half"
    case .year: "year"
    case .span: "span"
    }
  }

  /// The word.
  public var name: String { code }

  /// How far apart the ids of two neighbouring granularities' first periods are.
  public static let idsPerGranularity: Int32 = 10_000_000

  /// The ids that periods of this granularity can have: the first one plus the period's ordinal. Spans that are not of
  /// whole months are numbered as they come, in a range of their own behind the others.
  public var ids: ClosedRange<Int32> {
    let first = rawValue * Self.idsPerGranularity
    return first...(self == .span ? Self.otherSpanIDs.upperBound : first + Self.idsPerGranularity - 1)
  }

  /// The ids of spans that are not of whole months.
  public static let otherSpanIDs: ClosedRange<Int32> = 100_000_000...199_999_999

  /// Nil unless `name` is exactly one of the words, in lower case.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Orders by length, the day first; a span comes after all others, however long it is.
  public static func < (a: Granularity, b: Granularity) -> Bool { a.rawValue < b.rawValue }
}

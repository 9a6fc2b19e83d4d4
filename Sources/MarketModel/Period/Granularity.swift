/// How long a period is. The raw value leads a period's id, so that ids of one granularity are consecutive.
public enum Granularity: Int32, CaseIterable, Comparable, Sendable {
  case day = 1
  case week, month, quarter, half, year
  /// Irregular: two dates, the first of which may be unknown.
  case span = 9

  public var name: String {
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

  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  public static func < (a: Granularity, b: Granularity) -> Bool { a.rawValue < b.rawValue }
}

/// How a printed figure bounds the truth. The raw value is what the store keeps.
public enum Qualifier: UInt8, StoredCode {
  /// The figure itself, to the precision it is printed with.
  case eq = 0
  /// "~1M", "roughly 1 million".
  case approx
  case lt
  case le
  case gt
  case ge
  /// Two stated ends: "4.5-5M".
  case range
  /// The subject exists and the figure was withheld: never zero. Its code is "nd".
  case notDisclosed

  /// As the `qualifier` column writes it: eq approx lt le gt ge range nd.
  public var word: StaticString {
    switch self {
    case .eq: "eq"
    case .approx: "approx"
    case .lt: "lt"
    case .le: "le"
    case .gt: "gt"
    case .ge: "ge"
    case .range: "range"
    case .notDisclosed: "nd"
    }
  }

  /// Reads a code, a symbol (`=` `~` `≈` `<` `<=` `≤` `>` `>=` `≥`) or a word ("below", "at least", "roughly" …), in
  /// any case.
  public init?(code: String) {
    var text = code
    let found = text.withUTF8 { utf8 -> Qualifier? in
      var scanner = Scanner(UnsafeRawBufferPointer(utf8))
      scanner.trim()
      let qualifier = scanner.qualifierCode() ?? scanner.qualifier()
      return scanner.isAtEnd ? qualifier : nil
    }
    guard let found else { return nil }
    self = found
  }

  /// A point is stated.
  public static let points: [Qualifier] = [.eq, .approx]
  /// One end is stated, the upper one; there is no point.
  public static let upperBounds: [Qualifier] = [.lt, .le]
  /// One end is stated, the lower one; there is no point.
  public static let lowerBounds: [Qualifier] = [.gt, .ge]

  /// One end is stated and there is no point.
  public var isBound: Bool { Self.upperBounds.contains(self) || Self.lowerBounds.contains(self) }

  /// What stands before a printed figure; empty for eq, range and nd.
  public var symbol: String {
    switch self {
    case .eq, .range, .notDisclosed: ""
    case .approx: "~"
    case .lt: "<"
    case .le: "≤"
    case .gt: ">"
    case .ge: "≥"
    }
  }
}

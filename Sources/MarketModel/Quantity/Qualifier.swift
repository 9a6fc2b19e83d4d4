/// How a printed figure bounds the truth. The raw value is what the store keeps.
public enum Qualifier: UInt8, CaseIterable, Sendable {
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
  public var code: String { staticCode.description }

  var staticCode: StaticString {
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

  /// True for lt, le, gt and ge: one end is stated and there is no point.
  public var isBound: Bool {
    switch self {
    case .lt, .le, .gt, .ge: true
    case .eq, .approx, .range, .notDisclosed: false
    }
  }

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

/// What kind of statement an observation is (SDMX's observation status, as far as markets need it).
/// The raw value is what the store keeps.
public enum ObservationStatus: UInt8, StoredCode {
  case reported = 0
  case provisional
  case estimated
  case derived
  case projected
  case target
  /// Goes with `Qualifier.notDisclosed` and with nothing else.
  case notDisclosed

  /// As the `status` column writes it.
  public var word: StaticString {
    switch self {
    case .reported: "reported"
    case .provisional: "provisional"
    case .estimated: "estimated"
    case .derived: "derived"
    case .projected: "projected"
    case .target: "target"
    case .notDisclosed: "not_disclosed"
    }
  }

  /// Reads a code in any case; a blank and `-` count as `_`.
  public init?(code: String) {
    var wanted = ""
    for scalar in code.unicodeScalars {
      wanted += scalar == " " || scalar == "-" ? "_" : scalar.properties.lowercaseMapping
    }
    guard let found = Self.allCases.first(where: { $0.code == wanted }) else { return nil }
    self = found
  }

  /// Said about the future: kept apart from actuals when a report picks the believed value.
  public var isForwardLooking: Bool { Self.forwardLooking.contains(self) }

  /// The statuses of what is said about the future.
  public static let forwardLooking: [ObservationStatus] = [.projected, .target]
}

/// What a metric's numbers count. Ratios are fractions (94.3% is 0.943), money is in units of its currency.
public enum MetricUnit: String, CaseIterable, Sendable {
  case persons, devices, ratio, multiple, currency
  case currencyPerDay = "currency_per_day"
  case months, rank, count, score

  /// Needs a currency with every figure.
  public var isMoney: Bool { self == .currency || self == .currencyPerDay }

  /// Its figures have no fraction: half a person is none.
  public var isWhole: Bool {
    switch self {
    case .persons, .devices, .rank, .count: true
    case .ratio, .multiple, .currency, .currencyPerDay, .months, .score: false
    }
  }

  /// After "but the metric …", for messages.
  var phrase: String {
    switch self {
    case .persons: "counts persons"
    case .devices: "counts devices"
    case .ratio: "is a ratio"
    case .multiple: "is a multiple"
    case .currency: "is an amount of money"
    case .currencyPerDay: "is money per day"
    case .months: "counts months"
    case .rank: "is a rank"
    case .count: "is a count"
    case .score: "is a score"
    }
  }
}

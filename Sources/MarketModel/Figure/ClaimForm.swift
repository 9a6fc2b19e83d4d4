/// What a claim allows one to write or draw: a bound has no point, and a range has none either.
public enum ClaimForm: Equatable, Sendable {
  /// Nothing is known.
  case gap
  case undisclosed
  case value(Double, low: Double?, high: Double?)
  case upper(Double)
  case lower(Double)
  case range(Double, Double)

  /// The qualifier decides where it is given, since a bound's other end is the metric's own minimum or maximum. Numbers
  /// that are not finite count as not known.
  public init(value: Double?, low: Double?, high: Double?, qualifier: Qualifier?) {
    func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
    let (value, low, high) = (finite(value), finite(low), finite(high))
    switch qualifier {
    case .lt, .le: self = (high ?? value).map(Self.upper) ?? .gap
    case .gt, .ge: self = (low ?? value).map(Self.lower) ?? .gap
    case .notDisclosed: self = .undisclosed
    case .range, .eq, .approx, nil:
      if qualifier == .range, let low, let high {
        self = .range(low, high)
      } else if let value {
        self = .value(value, low: low, high: high)
      } else {
        switch (low, high) {
        case (nil, nil): self = .gap
        // That a figure is not below zero says nothing: one bound is left.
        case (0, let high?) where qualifier == nil: self = .upper(high)
        case (nil, let high?): self = .upper(high)
        case (let low?, nil): self = .lower(low)
        case (let low?, let high?): self = .range(low, high)
        }
      }
    }
  }

  /// The numbers that are written of it, without the interval of a point.
  var stated: [Double] {
    switch self {
    case .gap, .undisclosed: []
    case .value(let value, _, _): [value]
    case .upper(let high): [high]
    case .lower(let low): [low]
    case .range(let low, let high): [low, high]
    }
  }
}

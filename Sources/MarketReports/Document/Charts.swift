import MarketModel

/// What a picture of the report shows: data, no markup.
public enum Chart: Sendable, Equatable {
  /// Values over periods, a line per product, with interval bands.
  case trend(LineChart)
  /// Parts of a whole per period.
  case share(ShareChart)
  /// Retention over days since the start, observed and fitted.
  case curve(CurveChart)
  /// Cohort by day offset.
  case triangle(TriangleChart)
  /// Named quantities side by side (impact, coverage, revisions …).
  case bars(BarChart)
}

/// A claim at an axis position. No value with a high only is an upper bound, with a low only a lower bound,
/// with both a range; all three nil is a gap: a line breaks there.
public struct ChartPoint: Sendable, Equatable {
  public var value: Double?
  public var low: Double?
  public var high: Double?
  /// Nil for a gap, and for what was computed.
  public var qualifier: Qualifier?

  public init(value: Double?, low: Double?, high: Double?, qualifier: Qualifier?) {
    self.value = value
    self.low = low
    self.high = high
    self.qualifier = qualifier
  }

  public static let gap = ChartPoint(value: nil, low: nil, high: nil, qualifier: nil)

  /// What it allows one to draw.
  public var form: ClaimForm { ClaimForm(value: value, low: low, high: high, qualifier: qualifier) }
}

public struct LineChart: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    public var name: String
    /// One per period of the chart.
    public var points: [ChartPoint]

    public init(name: String, points: [ChartPoint]) {
      self.name = name
      self.points = points
    }
  }
  public var title: String
  /// The metric's unit and, for money, its currency.
  public var unit: MetricUnit
  public var currency: String?
  public var periods: [Period]
  public var lines: [Line]
  public var events: [EventMark]

  public init(
    title: String, unit: MetricUnit, currency: String?, periods: [Period], lines: [Line], events: [EventMark]
  ) {
    self.title = title
    self.unit = unit
    self.currency = currency
    self.periods = periods
    self.lines = lines
    self.events = events
  }
}

public struct ShareChart: Sendable, Equatable {
  public struct Member: Sendable, Equatable {
    public var name: String
    /// Fractions, one per period of the chart; gaps where the period has no shares.
    public var shares: [ChartPoint]

    public init(name: String, shares: [ChartPoint]) {
      self.name = name
      self.shares = shares
    }
  }
  public var title: String
  public var periods: [Period]
  public var members: [Member]
  public var events: [EventMark]

  public init(title: String, periods: [Period], members: [Member], events: [EventMark]) {
    self.title = title
    self.periods = periods
    self.members = members
    self.events = events
  }
}

public struct CurveChart: Sendable, Equatable {
  public struct Curve: Sendable, Equatable {
    public var name: String
    /// Observed retention by day, as fractions.
    public var observed: [Day]
    /// The fitted model within the observed ages, then beyond them (drawn dashed). Empty when no model was fitted.
    public var fitted: [Day]
    public var extrapolated: [Day]

    public init(name: String, observed: [Day], fitted: [Day], extrapolated: [Day]) {
      self.name = name
      self.observed = observed
      self.fitted = fitted
      self.extrapolated = extrapolated
    }
  }
  public struct Day: Sendable, Equatable {
    public var day: Double
    public var point: ChartPoint

    public init(day: Double, point: ChartPoint) {
      self.day = day
      self.point = point
    }
  }
  public var title: String
  public var curves: [Curve]

  public init(title: String, curves: [Curve]) {
    self.title = title
    self.curves = curves
  }
}

public struct TriangleChart: Sendable, Equatable {
  public struct Cohort: Sendable, Equatable {
    public var name: String
    public var size: Int64?
    /// One per day of the chart; a gap where the age is not yet observable.
    public var cells: [ChartPoint]

    public init(name: String, size: Int64?, cells: [ChartPoint]) {
      self.name = name
      self.size = size
      self.cells = cells
    }
  }
  public var title: String
  public var days: [Int]
  public var cohorts: [Cohort]

  public init(title: String, days: [Int], cohorts: [Cohort]) {
    self.title = title
    self.days = days
    self.cohorts = cohorts
  }
}

public struct BarChart: Sendable, Equatable {
  public struct Bar: Sendable, Equatable {
    public var name: String
    public var point: ChartPoint

    public init(name: String, point: ChartPoint) {
      self.name = name
      self.point = point
    }
  }
  public var title: String
  public var unit: FigureUnit
  public var bars: [Bar]

  public init(title: String, unit: FigureUnit, bars: [Bar]) {
    self.title = title
    self.unit = unit
    self.bars = bars
  }
}

extension FigureStyle {
  /// A claim with its qualifier and, where that says more, its interval.
  public func claim(_ point: ChartPoint) -> FigureText {
    claim(value: point.value, low: point.low, high: point.high, qualifier: point.qualifier)
  }
}

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
  /// The point; nil where only an interval or a bound is claimed.
  public var value: Double?
  /// The lower end of the interval; nil: none is known.
  public var low: Double?
  /// The upper end of the interval; nil: none is known.
  public var high: Double?
  /// Nil for a gap, and for what was computed.
  public var qualifier: Qualifier?

  /// All in the base unit of the chart.
  public init(value: Double?, low: Double?, high: Double?, qualifier: Qualifier?) {
    self.value = value
    self.low = low
    self.high = high
    self.qualifier = qualifier
  }

  /// Nothing is known here.
  public static let gap = ChartPoint(value: nil, low: nil, high: nil, qualifier: nil)

  /// What it allows one to draw.
  public var form: ClaimForm { ClaimForm(value: value, low: low, high: high, qualifier: qualifier) }
}

/// Values over periods: the data of a line chart.
public struct LineChart: Sendable, Equatable {
  /// One line of the chart.
  public struct Line: Sendable, Equatable {
    /// What the line stands for: a product, as a rule.
    public var name: String
    /// One per period of the chart.
    public var points: [ChartPoint]
    /// Where the forecast begins: the points from here on are expected, not observed. Nil: none is.
    public var forecastFrom: Int?
    /// Where a line breaks although there is a point on either side: the point here is of another origin than the one
    /// before.
    public var breaks: Set<Int>

    /// `points` has one for each period of the chart.
    public init(name: String, points: [ChartPoint], forecastFrom: Int? = nil, breaks: Set<Int> = []) {
      self.name = name
      self.points = points
      self.forecastFrom = forecastFrom
      self.breaks = breaks
    }
  }

  /// So many lines a reader can tell apart.
  static let mostLines = 12

  /// The metric and what else tells this chart from another.
  public var title: String
  /// The metric's unit and, for money, its currency.
  public var unit: MetricUnit
  /// ISO 4217; nil for what is not money.
  public var currency: String?
  /// The horizontal axis, in order of time.
  public var periods: [Period]
  /// The lines; of more than twelve, a report draws the largest and the sum of the others.
  public var lines: [Line]
  /// The events to mark on the axis.
  public var events: [EventMark]

  /// Each line has one point for each of `periods`.
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

/// Shares of a whole over periods: the data of a stacked chart.
public struct ShareChart: Sendable, Equatable {
  /// One part of the whole.
  public struct Member: Sendable, Equatable {
    /// The product, or "other".
    public var name: String
    /// Fractions, one per period of the chart; gaps where the period has no shares.
    public var shares: [ChartPoint]

    /// `shares` has one for each period of the chart.
    public init(name: String, shares: [ChartPoint]) {
      self.name = name
      self.shares = shares
    }
  }
  /// The whole, and what else tells this chart from another.
  public var title: String
  /// The horizontal axis, in order of time.
  public var periods: [Period]
  /// The largest first, "other" last; twelve at most.
  public var members: [Member]
  /// The events to mark on the axis.
  public var events: [EventMark]
  /// Where the areas break although there are shares on either side: a figure here is of another origin than before.
  public var breaks: Set<Int>

  /// Each member has one share for each of `periods`.
  public init(
    title: String, periods: [Period], members: [Member], events: [EventMark], breaks: Set<Int> = []
  ) {
    self.title = title
    self.periods = periods
    self.members = members
    self.events = events
    self.breaks = breaks
  }
}

/// Retention by age: observed points with a fitted curve.
public struct CurveChart: Sendable, Equatable {
  /// One curve of the chart.
  public struct Curve: Sendable, Equatable {
    /// The product and plan.
    public var name: String
    /// Observed retention by day, as fractions.
    public var observed: [Day]
    /// The fitted model within the observed ages, then beyond them (drawn dashed). Empty when no model was fitted.
    public var fitted: [Day]
    /// Past the last observed age, by the fitted model.
    public var extrapolated: [Day]

    /// Without a fitted model, `fitted` and `extrapolated` are empty.
    public init(name: String, observed: [Day], fitted: [Day], extrapolated: [Day]) {
      self.name = name
      self.observed = observed
      self.fitted = fitted
      self.extrapolated = extrapolated
    }
  }
  /// Retention at one age.
  public struct Day: Sendable, Equatable {
    /// Days since the start of the cohort.
    public var day: Double
    /// The share still there, as a fraction.
    public var point: ChartPoint

    /// `day` in days since the start, `point` as a fraction.
    public init(day: Double, point: ChartPoint) {
      self.day = day
      self.point = point
    }
  }
  /// The metric, and what else tells this chart from another.
  public var title: String
  /// The curves, one for each product and plan.
  public var curves: [Curve]

  /// One curve for each product and plan.
  public init(title: String, curves: [Curve]) {
    self.title = title
    self.curves = curves
  }
}

/// Retention of each cohort at each age: the data of a heat map.
public struct TriangleChart: Sendable, Equatable {
  /// One row of the triangle.
  public struct Cohort: Sendable, Equatable {
    /// The cohort, by the period in which its people started.
    public var name: String
    /// How many people started; nil when unknown.
    public var size: Int64?
    /// One per day of the chart; a gap where the age is not yet observable.
    public var cells: [ChartPoint]

    /// `cells` has one for each day of the chart, as fractions.
    public init(name: String, size: Int64?, cells: [ChartPoint]) {
      self.name = name
      self.size = size
      self.cells = cells
    }
  }
  /// The product and plan.
  public var title: String
  /// The horizontal axis: ages in days, ascending.
  public var days: [Int]
  /// The rows, from top to bottom.
  public var cohorts: [Cohort]

  /// Each cohort has one cell for each of `days`.
  public init(title: String, days: [Int], cohorts: [Cohort]) {
    self.title = title
    self.days = days
    self.cohorts = cohorts
  }
}

/// Named quantities side by side, in one unit.
public struct BarChart: Sendable, Equatable {
  /// One bar of the chart.
  public struct Bar: Sendable, Equatable {
    /// What is measured: a product, a series, a kind.
    public var name: String
    /// How long the bar is, in the chart's unit.
    public var point: ChartPoint

    /// `point` in the chart's unit.
    public init(name: String, point: ChartPoint) {
      self.name = name
      self.point = point
    }
  }
  /// What the bars measure.
  public var title: String
  /// The unit of every bar, by which the axis is labelled.
  public var unit: FigureUnit
  /// In the order drawn.
  public var bars: [Bar]

  /// All bars are in `unit`.
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

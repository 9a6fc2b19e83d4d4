/// One report, complete and without a look: every output format is drawn from this value and from nothing else,
/// so every report has every format by construction.
public struct ReportDocument: Sendable, Equatable {
  /// The verb that made it: `trend`, `share`, `sql` …
  public var report: String
  /// One line in plain words, with the metric, the period and any what-if: "Share of summed MAU, 2026-03".
  public var title: String
  /// What was asked, in the order of the contract; names as on the command line.
  public var parameters: [JSONField]
  /// The day of knowledge, ISO 8601; nil when the report says what is known now.
  public var asOf: String?
  /// What the data formats hold, in the contract's order.
  public var columns: [Column]
  /// One cell per column. Never rounded or scaled.
  public var rows: [[Cell]]
  /// What a person reads in a table: drawn from `rows`, rounded and joined (a value with its interval in one column).
  public var display: [DisplayColumn]
  /// Totals, fits, refusals: an object for JSON; `summaryLines` says the same to a person.
  public var summary: JSONValue
  /// The summary in sentences, one a line, printed under the table.
  public var summaryLines: [String]
  public var events: [EventMark]
  public var sources: [SourceNote]
  /// What a reader must know to not misread the rows: "users overlap", "mixed origins", "gap in 2026-02".
  public var notes: [String]
  public var charts: [Chart]
  /// The command that prints this report again, as shell words, without the output options.
  public var command: [String]

  public init(
    report: String, title: String, parameters: [JSONField] = [], asOf: String? = nil, columns: [Column], rows: [[Cell]],
    display: [DisplayColumn] = [], summary: JSONValue = .object([]), summaryLines: [String] = [],
    events: [EventMark] = [],
    sources: [SourceNote] = [], notes: [String] = [], charts: [Chart] = [], command: [String] = []
  ) {
    self.report = report
    self.title = title
    self.parameters = parameters
    self.asOf = asOf
    self.columns = columns
    self.rows = rows
    self.display = display
    self.summary = summary
    self.summaryLines = summaryLines
    self.events = events
    self.sources = sources
    self.notes = notes
    self.charts = charts
    self.command = command
  }
}

/// A column of the data formats.
public struct Column: Sendable, Equatable {
  public enum Kind: Sendable, Equatable { case text, number }
  public var name: String
  public var kind: Kind

  public init(_ name: String, _ kind: Kind = .text) {
    self.name = name
    self.kind = kind
  }
}

/// One value of a row.
public enum Cell: Sendable, Equatable, Hashable {
  case null
  case text(String)
  case integer(Int64)
  case real(Double)
}

/// A column of the table that people read. Indexes point into `ReportDocument.columns`.
public struct DisplayColumn: Sendable, Equatable {
  /// An index of nil or beyond the columns is a column that the report does not have.
  public enum Content: Sendable, Equatable {
    /// The cell as it is.
    case text(Int)
    /// A claim in base units with its qualifier and interval: "7.8M", "<500K", "~1M", "4.5M–5M", "n/d".
    /// `unit` is the metric's unit (persons, ratio, currency …), `currency` an ISO 4217 code or nil.
    case quantity(value: Int, low: Int, high: Int, qualifier: Int, unit: String, currency: String?)
    /// A claim for each row, where unit and currency differ from row to row: "USD 1.4M", "<8%", "2.5×".
    case claims([Claim])
    /// A fraction as per cent with its interval: "62.4% [62.0–62.8]".
    case percent(value: Int, low: Int?, high: Int?)
    /// A signed change as per cent: "+4.0%"; with its interval when given.
    case change(value: Int, low: Int?, high: Int?)
    /// A signed difference of two fractions in percentage points: "+1.2 pp".
    case points(value: Int)
    /// A plain number with at most this many decimals.
    case number(Int, decimals: Int)
  }
  /// A claim with the metric's unit (persons, ratio, currency …) and, for money, its ISO 4217 code.
  public struct Claim: Sendable, Equatable {
    public var point: ChartPoint
    public var unit: String
    public var currency: String?

    public init(_ point: ChartPoint, unit: String, currency: String?) {
      self.point = point
      self.unit = unit
      self.currency = currency
    }
  }
  public var title: String
  public var content: Content

  public init(_ title: String, _ content: Content) {
    self.title = title
    self.content = content
  }
}

/// An event to be drawn on a time axis and listed under the table.
public struct EventMark: Sendable, Equatable {
  public var id: Int64
  public var type: String
  public var title: String
  /// rumoured, planned, occurred, cancelled, expected or asserted.
  public var status: String
  /// Where it is drawn: the effective date, else the announcement's; nil when neither is known.
  public var date: String?
  /// The effective date as far as it is known: "2026-04-26", "2026-02", "2025-Q4", nil.
  public var effective: String?
  public var announcedOn: String?
  public var subjects: [String]
  public var source: String
  public var publishedOn: String
  /// The other publications that tell the same event: "Intelligence Brief, 2026-04-02".
  public var corroboratedBy: [String]

  public init(
    id: Int64, type: String, title: String, status: String, date: String?, effective: String?, announcedOn: String?,
    subjects: [String], source: String, publishedOn: String, corroboratedBy: [String] = []
  ) {
    self.id = id
    self.type = type
    self.title = title
    self.status = status
    self.date = date
    self.effective = effective
    self.announcedOn = announcedOn
    self.subjects = subjects
    self.source = source
    self.publishedOn = publishedOn
    self.corroboratedBy = corroboratedBy
  }
}

/// A footnote: where figures of this report come from.
public struct SourceNote: Sendable, Equatable {
  /// The source that was read.
  public var source: String
  public var publishedOn: String
  public var title: String?
  public var url: String?
  /// Who measured it, where that is somebody else.
  public var origin: String?

  public init(source: String, publishedOn: String, title: String?, url: String?, origin: String?) {
    self.source = source
    self.publishedOn = publishedOn
    self.title = title
    self.url = url
    self.origin = origin
  }
}

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

/// One axis position: a period or a day offset.
public struct ChartPeriod: Sendable, Equatable {
  public var label: String
  /// First and last day, ISO 8601, for placing events; nil when unknown.
  public var startOn: String?
  public var endOn: String?

  public init(label: String, startOn: String?, endOn: String?) {
    self.label = label
    self.startOn = startOn
    self.endOn = endOn
  }
}

/// A claim at an axis position. No value with a high only is an upper bound, with a low only a lower bound,
/// with both a range; all three nil is a gap: a line breaks there.
public struct ChartPoint: Sendable, Equatable {
  public var value: Double?
  public var low: Double?
  public var high: Double?
  /// eq approx lt le gt ge range nd; nil for a gap.
  public var qualifier: String?

  public init(value: Double?, low: Double?, high: Double?, qualifier: String?) {
    self.value = value
    self.low = low
    self.high = high
    self.qualifier = qualifier
  }

  public static let gap = ChartPoint(value: nil, low: nil, high: nil, qualifier: nil)
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
  public var unit: String
  public var currency: String?
  public var periods: [ChartPeriod]
  public var lines: [Line]
  public var events: [EventMark]

  public init(
    title: String, unit: String, currency: String?, periods: [ChartPeriod], lines: [Line], events: [EventMark]
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
  public var periods: [ChartPeriod]
  public var members: [Member]
  public var events: [EventMark]

  public init(title: String, periods: [ChartPeriod], members: [Member], events: [EventMark]) {
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
  /// ratio, persons, days …: how the axis is labelled.
  public var unit: String
  public var bars: [Bar]

  public init(title: String, unit: String, bars: [Bar]) {
    self.title = title
    self.unit = unit
    self.bars = bars
  }
}

import MarketModel

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
  /// The events laid over the rows, by date; those without one come last.
  public var events: [EventMark]
  /// The footnotes, in the order in which the rows first need them.
  public var sources: [SourceNote]
  /// What a reader must know to not misread the rows: "users overlap", "mixed origins", "gap in 2026-02".
  public var notes: [String]
  /// The pictures that go with the rows; empty where there is nothing to draw.
  public var charts: [Chart]
  /// The command that prints this report again, as shell words, without the output options.
  public var command: [String]
  /// Whether the summary is what one wants to read first, and the table its evidence.
  public var leadsWithSummary = false
  /// How its periods or ages become columns; nil: they cannot.
  var pivot: Pivot?

  /// A document with rows alone; the rest is added where there is more to say.
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
  /// What a column's cells hold; any of them may be null.
  public enum Kind: Sendable, Equatable { case text, number }
  /// As CSV headings and JSON keys have it: lower case with `_`; in a `sql` report, as the statement names it.
  public var name: String
  /// What its cells hold.
  public var kind: Kind

  /// A column of text unless told.
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
    /// `currency` is an ISO 4217 code or nil.
    case quantity(value: Int, low: Int?, high: Int?, qualifier: Int?, unit: MetricUnit, currency: String?)
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
    /// Figures of other rows, for each row of the table one; nil: blank, where there can be none.
    indirect case drawn([Drawn?], isText: Bool)

    /// The column of the report that it is drawn from; nil where there are several, or none.
    var column: Int? {
      switch self {
      case .text(let column), .number(let column, _), .points(let column): column
      case .quantity(let value, _, _, _, _, _): value
      case .percent(let value, _, _), .change(let value, _, _): value
      case .claims, .drawn: nil
      }
    }

    /// Whether it is the text of a column.
    var isText: Bool { if case .text = self { true } else { false } }

    /// False for a column that is blank from top to bottom.
    var isDrawnAnywhere: Bool {
      if case .drawn(let figures, _) = self { figures.contains { $0 != nil } } else { true }
    }
  }
  /// A figure of a row, as the report's own table would show it.
  public struct Drawn: Sendable, Equatable {
    /// The row, with a cell for each of the report's columns.
    public var row: [Cell]
    /// How it is shown.
    public var content: Content
  }
  /// A claim with the metric's unit and, for money, its ISO 4217 code.
  public struct Claim: Sendable, Equatable {
    /// What is claimed, in the base unit of `unit`.
    public var point: ChartPoint
    /// The metric's unit.
    public var unit: MetricUnit
    /// ISO 4217; nil for what is not money.
    public var currency: String?
    /// The claim that stands against it in the row: the two read differently where they differ.
    public var against: ChartPoint?

    /// `currency` is given for money and only for money.
    public init(_ point: ChartPoint, unit: MetricUnit, currency: String?, against: ChartPoint? = nil) {
      self.point = point
      self.unit = unit
      self.currency = currency
      self.against = against
    }

    /// As people read it.
    public func text(_ signs: FigureSigns = .unicode) -> FigureText {
      let style = FigureStyle(unit: unit, currency: currency, signs: signs)
      return (against.map { style.telling(point.form, from: $0.form) } ?? style).claim(point)
    }
  }
  /// How far the sources are apart about a figure, in the same cell: "51.3% [50.8–51.7] · 3 sources 38–58%".
  public struct Spread: Sendable, Equatable {
    /// How many sources there are; with fewer than two nothing is said, unless the hull is not the figure's interval.
    public var sources: Int
    /// The lower end of what they say.
    public var low: Int
    /// The upper end of it.
    public var high: Int

    /// Indexes into `ReportDocument.columns`.
    public init(sources: Int, low: Int, high: Int) {
      self.sources = sources
      self.low = low
      self.high = high
    }
  }
  /// The heading.
  public var title: String
  /// What stands under it, row by row.
  public var content: Content
  /// Whether its texts are of no use when they are cut: codes, which one types again.
  public var isExact: Bool
  /// What stands behind a quantity or a percentage; nil: nothing.
  public var spread: Spread?

  /// The heading, what stands under it, and what behind that.
  public init(_ title: String, _ content: Content, isExact: Bool = false, spread: Spread? = nil) {
    self.title = title
    self.content = content
    self.isExact = isExact
    self.spread = spread
  }
}

/// An event to be drawn on a time axis and listed under the table.
public struct EventMark: Sendable, Equatable {
  /// The event's number in the store.
  public var id: Int64
  /// What kind of event it is: launch, shutdown, pricing …
  public var type: String
  /// What happened, in a few words.
  public var title: String
  /// rumoured, planned, occurred, cancelled, expected or asserted.
  public var status: String
  /// When it takes effect, as far as that is known: a day, a month, a quarter …; a span where it lasts.
  public var effective: Period?
  /// The day by which it is placed when it takes effect: the first one, unless the record names another.
  public var effectiveOn: CalendarDay?
  /// The last day of what lasts, as the record has it; nil for an event on one date, however roughly that is known.
  public var lastDay: CalendarDay?
  /// The day on which it was announced; nil when unknown.
  public var announcedOn: CalendarDay?
  /// Where it is drawn: the effective date, else the announcement's; nil when neither is known.
  public var date: CalendarDay? { effectiveOn ?? announcedOn }
  /// The products, companies and segments that it is about, as the catalogue spells them.
  public var subjects: [String]
  /// Whether it was to come, and its day has passed without word of what became of it.
  public var isOverdue = false
  /// The source whose words these are; `corroboratedBy` names the others.
  public var source: String
  /// The day of that publication, ISO 8601.
  public var publishedOn: String
  /// The other publications that report the same event: "Intelligence Brief, 2026-04-02".
  public var corroboratedBy: [String]

  /// Without `effectiveOn`, the first day of `effective` stands for it.
  public init(
    id: Int64, type: String, title: String, status: String, effective: Period?, effectiveOn: CalendarDay? = nil,
    lastDay: CalendarDay? = nil, announcedOn: CalendarDay?, subjects: [String], source: String, publishedOn: String,
    corroboratedBy: [String] = []
  ) {
    self.id = id
    self.type = type
    self.title = title
    self.status = status
    self.effective = effective
    self.effectiveOn = effectiveOn ?? effective.flatMap { $0.start ?? $0.end }
    self.lastDay = lastDay
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
  /// The day of the publication, ISO 8601.
  public var publishedOn: String
  /// The document's title; nil or "" when it has none.
  public var title: String?
  /// Where the source is found; nil when unknown.
  public var url: String?
  /// Who measured it, where that is somebody else.
  public var origin: String?

  /// `origin` is nil where the source measured its figures itself.
  public init(source: String, publishedOn: String, title: String?, url: String?, origin: String?) {
    self.source = source
    self.publishedOn = publishedOn
    self.title = title
    self.url = url
    self.origin = origin
  }
}

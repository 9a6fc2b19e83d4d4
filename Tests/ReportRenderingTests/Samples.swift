import MarketModel
import MarketReports

/// Documents as the reports make them, for the tests and for looking at. The products and the source are fictional,
/// except in `kuaishouShare`, which holds two published figures.
enum Samples {
  static func months(_ first: String, _ count: Int) -> [Period] {
    var periods: [Period] = []
    while periods.count < count, let next = periods.last?.next ?? period(first) { periods.append(next) }
    return periods
  }

  static func period(_ text: String) -> Period? { try? Period.parse(text).get() }
  static func day(_ text: String) -> CalendarDay? { CalendarDay.parse(text) }

  static func value(_ value: Double, _ half: Double = 0, _ qualifier: Qualifier = .eq) -> ChartPoint {
    ChartPoint(value: value, low: value - half, high: value + half, qualifier: qualifier)
  }
  static func below(_ high: Double) -> ChartPoint { ChartPoint(value: nil, low: 0, high: high, qualifier: .lt) }
  static func above(_ low: Double) -> ChartPoint { ChartPoint(value: nil, low: low, high: nil, qualifier: .gt) }
  static func between(_ low: Double, _ high: Double) -> ChartPoint {
    ChartPoint(value: nil, low: low, high: high, qualifier: .range)
  }

  static let events = [
    EventMark(
      id: 1, type: "launch", title: "Heron 2 is released", status: "occurred", effective: period("2025-05-14"),
      announcedOn: nil,
      subjects: ["Heron"], source: "Synthetic example", publishedOn: "2026-05-02"),
    EventMark(
      id: 2, type: "pricing", title: "Osprey doubles the price of its Pro plan", status: "occurred",
      effective: period("2025-11-03"), announcedOn: nil, subjects: ["Osprey"], source: "Synthetic example",
      publishedOn: "2026-05-02"),
    EventMark(
      id: 3, type: "shutdown", title: "Osprey announces its shutdown", status: "occurred",
      effective: period("2025-12-02"),
      announcedOn: nil, subjects: ["Osprey"], source: "Synthetic example", publishedOn: "2026-05-02"),
    EventMark(
      id: 4, type: "shutdown", title: "Osprey app closes", status: "planned", effective: period("2026-04-26"),
      announcedOn: day("2025-12-02"), subjects: ["Osprey app"], source: "Synthetic example", publishedOn: "2026-05-02"),
    EventMark(
      id: 5, type: "shutdown", title: "Osprey API closes", status: "planned", effective: period("2026-06"),
      effectiveOn: day("2026-06-15"),
      announcedOn: day("2025-12-02"), subjects: ["Osprey API"], source: "Synthetic example", publishedOn: "2026-05-02"),
    EventMark(
      id: 6, type: "funding", title: "Plover is said to raise a round", status: "rumoured", effective: nil,
      announcedOn: nil,
      subjects: ["Plover"], source: "Synthetic example", publishedOn: "2026-05-02"),
  ]

  static let sources = [
    SourceNote(
      source: "Synthetic example", publishedOn: "2026-05-02", title: "Fourteen invented months", url: nil, origin: nil),
    SourceNote(
      source: "Synthetic quarterly", publishedOn: "2026-05-09", title: nil, url: nil, origin: "Synthetic panel"),
  ]

  static var trendChart: LineChart {
    let heron: [ChartPoint] = [
      value(2.1e6, 2e5), value(2.4e6, 2e5), value(2.9e6, 2e5), value(3.3e6, 2e5), value(3.9e6, 2e5), value(4.4e6, 2e5),
      value(4.8e6, 3e5),
      value(5.1e6, 3e5), value(5.6e6, 3e5), value(6.2e6, 3e5), value(6.9e6, 3e5), value(7.4e6, 3e5), value(7.6e6, 3e5),
      value(7.8e6, 5e4),
    ]
    let osprey: [ChartPoint] = [
      value(5.2e6, 1e5), value(5.6e6, 1e5), value(5.9e6, 1e5), value(6.3e6, 1e5), .gap, .gap, value(6.4e6, 1e5),
      value(6.2e6, 1e5),
      value(5.9e6, 1e5), value(5.8e6, 1e5), value(5.3e6, 1e5), value(4.7e6, 5e4), between(3.5e6, 4.5e6), below(3e6),
    ]
    let plover: [ChartPoint] = [
      .gap, below(5e5), below(5e5), value(4e5, 5e4, .approx), value(6e5, 5e4), value(8e5, 5e4), value(9e5, 5e4),
      value(1.1e6, 5e4),
      value(1.2e6, 5e4), value(1.2e6, 5e4), above(1.2e6), value(1.5e6, 5e4), value(1.8e6, 5e4), value(2.2e6, 5e4),
    ]
    return LineChart(
      title: "Monthly active users", unit: .persons, currency: nil, periods: months("2025-02", 14),
      lines: [
        .init(name: "Heron", points: heron), .init(name: "Osprey", points: osprey),
        .init(name: "Plover", points: plover),
      ],
      events: events)
  }

  /// Heron alone, its last three months being forecast.
  static var forecastChart: LineChart {
    var chart = trendChart
    chart.lines = [chart.lines[0]]
    chart.lines[0].forecastFrom = 11
    return chart
  }

  static var trend: ReportDocument {
    let chart = trendChart
    let columns = [
      Column("period"), Column("product"), Column("metric"), Column("value", .number), Column("low", .number),
      Column("high", .number),
      Column("qualifier"), Column("change", .number), Column("change_low", .number), Column("change_high", .number),
      Column("source"),
      Column("published_on"),
    ]
    var rows: [[Cell]] = []
    for line in chart.lines {
      for (index, point) in line.points.enumerated() {
        func real(_ number: Double?) -> Cell { number.map(Cell.real) ?? .null }
        let before = index > 0 ? line.points[index - 1].value : nil
        let change = before.flatMap { earlier in point.value.map { $0 / earlier - 1 } }
        rows.append([
          .text(chart.periods[index].label), .text(line.name), .text("mau"), real(point.value), real(point.low),
          real(point.high),
          point.qualifier.map { .text($0.code) } ?? .null, real(change), real(change.map { $0 - 0.01 }),
          real(change.map { $0 + 0.01 }),
          .text(line.name == "Plover" ? "Synthetic quarterly" : "Synthetic example"),
          .text(line.name == "Plover" ? "2026-05-09" : "2026-05-02"),
        ])
      }
    }
    return ReportDocument(
      report: "trend", title: "MAU of Heron, Osprey and Plover, 2025-02 to 2026-03",
      parameters: [
        JSONField("products", .array([.string("Heron"), .string("Osprey"), .string("Plover")])),
        JSONField("metric", .string("mau")),
      ],
      asOf: "2026-05-10", columns: columns, rows: rows,
      display: [
        DisplayColumn("Period", .text(0)), DisplayColumn("Product", .text(1)),
        DisplayColumn("MAU", .quantity(value: 3, low: 4, high: 5, qualifier: 6, unit: .persons, currency: nil)),
        DisplayColumn("m/m", .change(value: 7, low: 8, high: 9)),
      ],
      summary: .object([JSONField("Heron", .object([JSONField("cagr", .real(2.3567))]))]),
      summaryLines: ["Heron: CAGR +235.7% over 13 months", "Osprey: no growth rate, the last figure is a bound"],
      events: events,
      sources: sources,
      notes: ["gap in 2025-06 and 2025-07: Osprey has no observation", "users of these products overlap"],
      charts: [.trend(chart)],
      command: ["tidemark", "trend", "Heron", "Osprey", "Plover", "--from", "2025-02", "--now", "2026-05-10"])
  }

  static var kuaishouShare: ReportDocument {
    let chart = ShareChart(
      title: "Share of summed MAU", periods: months("2026-03", 1),
      members: [
        .init(name: "Kling AI", shares: [ChartPoint(value: 0.624, low: 0.6200, high: 0.6280, qualifier: .eq)]),
        .init(name: "Sora", shares: [ChartPoint(value: 0.376, low: 0.3720, high: 0.3800, qualifier: .eq)]),
      ], events: [])
    let columns = [
      Column("period"), Column("product"), Column("value", .number), Column("low", .number), Column("high", .number),
      Column("share", .number),
      Column("share_low", .number), Column("share_high", .number), Column("origin"),
    ]
    return ReportDocument(
      report: "share", title: "Share of summed MAU, Kling AI and Sora, 2026-03", columns: columns,
      rows: [
        [
          .text("2026-03"), .text("Kling AI"), .integer(7_800_000), .integer(7_750_000), .integer(7_850_000),
          .real(0.624), .real(0.62),
          .real(0.628), .text("Sensor Tower"),
        ],
        [
          .text("2026-03"), .text("Sora"), .integer(4_700_000), .integer(4_650_000), .integer(4_750_000), .real(0.376),
          .real(0.372),
          .real(0.38), .text("Sensor Tower"),
        ],
      ],
      display: [
        DisplayColumn("Period", .text(0)), DisplayColumn("Product", .text(1)),
        DisplayColumn("MAU", .quantity(value: 2, low: 3, high: 4, qualifier: nil, unit: .persons, currency: nil)),
        DisplayColumn("Share", .percent(value: 5, low: 6, high: 7)), DisplayColumn("Measured by", .text(8)),
      ],
      summary: .array([.object([JSONField("period", .string("2026-03")), JSONField("hhi", .real(0.530816))])]),
      summaryLines: ["2026-03: 12.5M in all, HHI 0.5308 [0.5288–0.5328], covers 2 of 7"],
      sources: [
        SourceNote(
          source: "Intelligence Brief", publishedOn: "2026-04-02", title: "Ai Models Market Brief", url: nil,
          origin: "Sensor Tower")
      ],
      notes: ["Users overlap: a share of summed MAU is not a share of people."], charts: [.share(chart)],
      command: ["tidemark", "share", "Kling AI", "Sora", "--from", "2026-03", "--to", "2026-03"])
  }

  static var shareOverTime: ShareChart {
    let values: [[Double]] = [
      [0.22, 0.24, 0.27, 0.31, 0.35, 0.4, 0.44, 0.47, 0.5, 0.53, 0.56, 0.6],
      [0.55, 0.54, 0.51, 0.48, 0.45, 0.4, 0.36, 0.33, 0.29, 0.26, 0.22, 0.17],
      [0.14, 0.13, 0.13, 0.12, 0.12, 0.12, 0.12, 0.12, 0.13, 0.13, 0.14, 0.15],
      [0.09, 0.09, 0.09, 0.09, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08],
    ]
    return ShareChart(
      title: "Share of summed MAU", periods: months("2025-04", 12),
      members: zip(["Heron", "Osprey", "Plover", "Teal"], values).map { name, shares in
        .init(
          name: name,
          shares: shares.enumerated().map { index, share in
            index == 5 ? .gap : ChartPoint(value: share, low: share - 0.01, high: share + 0.01, qualifier: .eq)
          })
      }, events: events)
  }

  static var shareTwoPeriods: ShareChart {
    ShareChart(
      title: "Share of summed MAU", periods: months("2026-02", 2),
      members: [
        .init(name: "Heron", shares: [value(0.552, 0.03), value(0.624, 0.012)]),
        .init(name: "Osprey", shares: [value(0.448, 0.03), value(0.296, 0.012)]),
        .init(name: "Plover", shares: [.gap, below(0.08)]),
      ], events: [])
  }

  /// Published survival figures (Fader and Hardie), years 0 to 12, with two fits.
  static var curve: CurveChart {
    let highEnd = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]
    let regular = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1]
    func curve(_ name: String, _ points: [Double], _ alpha: Double, _ beta: Double) -> CurveChart.Curve {
      var survival = 1.0
      var fit = [(0.0, 1.0)]
      for year in 1...14 {
        survival *= (beta + Double(year) - 1) / (alpha + beta + Double(year) - 1)
        fit.append((Double(year), survival))
      }
      func days(_ part: ArraySlice<(Double, Double)>) -> [CurveChart.Day] {
        part.map { .init(day: $0.0, point: value($0.1)) }
      }
      return .init(
        name: name,
        observed: points.enumerated().map { .init(day: Double($0.offset), point: value($0.element / 100, 0.0005)) },
        fitted: days(fit[0...7]), extrapolated: days(fit[7...14]))
    }
    return CurveChart(
      title: "Retention, observed and fitted (sBG)",
      curves: [
        curve("High End", highEnd, 0.668, 3.806), curve("Regular", regular, 0.704, 1.182),
        .init(name: "Sora Pro", observed: [.init(day: 5, point: below(0.08))], fitted: [], extrapolated: []),
      ])
  }

  static var triangle: TriangleChart {
    let days = [0, 30, 60, 90, 120, 150, 180]
    return TriangleChart(
      title: "Retention by monthly cohort", days: days,
      cohorts: months("2025-09", 7).enumerated().map { index, period in
        .init(
          name: period.label, size: Int64(1200 + index * 137),
          cells: days.indices.map { column in
            column > 6 - index ? .gap : value(pow(0.62 + Double(index) * 0.025, Double(column)))
          })
      })
  }

  private static func pow(_ base: Double, _ exponent: Double) -> Double {
    (0..<Int(exponent)).reduce(1) { total, _ in total * base }
  }

  static var bars: BarChart {
    BarChart(
      title: "Change of weekly active users after the announcement", unit: .metric(.ratio),
      bars: [
        .init(name: "Heron (treated)", point: value(0.04, 0.005)),
        .init(name: "Plover (control)", point: value(0.01, 0.005)),
        .init(name: "Teal (control)", point: value(-0.013, 0.005)), .init(name: "Wigeon (control)", point: below(0.02)),
        .init(name: "Dunlin", point: ChartPoint(value: nil, low: nil, high: nil, qualifier: .notDisclosed)),
      ])
  }

  static let hostileNames = [
    "<script>alert(1)</script>", "a \"quoted\", 'single' & <b>", "\u{1b}[31mred\u{7}",
    "line one\nline two\r\nthree\ttab",
    "مرحبا \u{202e}abc",
    "可灵 AI 视频", "| pipe | `code` | [x](y) *b* _i_", "=HYPERLINK(1)", "back\\slash", " leading and trailing ",
    "]]>--><!--",
    "\u{0}nul\u{fffe}",
    "👩‍👩‍👧 e\u{301}", String(repeating: "long name ", count: 20), "\u{2028}line\u{2029}separator",
    "</title></svg><svg onload=x>",
  ]

  /// Every place of a document that text of the store can come to, filled with hostile names, and a chart of each kind.
  static var hostile: ReportDocument {
    let names = hostileNames
    let periods = months("2026-01", 4)
    let steps = [1.0, 2, 1.5, 3]
    let events = names.enumerated().map { index, name in
      EventMark(
        id: Int64(index), type: name, title: name, status: index % 2 == 0 ? "planned" : "occurred",
        effective: period("2026-02-\(10 + index)"), announcedOn: nil, subjects: [name], source: name,
        publishedOn: "2026-04-02")
    }
    return ReportDocument(
      report: "trend", title: names[0] + names[1], parameters: [JSONField("product", .string(names[2]))],
      asOf: "2026-05-01",
      columns: [Column("product"), Column("value", .number)],
      rows: names.enumerated().map { [.text($0.element), .integer(Int64($0.offset))] },
      summary: .object(names.map { JSONField($0, .integer(1)) }), summaryLines: names, events: events,
      sources: names.map { SourceNote(source: $0, publishedOn: "2026-04-02", title: $0, url: $0, origin: nil) },
      notes: names,
      charts: [
        .trend(
          LineChart(
            title: names[0], unit: .persons, currency: nil, periods: periods,
            lines: names.map { name in .init(name: name, points: steps.map { value($0) }) }, events: events)),
        .share(
          ShareChart(
            title: names[1], periods: periods,
            members: names.map { .init(name: $0, shares: steps.map { _ in value(1 / Double(names.count)) }) },
            events: events)),
        .share(
          ShareChart(
            title: names[1], periods: [periods[0]],
            members: names.map { .init(name: $0, shares: [value(1 / Double(names.count))]) },
            events: [])),
        .curve(
          CurveChart(
            title: names[2],
            curves: names.map {
              .init(name: $0, observed: [.init(day: 1, point: value(0.5))], fitted: [], extrapolated: [])
            })),
        .triangle(
          TriangleChart(
            title: names[3], days: [0, 1],
            cohorts: names.map { .init(name: $0, size: 3, cells: [value(1), value(0.5)]) })),
        .bars(BarChart(title: names[4], unit: .metric(.count), bars: names.map { .init(name: $0, point: value(3)) })),
      ], command: ["tidemark", "trend"] + names)
  }

  /// A document with a chart of each kind, the hostile one last.
  static let gallery = [
    trend, kuaishouShare, document("share", "Areas", [.share(shareOverTime)]),
    document("share", "Two periods", [.share(shareTwoPeriods)]),
    document("retention", "Curve", [.curve(curve)]), document("retention", "Triangle", [.triangle(triangle)]),
    document("impact", "Bars", [.bars(bars)]), hostile,
  ]

  static func document(_ report: String, _ title: String, _ charts: [Chart]) -> ReportDocument {
    ReportDocument(
      report: report, title: title, columns: [Column("name")], rows: [], charts: charts, command: ["tidemark", report])
  }
}

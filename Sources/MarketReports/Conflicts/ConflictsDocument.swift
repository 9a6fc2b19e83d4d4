import MarketModel
import SQLite

/// Sets the rows of a conflicts report as a document.
struct ConflictsDocument {
  let scope: RecordScope
  /// The rows with the qualifiers and the unit behind them.
  let wide: [[Cell]]

  private typealias Field = ConflictColumn

  func document(_ request: ReportRequest) -> ReportDocument {
    let rows = wide.map { Array($0.prefix(ConflictColumn.columns.count)) }
    let counts = (1...4).map { kind in wide.count { $0[Field.kind] == .integer(Int64(kind)) } }
    let lines = sentences
    return ReportDocument(
      report: ReportKind.conflicts.verb, title: "Conflicting claims about \(scope.subject)\(scope.believing.phrase)",
      parameters: request.fields, asOf: scope.parameters.asOf?.description, columns: ConflictColumn.columns, rows: rows,
      display: display,
      summary: .object([
        JSONField("conflicts", .integer(Int64(rows.count))), JSONField("same_series", .integer(Int64(counts[0]))),
        JSONField("same_family", .integer(Int64(counts[1]))), JSONField("part_and_whole", .integer(Int64(counts[2]))),
        JSONField("events", .integer(Int64(counts[3]))),
      ]),
      summaryLines: lines.count <= 20 ? lines : lines.prefix(20) + ["… and \(lines.count - 20) more."], notes: notes,
      charts: charts,
      command: request.command)
  }

  private var display: [DisplayColumn] {
    let claims = wide.map(claims)
    return [
      DisplayColumn("Kind", .number(Field.kind, decimals: 0)), DisplayColumn("Product", .text(Field.product)),
      DisplayColumn("Metric", .text(Field.metric)), DisplayColumn("Period", .text(Field.period)),
      DisplayColumn("Value", .claims(claims.map(\.one))),
      DisplayColumn("Origin", .text(Field.origin)), DisplayColumn("Against", .text(Field.otherMetric)),
      DisplayColumn("Period", .text(Field.otherPeriod)),
      DisplayColumn("Value", .claims(claims.map(\.other))),
      DisplayColumn("Origin", .text(Field.otherOrigin)),
      DisplayColumn("Ratio", .quantity(value: Field.ratio, unit: .multiple, currency: nil)),
      DisplayColumn("Believed", .text(Field.believed)), DisplayColumn("Why", .text(Field.why)),
    ] + bias
  }

  /// Where there is one.
  private var bias: [DisplayColumn] {
    guard wide.contains(where: { $0[Field.bias] != .null }) else { return [] }
    return [
      DisplayColumn("Bias", .quantity(value: Field.bias, unit: .multiple, currency: nil)),
      DisplayColumn("Periods", .number(Field.count, decimals: 0)),
    ]
  }

  /// The two claims of a row. Of each there is one number: a point, the stated end of a bound, or the middle of a
  /// range.
  private func claims(_ row: [Cell]) -> (one: DisplayColumn.Claim, other: DisplayColumn.Claim) {
    func point(_ value: ConflictColumn, _ qualifier: ConflictColumn) -> ChartPoint {
      let number = row[value].number
      let stated = row[qualifier].qualifier
      return ChartPoint(value: number, low: number, high: number, qualifier: stated == .range ? nil : stated)
    }
    let (one, other) = (point(Field.value, Field.qualifier), point(Field.otherValue, Field.otherQualifier))
    let (unit, currency) = (row[Field.unit].unit ?? .count, row[Field.currency].string)
    return (
      DisplayColumn.Claim(one, unit: unit, currency: currency, against: other),
      DisplayColumn.Claim(other, unit: unit, currency: currency, against: one)
    )
  }

  /// A sentence for each row.
  var sentences: [String] { wide.map(sentence) }

  /// How far apart the claims are; events with two dates have no ratio, so where there are only those, their number.
  private var charts: [Chart] {
    func bar(_ name: String, _ value: Double) -> BarChart.Bar {
      BarChart.Bar(name: name, point: ChartPoint(value: value, low: nil, high: nil, qualifier: .eq))
    }
    let apart = wide.compactMap { row -> BarChart.Bar? in
      guard let ratio = row[Field.ratio].number, ratio != 0, let product = row[Field.product].string,
        let metric = row[Field.metric].string,
        let other = row[Field.otherMetric].string, let period = row[Field.period].string
      else { return nil }
      return bar("\(product) \(metric)\(other == metric ? "" : " / \(other)"), \(period)", max(ratio, 1 / ratio))
    }
    if !apart.isEmpty {
      let largest = apart.sorted { $0.point.value ?? 0 > $1.point.value ?? 0 }.prefix(20)
      return [
        .bars(BarChart(title: "How many times one claim is the other", unit: .metric(.multiple), bars: Array(largest)))
      ]
    }
    return wide.isEmpty
      ? []
      : [
        .bars(
          BarChart(title: "Events with two dates", unit: .metric(.count), bars: [bar("events", Double(wide.count))]))
      ]
  }

  private func sentence(_ row: [Cell]) -> String {
    var line = body(row)
    if row[Field.kind] == .integer(1), let believed = row[Field.believed].string, let why = row[Field.why].string {
      line += "; believed: \(believed) (\(why))"
    }
    return line + "."
  }

  /// What contradicts what, without the full stop.
  func body(_ row: [Cell]) -> String {
    func text(_ column: ConflictColumn) -> String { row[column].string ?? "" }
    let product = text(Field.product)
    if row[Field.kind] == .integer(4) {
      return "\(product): \(text(Field.metric)) on \(text(Field.period)) (\(text(Field.origin)))"
        + " or on \(text(Field.otherPeriod)) (\(text(Field.otherOrigin)))"
    }
    let (one, other) = claims(row)
    if let pair = pairSentence(row) {
      return
        "\(product): \(text(Field.metric)): \(pair); \(one.text().main) by \(speaker(row, Field.origin)) against "
        + "\(other.text().main) by \(speaker(row, Field.otherOrigin)) in \(text(Field.period))"
    }
    var line = "\(product): \(text(Field.metric)) \(one.text().main) in \(text(Field.period))"
    line += " (\(speaker(row, Field.origin)))"
    line += " against \(text(Field.otherMetric)) \(other.text().main) in \(text(Field.otherPeriod))"
    line += " (\(speaker(row, Field.otherOrigin)))"
    if let ratio = row[Field.ratio].number {
      line += ", ratio \(FigureStyle(unit: .multiple).number(ratio))"
      if isUnitSized(ratio) { line += Self.powerOfTen }
    }
    switch row[Field.kind] {
    case .integer(2): line += "; the definitions differ, so both stand"
    case .integer(3): line += "; a part cannot exceed its whole"
    default: break
    }
    return line
  }

  private static let powerOfTen = " (a power of ten: somebody's units?)"

  /// How far one of a pair runs from the other: "Beta runs 1.2 × Alpha (median of 18 months)". Nil for what is no pair.
  func pairSentence(_ row: [Cell]) -> String? {
    guard let bias = row[Field.bias].number, let periods = row[Field.count].number, row[Field.kind] == .integer(1)
    else { return nil }
    let noun = row[Field.granularity].string ?? "period"
    let length = (periods == 1 ? "" : "median of ") + counted(Int64(periods), noun)
    let ratio = FigureStyle.count.number(bias)
    let isSameOrigin = row[Field.origin] == row[Field.otherOrigin]
    var line =
      "\(speaker(row, Field.otherOrigin)) runs \(ratio) × \(speaker(row, Field.origin)) (\(length))"
    if isSameOrigin { line = "quoted differently: " + line }
    if isUnitSized(bias) || row[Field.ratio].number.map(isUnitSized) ?? false { line += Self.powerOfTen }
    return line
  }

  /// The origin of a side; of what is quoted differently who quotes it.
  private func speaker(_ row: [Cell], _ side: ConflictColumn) -> String {
    let origin = row[side].string ?? ""
    guard row[Field.kind] == .integer(1), row[Field.origin] == row[Field.otherOrigin],
      let source = row[side == .origin ? Field.source : Field.otherSource].string
    else { return origin }
    return source == origin ? origin : "\(origin) in \(source)"
  }

  /// 10, 100, 1000 … either way, to 1%.
  private func isUnitSized(_ ratio: Double) -> Bool {
    guard ratio > 0, ratio.isFinite else { return false }
    let size = max(ratio, 1 / ratio)
    return [10, 100, 1000, 1e6].contains { abs(size / $0 - 1) < 0.01 }
  }

  private var notes: [String] {
    if wide.isEmpty { return ["No conflicting claims about \(scope.subject)."] }
    var notes = [
      "Kinds: 1 one series and period, 2 different definitions, 3 a part above its whole, 4 an event with two dates."
    ]
    if wide.contains(where: {
      $0[Field.qualifier].qualifier?.isBound ?? false || $0[Field.otherQualifier].qualifier?.isBound ?? false
    }) {
      notes.append("A bound is shown by its stated end, and the ratio is to that end.")
    }
    return notes
  }
}

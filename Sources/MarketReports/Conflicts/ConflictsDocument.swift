import MarketModel
import SQLite

/// Sets the rows of a conflicts report as a document.
struct ConflictsDocument {
  let scope: RecordScope
  /// The rows with the qualifiers and the unit behind them.
  let wide: [[Cell]]

  private typealias Place = ConflictsQuery.Place

  func document(_ asked: Asked) -> ReportDocument {
    let rows = wide.map { Array($0.prefix(ConflictsQuery.columns.count)) }
    let counts = (1...4).map { kind in wide.count { $0[Place.kind] == .integer(Int64(kind)) } }
    let lines = sentences
    return ReportDocument(
      report: "conflicts", title: "Conflicting claims about \(scope.subject)", parameters: asked.fields,
      asOf: scope.parameters.asOf?.description, columns: ConflictsQuery.columns, rows: rows, display: display,
      summary: .object([
        JSONField("conflicts", .integer(Int64(rows.count))), JSONField("same_series", .integer(Int64(counts[0]))),
        JSONField("same_family", .integer(Int64(counts[1]))), JSONField("part_and_whole", .integer(Int64(counts[2]))),
        JSONField("events", .integer(Int64(counts[3]))),
      ]),
      summaryLines: lines.count <= 20 ? lines : lines.prefix(20) + ["… and \(lines.count - 20) more."], notes: notes,
      charts: charts,
      command: asked.command)
  }

  private var display: [DisplayColumn] {
    // The one number of a row is a point, the stated end of a bound, or the middle of a range.
    func claims(_ value: Int, _ qualifier: Int) -> DisplayColumn.Content {
      .claims(
        wide.map { row in
          let number = row[value].number
          let code = row[qualifier].string
          return DisplayColumn.Claim(
            ChartPoint(value: number, low: number, high: number, qualifier: code == "range" ? nil : code),
            unit: row[Place.unit].string ?? "count",
            currency: row[Place.currency].string)
        })
    }
    return [
      DisplayColumn("Kind", .number(Place.kind, decimals: 0)), DisplayColumn("Product", .text(Place.product)),
      DisplayColumn("Metric", .text(Place.metric)), DisplayColumn("Period", .text(Place.period)),
      DisplayColumn("Value", claims(Place.value, Place.qualifier)),
      DisplayColumn("Origin", .text(Place.origin)), DisplayColumn("Against", .text(Place.otherMetric)),
      DisplayColumn("Period", .text(Place.otherPeriod)),
      DisplayColumn("Value", claims(Place.otherValue, Place.otherQualifier)),
      DisplayColumn("Origin", .text(Place.otherOrigin)), DisplayColumn("Ratio", .number(Place.ratio, decimals: 2)),
      DisplayColumn("Believed", .text(Place.believed)),
    ]
  }

  /// A sentence for each row.
  var sentences: [String] { wide.map(sentence) }

  /// How far apart the claims are; events with two dates have no ratio, so where there are only those, their number.
  private var charts: [Chart] {
    func bar(_ name: String, _ value: Double) -> BarChart.Bar {
      BarChart.Bar(name: name, point: ChartPoint(value: value, low: nil, high: nil, qualifier: "eq"))
    }
    let apart = wide.compactMap { row -> BarChart.Bar? in
      guard let ratio = row[Place.ratio].number, ratio != 0, let product = row[Place.product].string,
        let metric = row[Place.metric].string,
        let other = row[Place.otherMetric].string, let period = row[Place.period].string
      else { return nil }
      return bar("\(product) \(metric)\(other == metric ? "" : " / \(other)"), \(period)", max(ratio, 1 / ratio))
    }
    if !apart.isEmpty {
      let largest = apart.sorted { $0.point.value ?? 0 > $1.point.value ?? 0 }.prefix(20)
      return [.bars(BarChart(title: "How many times one claim is the other", unit: "multiple", bars: Array(largest)))]
    }
    return wide.isEmpty
      ? [] : [.bars(BarChart(title: "Events with two dates", unit: "count", bars: [bar("events", Double(wide.count))]))]
  }

  private func sentence(_ row: [Cell]) -> String {
    func text(_ place: Int) -> String { row[place].string ?? "" }
    let product = text(Place.product)
    if row[Place.kind] == .integer(4) {
      return
        "\(product): \(text(Place.metric)) on \(text(Place.period)) (\(text(Place.origin))) or on \(text(Place.otherPeriod)) (\(text(Place.otherOrigin)))."
    }
    let first =
      "\(text(Place.metric)) \(figure(row, Place.value, Place.qualifier)) in \(text(Place.period)) (\(text(Place.origin)))"
    let second =
      "\(text(Place.otherMetric)) \(figure(row, Place.otherValue, Place.otherQualifier)) in \(text(Place.otherPeriod)) (\(text(Place.otherOrigin)))"
    var line = "\(product): \(first) against \(second)"
    if let ratio = row[Place.ratio].number {
      line += ", ratio \(Figures.scaled(ratio))"
      if isUnitSized(ratio) { line += " (a power of ten: somebody's units?)" }
    }
    switch row[Place.kind] {
    case .integer(2): line += "; the definitions differ, so both stand"
    case .integer(3): line += "; a part cannot exceed its whole"
    default: break
    }
    return line + "."
  }

  private func figure(_ row: [Cell], _ value: Int, _ qualifier: Int) -> String {
    guard let number = row[value].number else { return "n/a" }
    var text = row[Place.unit] == .text("ratio") ? Figures.percent(number) : Figures.scaled(number)
    if let currency = row[Place.currency].string { text = "\(currency) \(text)" }
    return (row[qualifier].string.flatMap { Qualifier(code: $0)?.symbol } ?? "") + text
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
      $0[Place.qualifier].string.flatMap { Qualifier(code: $0)?.isBound } ?? false
        || $0[Place.otherQualifier].string.flatMap { Qualifier(code: $0)?.isBound } ?? false
    }) {
      notes.append("A bound is shown by its stated end, and the ratio is to that end.")
    }
    return notes
  }
}

import MarketModel
import MarketStore
import SQLite

/// Sets the reigns as a document.
struct LeadDocument {
  let query: LeadQuery
  let rows: [[Cell]]

  private typealias Field = LeadColumn
  private var scope: ReportScope { query.scope }

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let title =
      "Who leads in \(scope.metricTitle): \(scope.subject), \(query.timeline.phrase)\(scope.rangePhrase)"
      + scope.believing.phrase
    let periods = try query.periods()
    let shown = Set(rows.compactMap { $0[Field.product].string })
    return ReportDocument(
      report: ReportKind.lead.verb, title: title, parameters: request.fields,
      asOf: scope.parameters.asOf?.description, columns: LeadColumn.columns, rows: rows, display: display,
      summaryLines: rows.isEmpty ? [] : try scope.leadSentence(query.timeline, top: query.top).map { [$0] } ?? [],
      events: try scope.events(subjects: scope.subjects(shown)),
      sources: try scope.store.footnotes(
        Provenance.columns,
        scope.store.connection.cells(query.sourcesStatement())), notes: try notes(periods), charts: charts(title),
      command: request.command)
  }

  private var display: [DisplayColumn] {
    [
      DisplayColumn("Product", .text(Field.product)), DisplayColumn("From", .text(Field.from)),
      DisplayColumn("To", .text(Field.to)), DisplayColumn("Periods", .number(Field.periods, decimals: 0)),
      DisplayColumn("Share", .percent(value: Field.share)), DisplayColumn("Runner-up", .text(Field.runnerUp)),
      DisplayColumn("Margin", .points(value: Field.margin)), DisplayColumn("Certain", .text(Field.certain)),
      DisplayColumn("Across sources", .text(Field.certainAcrossSources)),
      DisplayColumn("Agree", .number(Field.agree, decimals: 0)), DisplayColumn("Of", .number(Field.of, decimals: 0)),
      DisplayColumn("Dissent", .text(Field.dissent)), DisplayColumn("Origin", .text(Field.origin)),
      DisplayColumn("Began", .text(Field.began)),
    ]
  }

  // MARK: Notes and chart

  private func notes(_ periods: [LeadQuery.PeriodState]) throws -> [String] {
    var notes: [String] = scope.currencyNotes + (try scope.conversionNotes(query.timeline))
    if rows.isEmpty {
      return notes
        + (periods.isEmpty ? try scope.notesWhenEmpty(query.timeline) : ["In no period do two of them have points."])
    }
    notes += try scope.missingNotes(try namesWithFigures())
    let unknown = periods.filter { $0.isShown && !$0.isKnown }.map(\.label)
    if !unknown.isEmpty {
      notes.append(
        "Not known who leads in \(listed(unknown)): fewer than two have points, or who led shortly before has none; it "
          + "neither ends nor begins a lead.")
    }
    if rows.contains(where: { $0[Field.origin] == .text("mixed") }) {
      notes.append("Mixed: no single origin has figures for the first two, so they are compared across origins.")
    }
    let own = try scope.store.connection.cells(query.overridesStatement()).compactMap { row in
      row[0].string.flatMap { product in row[1].string.map { "\(product) in \($0)" } }
    }
    if !own.isEmpty {
      notes.append("Your own figures (reliability 0) stand in every origin's order: \(listed(own)).")
    }
    if let top = query.top {
      notes.append("The \(top) largest of the last period can lead; the others count in the sum alone.")
    }
    if scope.metric.unit == .persons, rows.contains(where: { $0[Field.share] != .null }) {
      notes.append(
        "Users of several products count in each, so a share of summed \(scope.metricTitle) is not a share of people.")
    }
    return notes
  }

  private func namesWithFigures() throws -> Set<String> {
    var tables = try scope.believedTables(query.timeline, actualOnly: true)
    tables.add("subjects", "SELECT DISTINCT p.subject FROM points p")
    return Set(
      try scope.store.connection.query(
        tables.statement("SELECT \(scope.name) FROM subjects x \(scope.nameJoin("x.subject"))")
      ) { $0.text(0) })
  }

  private func charts(_ title: String) -> [Chart] {
    let bars = rows.map { row in
      let (from, to) = (row[Field.from].string ?? "", row[Field.to].string ?? "")
      return BarChart.Bar(
        name: "\(row[Field.product].string ?? ""), \(from == to ? from : "\(from) to \(to)")",
        point: ChartPoint(value: row[Field.periods].number, low: nil, high: nil, qualifier: nil))
    }
    return bars.isEmpty
      ? []
      : [
        .bars(
          BarChart(
            title: "\(title): \(query.timeline.granularity.name)s in the lead", unit: .metric(.count), bars: bars))
      ]
  }
}

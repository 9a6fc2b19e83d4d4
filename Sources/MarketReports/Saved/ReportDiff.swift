import MarketModel
import MarketStore
import SQLite

/// What a report says differently from an earlier run of it: a sentence per row, and a line per changed figure.
///
/// Rows are the same when they are about the same thing (period, product, metric …); where a report does not say, when
/// they are equal. Of a run whose rows were not kept only that something changed is known.
///
/// - Parameter windows: The days that the two runs were asked for, first and last; only periods that lie within all of
///   them are compared, so that a report which rolls on has not changed by rolling.
public func reportDifference(
  from run: SavedReportRun, to document: ReportDocument,
  within windows: [(first: CalendarDay?, last: CalendarDay?)] = []
) -> ReportDocument {
  guard let kept = run.rows else {
    let digest = runDigest(columns: document.columns.map(\.name), rows: storedRows(document))
    let isSame = digest == run.digest
    return diffDocument(
      run, document, ReportChanges(),
      lines: [isSame ? "Unchanged." : "Changed; the rows of that run were not kept, so it is not known in what."],
      rows: isSame ? [] : [[.text("changed"), .text("the rows of that run were not kept"), .null, .null, .null]])
  }
  let period = document.columns.firstIndex { $0.name == "period" }
  func isCompared(_ row: [Cell]) -> Bool {
    guard let period = period.flatMap({ row[$0].period }) else { return true }
    return windows.allSatisfy { window in
      (period.start ?? period.end) >= window.first ?? .first && period.end <= window.last ?? .last
    }
  }
  let old = kept.map { row in
    document.columns.map { column in
      run.columns.firstIndex(of: column.name).flatMap { $0 < row.count ? Cell(row[$0]) : nil } ?? .null
    }
  }
  let changes = ReportChanges(old.filter(isCompared), document.rows.filter(isCompared), keyColumns(of: document))
  return diffDocument(
    run, document, changes, lines: DiffSentences(document, old).lines(changes),
    rows: changes.all.flatMap { $0.rows(document.columns) })
}

private func diffDocument(
  _ run: SavedReportRun, _ document: ReportDocument, _ changes: ReportChanges, lines: [String], rows: [[Cell]]
) -> ReportDocument {
  let columns = [Column("change"), Column("row"), Column("column"), Column("old"), Column("new")]
  // Drawn as the report draws them, from the row before and the row after.
  func figures(_ side: (ReportChange) -> [Cell]?) -> DisplayColumn.Content {
    .drawn(
      changes.all.flatMap { change -> [DisplayColumn.Drawn?] in
        let figures = change.columns.map { column in
          side(change).map {
            DisplayColumn.Drawn(row: [.text(document.shownFigure(column, of: $0))], content: .text(0))
          }
        }
        return figures.isEmpty ? [nil] : figures
      }, isText: true)
  }
  var difference = ReportDocument(
    report: "diff", title: "\(document.title): changes since \(run.ranAt)",
    parameters: [JSONField("report", .string(run.report)), JSONField("since", .string(run.ranAt))], columns: columns,
    rows: rows,
    display: [
      DisplayColumn("change", .text(0)), DisplayColumn("row", .text(1)), DisplayColumn("column", .text(2)),
      DisplayColumn("old", figures(\.before)), DisplayColumn("new", figures(\.after)),
    ],
    summaryLines: lines, command: ["tidemark", "report", "diff", run.report])
  difference.leadsWithSummary = true
  return difference
}

extension ReportDocument {
  /// How long the periods of its rows are; a month where it has none.
  public var granularity: Granularity {
    let column = columns.firstIndex { $0.name == "period" }
    return column.flatMap { column in rows.lazy.compactMap { $0[column].period?.granularity }.first } ?? .month
  }
}

/// The cells of a document as values that the store keeps with a run.
public func storedRows(_ document: ReportDocument) -> [[Value]] {
  document.rows.map { row in
    row.map { cell in
      switch cell {
      case .null: .null
      case .text(let text): .text(text)
      case .integer(let number): .integer(number)
      case .real(let number): .real(number)
      }
    }
  }
}

extension Cell {
  fileprivate init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    case .blob(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
    }
  }
}

import MarketModel

/// How a report's rows are turned so that its periods or ages become columns: the shape that people paste.
struct Pivot: Sendable, Equatable {
  /// A figure of the rows, and how people read it.
  struct Figure: Sendable, Equatable {
    /// Its column of the report.
    var column: Int
    var content: DisplayColumn.Content
    /// What its line is called, in the last key column, where it is not the report's own figure: "fitted".
    var label: String?

    init(_ column: some ReportColumn, _ content: DisplayColumn.Content, label: String? = nil) {
      (self.column, self.content, self.label) = (column.rawValue, content, label)
    }
  }

  /// The columns that stay, first in every line.
  var keys: [Int]
  /// Those of them that people are shown, and what of the others is the same throughout a line.
  var shown: [DisplayColumn]
  /// The column whose values become columns.
  var across: Int
  /// What stands before such a value in a heading: "D" of "D30".
  var prefix = ""
  /// The figure in the cells.
  var figure: Figure
  /// The column of its qualifier: a bound has no point and is a figure all the same.
  var qualifier: Int?
  /// Further figures, each with lines of its own, for people only.
  var others: [Figure] = []
  /// What people read where the last key is null: "pooled".
  var nameOfNone: String?
  /// Whether people see this form without asking for it.
  var isUsual = false
}

extension ReportDocument {
  /// Whether `wide` has a form of its own.
  public var canBeWide: Bool { pivot != nil }

  /// What tables for people set: itself, or its wide form where that is the usual one.
  public var shownToPeople: ReportDocument { pivot?.isUsual == true ? wide(forPeople: true) : self }

  /// The same report with a column for each of its periods or ages, key columns first; itself where it cannot.
  ///
  /// Rows that agree in the keys become one line; where two of them stand at one place (what was observed and what had
  /// been projected for the same period) the second gets a line of its own. For people the cells read as in the long
  /// table, and further figures (pooled, fitted) have lines too; for data they are the one figure.
  public func wide(forPeople: Bool) -> ReportDocument {
    guard let pivot else { return self }
    let lines = PivotLines(pivot, rows, forPeople: forPeople)
    var document = self
    document.pivot = nil
    document.columns =
      pivot.keys.map { columns[$0] } + lines.places.map { Column(plainText($0), columns[pivot.figure.column].kind) }
    document.rows = lines.lines.map { line in
      line.keys + lines.places.map { line.rows[$0]?[line.figure.column] ?? .null }
    }
    document.display = forPeople ? lines.display : []
    return document
  }
}

/// The lines of a turned report, each with the rows that it was made of.
private struct PivotLines {
  struct Line {
    var keys: [Cell]
    var figure: Pivot.Figure
    /// By the value that became a column.
    var rows: [Cell: [Cell]] = [:]
  }
  private struct Key: Hashable {
    var cells: [Cell]
    var label: String?
    /// Of those that agree in the rest.
    var number = 0
  }

  let pivot: Pivot
  private(set) var lines: [Line] = []
  private(set) var places: [Cell] = []

  init(_ pivot: Pivot, _ rows: [[Cell]], forPeople: Bool) {
    self.pivot = pivot
    var numbers: [Key: Int] = [:]
    var places: Set<Cell> = []
    for row in rows {
      for figure in [pivot.figure] + (forPeople ? pivot.others : []) where has(row, figure) {
        let place = row[pivot.across]
        places.insert(place)
        var key = Key(cells: pivot.keys.map { row[$0] }, label: figure.label)
        while let line = numbers[key], lines[line].rows[place] != nil { key.number += 1 }
        let line = numbers[key] ?? lines.count
        if line == lines.count {
          numbers[key] = line
          lines.append(Line(keys: key.cells, figure: figure))
        }
        lines[line].rows[place] = row
      }
    }
    self.places = places.sorted(by: Self.precedes)
  }

  /// A row without the report's own figure is a gap, which has its column, or there for another figure's sake.
  private func has(_ row: [Cell], _ figure: Pivot.Figure) -> Bool {
    if figure.label != nil || row[figure.column] != .null { return row[figure.column] != .null }
    return pivot.qualifier.map { row[$0] != .null } ?? false || pivot.others.allSatisfy { row[$0.column] == .null }
  }

  private static func precedes(_ a: Cell, _ b: Cell) -> Bool {
    if let one = a.number, let other = b.number { return one < other }
    guard let one = a.period, let other = b.period, one.end != other.end else { return plainText(a) < plainText(b) }
    return one.end < other.end
  }

  var display: [DisplayColumn] {
    let keys = pivot.shown.map { column in
      DisplayColumn(
        column.title, .drawn(lines.map { shownKey(column.content, $0) }, isText: column.content.isText))
    }
    .filter { $0.content.isDrawnAnywhere }
    return keys
      + places.map { place in
        DisplayColumn(
          pivot.prefix + plainText(place),
          .drawn(
            lines.map { line in line.rows[place].map { DisplayColumn.Drawn(row: $0, content: line.figure.content) } },
            isText: false))
      }
  }

  /// What stands before a line's figures: nil where the rows of the line differ, or have none.
  private func shownKey(_ content: DisplayColumn.Content, _ line: Line) -> DisplayColumn.Drawn? {
    guard let row = line.rows.values.first else { return nil }
    if case .text(let index) = content, index == pivot.keys.last, let name = line.figure.label ?? pivot.nameOfNone,
      line.figure.label != nil || row[index] == .null
    {
      return DisplayColumn.Drawn(row: [.text(name)], content: .text(0))
    }
    guard let index = content.column, row[index] != .null else { return nil }
    // The keys stand on every line; the rest only where it is true of the whole line.
    let isTrue =
      pivot.keys.contains(index)
      || line.figure.label == nil && line.rows.values.allSatisfy { $0[index] == row[index] }
    return isTrue ? DisplayColumn.Drawn(row: row, content: content) : nil
  }
}

import MarketModel
import MarketReports

/// The table that people read, in words and figures but without a look: table, markdown and html all set this one.
struct DisplayTable {
  struct Heading {
    var title: String
    var alignment: Alignment
    /// Whether any figure of the column shows an interval, which is then aligned apart.
    var hasIntervals: Bool
    /// Whether its texts are never cut.
    var isExact = false
  }
  struct Entry {
    var text: FigureText
    /// Text of the store, which each format has to make harmless; the rest is written by this program.
    var isForeign: Bool
  }
  var headings: [Heading]
  var rows: [[Entry]]
  /// Per row the number of its source among the report's sources, from 1; nil where the row names none of them.
  var footnotes: [Int?]
  /// Footnote marks say nothing when every row would carry the same one.
  var showsFootnotes: Bool

  init(_ document: ReportDocument, glyphs: Glyphs) {
    let document = document.shownToPeople
    let columns = document.columns
    if document.display.isEmpty {
      headings = columns.map {
        Heading(title: $0.name, alignment: $0.kind == .number ? .right : .left, hasIntervals: false)
      }
      rows = document.rows.map { row in row.map { Entry(text: FigureText($0.exact), isForeign: true) } }
    } else {
      headings = document.display.map { column in
        var alignment = Alignment.right
        switch column.content {
        case .text(let index) where columns.indices.contains(index) && columns[index].kind == .text: alignment = .left
        case .drawn(_, isText: true): alignment = .left
        default: break
        }
        return Heading(title: column.title, alignment: alignment, hasIntervals: false, isExact: column.isExact)
      }
      rows = document.rows.enumerated().map { number, row in
        document.display.map { column in
          var entry = displayEntry(column.content, row, number, glyphs)
          if let spread = column.spread.flatMap({ spreadText($0, column.content, row, glyphs) }) {
            entry.text.interval += entry.text.interval.isEmpty ? spread : " " + spread
          }
          return entry
        }
      }
    }
    for index in headings.indices {
      headings[index].hasIntervals = rows.contains { index < $0.count && !$0[index].text.interval.isEmpty }
    }
    footnotes = sourceNumbers(document)
    showsFootnotes = Set(footnotes.compactMap(\.self)).count > 1
  }
}

private func displayEntry(_ content: DisplayColumn.Content, _ row: [Cell], _ rowNumber: Int, _ glyphs: Glyphs)
  -> DisplayTable.Entry
{
  func cell(_ index: Int?) -> Cell {
    guard let index, row.indices.contains(index) else { return .null }
    return row[index]
  }
  func number(_ index: Int?) -> Double? { cell(index).number }
  func text(_ index: Int) -> String? {
    if case .text(let string) = cell(index) { string } else { nil }
  }
  let style = FigureStyle(unit: .ratio, signs: glyphs.figures)
  switch content {
  case .text(let index):
    return .init(text: FigureText(cell(index).exact), isForeign: true)
  case .quantity(let value, let low, let high, let qualifier, let unit, let currency):
    let point = ChartPoint(
      value: number(value), low: number(low), high: number(high), qualifier: cell(qualifier).qualifier)
    return .init(
      text: FigureStyle(unit: unit, currency: currency, signs: glyphs.figures).claim(point), isForeign: false)
  case .claims(let claims):
    guard claims.indices.contains(rowNumber) else {
      return .init(text: FigureText(glyphs.figures.missing), isForeign: false)
    }
    return .init(text: claims[rowNumber].text(glyphs.figures), isForeign: false)
  case .percent(let value, let low, let high):
    return .init(text: style.percent(number(value), low: number(low), high: number(high)), isForeign: false)
  case .change(let value, let low, let high):
    return .init(text: style.change(number(value), low: number(low), high: number(high)), isForeign: false)
  case .points(let value):
    return .init(text: style.points(number(value)), isForeign: false)
  case .number(let index, let decimals):
    if let value = number(index) {
      return .init(text: FigureText(style.plain(value, decimals: decimals)), isForeign: false)
    }
    return .init(text: FigureText(text(index) ?? glyphs.figures.missing), isForeign: text(index) != nil)
  case .drawn(let figures, _):
    guard figures.indices.contains(rowNumber), let figure = figures[rowNumber] else {
      return .init(text: FigureText(""), isForeign: false)
    }
    return displayEntry(figure.content, figure.row, 0, glyphs)
  }
}

/// What the sources say of a row's figure; nil where there is one of them, or none.
private func spreadText(
  _ spread: DisplayColumn.Spread, _ content: DisplayColumn.Content, _ row: [Cell], _ glyphs: Glyphs
) -> String? {
  func number(_ index: Int?) -> Double? {
    guard let index, row.indices.contains(index) else { return nil }
    return row[index].number
  }
  guard let sources = number(spread.sources).map({ Int($0) }) else { return nil }
  let (low, high) = (number(spread.low), number(spread.high))
  switch content {
  case .quantity(_, _, _, _, let unit, let currency) where sources > 1:
    return FigureStyle(unit: unit, currency: currency, signs: glyphs.figures)
      .spread(sources: sources, low: low, high: high)
  case .percent(_, let ownLow, let ownHigh):
    let isApart = low != number(ownLow) || high != number(ownHigh)
    guard sources > 1 || isApart && (low != nil || high != nil) else { return nil }
    return FigureStyle(unit: .ratio, signs: glyphs.figures)
      .spread(sources: sources > 1 ? sources : nil, low: low, high: high)
  default: return nil
  }
}

/// Rows that carry a source and its day of publication point to that footnote. Any report's may.
private func sourceNumbers(_ document: ReportDocument) -> [Int?] {
  let none = [Int?](repeating: nil, count: document.rows.count)
  guard document.sources.count > 1, let source = document.columns.firstIndex(where: { $0.name == "source" }),
    let published = document.columns.firstIndex(where: { $0.name == "published_on" })
  else { return none }
  let origin = document.columns.firstIndex { $0.name == "origin" }
  // By what they say, the first of equals: to look through all sources for each row takes the square of them.
  var publications: [PublishedSource: Int] = [:]
  var measured: [PublishedSource: Int] = [:]
  for (index, note) in document.sources.enumerated() {
    let publication = PublishedSource(source: .text(note.source), publishedOn: .text(note.publishedOn), origin: nil)
    publications[publication] = publications[publication] ?? index
    // A source that measured itself is named without an origin.
    let exact = publication.measured(by: .text(note.origin ?? note.source))
    measured[exact] = measured[exact] ?? index
  }
  return document.rows.map { row in
    let publication = PublishedSource(source: row[source], publishedOn: row[published], origin: nil)
    let exact = origin.flatMap { measured[publication.measured(by: row[$0])] }
    return (exact ?? publications[publication]).map { $0 + 1 }
  }
}

/// What a row says of its source, and a footnote of its own.
private struct PublishedSource: Hashable {
  var source: Cell
  var publishedOn: Cell
  var origin: Cell?

  func measured(by origin: Cell) -> PublishedSource {
    PublishedSource(source: source, publishedOn: publishedOn, origin: origin)
  }
}

// MARK: Sentences shared by all formats for people

enum EventState: Sendable {
  case occurred, planned, cancelled, claimed

  init(_ status: String) {
    switch status {
    case "occurred": self = .occurred
    case "planned", "expected": self = .planned
    case "cancelled": self = .cancelled
    default: self = .claimed
    }
  }
}

extension EventMark {
  var state: EventState { EventState(status) }

  /// The date as far as it is known: "2026-04-26", "2026-02", "announced 2026-03-24", "date not known".
  var when: String {
    if let effective { return effective.label }
    if let announcedOn { return "announced \(announcedOn)" }
    return "date not known"
  }

  /// "occurred", "planned, announced 2026-03-24; its date has passed".
  var standing: String {
    var text = status
    if let announcedOn, let effective, Period(day: announcedOn) != effective, state != .occurred {
      text += ", announced \(announcedOn)"
    }
    return isOverdue ? text + "; its date has passed" : text
  }

  /// The subjects that the title does not name itself.
  var unnamedSubjects: [String] { subjects.filter { !title.contains($0) } }
}

extension SourceNote {
  /// "Market brief, 2026-04-02: Ai Models Market Brief · measured by Sensor Tower".
  func parts() -> (lead: String, title: String?, origin: String?, url: String?) {
    (source + ", " + publishedOn, title == source ? nil : title, origin == source ? nil : origin, url)
  }
}

import MarketModel

/// What changed in a report, row by row, as a person would say it: "Aurora 2026-06: 24.9% → 24.4% (−0.5 pp), still
/// leads; restated by Gamma on 2026-07-14".
struct DiffSentences {
  private let document: ReportDocument
  private let old: [[Cell]]
  private let indexes: [String: Int]
  /// The figure that the report is about.
  private let figure: Int?

  init(_ document: ReportDocument, _ old: [[Cell]]) {
    self.document = document
    self.old = old
    indexes = Dictionary(
      document.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = ["share", "value", "retention", "margin", "new_value", "change"]
    figure =
      ReportKind(rawValue: document.report) == nil ? nil : names.lazy.compactMap { [indexes] in indexes[$0] }.first
  }

  func lines(_ changes: ReportChanges) -> [String] { changes.all.map(line) }

  private func line(_ change: ReportChange) -> String {
    let subject = subject(change.after ?? change.before ?? [])
    guard let before = change.before else {
      return "\(subject): new" + (change.after.flatMap(main).map { ", \($0)" } ?? "")
    }
    guard let after = change.after else {
      return "\(subject): no longer in the report" + (main(before).map { ", was \($0)" } ?? "")
    }
    var line = "\(subject): "
    if let figure, change.columns.contains(figure) {
      let texts = told(figure, before, after)
      line += "\(texts.before) → \(texts.after)\(size(figure, before, after))"
    } else {
      // The figure stands; what else is said of it does not.
      let others = change.columns.filter { !["published_on", "source", "origin"].contains(document.columns[$0].name) }
      let texts = others.map { column in
        let texts = told(column, before, after)
        return "\(words(column)) \(texts.before) → \(texts.after)"
      }
      let still = main(after).map { "still \($0)" }
      line += ([still].compactMap { $0 } + [listedTexts(texts)].filter { !$0.isEmpty }).joined(separator: "; ")
    }
    return line + leadership(before, after) + restatement(before, after)
  }

  private func cell(_ name: String, _ row: [Cell]) -> Cell? { indexes[name].map { row[$0] } }

  /// "Aurora 2026-06": the product first, then what else the row is about; a single metric goes without saying.
  private func subject(_ row: [Cell]) -> String {
    let keys = keyColumns(of: document).filter { !["metric", "product"].contains(document.columns[$0].name) }
    let rest = keys.map { plainText(row[$0]) }.filter { !$0.isEmpty }
    return ([cell("product", row).map(plainText)].compactMap { $0 }.filter { !$0.isEmpty } + rest).joined(
      separator: " ")
  }

  private func main(_ row: [Cell]) -> String? {
    figure.flatMap { row[$0] == .null ? nil : document.shownFigure($0, of: row) }
  }

  /// Rounded as in the report, or, where that hides the change, as the data formats have them.
  private func told(_ column: Int, _ before: [Cell], _ after: [Cell]) -> (before: String, after: String) {
    let rounded = (document.shownFigure(column, of: before), document.shownFigure(column, of: after))
    return rounded.0 == rounded.1 ? (plainText(before[column]), plainText(after[column])) : rounded
  }

  private func words(_ column: Int) -> String {
    document.columns[column].name.split(separator: "_").joined(separator: " ")
  }

  private func listedTexts(_ texts: [String]) -> String {
    texts.prefix(3).joined(separator: ", ") + (texts.count > 3 ? " and \(texts.count - 3) more" : "")
  }

  /// " (−0.5 pp)" for what is a part, " (−6.8%)" for anything else.
  private func size(_ column: Int, _ before: [Cell], _ after: [Cell]) -> String {
    guard let old = before[column].number, let new = after[column].number else { return "" }
    if isPart(column) { return " (\(FigureStyle.ratio.points(new - old).joined))" }
    return old > 0 ? " (\(FigureStyle.ratio.change(new / old - 1).joined))" : ""
  }

  private func isPart(_ column: Int) -> Bool {
    if ["share", "retention", "margin", "change"].contains(document.columns[column].name) { return true }
    return document.display.contains { shown in
      if case .quantity(column, _, _, _, .ratio, _) = shown.content { true } else { false }
    }
  }

  // MARK: What else is to be said

  /// Of a share: whether the product leads its period, before and after.
  private func leadership(_ before: [Cell], _ after: [Cell]) -> String {
    guard document.report == ReportKind.share.verb else { return "" }
    switch (leads(before, among: old), leads(after, among: document.rows)) {
    case (true, true): return ", still leads"
    case (true, false): return ", no longer leads"
    case (false, true): return ", now leads"
    case (false, false): return ""
    }
  }

  private func leads(_ row: [Cell], among rows: [[Cell]]) -> Bool {
    guard let own = cell("share", row)?.number else { return false }
    return !rows.contains { other in
      cell("period", other) == cell("period", row) && cell("product", other) != cell("product", row)
        && cell("product", other) != .text("other") && cell("share", other)?.number ?? 0 >= own
    }
  }

  private func restatement(_ before: [Cell], _ after: [Cell]) -> String {
    guard let published = cell("published_on", after)?.string else { return "" }
    if let old = cell("origin", before)?.string, let new = cell("origin", after)?.string, old != new {
      return "; now by \(new) instead of \(old), published on \(published)"
    }
    guard published != cell("published_on", before)?.string else { return "" }
    guard let who = cell("origin", after)?.string ?? cell("source", after)?.string else { return "" }
    return "; restated by \(who) on \(published)"
  }
}

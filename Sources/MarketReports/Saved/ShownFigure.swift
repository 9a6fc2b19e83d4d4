import MarketModel

extension ReportDocument {
  /// A figure of a row as the report's own table rounds it.
  func shownFigure(_ column: Int, of row: [Cell], withInterval: Bool = false) -> String {
    func number(_ index: Int?) -> Double? { index.flatMap { row.indices.contains($0) ? row[$0].number : nil } }
    func text(_ figure: FigureText) -> String { withInterval ? figure.joined : figure.main }
    guard let value = row[column].number else { return row[column] == .null ? "no figure" : plainText(row[column]) }
    for shown in display {
      switch shown.content {
      case .quantity(let place, let low, let high, let qualifier, let unit, let currency):
        let style = FigureStyle(unit: unit, currency: currency)
        if place == column {
          return text(
            style.claim(
              value: value, low: number(low), high: number(high),
              qualifier: qualifier.flatMap { row.indices.contains($0) ? row[$0].qualifier : nil }))
        }
        if low == column || high == column { return style.number(value) }
      case .percent(let place, let low, let high) where [place, low, high].contains(column):
        let isPoint = place == column
        return text(
          FigureStyle.ratio.percent(value, low: isPoint ? number(low) : nil, high: isPoint ? number(high) : nil))
      case .change(let place, let low, let high) where [place, low, high].contains(column):
        let isPoint = place == column
        return text(
          FigureStyle.ratio.change(value, low: isPoint ? number(low) : nil, high: isPoint ? number(high) : nil))
      case .points(let place) where place == column: return FigureStyle.ratio.points(value).joined
      case .number(let place, let decimals) where place == column:
        return FigureStyle.count.plain(value, decimals: decimals)
      default: break
      }
    }
    // A column that no table shows, known by its name.
    let name = columns[column].name
    if name.hasPrefix("change") { return FigureStyle.ratio.change(value).joined }
    if name.hasPrefix("share") || report == ReportKind.share.verb && name.hasPrefix("sources_") {
      return FigureStyle.ratio.percent(value).joined
    }
    return FigureStyle.count.number(value)
  }
}

import MarketModel

extension LineChart {
  /// No more lines than a reader can tell apart: the largest by their last value, and the others as one where they may
  /// be summed. The title says so.
  ///
  /// - Parameter areSummed: Whether values of several products may be summed.
  static func folded(_ lines: [Line], _ title: String, areSummed: Bool) -> (lines: [Line], title: String) {
    guard lines.count > mostLines else { return (lines, title) }
    let sorted = lines.sorted { ($0.lastValue, $1.name) > ($1.lastValue, $0.name) }
    guard areSummed else {
      return (
        Array(sorted.prefix(mostLines)),
        "\(title); the \(mostLines) largest of \(lines.count), which must not be summed"
      )
    }
    let shown = sorted.prefix(mostLines - 1)
    return (
      shown + [Line.sum(of: Array(sorted.dropFirst(shown.count)))],
      title + foldedTitle(shown.count, of: lines.count)
    )
  }

  /// What the title of a chart says that shows so many of its products, and the rest of them as one.
  static func foldedTitle(_ shown: Int, of all: Int) -> String {
    "; the \(shown) largest of \(all), the others as \"other\""
  }
}

extension LineChart.Line {
  fileprivate var lastValue: Double { points.last { $0.value != nil }?.value ?? 0 }

  /// "other": the sum of those that have a figure, a point where all of them do.
  fileprivate static func sum(of lines: [LineChart.Line]) -> LineChart.Line {
    let points = (lines.first?.points ?? []).indices.map { index -> ChartPoint in
      let here = lines.map { $0.points[index] }.filter { $0 != .gap }
      func sum(_ end: (ChartPoint) -> Double?) -> Double? {
        here.isEmpty ? nil : here.reduce(0.0) { sum, point in sum.flatMap { sum in end(point).map { sum + $0 } } }
      }
      let (value, low, high) = (sum(\.value), sum(\.low), sum(\.high))
      return ChartPoint(
        value: value, low: low, high: high,
        qualifier: value != nil ? .eq : low != nil && high != nil ? .range : high != nil ? .le : low != nil ? .ge : nil)
    }
    return LineChart.Line(
      name: "other", points: points, breaks: lines.reduce(into: []) { $0.formUnion($1.breaks) })
  }
}

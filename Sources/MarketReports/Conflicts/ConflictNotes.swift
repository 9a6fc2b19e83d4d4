import MarketModel
import MarketStore
import SQLite

/// The conflicts that touch the figures of a report, in its notes.
extension ReportScope {
  /// So many products a reader can look at one by one. Of more, the conflicts would take longer than the report.
  private static let mostMembers = 20

  /// A sentence for each pair of origins, or of other claims, that contradict each other about a figure shown, with the
  /// one that is believed and by what.
  ///
  /// - Parameter shown: The names of the products shown.
  func conflictNotes(_ timeline: Timeline, _ shown: Set<String>) throws -> [String] {
    guard shown.count <= Self.mostMembers, !metric.isByDayOffset else { return [] }
    let record = try RecordScope(recordParameters, of: selection, in: store)
    let read = timeline.rollUp.map { Timeline($0.from, from: parameters.from, to: parameters.to) } ?? timeline
    guard read.first <= read.last else { return [] }
    var touched = TouchedFigures(metric: metric, periods: read.first...read.last, hasRelatives: true)
    touched.hasRelatives = try hasFigures(of: touched, record)
    guard try touched.hasRelatives || mayContradict(touched, record) else { return [] }
    let query = ConflictsQuery(scope: record, touched: touched)
    let wide = try store.connection.cells(query.statement(withHidden: true)).filter { row in
      row[ConflictColumn.product].string.map(shown.contains) ?? false
    }
    let document = ConflictsDocument(scope: record, wide: wide)
    let notes = wide.map { "Conflict: \(document.body($0))\(verdict($0))." }
    return shortened(notes) { "And \($0) more conflicts touch these figures: see `conflicts`." }
  }

  /// Of all origins, whatever is asked for: the figures shown stand beside them.
  private var recordParameters: CommonParameters {
    var parameters = parameters
    parameters.metric = nil
    parameters.by = nil
    parameters.origin = nil
    parameters.source = nil
    if believing.only != nil { parameters.believe = [] }
    parameters.region = parameters.region ?? "all"
    parameters.platform = parameters.platform ?? "all"
    parameters.plan = parameters.plan ?? "all"
    parameters.currency = converts ? nil : currency
    return parameters
  }

  /// Which of the two is believed, and by what; nothing where one origin alone is asked for.
  private func verdict(_ row: [Cell]) -> String {
    if isMedian { return "; the median stands for them" }
    guard !known.isNarrowed, let believed = row[ConflictColumn.believed].string,
      let reliability = row[ConflictColumn.believedReliability].number,
      let day = row[ConflictColumn.believedPublishedOn].string
    else { return "" }
    let hand = row[ConflictColumn.believedFirstHand] == .integer(1) ? "first-hand" : "quoted"
    return "; \(believed) believed: reliability \(Int(reliability)), \(hand), \(day)"
  }

  /// Whether there are claims about metrics of the same family, or a part or the whole.
  private func hasFigures(of touched: TouchedFigures, _ record: RecordScope) throws -> Bool {
    try store.connection.first(
      """
      WITH wanted AS (\(record.wanted(where: "\(touched.relatives) AND m.id <> \(metric.id)")))
      SELECT 1 FROM wanted w CROSS JOIN observations o
      WHERE o.series_id = w.series_id AND o.retracted_by IS NULL LIMIT 1
      """
    ) { _ in true } ?? false
  }

  /// Whether two live claims about one figure cannot both be true, in one pass in the order of the key. One may have
  /// given way to the other.
  private func mayContradict(_ touched: TouchedFigures, _ record: RecordScope) throws -> Bool {
    try store.connection.first(
      """
      WITH wanted AS (\(record.wanted(where: "m.id = \(metric.id)")))
      SELECT 1 FROM wanted w CROSS JOIN observations o
      WHERE o.series_id = w.series_id AND o.retracted_by IS NULL
        AND o.period_id BETWEEN \(touched.periods.lowerBound) AND \(touched.periods.upperBound)
        AND o.status NOT IN (\(ObservationStatus.forwardLooking))
      GROUP BY o.series_id, o.period_id HAVING max(o.low) > min(o.high) LIMIT 1
      """
    ) { _ in true } ?? false
  }
}

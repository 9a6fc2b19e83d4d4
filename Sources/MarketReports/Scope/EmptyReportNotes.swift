import MarketModel
import MarketStore
import SQLite

extension ReportScope {
  /// Why a report has no rows: nothing was known yet (and when it became known), it is known otherwise, or not at all.
  func notesWhenEmpty(_ timeline: Timeline) throws -> [String] {
    let what = "\(metricTitle) of \(subject)\(attribution)"
    if known.asOf != nil || known.lastImport != nil {
      var moment = known.asOf.map { "on \($0)" } ?? ""
      if let recorded = parameters.recordedAsOf {
        moment += (moment.isEmpty ? "" : ", ") + "by this store at \(recorded)"
      }
      var note = "Nothing was known of \(what) \(moment)"
      if let first = try firstPublication(timeline) {
        note +=
          known.asOf.map { first > $0.description } ?? false
          ? "; it was first published on \(first)." : "; published first on \(first)."
      } else {
        note += ", and nothing is known now."
      }
      return [note]
    }
    var notes = ["There is no observation of \(what)\(rangePhrase)."]
    if let by = parameters.by, timeline.rollUp != nil {
      notes.append("A \(by.name) is shown where it was stated itself, or where every finer period of it is known.")
    }
    notes += try partNotes(of: nil)
    let others = try otherMetrics()
    if !others.isEmpty { notes.append("Known of \(subject): \(listed(others, limit: 12)) (--metric).") }
    return notes
  }

  /// " by Sensor Tower in Intelligence Brief": whose claims alone were asked for.
  private var attribution: String {
    (known.origin.map { " by \($0.name)" } ?? "") + (known.source.map { " in \($0.name)" } ?? "")
  }

  /// " in 2026-01 to 2026-03".
  var rangePhrase: String {
    switch (parameters.from, parameters.to) {
    case (nil, nil): ""
    case (let from?, nil): " from \(from) on"
    case (nil, let to?): " up to \(to)"
    case (let from?, let to?): from == to ? " in \(from)" : " in \(from) to \(to)"
    }
  }

  /// When the first of what is asked for was published, as far as the store knows now.
  private func firstPublication(_ timeline: Timeline) throws -> String? {
    var condition: SQL = ""
    if let origin = known.origin { condition += " AND o.origin_id = \(origin.id)" }
    if let source = known.source { condition += " AND b.source_id = \(source.id)" }
    return try store.connection.first(
      """
      WITH wanted AS (\(wanted)) SELECT min(b.published_on) FROM wanted w
        JOIN observations o ON o.series_id = w.series_id
      JOIN publications b ON b.id = o.publication_id
      WHERE o.period_id BETWEEN \(timeline.first) AND \(timeline.last) AND o.retracted_by IS NULL\(condition)
      """
    ) { $0.optionalText(0) } ?? nil
  }

  private func otherMetrics() throws -> [String] {
    guard case .products = selection else { return [] }
    return try store.connection.query(
      """
      WITH wanted AS (\(wanted(whereMetric: "m.id <> \(metric.id)"))) SELECT DISTINCT m.code FROM wanted w
        JOIN metrics m ON m.id = w.metric_id
      WHERE EXISTS (SELECT 1 FROM observations o WHERE o.series_id = w.series_id AND o.retracted_by IS NULL)
        ORDER BY m.code
      """
    ) { $0.text(0) }
  }

  /// Named products without a single row, said by name.
  func missingNotes(_ shown: Set<String>) throws -> [String] {
    let missing = names.filter { !shown.contains($0) }
    if missing.isEmpty { return [] }
    return try ["No observation of \(metricTitle) for \(listed(missing))\(rangePhrase)."] + partNotes(of: missing)
  }

  /// The ids of the subjects shown, for their events: of every product only where the whole list is short.
  func subjects(_ shown: Set<String>) throws -> [Int64] {
    if case .products(let products, let companies) = selection { return products.map(\.id) + companies.map { -$0.id } }
    guard shown.count <= 500 else { return [] }
    return try store.connection.query(
      "SELECT p.id FROM products p WHERE p.name IN (\(SQL.list(shown.sorted()))) ORDER BY p.id"
    ) {
      $0.int(0)
    }
  }
}

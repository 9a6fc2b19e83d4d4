import MarketModel
import SQLite

extension ReportScope {
  /// Adds `figures`: what each origin says of each subject and period by its own best claim (subject, period_id,
  /// origin_id, value, low, high, and what ranks it: reliability, source_id, published_on, import_id). Coarser periods
  /// are rolled up within one origin, over those that it has complete.
  ///
  /// `points` stands in the tables already. An analyst's own figure (reliability 0) takes the place of its member's in
  /// every origin, and is no origin by itself.
  func addOwnClaims(to tables: inout CommonTables, _ timeline: Timeline) throws {
    let rank: SQL = ", r.reliability, b.published_on, o.import_id"
    let native = try believed(
      timeline.readFirst, timeline.readLast, spans: timeline.granularity == .span ? timeline.spanCondition : nil,
      actualOnly: true, also: rank, perOrigin: true)
    let columns: SQL = "reliability, published_on, import_id"
    if let rollUp = timeline.rollUp, !rollUp.periods.isEmpty {
      addPriced(to: &tables, named: "own_stated", ranked: native, also: columns, perOrigin: true)
      let parts = Timeline(rollUp.from, from: nil, to: nil)
      let ranked = try believed(
        parts.first, parts.last, spans: nil, actualOnly: true, also: rank, perOrigin: true)
      addPriced(to: &tables, named: "own_parts", ranked: ranked, also: columns, perOrigin: true)
      tables.add("own_sums", rollUpSums(of: "own_parts", perOrigin: true))
      tables.add(
        "own_claims",
        """
        SELECT subject, period_id, origin_id, value, low, high, reliability, source_id, published_on, import_id
            FROM own_stated
            UNION ALL SELECT u.subject, u.period_id, u.origin_id, u.value, u.low, u.high, u.reliability, u.source_id,
              u.published_on, u.import_id
            FROM own_sums u LEFT JOIN own_stated d ON d.subject = u.subject AND d.period_id = u.period_id
              AND d.origin_id = u.origin_id
            WHERE d.subject IS NULL AND u.period_id BETWEEN \(timeline.readFirst) AND \(timeline.readLast)
        """)
    } else {
      addPriced(to: &tables, named: "own_claims", ranked: native, also: columns, perOrigin: true)
    }
    tables.add(
      "overrides",
      """
      SELECT p.subject, p.period_id, p.value, p.low, p.high FROM points p JOIN sources r ON r.id = p.origin_id
          WHERE r.reliability = 0 AND p.value IS NOT NULL
      """)
    func own(_ column: SQL) -> SQL {
      "CASE WHEN v.subject IS NULL THEN c.\(column) ELSE v.\(column) END AS \(column)"
    }
    tables.add(
      "figures",
      """
      SELECT c.subject, c.period_id, c.origin_id, \(own("value")), \(own("low")), \(own("high")), c.reliability,
            c.source_id, c.published_on, c.import_id
          FROM own_claims c LEFT JOIN overrides v ON v.subject = c.subject AND v.period_id = c.period_id
          WHERE c.reliability > 0
            AND (c.low IS NOT NULL OR c.high IS NOT NULL OR v.subject IS NOT NULL)
      """)
  }
}

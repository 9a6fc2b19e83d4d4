import MarketModel
import SQLite

extension ReportScope {
  /// What ranks an origin's claims: columns of `own_claims` beside those of `points`.
  private static let rank: SQL = "reliability, published_on, import_id"
  private var rankOfClaims: SQL {
    ", \(belief.reliability("r.reliability", of: "o.origin_id")) AS reliability, b.published_on, o.import_id"
  }

  /// Adds `own_claims`: what each origin says of each subject and period by its own best claim (the columns of
  /// `points` but forward and status, and reliability, published_on, import_id). Coarser periods are rolled up within
  /// one origin, over those that it has complete.
  ///
  /// `believedTables` of the same timeline stand in the tables already.
  ///
  /// - Parameter prefix: Where not `own`, the parts of a roll-up are added too: those that stand there are of another
  ///   scope.
  func addOwnClaims(to tables: inout CommonTables, _ timeline: Timeline, prefix: SQL = "own") throws {
    guard !tables.has("\(prefix)_claims") else { return }
    guard let rollUp = timeline.rollUp, !rollUp.periods.isEmpty else {
      let spans = timeline.granularity == .span ? timeline.spanCondition : nil
      let ranked = try believed(
        timeline.readFirst, timeline.readLast, spans: spans, actualOnly: true, also: rankOfClaims, perOrigin: true)
      addPriced(to: &tables, named: "\(prefix)_claims", ranked: ranked, also: Self.rank, perOrigin: true)
      return
    }
    let ranked = try believed(
      timeline.readFirst, timeline.readLast, spans: nil, actualOnly: true, also: rankOfClaims, perOrigin: true)
    addPriced(to: &tables, named: "\(prefix)_stated", ranked: ranked, also: Self.rank, perOrigin: true)
    if prefix != "own" { try addOwnSums(to: &tables, timeline, rollUp, prefix: prefix) }
    let columns: SQL =
      "subject, period_id, value, low, high, qualifier, origin_id, source_id, publication_id, \(Self.rank)"
    tables.add(
      "\(prefix)_claims",
      """
      SELECT \(columns) FROM \(prefix)_stated
          UNION ALL SELECT u.subject, u.period_id, u.value, u.low, u.high, u.qualifier, u.origin_id, u.source_id,
            u.publication_id, u.reliability, u.published_on, u.import_id
          FROM \(prefix)_sums u LEFT JOIN \(prefix)_stated d ON d.subject = u.subject AND d.period_id = u.period_id
            AND d.origin_id = u.origin_id
          WHERE d.subject IS NULL AND u.period_id BETWEEN \(timeline.readFirst) AND \(timeline.readLast)
      """)
  }

  /// Adds `own_sums`: the coarse periods that each origin has complete.
  func addOwnSums(to tables: inout CommonTables, _ timeline: Timeline, _ rollUp: Timeline.RollUp, prefix: SQL = "own")
    throws
  {
    let parts = Timeline(rollUp.from, from: nil, to: nil)
    let ranked = try believed(
      parts.first, parts.last, spans: nil, actualOnly: true, also: rankOfClaims, perOrigin: true)
    addPriced(to: &tables, named: "\(prefix)_parts", ranked: ranked, also: Self.rank, perOrigin: true)
    tables.add("\(prefix)_sums", rollUpSums(of: "\(prefix)_parts", perOrigin: true))
  }

  /// Adds `spread`: how many origins have a claim of each subject and period, whatever is believed, and the hull of
  /// their intervals, null on a side that one of them leaves open. What is not disclosed says nothing.
  ///
  /// `own_claims` stand in the tables already. The spread is the same whatever origin or source is asked for, and
  /// whatever is believed.
  ///
  /// - Returns: The name of the claims that it is made of, one of each origin.
  @discardableResult
  func addSpread(to tables: inout CommonTables, _ timeline: Timeline) throws -> SQL {
    var prefix: SQL = "own"
    if known.isNarrowed || believing.policy == .latest {
      prefix = "all"
      var everybody = self
      everybody.belief = BeliefOrder(.ranked, reliabilities: known.reliabilities)
      everybody.known.origin = nil
      everybody.known.source = nil
      try everybody.addOwnClaims(to: &tables, timeline, prefix: prefix)
    }
    tables.add(
      "spread",
      """
      SELECT c.subject, c.period_id, count(*) AS sources,
            CASE WHEN count(c.low) = count(*) THEN min(c.low) END AS sources_low,
            CASE WHEN count(c.high) = count(*) THEN max(c.high) END AS sources_high
          FROM \(prefix)_claims c WHERE c.low IS NOT NULL OR c.high IS NOT NULL GROUP BY c.subject, c.period_id
      """)
    return "\(prefix)_claims"
  }

  /// Adds `own_claims` and `figures`, the same with an analyst's own figure (reliability 0) in the place of its
  /// member's in every origin; it is no origin by itself.
  func addFigures(to tables: inout CommonTables, _ timeline: Timeline) throws {
    try addOwnClaims(to: &tables, timeline)
    tables.add(
      "overrides",
      """
      SELECT p.subject, p.period_id, p.value, p.low, p.high FROM points p JOIN sources r ON r.id = p.origin_id
          WHERE \(belief.reliability("r.reliability", of: "r.id")) = 0 AND p.value IS NOT NULL
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

import SQLite

/// A share under `median`: the median of the shares of the origins that have every member, scaled to sum to 1.
extension ShareQuery {
  /// Adds `median_shares` (period_id, entry, share, low, high) and, where periods have neighbours, `median_shifts`
  /// (period_id, entry, value). "other" is entry 0.
  ///
  /// `shown_members` and `members` stand in the tables already.
  func addMedianShares(to tables: inout CommonTables) throws {
    try scope.addFigures(to: &tables, timeline)
    tables.add("said", figuresWithHypotheses)
    let whole: SQL = "OVER (PARTITION BY m.period_id, f.origin_id)"
    tables.add(
      "median_voices",
      """
      SELECT m.period_id, m.entry, m.subject, m.members_here, f.origin_id, f.value, f.low, f.high,
            count(*) \(whole) AS members, sum(f.value) \(whole) AS total, sum(f.low) \(whole) AS total_low,
            sum(f.high) \(whole) AS total_high
          FROM shown_members m JOIN said f ON f.subject = m.subject AND f.period_id = m.period_id
          WHERE f.value IS NOT NULL
      """)
    tables.add(
      "median_parts",
      """
      SELECT v.period_id, v.entry, v.origin_id, sum(v.value) AS value, sum(v.low) AS low, sum(v.high) AS high,
            max(v.total) AS total, max(v.total_low) AS total_low, max(v.total_high) AS total_high
          FROM median_voices v WHERE v.members = v.members_here GROUP BY v.period_id, v.entry, v.origin_id
      """)
    tables.add(
      "entry_medians",
      Median.of(
        """
        SELECT p.period_id, p.entry, p.origin_id, p.value / p.total AS value,
                p.low / nullif(p.low + (p.total_high - p.high), 0) AS low,
                p.high / nullif(p.high + (p.total_low - p.low), 0) AS high
              FROM median_parts p WHERE p.total > 0
        """, by: ["period_id", "entry"]))
    tables.add(
      "median_shares",
      """
      SELECT s.period_id, s.entry, s.value / s.total AS share, s.low / s.total AS low,
            CASE WHEN s.high > s.total THEN 1.0 ELSE s.high / s.total END AS high
          FROM (SELECT e.*, sum(e.value) OVER (PARTITION BY e.period_id) AS total FROM entry_medians e) AS s
          WHERE s.total > 0
      """)
    if timeline.granularity != .span { addMedianShifts(to: &tables) }
  }

  /// What the origins say, the analyst's own figures and what-ifs in the place of their members' in each.
  private var figuresWithHypotheses: SQL {
    let columns: SQL = "SELECT f.subject, f.period_id, f.origin_id, f.value, f.low, f.high FROM figures f"
    guard !hypotheses.isEmpty else { return columns }
    return """
      \(columns) WHERE f.subject NOT IN (\(SQL.list(hypotheses.map(\.product.id))))
          UNION ALL SELECT m.subject, m.period_id, d.origin_id, m.value, m.low, m.high FROM members m
          JOIN (SELECT DISTINCT f.period_id, f.origin_id FROM figures f) AS d ON d.period_id = m.period_id
          WHERE m.hypothetical = 1
      """
  }

  /// The medians of the shifts of the origins that have both periods, on the members that both have: an origin that
  /// drops out moves none of them.
  private func addMedianShifts(to tables: inout CommonTables) {
    tables.add(
      "shift_pairs",
      """
      SELECT v.period_id, v.entry, v.subject, v.origin_id, v.value AS now, f.value AS before
          FROM median_voices v JOIN said f ON f.subject = v.subject AND f.period_id = v.period_id - 1
            AND f.origin_id = v.origin_id
          WHERE v.members = v.members_here AND f.value IS NOT NULL
      """)
    // The common members are those that any origin has in both periods: the greatest of their places.
    let whole: SQL = "OVER (PARTITION BY p.period_id, p.origin_id)"
    tables.add(
      "shift_sums",
      """
      SELECT p.*, max(p.place) OVER (PARTITION BY p.period_id) AS common FROM (
            SELECT p.*, dense_rank() OVER (PARTITION BY p.period_id ORDER BY p.subject) AS place,
              count(*) \(whole) AS members, sum(p.now) \(whole) AS total_now, sum(p.before) \(whole) AS total_before
            FROM shift_pairs p
          ) AS p
      """)
    tables.add(
      "entry_sizes",
      "SELECT m.period_id, m.entry, count(*) AS members FROM shown_members m GROUP BY m.period_id, m.entry")
    tables.add(
      "shift_parts",
      """
      SELECT s.period_id, s.entry, s.origin_id, sum(s.now) / max(s.total_now) - sum(s.before) / max(s.total_before)
            AS value, count(*) AS members
          FROM shift_sums s WHERE s.common = s.members AND s.total_now > 0 AND s.total_before > 0
            AND s.common >= \(leastOfBoth)
          GROUP BY s.period_id, s.entry, s.origin_id
      """)
    tables.add(
      "median_shifts",
      Median.of(
        """
        SELECT p.period_id, p.entry, p.origin_id, p.value, NULL AS low, NULL AS high
              FROM shift_parts p JOIN entry_sizes z ON z.period_id = p.period_id AND z.entry = p.entry
                AND z.members = p.members
        """, by: ["period_id", "entry"]))
  }

  var medianJoin: SQL {
    guard scope.isMedian else { return "" }
    let shifts: SQL =
      timeline.granularity == .span
      ? "" : "LEFT JOIN median_shifts y ON y.period_id = s.period_id AND y.entry = coalesce(s.subject, 0)"
    return """
      LEFT JOIN (SELECT x.* FROM median_shares x JOIN calendar c ON c.id = x.period_id) AS q
        ON q.period_id = s.period_id AND q.entry = coalesce(s.subject, 0)
        \(shifts)

      """
  }
}

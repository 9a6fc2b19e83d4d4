import MarketModel
import SQLite

/// The statement behind `share`: what `--sql` prints. `ShareComputation` computes the same rows.
struct ShareQuery {
  let scope: ReportScope
  let timeline: Timeline
  var top: Int?
  let hypotheses: [Hypothesis]

  /// How many members a period needs: all that were named. Of a segment, or of everything, one is enough.
  var required: Int { scope.names.isEmpty ? 1 : scope.names.count }

  /// A shift needs so many members that have both periods.
  var leastOfBoth: Int { max(2, scope.names.count) }

  func statement() throws -> SQL {
    var tables = try memberTables()
    addEntries(to: &tables)
    if hypotheses.isEmpty || scope.isMedian { addShownMembers(to: &tables) }
    if hypotheses.isEmpty { try addSpread(to: &tables) }
    if scope.isMedian { try addMedianShares(to: &tables) }
    tables.add(
      "summed",
      """
      SELECT e.*, sum(e.value) OVER whole AS value_sum, sum(e.low) OVER whole AS low_sum,
        sum(e.high) OVER whole AS high_sum,
            sum(e.members) OVER whole AS members_here, count(*) OVER whole AS entries_here,
              count(e.value) OVER whole AS values_here,
            count(e.low) OVER whole AS lows_here, count(e.high) OVER whole AS highs_here,
              sum(e.both) OVER whole AS both_here,
            sum(e.both_now) OVER whole AS both_now_sum, sum(e.both_before) OVER whole AS both_before_sum
          FROM entries e WINDOW whole AS (PARTITION BY e.period_id)
      """)
    let complete: SQL = "s.members_here >= \(required)"
    // A hypothesis is nobody's figure, so nothing is said of how far apart the sources are.
    let spread: SQL =
      hypotheses.isEmpty
      ? """
      CASE WHEN \(complete) THEN coalesce(v.sources, 0) END AS sources,
        CASE WHEN \(complete) THEN CASE WHEN v.sources >= 2 THEN v.low ELSE \(least("b")) END END AS sources_low,
        CASE WHEN \(complete) THEN CASE WHEN v.sources >= 2 THEN v.high ELSE \(most("b")) END END AS sources_high
      """ : "NULL AS sources, NULL AS sources_low, NULL AS sources_high"
    let spreadJoin: SQL =
      hypotheses.isEmpty
      ? """
      LEFT JOIN voice_hulls v ON v.period_id = s.period_id AND v.entry = coalesce(s.subject, 0)
        LEFT JOIN (SELECT x.* FROM boxes x JOIN calendar c ON c.id = x.period_id) AS b ON b.period_id = s.period_id
          AND b.entry = coalesce(s.subject, 0)
      """ : ""
    // Ids of one granularity sort by date; spans do not.
    let order: SQL = timeline.granularity == .span ? "t.end_on, s.period_id" : "s.period_id"
    return tables.statement(
      """
      SELECT t.label AS period, CASE WHEN s.rest = 1 THEN 'other' ELSE \(scope.name) END AS product,
        \(scope.metric.code) AS metric,
        s.value, s.low, s.high,
        \(shares(complete)), \(spread),
        \(shift(complete)) AS share_change,
        \(named("org.name", "s.origin_id", "s.hypothetical", median: scope.isMedian)) AS origin,
          \(named("src.name", "s.source_id", "s.hypothetical")) AS source, pub.published_on
      FROM summed s JOIN calendar t ON t.id = s.period_id \(scope.nameJoin("s.subject"))
      \(medianJoin)\
      LEFT JOIN publications pub ON pub.id = s.publication_id LEFT JOIN sources src ON src.id = s.source_id
        LEFT JOIN sources org ON org.id = s.origin_id \(spreadJoin)
      ORDER BY \(order), s.rest, CASE WHEN s.value IS NULL THEN 1 ELSE 0 END, s.value DESC, CASE WHEN s.high IS NULL
        THEN 0 ELSE 1 END,
        s.high DESC, product
      """)
  }

  /// Share and interval; of a median, of the members' intervals where no origin has every member.
  private func shares(_ complete: SQL) -> SQL {
    let (low, high) = (least("s"), most("s"))
    guard scope.isMedian else {
      return """
        CASE WHEN \(complete) AND s.values_here = s.entries_here THEN s.value / nullif(s.value_sum, 0) END AS share,
          CASE WHEN \(complete) THEN \(low) END AS share_low,
          CASE WHEN \(complete) THEN \(high) END AS share_high
        """
    }
    return """
      CASE WHEN \(complete) THEN q.share END AS share,
        CASE WHEN \(complete) THEN CASE WHEN q.share IS NOT NULL THEN q.low ELSE \(low) END END AS share_low,
        CASE WHEN \(complete) THEN CASE WHEN q.share IS NOT NULL THEN q.high ELSE \(high) END END AS share_high
      """
  }

  private func shift(_ complete: SQL) -> SQL {
    guard scope.isMedian else {
      return """
        CASE WHEN \(complete) AND s.values_here = s.entries_here AND s.both = s.members
            AND s.both_here >= \(leastOfBoth)
            THEN s.both_now / nullif(s.both_now_sum, 0) - s.both_before / nullif(s.both_before_sum, 0) END
        """
    }
    return timeline.granularity == .span ? "NULL" : "CASE WHEN \(complete) THEN y.value END"
  }

  /// The least share that the intervals of `table` allow: without the member itself; what has no upper end may be as
  /// large as it likes.
  private func least(_ table: SQL) -> SQL {
    let s = table
    return """
      CASE WHEN \(s).low IS NULL THEN NULL
          WHEN \(s).highs_here - CASE WHEN \(s).high IS NULL THEN 0 ELSE 1 END < \(s).entries_here - 1 THEN 0.0
          WHEN \(s).entries_here = 1 THEN 1.0
          WHEN \(s).high IS NULL THEN \(s).low / nullif(\(s).low + \(s).high_sum, 0)
          ELSE \(s).low / nullif(\(s).low + (\(s).high_sum - \(s).high), 0) END
      """
  }

  /// The greatest such share.
  private func most(_ table: SQL) -> SQL {
    let s = table
    return """
      CASE WHEN \(s).lows_here < \(s).entries_here THEN NULL WHEN \(s).high IS NULL OR \(s).entries_here = 1 THEN 1.0
          ELSE \(s).high / nullif(\(s).high + (\(s).low_sum - \(s).low), 0) END
      """
  }

  /// `shown_members`: the members of each period and the entry that each belongs to.
  private func addShownMembers(to tables: inout CommonTables) {
    let entry: SQL =
      top.map {
        "CASE WHEN m.subject IN (SELECT q.subject FROM places q WHERE q.place <= \($0)) THEN m.subject ELSE 0 END"
      }
      ?? "m.subject"
    tables.add(
      "shown_members",
      """
      SELECT m.subject, m.period_id, \(entry) AS entry, count(*) OVER (PARTITION BY m.period_id) AS members_here
        FROM neighbours m
      """)
  }

  /// `voice_hulls`: from the least to the most that an entry's share is by the own figures of each origin that has
  /// every member; `boxes`: what the hulls of the members' figures allow, for where fewer than two have. "other" is
  /// entry 0.
  private func addSpread(to tables: inout CommonTables) throws {
    let claims = try scope.addSpread(to: &tables, timeline)
    tables.add(
      "voices",
      """
      SELECT m.period_id, m.entry, m.members_here, c.origin_id, c.value,
            count(*) OVER (PARTITION BY m.period_id, c.origin_id) AS members,
            sum(c.value) OVER (PARTITION BY m.period_id, c.origin_id) AS total
          FROM shown_members m JOIN \(claims) c ON c.subject = m.subject AND c.period_id = m.period_id
          WHERE c.value IS NOT NULL
      """)
    tables.add(
      "voice_shares",
      """
      SELECT v.period_id, v.entry, v.origin_id, sum(v.value) / nullif(max(v.total), 0) AS share
          FROM voices v WHERE v.members = v.members_here GROUP BY v.period_id, v.entry, v.origin_id
      """)
    tables.add(
      "voice_hulls",
      """
      SELECT v.period_id, v.entry, count(*) AS sources, min(v.share) AS low, max(v.share) AS high
          FROM voice_shares v GROUP BY v.period_id, v.entry
      """)
    tables.add(
      "hulls",
      """
      SELECT m.period_id, m.entry,
            CASE WHEN count(h.sources_low) = count(*) THEN sum(h.sources_low) END AS low,
            CASE WHEN count(h.sources_high) = count(*) THEN sum(h.sources_high) END AS high
          FROM shown_members m LEFT JOIN spread h ON h.subject = m.subject AND h.period_id = m.period_id
          GROUP BY m.period_id, m.entry
      """)
    tables.add(
      "boxes",
      """
      SELECT h.*, sum(h.low) OVER whole AS low_sum, sum(h.high) OVER whole AS high_sum,
            count(*) OVER whole AS entries_here, count(h.low) OVER whole AS lows_here,
            count(h.high) OVER whole AS highs_here
          FROM hulls h WINDOW whole AS (PARTITION BY h.period_id)
      """)
  }

  /// `members`: one row per subject and period that has a figure; what is not disclosed has none. `neighbours`: beside
  /// it the same origin's figure of the period before, where both are points: a shift is computed on the members that
  /// have both.
  private func memberTables() throws -> CommonTables {
    var tables = try scope.believedTables(timeline, actualOnly: true)
    try scope.addOwnClaims(to: &tables, timeline)
    tables.add("calendar", timeline.calendar)
    let voices: SQL = scope.isMedian ? ", p.voices" : ""
    let columns: SQL =
      "p.subject, p.period_id, p.value, p.low, p.high, p.origin_id, p.source_id, p.publication_id\(voices)"
    var members: SQL =
      "SELECT \(columns), 0 AS hypothetical FROM points p WHERE (p.low IS NOT NULL OR p.high IS NOT NULL)"
    if hypotheses.isEmpty {
      // Nothing, but of a compound SQLite expects enough rows to find what they are joined with by a key: a share of
      // 190 products over 50 months took it 15 seconds, and takes half of one.
      members += "\n    UNION ALL SELECT \(columns), 0 FROM points p WHERE 1 = 0"
    } else {
      members += " AND p.subject NOT IN (\(SQL.list(hypotheses.map(\.product.id))))"
      let noVoices: SQL = scope.isMedian ? ", 0" : ""
      for hypothesis in hypotheses {
        let quantity = hypothesis.quantity
        members += """

              UNION ALL SELECT \(hypothesis.product.id), h.period_id, \(quantity.value), \(quantity.low),
                \(quantity.high), NULL, NULL, NULL\(noVoices), 1
              FROM (SELECT DISTINCT period_id FROM points) AS h
          """
      }
    }
    tables.add("members", members)
    let before: SQL =
      timeline.granularity == .span
      ? "NULL"
      : """
      CASE WHEN m.hypothetical = 0 THEN CASE WHEN m.value IS NOT NULL THEN w.value END
        WHEN lag(m.period_id) OVER earlier = m.period_id - 1 THEN lag(m.value) OVER earlier END
      """
    tables.add(
      "neighbours",
      """
      SELECT both_periods.* FROM (
            SELECT m.*, \(before) AS before_value FROM members m
            LEFT JOIN own_claims w ON w.subject = m.subject AND w.period_id = m.period_id - 1
              AND w.origin_id = m.origin_id
            WINDOW earlier AS (PARTITION BY m.subject
              ORDER BY m.period_id)
          ) AS both_periods WHERE both_periods.period_id BETWEEN \(timeline.first) AND \(timeline.last)
      """)
    return tables
  }

  /// `entries`: the members, or with `top` the largest of them in the last period shown, and the rest as one.
  private func addEntries(to tables: inout CommonTables) {
    let both: SQL = "CASE WHEN n.before_value IS NULL THEN NULL ELSE n.value END"
    let voices: SQL = scope.isMedian ? ", n.voices" : ""
    let sameVoices: SQL =
      scope.isMedian ? ", CASE WHEN min(n.voices) = max(n.voices) THEN min(n.voices) ELSE 0 END AS voices" : ""
    guard let top else {
      tables.add(
        "entries",
        """
        SELECT n.subject, n.period_id, n.value, n.low, n.high, \(both) AS both_now, n.before_value AS both_before,
              CASE WHEN n.before_value IS NULL THEN 0 ELSE 1 END AS both, n.origin_id, n.source_id, n.publication_id,
                n.hypothetical, 0 AS rest, 1 AS members\(voices)
            FROM neighbours n
        """)
      return
    }
    func whole(_ column: SQL) -> SQL { "CASE WHEN count(\(column)) = count(*) THEN sum(\(column)) END" }
    func same(_ column: SQL) -> SQL {
      "CASE WHEN count(\(column)) = count(*) AND min(\(column)) = max(\(column)) THEN min(\(column)) END"
    }
    // Ids of spans do not sort by date.
    let latest: SQL =
      timeline.granularity == .span
      ? "NULL"
      : """
      max(CASE WHEN period_id = last_id THEN coalesce(value, high, low) END)
      """
    tables.add(
      "places",
      """
      SELECT subject, row_number() OVER (ORDER BY CASE WHEN latest IS NULL THEN 1 ELSE 0 END, latest DESC, size DESC,
            subject) AS place
          FROM (SELECT subject, \(latest) AS latest, sum(coalesce(value, high, low)) AS size
            FROM (SELECT n.*, max(n.period_id) OVER () AS last_id FROM neighbours n) AS dated GROUP BY subject) AS sizes
      """)
    tables.add(
      "entries",
      """
      SELECT n.entry AS subject, n.period_id, \(whole("n.value")) AS value, \(whole("n.low")) AS low,
        \(whole("n.high")) AS high,
            sum(\(both)) AS both_now, sum(n.before_value) AS both_before,
            CASE WHEN n.entry IS NULL THEN count(*) ELSE count(n.before_value) END AS both,
            \(same("n.origin_id")) AS origin_id, \(same("n.source_id")) AS source_id,
              max(n.publication_id) AS publication_id,
            max(n.hypothetical) AS hypothetical, CASE WHEN n.entry IS NULL THEN 1
              ELSE 0 END AS rest, count(*) AS members\(sameVoices)
          FROM (SELECT m.*, CASE WHEN m.subject IN (SELECT q.subject FROM places q
            WHERE q.place <= \(top)) THEN m.subject END AS entry
            FROM neighbours m) AS n GROUP BY n.entry, n.period_id
      """)
  }

  private func named(_ name: SQL, _ id: SQL, _ hypothetical: SQL, median: Bool = false) -> SQL {
    let voices: SQL = median ? "WHEN s.voices > 0 THEN \(Median.name) || s.voices " : ""
    return
      "CASE WHEN \(hypothetical) = 1 THEN 'what-if' \(voices)WHEN \(id) IS NULL THEN 'several' ELSE \(name) END"
  }
}

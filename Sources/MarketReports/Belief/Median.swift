import MarketModel
import SQLite

/// The median of what several origins say, in SQL.
enum Median {
  /// What its origin is called, before the number of them.
  static let name = "median of "

  /// The middle one of an odd count; of an even count the mean of the two middle ones, with the hull of their
  /// intervals, null on a side that one of them leaves open.
  ///
  /// Columns: `keys`, value, low, high, voices (how many there are), and what `also` adds.
  ///
  /// - Parameters:
  ///   - figures: A SELECT of `keys`, value, low, high, origin_id, and what `also` speaks of. Its values are points.
  ///   - keys: What there is a median for.
  ///   - also: Aggregates of the middle ones.
  static func of(_ figures: SQL, by keys: [SQL], also: SQL? = nil) -> SQL {
    let key = keys.joined(separator: ", ")
    let more: SQL = also.map { ", \($0)" } ?? ""
    return """
      SELECT \(key), avg(value) AS value, CASE WHEN count(low) = count(*) THEN min(low) END AS low,
            CASE WHEN count(high) = count(*) THEN max(high) END AS high, max(voices) AS voices\(more)
          FROM (
            SELECT f.*, row_number() OVER (PARTITION BY \(key) ORDER BY value, low, high, origin_id) AS place,
              count(*) OVER (PARTITION BY \(key)) AS voices
            FROM (\(figures)) AS f
          ) AS placed WHERE 2 * place BETWEEN voices AND voices + 2 GROUP BY \(key)
      """
  }
}

extension ReportScope {
  /// Whether the median of the origins is believed, and no single one.
  var isMedian: Bool { believing.policy == .median }

  /// Whether two rows' origins are of one kind: a median of fewer origins is no other origin.
  func isSameOrigin(_ a: String, _ b: String) -> Bool {
    a == b || isMedian && a.hasPrefix(Median.name) && b.hasPrefix(Median.name)
  }

  /// What a row's origin is called: of a roll-up of several origins `several`, of a median how many there are.
  ///
  /// - Parameters:
  ///   - points: Rows with the columns of `points`.
  ///   - name: The name of its one origin.
  func originName(of points: SQL, _ name: SQL) -> SQL {
    let median: SQL = isMedian ? "WHEN \(points).voices > 0 THEN \(Median.name) || \(points).voices " : ""
    return """
      CASE WHEN \(points).origin_id IS NOT NULL THEN \(name) \(median)WHEN \(points).publication_id IS NOT NULL \
      THEN 'several' END
      """
  }

  /// Adds `points` out of `ranked_points` and `own_claims`: the medians of the origins' points, the analyst's own
  /// figures above them, and what is ranked first where nobody has a point. `voices` says how many origins there are in
  /// a median, and is 0 for what is none.
  func addMedians(to tables: inout CommonTables) {
    let approx: SQL = "CASE WHEN qualifier = \(Qualifier.approx) THEN \(Qualifier.approx) ELSE \(Qualifier.eq) END"
    tables.add(
      "medians",
      Median.of(
        """
        SELECT c.subject, c.period_id, c.value, c.low, c.high, c.qualifier, c.origin_id,
                max(c.publication_id) OVER (PARTITION BY c.subject, c.period_id) AS publication_id
              FROM own_claims c WHERE c.value IS NOT NULL AND c.reliability > 0
        """, by: ["subject", "period_id"],
        also: "max(\(approx)) AS qualifier, max(publication_id) AS publication_id"))
    // SQLite copies a table of the clause for each mention of it, so that each is mentioned once: of several claims the
    // first by `choice` is taken.
    let isOwn: SQL = "\(belief.reliability("r.reliability", of: "r.id")) = 0"
    tables.add(
      "points",
      """
      SELECT subject, period_id, forward, value, low, high, qualifier, status, origin_id, source_id, publication_id,
            voices
          FROM (
            SELECT u.*, row_number() OVER (PARTITION BY u.subject, u.period_id, u.forward ORDER BY u.choice) AS place
            FROM (
              SELECT p.subject, p.period_id, p.forward, p.value, p.low, p.high, p.qualifier, p.status, p.origin_id,
                p.source_id, p.publication_id, 0 AS voices, CASE WHEN \(isOwn) THEN 0 ELSE 2 END AS choice
              FROM ranked_points p LEFT JOIN sources r ON r.id = p.origin_id
              UNION ALL SELECT m.subject, m.period_id, 0, m.value, m.low, m.high, m.qualifier,
                \(ObservationStatus.derived), NULL, NULL, m.publication_id, m.voices, 1
              FROM medians m
            ) AS u
          ) AS chosen WHERE place = 1
      """)
  }

  /// The origins, sources and days of publication behind the medians of the periods shown: the rows name none.
  func sourcesOfMedians(_ timeline: Timeline) throws -> [[Cell]] {
    var tables = try believedTables(timeline, actualOnly: true)
    try addOwnClaims(to: &tables, timeline)
    return try store.connection.cells(
      tables.statement(
        """
        SELECT DISTINCT org.name AS origin, src.name AS source, pub.published_on
        FROM own_claims c JOIN publications pub ON pub.id = c.publication_id JOIN sources src ON src.id = c.source_id
          JOIN sources org ON org.id = c.origin_id
        WHERE c.period_id BETWEEN \(timeline.first) AND \(timeline.last)
        ORDER BY pub.published_on, src.name, org.name
        """))
  }

  /// The footnotes of a report's rows; of medians, those of all that went into them.
  func footnotes(_ columns: [Column], _ rows: [[Cell]], _ timeline: Timeline) throws -> [SourceNote] {
    guard isMedian else { return try store.footnotes(columns, rows) }
    return try store.footnotes(Provenance.columns, sourcesOfMedians(timeline))
  }
}

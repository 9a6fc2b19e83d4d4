import MarketModel
import MarketStore
import SQLite

/// A statement's WITH clause, built in order.
struct CommonTables {
  private var tables: [SQL] = []
  private var names: Set<String> = []

  mutating func add(_ name: SQL, _ body: SQL) {
    tables.append("\(name) AS (\n    \(body))")
    names.insert(name.text)
  }

  func has(_ name: SQL) -> Bool { names.contains(name.text) }

  /// The clause followed by the statement proper.
  func statement(_ select: SQL) -> SQL { "WITH " + tables.joined(separator: ",\n  ") + "\n" + select }
}

extension ReportScope {
  /// The tables every report of believed values begins with: `wanted`, and `points` (subject, period_id, forward,
  /// value, low, high, qualifier, status, origin_id, source_id, publication_id), one row per subject and period,
  /// forward-looking ones apart. Of medians there are `own_claims` too, and `points` has the column voices.
  ///
  /// `BeliefOrder` picks. An id that is NULL says that several origins or sources went into a roll-up.
  func believedTables(_ timeline: Timeline, actualOnly: Bool = false) throws -> CommonTables {
    var tables = CommonTables()
    tables.add("wanted", wanted)
    let native = try believed(
      timeline.readFirst, timeline.readLast, spans: timeline.granularity == .span ? timeline.spanCondition : nil,
      actualOnly: actualOnly)
    let points: SQL = isMedian ? "ranked_points" : "points"
    guard let rollUp = timeline.rollUp, !rollUp.periods.isEmpty else {
      addPriced(to: &tables, named: points, ranked: native)
      if isMedian { try addMedianPoints(to: &tables, timeline) }
      return tables
    }
    addPriced(to: &tables, named: "stated", ranked: native)
    let parts = Timeline(rollUp.from, from: nil, to: nil)
    addPriced(to: &tables, named: "parts", ranked: try believed(parts.first, parts.last, spans: nil, actualOnly: true))
    tables.add(
      "rolled (id, label, start_on, end_on, parts)",
      "VALUES "
        + rollUp.periods.compactMap { entry in
          guard let id = entry.period.id, let start = entry.period.start else { return nil }
          return "(\(id), \(entry.period.label), \(start.description), \(entry.period.end.description), \(entry.parts))"
            as SQL
        }.joined(separator: ", "))
    tables.add("sums", rollUpSums(of: "parts"))
    try addOwnSums(to: &tables, timeline, rollUp)
    // Of those origins that have a period complete the best one's; of several origins' figures only where none has.
    tables.add(
      "own_best",
      """
      SELECT subject, period_id, value, low, high, qualifier, origin_id, source_id, publication_id FROM (
            SELECT u.*, row_number() OVER (PARTITION BY u.subject, u.period_id
              ORDER BY \(belief.orderBy(.init(of: "u"), among: .origins)), u.origin_id) AS place FROM own_sums u
          ) AS ranked_sums WHERE place = 1
          UNION ALL SELECT m.subject, m.period_id, m.value, m.low, m.high, m.qualifier, m.origin_id, m.source_id,
            m.publication_id
          FROM sums m LEFT JOIN own_sums u ON u.subject = m.subject AND u.period_id = m.period_id
          WHERE u.subject IS NULL
      """)
    tables.add(
      points,
      """
      SELECT subject, period_id, forward, value, low, high, qualifier, status, origin_id, source_id, publication_id
          FROM stated
          UNION ALL SELECT u.subject, u.period_id, 0, u.value, u.low, u.high, u.qualifier,
            \(ObservationStatus.derived), u.origin_id, u.source_id, u.publication_id
          FROM own_best u LEFT JOIN stated d ON d.subject = u.subject AND d.period_id = u.period_id AND d.forward = 0
          WHERE d.subject IS NULL AND u.period_id BETWEEN \(timeline.readFirst) AND \(timeline.readLast)
      """)
    if isMedian { try addMedianPoints(to: &tables, timeline) }
    return tables
  }

  private func addMedianPoints(to tables: inout CommonTables, _ timeline: Timeline) throws {
    try addOwnClaims(to: &tables, timeline)
    addMedians(to: &tables)
  }

  /// Whole coarse periods of the finer figures, by the metric's legal aggregation; intervals roll up like their
  /// figures.
  ///
  /// - Parameter perOrigin: Of each origin by itself, with what ranks its claims: `parts` has that too.
  func rollUpSums(of parts: SQL, perOrigin: Bool = false) -> SQL {
    func rolled(_ column: SQL) -> SQL {
      switch metric.aggregation {
      case .sum: "CASE WHEN count(\(column)) = max(parts) THEN sum(\(column)) END"
      case .mean: "CASE WHEN count(\(column)) = max(parts) THEN avg(\(column)) END"
      case .max: "CASE WHEN count(\(column)) = max(parts) THEN max(\(column)) END"
      case .last, .none: "max(CASE WHEN part_end = end_on THEN \(column) END)"
      }
    }
    let rank: SQL = perOrigin ? ", reliability, published_on, import_id" : ""
    let partRank: SQL = perOrigin ? ", p.reliability, p.published_on, p.import_id" : ""
    let rolledRank: SQL =
      perOrigin
      ? ", max(reliability) AS reliability, max(published_on) AS published_on, max(import_id) AS import_id" : ""
    let group: SQL = perOrigin ? "subject, id, origin_id" : "subject, id"
    let origin: SQL =
      perOrigin ? "origin_id" : "CASE WHEN min(origin_id) = max(origin_id) THEN min(origin_id) END AS origin_id"
    return """
      SELECT subject, period_id, value, low, high,
            CASE WHEN value IS NOT NULL THEN vague
              ELSE \(Self.qualifierOfInterval(hasLow: "low IS NOT NULL", hasHigh: "high IS NOT NULL")) END AS qualifier,
            origin_id, source_id, publication_id\(rank)
          FROM (
            SELECT subject, id AS period_id, \(rolled("value")) AS value, \(rolled("low")) AS low,
              \(rolled("high")) AS high,
              max(CASE WHEN qualifier = \(Qualifier.approx) THEN \(Qualifier.approx) ELSE \(Qualifier.eq) END) AS vague,
              \(origin),
              CASE WHEN min(source_id) = max(source_id) THEN min(source_id) END AS source_id,
              max(publication_id) AS publication_id\(rolledRank)
            FROM (
              SELECT p.subject, v.id, v.parts, v.end_on, t.end_on AS part_end, p.value, p.low, p.high, p.qualifier,
                p.origin_id, p.source_id, p.publication_id\(partRank)
              FROM \(parts) p JOIN periods t ON t.id = p.period_id
              JOIN rolled v ON t.start_on >= v.start_on AND t.end_on <= v.end_on
              WHERE p.qualifier <> \(Qualifier.notDisclosed)
            ) AS inside GROUP BY \(group) HAVING count(*) = max(parts)
          ) AS whole WHERE low IS NOT NULL OR high IS NOT NULL
      """
  }

  /// What the ends of a sum or a mean that has no point say of it.
  static func qualifierOfInterval(hasLow: SQL, hasHigh: SQL) -> SQL {
    """
    CASE WHEN \(hasLow) AND \(hasHigh) THEN \(Qualifier.range) WHEN \(hasHigh) THEN \(Qualifier.le) \
    ELSE \(Qualifier.ge) END
    """
  }

  /// 1 for what is said about the future, 0 for what was.
  static func isForwardLooking(_ claims: SQL) -> SQL {
    "CASE WHEN \(claims).status IN (\(ObservationStatus.forwardLooking)) THEN 1 ELSE 0 END"
  }

  /// The ranked claims of the ids `first`…`last`; `place` 1 is the believed one, or with `perOrigin` each origin's own.
  func believed(
    _ first: Int64, _ last: Int64, spans: SQL?, actualOnly: Bool, also columns: SQL = "", perOrigin: Bool = false
  ) throws -> SQL {
    let filter = try claimFilter(first, last, spans: spans, actualOnly: actualOnly)
    let forward: SQL = actualOnly ? "0" : Self.isForwardLooking("o")
    let partition: SQL = (actualOnly ? "" : ", \(forward)") + (perOrigin ? ", o.origin_id" : "")
    let periods: SQL = filter.needsPeriods ? " JOIN periods t ON t.id = o.period_id" : ""
    return """
      SELECT w.subject, w.currency, o.period_id, \(forward) AS forward, o.value, o.low, o.high, o.qualifier, o.status,
            o.origin_id, b.source_id, o.publication_id\(columns),
            row_number() OVER (PARTITION BY o.series_id, o.period_id\(partition)
              ORDER BY \(belief.orderBy(.init(claims: "o", publications: "b", origins: "r")))) AS place
          FROM wanted w JOIN observations o ON o.series_id = w.series_id
          JOIN publications b ON b.id = o.publication_id JOIN sources r ON r.id = o.origin_id\(periods)
          WHERE \(filter.condition)
      """
  }

  /// Which claims of the wanted series count: a condition on observations `o`, publications `b` and, where needed,
  /// periods `t`.
  func claimFilter(_ first: Int64, _ last: Int64, spans: SQL?, actualOnly: Bool) throws -> (
    condition: SQL, needsPeriods: Bool
  ) {
    var condition: SQL = "o.period_id BETWEEN \(first) AND \(last) AND \(known.ofObservations)"
    var isDated = false
    if case .segment(let segment) = selection {
      isDated =
        try store.connection.first(
          """
          SELECT 1 FROM segment_members
          WHERE segment_id = \(segment.id) AND (valid_from IS NOT NULL OR valid_to IS NOT NULL) LIMIT 1
          """
        ) { _ in true } ?? false
    }
    if let spans { condition += spans }
    if isDated {
      condition += """
         AND (w.valid_from IS NULL OR w.valid_from <= t.end_on) \
        AND (w.valid_to IS NULL OR w.valid_to >= coalesce(t.start_on, t.end_on))
        """
    }
    if actualOnly { condition += " AND o.status NOT IN (\(ObservationStatus.forwardLooking))" }
    return (condition, isDated || spans != nil)
  }

  /// Adds `name` from the ranked claims: the first of each, in the report's currency.
  ///
  /// - Parameter also: More columns of the ranked claims to keep.
  func addPriced(
    to tables: inout CommonTables, named name: SQL, ranked: SQL, also: SQL? = nil, perOrigin: Bool = false
  ) {
    let more: SQL = also.map { ", \($0)" } ?? ""
    let columns: SQL =
      "subject, period_id, forward, value, low, high, qualifier, status, origin_id, source_id, publication_id\(more)"
    let partition: SQL = perOrigin ? ", p.origin_id" : ""
    guard converts, let currency else {
      tables.add(name, "SELECT \(columns) FROM (\n    \(ranked)) AS ranked WHERE place = 1")
      return
    }
    let stem: SQL = name
    tables.add("\(stem)_believed", "SELECT \(columns), currency FROM (\n    \(ranked)) AS ranked WHERE place = 1")
    tables.add("\(stem)_rates", rates(into: currency))
    tables.add(
      "\(stem)_priced",
      """
      SELECT p.subject, p.period_id, p.forward, p.qualifier, p.status, p.origin_id, p.source_id, p.publication_id,
            p.currency\(more),
            CASE WHEN p.currency = \(currency) THEN p.value ELSE p.value * x.rate END AS value,
            CASE WHEN p.currency = \(currency) THEN p.low ELSE p.low * x.low END AS low,
            CASE WHEN p.currency = \(currency) THEN p.high ELSE p.high * x.high END AS high,
            x.base, x.quote, x.kind, x.stated_rate, x.publication_id AS rate_publication_id,
            row_number() OVER (PARTITION BY p.subject, p.period_id, p.forward\(partition)
              ORDER BY CASE WHEN p.currency = \(currency) THEN 0 WHEN x.rate IS NOT NULL THEN 1 ELSE 2 END,
                CASE WHEN p.status = \(ObservationStatus.derived) THEN 1 ELSE 0 END, p.currency) AS choice
          FROM \(stem)_believed p LEFT JOIN \(stem)_rates x ON x.currency = p.currency AND x.period_id = p.period_id
      """)
    tables.add(name, "SELECT \(columns) FROM \(stem)_priced WHERE choice = 1")
  }

  /// The rate of each currency and period into `currency`: flows at the period's average, instants at spot (IAS 21),
  /// either at a rate that a source's own conversion implies where there is none; the latest publication.
  private func rates(into currency: String) -> SQL {
    let kind = metric.periodType == .duration ? "average" : "spot"
    let condition: SQL = "f.kind IN (\(kind), 'implied') AND \(known.ofRates("f"))"
    return """
      SELECT currency, period_id, rate, low, high, base, quote, kind, stated_rate, publication_id FROM (
            SELECT both_ways.*, row_number() OVER (PARTITION BY currency, period_id
              ORDER BY CASE WHEN kind = 'implied' THEN 1 ELSE 0 END, publication_id DESC, import_id DESC) AS place
            FROM (
              SELECT f.base AS currency, f.period_id, f.rate, f.low, f.high, f.base, f.quote, f.kind,
                f.rate AS stated_rate, f.publication_id, f.import_id
              FROM fx_rates f WHERE f.quote = \(currency) AND \(condition)
              UNION ALL
              SELECT f.quote, f.period_id, 1.0 / f.rate, 1.0 / f.high, 1.0 / f.low, f.base, f.quote, f.kind,
                f.rate, f.publication_id, f.import_id
              FROM fx_rates f WHERE f.base = \(currency) AND \(condition)
            ) AS both_ways
          ) AS ranked_rates WHERE place = 1
      """
  }

  /// What was converted at which rate, and what could not be, in sentences.
  func conversionNotes(_ timeline: Timeline) throws -> [String] {
    guard converts, let currency else { return [] }
    let tables = try believedTables(timeline)
    let isNative = timeline.rollUp.map { $0.periods.isEmpty } ?? true
    let priced: SQL =
      isMedian
      ? (isNative ? "own_claims_priced" : "own_parts_priced") : (isNative ? "points_priced" : "parts_priced")
    return try store.connection.query(
      tables.statement(
        """
        SELECT DISTINCT t.end_on, t.label, p.currency, p.base, p.quote, p.kind, p.stated_rate, r.name, b.published_on
        FROM \(priced) p JOIN periods t ON t.id = p.period_id
        LEFT JOIN publications b ON b.id = p.rate_publication_id LEFT JOIN sources r ON r.id = b.source_id
        WHERE p.choice = 1 AND p.currency <> \(currency) ORDER BY t.end_on, t.label, p.currency
        """)
    ) { row in
      let label = row.text(1)
      guard let rate = row.optionalDouble(6) else {
        return "\(label): n/a (no \(currency)/\(row.text(2)) rate for \(label))."
      }
      return
        "\(label): \(row.text(2)) converted at \(FigureStyle.count.fixed(rate, decimals: 4)) \(row.text(4)) per "
        + "\(row.text(3))"
        + " (\(row.text(5)) rate, \(row.text(7)), \(row.text(8)))."
    }
  }
}

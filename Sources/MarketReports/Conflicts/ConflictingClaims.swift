import MarketModel
import MarketStore
import SQLite

/// Kind 1: one series and period, two claims that cannot both be true.
extension ConflictsQuery {
  /// `claims`: live ones about what was, with what they state at the least and at the most, those apart that their own
  /// origin has revised; `beside`: each with the believed one of its series and period.
  func addClaims(to tables: inout CommonTables) {
    tables.add(
      "claims",
      """
      SELECT c.* FROM (
            SELECT o.series_id, w.subject, w.metric_id, o.period_id, t.end_on, t.granularity, o.publication_id,
              b.published_on, o.origin_id, b.source_id, o.import_id, o.qualifier, o.value,
              \(scope.belief.reliability("r.reliability", of: "r.id")) AS reliability,
              coalesce(o.low, 0 - \(nowhere)) AS lowest, coalesce(o.high, \(nowhere)) AS highest,
              coalesce(o.value, CASE WHEN o.qualifier IN (\(Qualifier.upperBounds)) THEN o.high
                WHEN o.qualifier IN (\(Qualifier.lowerBounds)) THEN o.low ELSE (o.low + o.high) / 2.0 END) AS stated,
              \(Superseded.windows("o", "b"))
            FROM wanted w JOIN observations o ON o.series_id = w.series_id
            JOIN publications b ON b.id = o.publication_id
            JOIN sources r ON r.id = o.origin_id JOIN periods t ON t.id = o.period_id
            WHERE o.status NOT IN (\(ObservationStatus.forwardLooking)) AND o.qualifier <> \(Qualifier.notDisclosed)
              AND \(scope.known.ofObservations)\(scope.periodCondition)
          ) AS c WHERE \(Superseded.isCurrent("c"))
      """)
    let order = scope.belief.orderBy(.init(of: "c"))
    let first = ["best", "mine"].flatMap { (window: SQL) in
      Self.sideColumns.map { column -> SQL in "first_value(c.\(column)) OVER \(window) AS \(window)_\(column)" }
    }
    // The believed claim of its series and period, and that of its origin, beside each other one: windows do what a
    // self-join would.
    tables.add(
      "beside",
      """
      SELECT c.*, row_number() OVER best AS place, row_number() OVER mine AS place_of_origin,
            row_number() OVER (PARTITION BY c.series_id, c.period_id, c.origin_id, c.source_id ORDER BY \(order))
            AS place_of_source, \(first.joined(separator: ",\n            "))
          FROM claims c
          WINDOW best AS (PARTITION BY c.series_id, c.period_id ORDER BY \(order)),
            mine AS (PARTITION BY c.series_id, c.period_id, c.origin_id ORDER BY \(order))
      """)
  }

  /// What a row says of each of its two claims, and what ranks them.
  static let sideColumns: [SQL] = [
    "stated", "lowest", "highest", "qualifier", "value", "reliability", "origin_id", "source_id", "published_on",
    "import_id", "publication_id",
  ]

  /// `disjoint`: of one series and period the believed claim (`first_…`) and what every other origin says; of one
  /// origin its best claim and every other.
  func addDisjoint(to tables: inout CommonTables) {
    let first = Self.sideColumns.map { column -> SQL in
      "CASE WHEN b.place_of_origin = 1 THEN b.best_\(column) ELSE b.mine_\(column) END AS first_\(column)"
    }
    let columns: SQL = "b.subject, b.metric_id, b.series_id, b.period_id, b.granularity"
    let own = Self.sideColumns.map { column -> SQL in "b.\(column)" }
    tables.add(
      "disjoint",
      """
      SELECT d.* FROM (
            SELECT \(columns), \(own.joined(separator: ", ")), \(first.joined(separator: ",\n              "))
            FROM beside b WHERE b.place > 1\(touchedPeriods(of: "b"))
          ) AS d WHERE d.first_lowest > d.highest OR d.first_highest < d.lowest
      """)
  }

  /// A row of `found` for each period.
  var eachPeriod: SQL {
    let facts = believedFacts("d.first_")
    return """
      SELECT 1 AS kind, d.subject, d.metric_id, d.period_id, d.first_stated AS stated, d.first_origin_id AS origin_id,
            d.first_qualifier AS qualifier, d.first_source_id AS source_id, d.metric_id AS other_metric_id,
            d.period_id AS other_period_id, d.stated AS other_stated, d.origin_id AS other_origin_id,
            d.qualifier AS other_qualifier, d.source_id AS other_source_id, 1 AS first_believed,
            \(scope.belief.reason(.init(of: "d", prefix: "first_"), .init(of: "d"))) AS why,
            NULL AS bias, NULL AS periods, d.series_id, d.series_id AS other_series_id, d.granularity, \(facts)
          FROM disjoint d
      """
  }

  /// What the believed claim is believed by: reliability, whether it is first-hand, the day of publication.
  func believedFacts(_ side: SQL) -> SQL {
    """
    \(side)reliability AS believed_reliability,
            CASE WHEN \(side)source_id = \(side)origin_id THEN 1 ELSE 0 END AS believed_first_hand,
            \(side)published_on AS believed_published_on
    """
  }

  // MARK: Pairs

  /// `pair_rows`: of each pair of origins, product and metric (of what is quoted differently, each pair of sources) the
  /// period in which they are furthest apart, with the median ratio over all periods that both have.
  ///
  /// Each table is mentioned once or twice: SQLite copies it for each mention.
  func addPairs(to tables: inout CommonTables) {
    let isQuoted: SQL = "d.origin_id = d.first_origin_id"
    // Between two origins the source says nothing. (GROUP BY, because SQLite makes no index of what is DISTINCT.)
    tables.add(
      "found_pairs",
      """
      SELECT d.subject, d.metric_id, d.a_origin, d.b_origin, d.a_source, d.b_source, count(*) AS periods
          FROM (
            SELECT d.subject, d.metric_id, d.first_origin_id AS a_origin, d.origin_id AS b_origin,
              CASE WHEN \(isQuoted) THEN d.first_source_id ELSE 0 END AS a_source,
              CASE WHEN \(isQuoted) THEN d.source_id ELSE 0 END AS b_source
            FROM disjoint d
          ) AS d GROUP BY d.subject, d.metric_id, d.a_origin, d.b_origin, d.a_source, d.b_source
      """)
    // CROSS JOIN keeps SQLite to this order, in which each pair finds its claims by a key. Of the pairs alone it
    // expects fewer than an index is worth, so the sources come first.
    let sides = ["a", "b"].flatMap { (side: SQL) in
      Self.sideColumns.map { column -> SQL in "\(side).\(column) AS \(side)_\(column)" }
    }
    let key: SQL = "p.subject, p.metric_id, p.a_origin, p.b_origin, p.a_source, p.b_source"
    tables.add(
      "common_periods",
      """
      SELECT \(key), a.series_id, a.period_id, a.end_on, a.granularity, \(sides.joined(separator: ", "))
          FROM sources z CROSS JOIN found_pairs p CROSS JOIN beside b CROSS JOIN beside a
          WHERE p.b_origin = z.id AND b.subject = p.subject AND b.metric_id = p.metric_id AND b.origin_id = p.b_origin
            AND CASE WHEN p.b_source = 0 THEN b.place_of_origin WHEN p.b_source = b.source_id THEN b.place_of_source END
              = CASE WHEN p.a_source = p.b_source AND p.a_source > 0 THEN 2 ELSE 1 END
            AND a.series_id = b.series_id AND a.period_id = b.period_id AND a.origin_id = p.a_origin
            AND CASE WHEN p.a_source = 0 THEN a.place_of_origin WHEN p.a_source = a.source_id THEN a.place_of_source END
              = 1\(touchedPeriods(of: "b"))
      """)
    let (a, b) = (BeliefOrder.Columns(of: "p", prefix: "a_"), BeliefOrder.Columns(of: "p", prefix: "b_"))
    // Where each of two is believed in some period the pair is found in either order; one of them is enough.
    let turn: SQL = """
      CASE WHEN p.a_origin < p.b_origin OR (p.a_origin = p.b_origin AND p.a_source < p.b_source) THEN 0 ELSE 1 END
      """
    func sorted(_ column: SQL) -> SQL {
      """
      CASE WHEN p.a_\(column) < p.b_\(column) THEN p.a_\(column) ELSE p.b_\(column) END,
              CASE WHEN p.a_\(column) < p.b_\(column) THEN p.b_\(column) ELSE p.a_\(column) END
      """
    }
    tables.add(
      "judged_periods",
      """
      SELECT p.*, CASE WHEN \(scope.belief.precedes(a, b, tie: ("0", "1"))) THEN 1 ELSE 0 END AS a_believed,
            \(scope.belief.reason(a, b)) AS why,
            CASE WHEN p.a_lowest > p.b_highest OR p.a_highest < p.b_lowest THEN 1 ELSE 0 END AS is_apart,
            CASE WHEN p.a_stated > 0 AND p.b_stated > 0 THEN abs(ln(p.b_stated / p.a_stated)) ELSE 0 - 1 END
              AS distance,
            CASE WHEN p.a_value > 0 AND p.b_value > 0 THEN ln(p.b_value / p.a_value) END AS log_ratio,
            \(turn) AS turn, min(\(turn)) OVER (PARTITION BY p.subject, p.metric_id, \(sorted("origin")),
              \(sorted("source"))) AS first_turn
          FROM common_periods p
      """)
    let pair: SQL = "(PARTITION BY \(key)"
    tables.add(
      "placed_periods",
      """
      SELECT p.*, row_number() OVER \(pair) ORDER BY p.end_on DESC, p.period_id DESC, p.series_id) AS age,
            row_number() OVER \(pair) ORDER BY p.is_apart DESC, p.distance DESC, p.end_on DESC, p.period_id DESC,
              p.series_id) AS place,
            row_number() OVER \(pair) ORDER BY CASE WHEN p.log_ratio IS NULL THEN 1 ELSE 0 END, p.log_ratio)
              AS ratio_place,
            count(p.log_ratio) OVER \(pair)) AS ratios
          FROM judged_periods p WHERE p.turn = p.first_turn
      """)
    func furthest(_ column: SQL) -> SQL { "max(CASE WHEN p.place = 1 THEN p.\(column) END) AS \(column)" }
    let told: [SQL] =
      [
        "series_id", "period_id", "a_believed", "why", "a_stated", "b_stated", "a_qualifier", "b_qualifier",
        "a_origin_id", "b_origin_id", "a_source_id", "b_source_id", "a_reliability", "b_reliability", "a_published_on",
        "b_published_on",
      ]
    tables.add(
      "pair_rows",
      """
      SELECT p.subject, p.metric_id, \(told.map(furthest).joined(separator: ",\n            ")),
            max(CASE WHEN p.age = 1 THEN p.a_believed END) AS a_first, max(p.ratios) AS periods,
            avg(CASE WHEN 2 * p.ratio_place BETWEEN p.ratios AND p.ratios + 2 THEN p.log_ratio END) AS log_bias,
            CASE WHEN min(p.granularity) = max(p.granularity) THEN min(p.granularity) END AS granularity
          FROM placed_periods p GROUP BY \(key)
      """)
  }

  /// A row of `found` for each pair: first the origin that is believed in the latest period that both have.
  var eachPair: SQL {
    func side(_ column: SQL, first: Bool) -> SQL {
      let (a, b): (SQL, SQL) = first ? ("a", "b") : ("b", "a")
      return "CASE WHEN p.a_first = 1 THEN p.\(a)_\(column) ELSE p.\(b)_\(column) END"
    }
    func believed(_ column: SQL) -> SQL {
      "CASE WHEN p.a_believed = 1 THEN p.a_\(column) ELSE p.b_\(column) END"
    }
    return """
      SELECT 1 AS kind, p.subject, p.metric_id, p.period_id, \(side("stated", first: true)) AS stated,
            \(side("origin_id", first: true)) AS origin_id, \(side("qualifier", first: true)) AS qualifier,
            \(side("source_id", first: true)) AS source_id, p.metric_id AS other_metric_id,
            p.period_id AS other_period_id, \(side("stated", first: false)) AS other_stated,
            \(side("origin_id", first: false)) AS other_origin_id,
            \(side("qualifier", first: false)) AS other_qualifier,
            \(side("source_id", first: false)) AS other_source_id,
            CASE WHEN p.a_first = p.a_believed THEN 1 ELSE 0 END AS first_believed, p.why,
            exp(CASE WHEN p.a_first = 1 THEN p.log_bias ELSE 0 - p.log_bias END) AS bias, p.periods, p.series_id,
            p.series_id AS other_series_id, p.granularity, \(believed("reliability")) AS believed_reliability,
            CASE WHEN \(believed("source_id")) = \(believed("origin_id")) THEN 1 ELSE 0 END AS believed_first_hand,
            \(believed("published_on")) AS believed_published_on
          FROM pair_rows p
      """
  }
}

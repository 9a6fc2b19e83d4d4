import MarketModel
import SQLite

/// The statement behind `conflicts`.
struct ConflictsQuery {
  let scope: RecordScope
  /// A row for each period of kind 1, and not for each pair of origins.
  var showsAll = false
  /// Only what touches figures of another report.
  var touched: TouchedFigures?

  /// An end that is not known is beyond every number a store can hold.
  var nowhere: SQL { "9e18" }

  /// Of a series' spans so many, those that end last, are held against other metrics: all of them overlap each other.
  static let mostSpans = 100

  /// - Parameter withHidden: Adds the hidden columns, which sentences and tables need.
  func statement(withHidden: Bool = false) -> SQL {
    var tables = CommonTables()
    tables.add("wanted", scope.wanted(where: touched?.relatives ?? "1 = 1"))
    addClaims(to: &tables)
    addDisjoint(to: &tables)
    if !showsAll { addPairs(to: &tables) }
    let hasFamilies = touched?.hasRelatives ?? true
    if hasFamilies { addBelieved(to: &tables) }
    tables.add(
      "found",
      ([showsAll ? eachPeriod : eachPair] + (hasFamilies ? ofFamilies : [])).joined(separator: "\n    UNION ALL "))
    addEventDates(to: &tables)
    let extra: SQL =
      withHidden
      ? """
      , f.qualifier, f.other_qualifier, f.unit, f.currency, f.granularity, f.believed_reliability,
        f.believed_first_hand, f.believed_published_on
      """ : ""
    return tables.statement(
      """
      SELECT f.kind, f.product, f.metric, f.period, f.value, f.origin, f.other_metric, f.other_period, f.other_value,
        f.other_origin, f.ratio, f.believed, f.why, f.bias, f.periods AS "count", f.source, f.other_source\(extra)
      FROM (
        SELECT f.kind, \(scope.name) AS product, m.code AS metric, t.label AS period, f.stated AS value,
          org.name AS origin, n.code AS other_metric,
          u.label AS other_period, f.other_stated AS other_value, other_org.name AS other_origin,
            f.other_stated / nullif(f.stated, 0) AS ratio,
          \(believed("f", "f.first_believed", isQuoted: "f.kind = 1")) AS believed,
          \(why("f", isQuoted: "f.kind = 1")), f.bias, f.periods, src.name AS source,
          other_src.name AS other_source,
          t.end_on, \(SQL.word(of: Qualifier.self, "f.qualifier")) AS qualifier,
            \(SQL.word(of: Qualifier.self, "f.other_qualifier")) AS other_qualifier, m.unit, nullif(s.currency,
            '') AS currency, f.granularity, f.believed_reliability, f.believed_first_hand, f.believed_published_on,
            f.series_id, f.other_series_id
        FROM found f \(scope.nameJoin("f.subject")) JOIN metrics m ON m.id = f.metric_id
          JOIN metrics n ON n.id = f.other_metric_id
        JOIN series s ON s.id = f.series_id JOIN periods t ON t.id = f.period_id
          JOIN periods u ON u.id = f.other_period_id
        \(sourceJoins("f"))
        UNION ALL
        SELECT 4, \(scope.name), e.event_type, e.effective_on, NULL, org.name, e.event_type, e.other_on, NULL,
          other_org.name, NULL, \(believed("e", "1")), \(why("e")), NULL, NULL, src.name, other_src.name,
          e.effective_on,
          NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, e.event_id, e.other_id
        FROM event_dates e \(scope.nameJoin("e.subject"))
        \(sourceJoins("e"))
      ) AS f
      ORDER BY f.product, f.kind, f.end_on, f.period, f.metric, f.other_metric, f.other_period, f.series_id,
        f.other_series_id, f.other_origin, f.other_source, f.other_value
      """)
  }

  private func sourceJoins(_ rows: SQL) -> SQL {
    """
    JOIN sources org ON org.id = \(rows).origin_id JOIN sources other_org ON other_org.id = \(rows).other_origin_id
        JOIN sources src ON src.id = \(rows).source_id JOIN sources other_src ON other_src.id = \(rows).other_source_id
    """
  }

  /// The origin that is believed; of what is quoted differently the source. One origin's own figures under two
  /// definitions, or its two dates of one event, stand side by side.
  private func believed(_ rows: SQL, _ firstIsBelieved: SQL, isQuoted: SQL = "1 = 0") -> SQL {
    """
    CASE WHEN \(rows).origin_id <> \(rows).other_origin_id
            THEN CASE WHEN \(firstIsBelieved) = 1 THEN org.name ELSE other_org.name END
            WHEN \(isQuoted) THEN CASE WHEN \(firstIsBelieved) = 1 THEN src.name ELSE other_src.name END END
    """
  }

  /// By what, where one is.
  private func why(_ rows: SQL, isQuoted: SQL = "1 = 0") -> SQL {
    "CASE WHEN \(rows).origin_id <> \(rows).other_origin_id OR \(isQuoted) THEN \(rows).why END AS why"
  }

  /// Says so where not all spans were compared.
  func notes() throws -> [String] {
    let ids = Granularity.span.ids
    let count = try scope.store.connection.first(
      """
      WITH wanted AS (\(scope.wanted(where: "(m.family IS NOT NULL OR m.part_of IS NOT NULL)"))) SELECT count(*) FROM (
        SELECT o.series_id FROM wanted w CROSS JOIN observations o
        WHERE o.series_id = w.series_id AND o.period_id BETWEEN \(ids.lowerBound) AND \(ids.upperBound)
          AND o.retracted_by IS NULL
        GROUP BY o.series_id HAVING count(DISTINCT o.period_id) > \(Self.mostSpans))
      """
    ) { $0.int(0) }
    guard let count, count > 0 else { return [] }
    return [
      "\(count) series \(count == 1 ? "has" : "have") more than \(Self.mostSpans) spans of dates: "
        + "only the \(Self.mostSpans) that end last are compared with other metrics."
    ]
  }
}

/// The figures of another report: conflicts that touch none of them are left out.
struct TouchedFigures {
  let metric: Metric
  /// The ids of the periods, of the granularity that claims have.
  let periods: ClosedRange<Int64>
  /// Whether other metrics are of its family, its parts or its whole.
  var hasRelatives: Bool

  /// The metrics `m` that can contradict it.
  var relatives: SQL {
    guard hasRelatives else { return "m.id = \(metric.id)" }
    let family: SQL = metric.family.map { " OR m.family = \($0)" } ?? ""
    return "(m.id = \(metric.id) OR m.part_of = \(metric.id)\(family) OR m.id = (SELECT k.part_of FROM metrics k "
      + "WHERE k.id = \(metric.id)))"
  }
}

extension ConflictsQuery {
  /// That a claim of `c` is among the touched figures.
  func touchedPeriods(of c: SQL) -> SQL { touched.map { " AND \(isTouched($0, c))" } ?? "" }

  /// That one of the claims `a` and `b` is.
  var touchedPairs: SQL { touched.map { " AND (\(isTouched($0, "a")) OR \(isTouched($0, "b")))" } ?? "" }

  private func isTouched(_ figures: TouchedFigures, _ c: SQL) -> SQL {
    """
    (\(c).metric_id = \(figures.metric.id) AND \(c).period_id BETWEEN \(figures.periods.lowerBound) AND \
    \(figures.periods.upperBound))
    """
  }
}

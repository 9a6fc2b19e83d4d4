import MarketModel
import SQLite

/// The statement behind `revisions`.
struct RevisionsQuery {
  let scope: RecordScope
  let since: CalendarDay
  let until: CalendarDay?
  /// The last import recorded by the earlier date, 0 before the first.
  let importsSince: Int64
  /// By the later date; nil: all of them.
  let importsUntil: Int64?

  func statement(withClaims: Bool = false) -> SQL {
    var tables = CommonTables()
    tables.add("wanted", scope.wanted())
    // Only series and periods about which something was said or put right in between are compared.
    var recent: SQL =
      "o.publication_id >= \(KnownAsOf.firstPublication(after: since)) OR o.import_id > \(importsSince) OR "
      + "o.retracted_by > \(importsSince)"
    if let until { recent = "(\(recent)) AND o.publication_id < \(KnownAsOf.firstPublication(after: until))" }
    tables.add(
      "touched",
      """
      SELECT DISTINCT o.series_id, o.period_id FROM wanted w JOIN observations o ON o.series_id = w.series_id
        JOIN periods t ON t.id = o.period_id
          WHERE (\(recent))\(scope.periodCondition)
      """)
    tables.add("before", side(0, day: since, imports: importsSince))
    tables.add("after", side(1, day: until, imports: importsUntil))
    func of(_ side: Int, _ column: SQL) -> SQL { "max(CASE WHEN side = \(side) THEN \(column) END)" }
    tables.add(
      "compared",
      """
      SELECT series_id, period_id, forward, count(CASE WHEN side = 0 THEN 1 END) AS was, count(CASE WHEN side = 1
        THEN 1 END) AS is_now,
            \(of(0, "value")) AS old_value, \(of(1, "value")) AS new_value, \(of(0, "low")) AS old_low,
              \(of(1, "low")) AS new_low,
            \(of(0, "high")) AS old_high, \(of(1, "high")) AS new_high, \(of(0, "qualifier")) AS old_qualifier,
              \(of(1, "qualifier")) AS new_qualifier,
            \(of(0, "status")) AS old_status, \(of(1, "status")) AS new_status,
              \(of(0, "publication_id")) AS old_publication_id,
            \(of(1, "publication_id")) AS new_publication_id
          FROM (SELECT * FROM before UNION ALL SELECT * FROM after) AS sides GROUP BY series_id, period_id, forward
      """)
    tables.add(
      "classed",
      """
      SELECT c.*, CASE WHEN was = 0 THEN 'added' WHEN is_now = 0 THEN 'removed'
            WHEN \(differ("value")) OR \(differ("low")) OR \(differ("high")) THEN 'revised'
            WHEN old_qualifier <> new_qualifier OR old_status <> new_status THEN 're-flagged' END AS class
          FROM compared c
      """)
    let extra: SQL =
      withClaims
      ? """
      , m.unit, nullif(s.currency, ''), c.old_low, c.old_high, \(SQL.word(of: Qualifier.self, "c.old_qualifier")),
        c.new_low, c.new_high, \(SQL.word(of: Qualifier.self, "c.new_qualifier"))
      """ : ""
    return tables.statement(
      """
      SELECT c.class, \(scope.name) AS product, m.code AS metric, t.label AS period, c.old_value, c.new_value,
        c.new_value / nullif(c.old_value, 0) - 1.0 AS change, old_pub.published_on AS old_published_on,
          new_pub.published_on AS new_published_on,
        src.name AS source\(extra)
      FROM classed c JOIN series s ON s.id = c.series_id JOIN metrics m ON m.id = s.metric_id
        JOIN periods t ON t.id = c.period_id
      \(scope.nameJoin("CASE WHEN s.product_id IS NULL THEN 0 - s.company_id ELSE s.product_id END"))
      LEFT JOIN publications old_pub ON old_pub.id = c.old_publication_id
        LEFT JOIN publications new_pub ON new_pub.id = c.new_publication_id
      LEFT JOIN sources src ON src.id = coalesce(new_pub.source_id, old_pub.source_id)
      WHERE c.class IS NOT NULL
      ORDER BY product, m.code, t.end_on, c.period_id, c.series_id, c.forward
      """)
  }

  /// Equal figures and two unknown ones do not differ.
  private func differ(_ column: SQL) -> SQL {
    """
    (old_\(column) <> new_\(column) OR (old_\(column) IS NULL AND new_\(column) IS NOT NULL)
      OR (old_\(column) IS NOT NULL AND new_\(column) IS NULL))
    """
  }

  /// The believed claims on a day. Of a key that the store held by then, the version of then; of a key entered later,
  /// the one that stands.
  private func side(_ side: Int, day: CalendarDay?, imports: Int64?) -> SQL {
    func held(_ imports: Int64) -> SQL {
      """
      (o.import_id <= \(imports) AND (o.retracted_by IS NULL OR o.retracted_by > \(imports)) AND NOT EXISTS (
            SELECT 1 FROM revivals v WHERE v.series_id = o.series_id AND v.period_id = o.period_id
              AND v.publication_id = o.publication_id
              AND v.origin_id = o.origin_id AND v.import_id = o.import_id AND v.retracted_by <= \(imports)
                AND v.revived_by > \(imports)))
      """
    }
    // What stands now, or stood at the time that the store is looked at.
    var condition: SQL = scope.known.lastImport.map(held) ?? "o.retracted_by IS NULL"
    if let imports, imports < scope.known.lastImport ?? .max {
      condition = """
        (\(held(imports)) OR (o.import_id > \(imports) AND \(condition) AND NOT EXISTS (SELECT 1 FROM observations x
          WHERE x.series_id = o.series_id
                AND x.period_id = o.period_id AND x.publication_id = o.publication_id AND x.origin_id = o.origin_id
                  AND x.import_id <= \(imports))))
        """
    }
    if let day { condition += " AND o.publication_id < \(KnownAsOf.firstPublication(after: day))" }
    if let origin = scope.known.origin { condition += " AND o.origin_id = \(origin.id)" }
    if let source = scope.known.source { condition += " AND b.source_id = \(source.id)" }
    let forward = ReportScope.isForwardLooking("o")
    return """
      SELECT \(side) AS side, series_id, period_id, forward, value, low, high, qualifier, status, publication_id FROM (
            SELECT o.series_id, o.period_id, \(forward) AS forward, o.value, o.low, o.high, o.qualifier, o.status,
              o.publication_id, row_number() OVER (PARTITION BY o.series_id, o.period_id, \(forward)
                ORDER BY \(scope.belief.orderBy(.init(claims: "o", publications: "b", origins: "r")))) AS place
            FROM touched c JOIN observations o ON o.series_id = c.series_id AND o.period_id = c.period_id
            JOIN publications b ON b.id = o.publication_id JOIN sources r ON r.id = o.origin_id
            WHERE \(condition)
          ) AS ranked WHERE place = 1
      """
  }
}

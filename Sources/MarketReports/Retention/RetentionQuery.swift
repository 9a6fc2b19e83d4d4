import MarketModel
import SQLite

/// The statement behind `retention`: believed values by cohort and age, then pooled over the cohorts old enough at each
/// age.
///
/// Pooled R(t) = ΣN(c)·r(c,t)/ΣN(c), with N(c) = 1 throughout where any cohort's size is unknown; its interval is
/// the
/// same sum over the cohorts' ends. A cohort known by a bound only leaves the pool without a point.
struct RetentionQuery {
  let scope: ReportScope
  let timeline: Timeline

  /// `cells`, the believed values, and `pooled`.
  private func tables() throws -> CommonTables {
    var tables = CommonTables()
    tables.add("wanted", scope.wanted)
    let spans: SQL? = timeline.granularity == .span ? timeline.spanCondition : nil
    let ranked = try scope.believed(
      timeline.first, timeline.last, spans: spans, actualOnly: true, also: ", w.plan, w.day_offset, o.cohort_size")
    tables.add(
      "cells",
      """
      SELECT subject, plan, period_id, day_offset, value, low, high, qualifier, cohort_size, origin_id, source_id,
        publication_id
          FROM (
          \(ranked)) AS ranked WHERE place = 1
      """)
    return tables
  }

  func statement() throws -> SQL {
    var tables = try tables()
    // Spans may overlap, so several of them are not pooled.
    tables.add(
      "weighed",
      """
      SELECT c.*, CASE WHEN min(CASE WHEN c.cohort_size IS NULL THEN 0 ELSE 1 END) OVER curve = 1 THEN c.cohort_size
        ELSE 1 END AS weight,
            min(CASE WHEN c.cohort_size IS NULL THEN 0 ELSE 1 END) OVER curve AS sized,
            CASE WHEN c.period_id >= \(SQL.number(Granularity.span.ids.lowerBound))
              AND min(c.period_id) OVER curve < max(c.period_id) OVER curve THEN 0 ELSE 1 END AS poolable
          FROM cells c WHERE c.qualifier <> \(Qualifier.notDisclosed) WINDOW curve AS (PARTITION BY c.subject, c.plan)
      """)
    tables.add(
      "pooled",
      """
      SELECT w.subject, w.plan, w.day_offset, CASE WHEN count(w.value) = count(*)
        THEN sum(w.value * w.weight) / sum(w.weight) END AS value,
            CASE WHEN count(w.low) = count(*) THEN sum(w.low * w.weight) / sum(w.weight) END AS low,
            CASE WHEN count(w.high) = count(*) THEN sum(w.high * w.weight) / sum(w.weight) END AS high,
            CASE WHEN count(*) = 1 THEN min(w.qualifier)
              WHEN count(CASE WHEN w.qualifier IN (\(Qualifier.points)) THEN 1 END) = count(*) THEN max(w.qualifier)
              ELSE \(ReportScope.qualifierOfInterval(hasLow: all("w.low"), hasHigh: all("w.high"))) END AS qualifier,
            CASE WHEN min(w.sized) = 1 THEN sum(w.cohort_size) END AS cohort_size, count(*) AS cohorts
          FROM weighed w WHERE w.poolable = 1 GROUP BY w.subject, w.plan, w.day_offset
      """)
    return tables.statement(
      """
      SELECT \(scope.name) AS product, r.plan, r.cohort, r.day, r.retention, r.low, r.high, r.qualifier, r.cohort_size,
        r.cohorts, NULL AS fitted,
        NULL AS extrapolated
      FROM (
        SELECT c.subject, c.plan, t.label AS cohort, t.end_on AS cohort_end, c.day_offset AS day, c.value AS retention,
          c.low, c.high,
          \(SQL.word(of: Qualifier.self, "c.qualifier")) AS qualifier, c.cohort_size, NULL AS cohorts
        FROM cells c JOIN periods t ON t.id = c.period_id
        UNION ALL
        SELECT p.subject, p.plan, NULL, NULL, p.day_offset, p.value, p.low, p.high,
          \(SQL.word(of: Qualifier.self, "p.qualifier")), p.cohort_size, p.cohorts
        FROM pooled p
      ) AS r \(scope.nameJoin("r.subject"))
      ORDER BY product, r.plan, CASE WHEN r.cohort IS NULL THEN 1 ELSE 0 END, r.cohort_end, r.cohort, r.day
      """)
  }

  private func all(_ column: SQL) -> SQL { "count(\(column)) = count(*)" }

  /// The origins and sources of the cells: the rows have no columns for them.
  func sourcesStatement() throws -> SQL {
    try tables().statement(
      """
      SELECT DISTINCT org.name AS origin, src.name AS source, pub.published_on
      FROM cells c JOIN publications pub ON pub.id = c.publication_id JOIN sources src ON src.id = c.source_id
        JOIN sources org ON org.id = c.origin_id
      ORDER BY pub.published_on, src.name, org.name
      """)
  }
}

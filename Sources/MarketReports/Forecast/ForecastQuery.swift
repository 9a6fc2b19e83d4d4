import MarketModel
import SQLite

/// The statement behind `forecast`: of each product the last unbroken run of believed points of one origin, back to its
/// first gap, bound or change of origin. A period that is not over is no part of it.
struct ForecastQuery {
  let scope: ReportScope
  let timeline: Timeline

  func statement() throws -> SQL {
    var tables = try scope.believedTables(timeline, actualOnly: true)
    tables.add("calendar", timeline.calendar)
    // An analyst's own figure stands in for one of the origin that it corrects: it ends no run. A figure rolled up from
    // several origins is a run by itself.
    tables.add(
      "whole",
      """
      SELECT p.subject, p.period_id, t.label, p.value, p.low, p.high, p.qualifier, p.origin_id, p.source_id,
            p.publication_id,
            CASE WHEN \(scope.belief.reliability("r.reliability", of: "r.id")) = 0 THEN NULL
              WHEN p.origin_id IS NULL THEN 0 - p.period_id
              ELSE p.origin_id END AS measured_by
          FROM points p JOIN calendar t ON t.id = p.period_id LEFT JOIN sources r ON r.id = p.origin_id
          WHERE p.value IS NOT NULL AND t.end_on < \(scope.parameters.today.description)
            AND p.period_id BETWEEN \(timeline.first) AND \(timeline.last)
      """)
    tables.add(
      "counted",
      """
      SELECT w.*, row_number() OVER (PARTITION BY w.subject ORDER BY w.period_id DESC) - 1 AS periods_back,
            max(w.period_id) OVER (PARTITION BY w.subject) AS last_id,
            max(CASE WHEN w.measured_by IS NOT NULL THEN w.period_id END) OVER (PARTITION BY w.subject) AS anchor_id
          FROM whole w
      """)
    tables.add(
      "unbroken",
      """
      SELECT c.*, max(CASE WHEN c.period_id = c.anchor_id THEN c.measured_by END) OVER (PARTITION BY c.subject)
            AS run_origin
          FROM counted c WHERE c.period_id = c.last_id - c.periods_back
      """)
    tables.add(
      "compared",
      """
      SELECT u.*, max(CASE WHEN u.measured_by <> u.run_origin THEN u.period_id END) OVER (PARTITION BY u.subject)
            AS break_id
          FROM unbroken u
      """)
    return tables.statement(
      """
      SELECT c.label AS period, \(scope.name) AS product, \(scope.metric.code) AS metric, c.value, c.low, c.high,
        \(SQL.word(of: Qualifier.self, "c.qualifier")) AS qualifier,
        CASE WHEN c.origin_id IS NULL THEN 'several' ELSE org.name END AS origin,
        CASE WHEN c.source_id IS NULL THEN 'several' ELSE src.name END AS source, pub.published_on
      FROM compared c \(scope.nameJoin("c.subject"))
      LEFT JOIN publications pub ON pub.id = c.publication_id LEFT JOIN sources src ON src.id = c.source_id
      LEFT JOIN sources org ON org.id = c.origin_id
      WHERE c.break_id IS NULL OR c.period_id > c.break_id
      ORDER BY product, c.period_id
      """)
  }
}

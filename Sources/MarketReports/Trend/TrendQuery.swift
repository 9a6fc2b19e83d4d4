import MarketModel
import SQLite

/// The statement behind `trend`.
struct TrendQuery {
  let scope: ReportScope
  let timeline: Timeline
  /// The id of the period that is 100.
  let base: Int64?
  let movingAverage: Int?

  /// Whether a row is about what was, not about what was projected or aimed at.
  static func isActual(_ row: [Cell]) -> Bool {
    row[TrendColumn.status] != .text("projected") && row[TrendColumn.status] != .text("target")
  }

  func statement() throws -> SQL {
    var tables = try scope.believedTables(timeline)
    try scope.addOwnClaims(to: &tables, timeline)
    try scope.addSpread(to: &tables, timeline)
    tables.add("calendar", timeline.calendar)
    tables.add("grid", grid)
    // `whole` is what growth may be computed from: an actual point of a period that is over, which one that ends today
    // is not.
    let today = scope.parameters.today.description
    tables.add(
      "judged", "SELECT g.*, CASE WHEN g.forward = 0 AND g.end_on < \(today) THEN g.value END AS whole FROM grid g")
    // Figures are compared with others of their own origin, believed or not.
    tables.add(
      "own_judged",
      """
      SELECT w.subject, w.period_id, w.origin_id, w.value, w.low, w.high, t.label,
            CASE WHEN t.end_on < \(today) THEN w.value END AS whole
          FROM own_claims w JOIN \(pointCalendar) t ON t.id = w.period_id
      """)
    tables.add(
      "own_compared",
      """
      SELECT g.*, \(index) AS base_index, \(average) AS average, \(before("value")) AS before_value,
        \(before("low")) AS before_low,
            \(before("high")) AS before_high
          FROM own_judged g WINDOW earlier AS (PARTITION BY g.subject, g.origin_id ORDER BY g.period_id)
      """)
    return tables.statement(
      """
      SELECT c.label AS period, \(scope.name) AS product, \(scope.metric.code) AS metric,
        \(scope.day.map { "\(Int64($0))" as SQL } ?? "NULL") AS day, c.value, c.low, c.high,
        CASE WHEN c.forward = 0 THEN coalesce(h.sources, 0) END AS sources, h.sources_low, h.sources_high,
        \(SQL.word(of: Qualifier.self, "c.qualifier")) AS qualifier,
        \(SQL.word(of: ObservationStatus.self, "c.status")) AS status,
        \(compared("c.whole / x.before_value - 1.0")) AS change,
        \(compared("CASE WHEN c.low >= 0 THEN c.low / x.before_high - 1.0 END")) AS change_low,
        \(compared("CASE WHEN c.low >= 0 THEN c.high / nullif(x.before_low, 0) - 1.0 END")) AS change_high,
        \(yearChange) AS change_year, x.base_index AS "index", x.average AS moving_average,
        CASE WHEN c.origin_id IS NOT NULL THEN org.name WHEN c.publication_id IS NOT NULL THEN 'several' END AS origin,
        CASE WHEN c.source_id IS NOT NULL THEN src.name WHEN c.publication_id IS NOT NULL
          THEN 'several' END AS source, pub.published_on
      FROM judged c \(scope.nameJoin("c.subject"))
      LEFT JOIN own_compared x ON x.subject = c.subject AND x.period_id = c.period_id AND x.origin_id = c.origin_id
        AND c.forward = 0
      LEFT JOIN spread h ON h.subject = c.subject AND h.period_id = c.period_id AND c.forward = 0
      \(yearJoin)LEFT JOIN publications pub ON pub.id = c.publication_id LEFT JOIN sources src ON src.id = c.source_id
      LEFT JOIN sources org ON org.id = c.origin_id
      WHERE c.period_id BETWEEN \(timeline.first) AND \(timeline.last)
      ORDER BY product, c.end_on, c.period_id, c.forward
      """)
  }

  /// Where nothing is rolled up the store's own periods do, and are found by their key: SQLite would walk the calendar
  /// for each point.
  private var pointCalendar: SQL { timeline.rollUp == nil ? "periods" : "calendar" }

  /// The points, and a row without a value for each gap between a subject's first and last actual one. Spans have no
  /// neighbours, and readings on single days no gaps.
  private var grid: SQL {
    let columns: SQL =
      "p.forward, p.value, p.low, p.high, p.qualifier, p.status, p.origin_id, p.source_id, p.publication_id"
    let points: SQL = """
      SELECT p.subject, p.period_id, t.label, t.end_on, \(columns) FROM points p
        JOIN \(pointCalendar) t ON t.id = p.period_id
      """
    if timeline.granularity == .span || (timeline.granularity == .day && scope.metric.periodType == .instant) {
      return points
    }
    return """
      \(points)
          UNION ALL SELECT r.subject, t.id, t.label, t.end_on, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
          FROM (SELECT subject, min(period_id) AS first_id, max(period_id) AS last_id FROM points WHERE forward = 0
            GROUP BY subject) AS r
          JOIN calendar t ON t.id BETWEEN r.first_id AND r.last_id
            LEFT JOIN points p ON p.subject = r.subject AND p.period_id = t.id AND p.forward = 0
          WHERE p.subject IS NULL
      """
  }

  /// `growth` where this period is over, and it and the one before have points; growth from nothing or less means
  /// nothing.
  private func compared(_ growth: SQL) -> SQL {
    timeline.granularity == .span
      ? "NULL" : "CASE WHEN c.forward = 0 AND c.whole IS NOT NULL AND x.before_value > 0 THEN \(growth) END"
  }

  private var yearChange: SQL {
    timeline.yearBefore == nil ? "NULL" : "CASE WHEN c.forward = 0 AND y.whole > 0 THEN c.whole / y.whole - 1.0 END"
  }

  /// The same month, quarter … of the year before; days and weeks are matched by the rest of their label.
  private var yearJoin: SQL {
    guard let range = timeline.yearBefore else { return "" }
    // An equality where it is one: only that gets an index over the subject's periods.
    let there: SQL =
      range.count == 1
      ? "y.period_id = c.period_id - \(range.lowerBound)"
      : """
      y.period_id BETWEEN c.period_id - \(range.upperBound) AND c.period_id - \(range.lowerBound)
        AND substr(y.label, 5) = substr(c.label, 5)
      """
    return """
      LEFT JOIN own_judged y ON y.subject = c.subject AND y.origin_id = c.origin_id AND c.forward = 0
        AND \(there)

      """
  }

  private func before(_ column: SQL) -> SQL {
    "CASE WHEN lag(g.period_id) OVER earlier = g.period_id - 1 THEN lag(g.\(column)) OVER earlier END"
  }

  private var index: SQL {
    guard let base else { return "NULL" }
    return """
      100.0 * g.value / nullif(max(CASE WHEN g.period_id = \(base) THEN g.value END) \
      OVER (PARTITION BY g.subject, g.origin_id), 0)
      """
  }

  /// Trailing, by the calendar, and only over periods that are all known and over.
  private var average: SQL {
    guard let movingAverage, timeline.granularity != .span else { return "NULL" }
    let frame: SQL =
      "OVER (PARTITION BY g.subject, g.origin_id ORDER BY g.period_id RANGE BETWEEN \(movingAverage - 1) PRECEDING AND "
      + "CURRENT ROW)"
    return "CASE WHEN g.whole IS NOT NULL AND count(g.whole) \(frame) = \(movingAverage) THEN avg(g.whole) \(frame) END"
  }
}

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

  /// - Parameter marksChains: Adds the hidden columns, which say where index and moving average are those of a chain.
  func statement(marksChains: Bool = false) throws -> SQL {
    var tables = try comparedTables()
    try scope.addSpread(to: &tables, timeline)
    if isChained { addChain(to: &tables) }
    let marks: SQL = marksChains && isChained ? ",\n    \(chained(index)), \(chained(average))" : ""
    return tables.statement(
      """
      SELECT c.label AS period, \(scope.name) AS product, \(scope.metric.code) AS metric,
        \(scope.day.map { "\(Int64($0))" as SQL } ?? "NULL") AS day, c.value, c.low, c.high,
        CASE WHEN c.forward = 0 THEN coalesce(h.sources, 0) END AS sources, h.sources_low, h.sources_high,
        \(SQL.word(of: Qualifier.self, "c.qualifier")) AS qualifier,
        \(SQL.word(of: ObservationStatus.self, "c.status")) AS status,
        \(change("change")) AS change, \(change("change_low")) AS change_low, \(change("change_high")) AS change_high,
        \(yearChange) AS change_year, \(first(of: index)) AS "index", \(first(of: average)) AS moving_average,
        \(scope.originName(of: "c", "org.name")) AS origin,
        CASE WHEN c.source_id IS NOT NULL THEN src.name WHEN c.publication_id IS NOT NULL
          THEN 'several' END AS source, pub.published_on\(marks)
      FROM judged c \(scope.nameJoin("c.subject"))
      \(beforeJoin)LEFT JOIN spread h ON h.subject = c.subject AND h.period_id = c.period_id AND c.forward = 0
      \(yearJoin)\(medianJoin)\(chainJoin)LEFT JOIN publications pub ON pub.id = c.publication_id
      LEFT JOIN sources src ON src.id = c.source_id LEFT JOIN sources org ON org.id = c.origin_id
      WHERE c.period_id BETWEEN \(timeline.first) AND \(timeline.last)
      ORDER BY product, c.end_on, c.period_id, c.forward
      """)
  }

  /// The links of the chain that growth is computed with where an origin is not there at both ends, and what each
  /// origin says itself: product, period, factor, origin, value; of a link origin and value are null, of a figure the
  /// factor.
  func chainStatement(of products: [String]) throws -> SQL {
    var tables = try comparedTables(withRank: true)
    addLinks(to: &tables)
    let shown: SQL = "BETWEEN \(timeline.first) AND \(timeline.last)"
    return tables.statement(
      """
      SELECT * FROM (
        SELECT \(scope.name) AS product, t.label AS period, l.factor, NULL AS origin, NULL AS value
        FROM links l \(scope.nameJoin("l.subject")) JOIN \(pointCalendar) t ON t.id = l.period_id
        WHERE l.period_id \(shown)
        UNION ALL
        SELECT \(scope.name), w.label, NULL, org.name, w.whole
        FROM own_judged w \(scope.nameJoin("w.subject")) JOIN sources org ON org.id = w.origin_id
        WHERE w.period_id \(shown) AND w.whole IS NOT NULL
      ) AS chain WHERE product IN (\(SQL.list(products)))
      """)
  }

  // MARK: Figures and what they are compared with

  /// `judged`, the rows; `own_judged`, what each origin says itself, believed or not; of medians their changes too.
  private func comparedTables(withRank: Bool = false) throws -> CommonTables {
    var tables = try scope.believedTables(timeline)
    try scope.addOwnClaims(to: &tables, timeline)
    tables.add("calendar", timeline.calendar)
    tables.add("grid", grid)
    // `whole` is what growth may be computed from: an actual point of a period that is over, which one that ends today
    // is not.
    let today = scope.parameters.today.description
    tables.add(
      "judged", "SELECT g.*, CASE WHEN g.forward = 0 AND g.end_on < \(today) THEN g.value END AS whole FROM grid g")
    // Figures are compared with others of their own origin, believed or not.
    let rank: SQL =
      scope.isMedian || isChained || withRank ? "w.reliability, w.source_id, w.published_on, w.import_id, " : ""
    tables.add(
      "own_judged",
      """
      SELECT w.subject, w.period_id, w.origin_id, w.value, w.low, w.high, \(rank)t.label,
            CASE WHEN t.end_on < \(today) THEN w.value END AS whole
          FROM own_claims w JOIN \(pointCalendar) t ON t.id = w.period_id
      """)
    if scope.isMedian { addMedianChanges(to: &tables) }
    return tables
  }

  /// Where nothing is rolled up the store's own periods do, and are found by their key: SQLite would walk the calendar
  /// for each point.
  private var pointCalendar: SQL { timeline.rollUp == nil ? "periods" : "calendar" }

  /// The points, and a row without a value for each gap between a subject's first and last actual one. Spans have no
  /// neighbours, and readings on single days no gaps.
  private var grid: SQL {
    let voices: SQL = scope.isMedian ? ", p.voices" : ""
    let columns: SQL =
      "p.forward, p.value, p.low, p.high, p.qualifier, p.status, p.origin_id, p.source_id, p.publication_id\(voices)"
    let points: SQL = """
      SELECT p.subject, p.period_id, t.label, t.end_on, \(columns) FROM points p
        JOIN \(pointCalendar) t ON t.id = p.period_id
      """
    if timeline.granularity == .span || (timeline.granularity == .day && scope.metric.periodType == .instant) {
      return points
    }
    let none: SQL = scope.isMedian ? ", 0" : ""
    return """
      \(points)
          UNION ALL SELECT r.subject, t.id, t.label, t.end_on, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL\(none)
          FROM (SELECT subject, min(period_id) AS first_id, max(period_id) AS last_id FROM points WHERE forward = 0
            GROUP BY subject) AS r
          JOIN calendar t ON t.id BETWEEN r.first_id AND r.last_id
            LEFT JOIN points p ON p.subject = r.subject AND p.period_id = t.id AND p.forward = 0
          WHERE p.subject IS NULL
      """
  }

  // MARK: Changes

  /// One of the three columns of a change: of a median the median of the origins' changes.
  private func change(_ column: SQL) -> SQL {
    guard timeline.granularity != .span else { return "NULL" }
    let own = Self.growth("c").first { $0.name.text == column.text }?.expression ?? "NULL"
    let ofOrigin: SQL = "CASE WHEN c.forward = 0 AND c.whole IS NOT NULL AND u.value > 0 THEN \(own) END"
    return scope.isMedian ? "CASE WHEN c.voices > 0 THEN d.\(column) ELSE \(ofOrigin) END" : ofOrigin
  }

  /// From `u` to `x`. Growth from nothing or less means nothing.
  private static func growth(_ x: SQL) -> [(name: SQL, expression: SQL)] {
    [
      ("change", "\(x).whole / u.value - 1.0"),
      ("change_low", "CASE WHEN \(x).low >= 0 THEN \(x).low / u.high - 1.0 END"),
      ("change_high", "CASE WHEN \(x).low >= 0 THEN \(x).high / nullif(u.low, 0) - 1.0 END"),
    ]
  }

  /// The same origin's figure of the period before. SQLite finds it by a key; behind a window it would look through all
  /// figures for each.
  private var beforeJoin: SQL {
    timeline.granularity == .span
      ? ""
      : """
      LEFT JOIN own_judged u ON u.subject = c.subject AND u.origin_id = c.origin_id AND c.forward = 0
        AND u.period_id = c.period_id - 1

      """
  }

  /// `x` and `u`, each origin's figures of a period and of the one before.
  static let neighbours: SQL = """
    own_judged x JOIN own_judged u ON u.subject = x.subject AND u.origin_id = x.origin_id
            AND u.period_id = x.period_id - 1
    """

  private var yearChange: SQL {
    guard timeline.yearBefore != nil else { return "NULL" }
    let own: SQL = "CASE WHEN c.forward = 0 AND y.whole > 0 THEN c.whole / y.whole - 1.0 END"
    return scope.isMedian ? "CASE WHEN c.voices > 0 THEN z.value ELSE \(own) END" : own
  }

  /// The same month, quarter … of the year before; days and weeks are matched by the rest of their label.
  private var yearJoin: SQL {
    guard let there = yearBefore("y", of: "c") else { return "" }
    return """
      LEFT JOIN own_judged y ON y.subject = c.subject AND y.origin_id = c.origin_id AND c.forward = 0
        AND \(there)

      """
  }

  private func yearBefore(_ y: SQL, of c: SQL) -> SQL? {
    guard let range = timeline.yearBefore else { return nil }
    // An equality where it is one: only that gets an index over the subject's periods.
    return range.count == 1
      ? "\(y).period_id = \(c).period_id - \(range.lowerBound)"
      : """
      \(y).period_id BETWEEN \(c).period_id - \(range.upperBound) AND \(c).period_id - \(range.lowerBound)
        AND substr(\(y).label, 5) = substr(\(c).label, 5)
      """
  }

  /// The medians of the origins' own changes: an origin that drops out moves none of them.
  private func addMedianChanges(to tables: inout CommonTables) {
    let growth = Self.growth("x").map(\.expression)
    tables.add(
      "median_changes",
      """
      SELECT m.subject, m.period_id, m.value AS change, m.low AS change_low, m.high AS change_high FROM (
          \(Median.of(
            """
            SELECT x.subject, x.period_id, x.origin_id, \(growth[0]) AS value, \(growth[1]) AS low, \(growth[2]) AS high
                  FROM \(Self.neighbours) WHERE x.whole IS NOT NULL AND u.value > 0 AND x.reliability > 0
            """, by: ["subject", "period_id"]))
          ) AS m
      """)
    guard let there = yearBefore("y", of: "x") else { return }
    tables.add(
      "median_years",
      Median.of(
        """
        SELECT x.subject, x.period_id, x.origin_id, x.whole / y.whole - 1.0 AS value, NULL AS low, NULL AS high
              FROM own_judged x JOIN own_judged y ON y.subject = x.subject AND y.origin_id = x.origin_id AND \(there)
              WHERE x.whole IS NOT NULL AND y.whole > 0 AND x.reliability > 0
        """, by: ["subject", "period_id"]))
  }

  private var medianJoin: SQL {
    guard scope.isMedian else { return "" }
    let years: SQL =
      timeline.yearBefore == nil
      ? "" : "LEFT JOIN median_years z ON z.subject = c.subject AND z.period_id = c.period_id AND c.whole IS NOT NULL "
    return """
      LEFT JOIN median_changes d ON d.subject = c.subject AND d.period_id = c.period_id AND c.whole IS NOT NULL
      \(years)
      """
  }
}

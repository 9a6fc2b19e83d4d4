import SQLite

/// Index and moving average: of the later end's origin at both ends, else chained over the periods where origins
/// overlap. (A says 100 and 110 for two months, B 120 and 132 for the second and third: the third's index is 121.)
extension TrendQuery {
  /// Whether there is anything to be chained.
  var isChained: Bool { (base != nil || movingAverage != nil) && timeline.granularity != .span }

  /// A figure by one origin's own, and by the chain.
  typealias TwoWays = (own: SQL, chained: SQL)

  func first(of figure: TwoWays?) -> SQL {
    figure.map { "CASE WHEN \(isPoint) THEN coalesce(\($0.own), \($0.chained)) END" } ?? "NULL"
  }

  /// 1 where it is the chain's.
  func chained(_ figure: TwoWays?) -> SQL {
    figure.map { "CASE WHEN \(isPoint) AND \($0.own) IS NULL AND \($0.chained) IS NOT NULL THEN 1 ELSE 0 END" } ?? "0"
  }

  private var isPoint: SQL { "c.forward = 0 AND c.value IS NOT NULL" }

  /// In `own_measured`: by the origin's own base.
  private var ownIndex: SQL {
    guard let base else { return "NULL" }
    return """
      100.0 * g.value / nullif(max(CASE WHEN g.period_id = \(base) THEN g.value END) \
      OVER (PARTITION BY g.subject, g.origin_id), 0)
      """
  }

  /// In `own_measured`: trailing, by the calendar, and only over periods that are all known and over.
  private var ownAverage: SQL {
    guard let movingAverage, timeline.granularity != .span else { return "NULL" }
    let frame: SQL =
      "OVER (PARTITION BY g.subject, g.origin_id ORDER BY g.period_id RANGE BETWEEN \(movingAverage - 1) PRECEDING AND "
      + "CURRENT ROW)"
    return "CASE WHEN g.whole IS NOT NULL AND count(g.whole) \(frame) = \(movingAverage) THEN avg(g.whole) \(frame) END"
  }

  var index: TwoWays? {
    guard let base, isChained else { return nil }
    return (
      "CASE WHEN c.period_id >= \(base) THEN x.base_index ELSE e.base_index END",
      "100.0 * exp(k.level - k.base_level)"
    )
  }

  var average: TwoWays? {
    guard let movingAverage, isChained else { return nil }
    return ("x.average", "CASE WHEN k.width = \(movingAverage) THEN c.whole * k.mean / exp(k.level) END")
  }

  var chainJoin: SQL {
    guard isChained else { return "" }
    // Before the base the later end is the base.
    let baseJoin: SQL =
      base == nil
      ? ""
      : """
      LEFT JOIN base_origins q ON q.subject = c.subject AND c.forward = 0
      LEFT JOIN own_measured e ON e.subject = c.subject AND e.period_id = c.period_id AND e.origin_id = q.origin_id

      """
    return """
      LEFT JOIN own_measured x ON x.subject = c.subject AND x.period_id = c.period_id AND x.origin_id = c.origin_id
        AND c.forward = 0
      \(baseJoin)LEFT JOIN chain k ON k.subject = c.subject AND k.period_id = c.period_id AND c.forward = 0

      """
  }

  /// `links`: from each period's predecessor to it, the factor of the origin that is believed there, or of the best
  /// other one that has both; of medians, that of their change.
  func addLinks(to tables: inout CommonTables) {
    guard !scope.isMedian else {
      tables.add(
        "links",
        """
        SELECT d.subject, d.period_id, 1.0 + d.change AS factor FROM median_changes d
            WHERE d.change > 0 - 1
        """)
      return
    }
    tables.add(
      "links",
      """
      SELECT r.subject, r.period_id, r.factor FROM (
            SELECT x.subject, x.period_id, x.whole / u.value AS factor,
              row_number() OVER (PARTITION BY x.subject, x.period_id
                ORDER BY CASE WHEN x.origin_id = c.origin_id THEN 0 ELSE 1 END,
                  \(scope.belief.orderBy(.init(of: "x"), among: .origins)), x.origin_id) AS place
            FROM \(Self.neighbours)
            JOIN judged c ON c.subject = x.subject AND c.period_id = x.period_id AND c.forward = 0
            WHERE x.whole > 0 AND u.value > 0
          ) AS r WHERE r.place = 1
      """)
  }

  /// `own_measured`: index and average of each origin by itself; `chain`: of each period the logarithm of its level in
  /// a run of links, and that of the base in the same run.
  func addChain(to tables: inout CommonTables) {
    // Grouped, so that SQLite finds its rows by their key: it makes no index of what comes out of a window.
    tables.add(
      "own_measured",
      """
      SELECT m.subject, m.period_id, m.origin_id, max(m.base_index) AS base_index, max(m.average) AS average FROM (
            SELECT g.subject, g.period_id, g.origin_id, \(ownIndex) AS base_index, \(ownAverage) AS average
            FROM own_judged g
          ) AS m GROUP BY m.subject, m.period_id, m.origin_id
      """)
    addLinks(to: &tables)
    tables.add(
      "runs",
      """
      SELECT c.subject, c.period_id,
            sum(CASE WHEN l.factor IS NULL THEN 1 ELSE 0 END) OVER passed AS run,
            sum(CASE WHEN l.factor IS NULL THEN 0.0 ELSE ln(l.factor) END) OVER passed AS level
          FROM judged c LEFT JOIN links l ON l.subject = c.subject AND l.period_id = c.period_id
          WHERE c.forward = 0 WINDOW passed AS (PARTITION BY c.subject ORDER BY c.period_id)
      """)
    let baseLevel: SQL = base.map { "max(CASE WHEN r.period_id = \($0) THEN r.level END) OVER run_of" } ?? "NULL"
    let back = Int64(movingAverage ?? 1) - 1
    let frame: SQL = "OVER (run_of ORDER BY r.period_id RANGE BETWEEN \(back) PRECEDING AND CURRENT ROW)"
    tables.add(
      "chain",
      """
      SELECT r.subject, r.period_id, r.level, \(baseLevel) AS base_level, count(*) \(frame) AS width,
            avg(exp(r.level)) \(frame) AS mean
          FROM runs r WINDOW run_of AS (PARTITION BY r.subject, r.run)
      """)
    guard let base else { return }
    tables.add(
      "base_origins", "SELECT c.subject, c.origin_id FROM judged c WHERE c.period_id = \(base) AND c.forward = 0")
  }
}

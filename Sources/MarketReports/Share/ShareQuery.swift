import MarketModel
import SQLite

/// The statement behind `share`.
///
/// With others = the sum over the rest: share = v/Σv, share_low = low/(low + Σ high of the others), share_high = high/(high + Σ low of
/// the others). A sum over members of which one has no point is no point, so then the intervals alone are given.
struct ShareQuery {
  let scope: ReportScope
  let timeline: Timeline
  let top: Int?
  let hypotheses: [Hypothesis]

  static let columns = [
    Column("period"), Column("product"), Column("metric"), Column("value", .number), Column("low", .number), Column("high", .number),
    Column("share", .number), Column("share_low", .number), Column("share_high", .number), Column("share_change", .number),
    Column("origin"),
    Column("source"), Column("published_on"),
  ]

  enum Place {
    static let period = 0
    static let product = 1
    static let value = 3
    static let low = 4
    static let high = 5
    static let share = 6
    static let shareLow = 7
    static let shareHigh = 8
    static let shareChange = 9
    static let origin = 10
    static let source = 11
    static let publishedOn = 12
  }

  /// How many members a period needs: all that were named. Of a segment, or of everything, one is enough.
  var required: Int { scope.names.isEmpty ? 1 : scope.names.count }

  func statement() throws -> SQL {
    var tables = try memberTables()
    tables.add(
      "neighbours",
      """
      SELECT m.*, CASE WHEN lag(m.period_id) OVER earlier = m.period_id - 1 AND m.period_id < 90000000 THEN lag(m.value) OVER earlier END AS before_value
          FROM members m WINDOW earlier AS (PARTITION BY m.subject ORDER BY m.period_id)
      """)
    // Shift on the members that have a point in both periods.
    tables.add(
      "common",
      """
      SELECT n.*, CASE WHEN n.before_value IS NULL THEN NULL ELSE n.value END AS both_now, CASE WHEN n.value IS NULL THEN NULL ELSE n.before_value END AS both_before
          FROM neighbours n WHERE n.period_id BETWEEN \(timeline.first) AND \(timeline.last)
      """)
    tables.add(
      "moved",
      """
      SELECT c.*, CASE WHEN count(c.both_before) OVER whole >= \(max(2, scope.names.count))
              THEN c.both_now / nullif(sum(c.both_now) OVER whole, 0) - c.both_before / nullif(sum(c.both_before) OVER whole, 0) END AS shift
          FROM common c WINDOW whole AS (PARTITION BY c.period_id)
      """)
    addEntries(to: &tables)
    tables.add(
      "summed",
      """
      SELECT e.*, sum(e.value) OVER whole AS value_sum, sum(e.low) OVER whole AS low_sum, sum(e.high) OVER whole AS high_sum,
            sum(e.members) OVER whole AS members_here, count(*) OVER whole AS entries_here, count(e.value) OVER whole AS values_here,
            count(e.low) OVER whole AS lows_here, count(e.high) OVER whole AS highs_here
          FROM entries e WINDOW whole AS (PARTITION BY e.period_id)
      """)
    let complete: SQL = "s.members_here >= \(required)"
    // Without the member itself; what has no upper end may be as large as it likes.
    let othersHigh: SQL = "(s.high_sum - s.high)"
    return tables.statement(
      """
      SELECT t.label AS period, CASE WHEN s.rest = 1 THEN 'other' ELSE \(scope.name) END AS product, \(scope.metric.code) AS metric, s.value, s.low, s.high,
        CASE WHEN \(complete) AND s.values_here = s.entries_here THEN s.value / nullif(s.value_sum, 0) END AS share,
        CASE WHEN \(complete) AND s.low IS NOT NULL THEN CASE WHEN s.highs_here - CASE WHEN s.high IS NULL THEN 0 ELSE 1 END < s.entries_here - 1 THEN 0.0
          WHEN s.entries_here = 1 THEN 1.0 WHEN s.high IS NULL THEN s.low / nullif(s.low + s.high_sum, 0)
          ELSE s.low / nullif(s.low + \(othersHigh), 0) END END AS share_low,
        CASE WHEN \(complete) AND s.lows_here = s.entries_here THEN CASE WHEN s.high IS NULL OR s.entries_here = 1 THEN 1.0
          ELSE s.high / nullif(s.high + (s.low_sum - s.low), 0) END END AS share_high,
        CASE WHEN \(complete) AND s.values_here = s.entries_here THEN s.shift END AS share_change,
        \(named("org.name", "s.origin_id", "s.hypothetical")) AS origin, \(named("src.name", "s.source_id", "s.hypothetical")) AS source, pub.published_on
      FROM summed s JOIN calendar t ON t.id = s.period_id \(scope.nameJoin("s.subject"))
      LEFT JOIN publications pub ON pub.id = s.publication_id LEFT JOIN sources src ON src.id = s.source_id LEFT JOIN sources org ON org.id = s.origin_id
      ORDER BY t.end_on, t.id, s.rest, CASE WHEN s.value IS NULL THEN 1 ELSE 0 END, s.value DESC, CASE WHEN s.high IS NULL THEN 0 ELSE 1 END,
        s.high DESC, product
      """)
  }

  /// Every member's figures in the shown periods, for what the rows of a `top` do not tell: period, value, low, high.
  func membersStatement() throws -> SQL {
    try memberTables().statement(
      """
      SELECT t.label, m.value, m.low, m.high FROM members m JOIN calendar t ON t.id = m.period_id
      WHERE m.period_id BETWEEN \(timeline.first) AND \(timeline.last) ORDER BY t.end_on, t.id
      """)
  }

  /// `members`: one row per subject and period that has a figure; what is not disclosed has none.
  private func memberTables() throws -> CommonTables {
    var tables = try scope.believedTables(timeline, actualOnly: true)
    tables.add("calendar", timeline.calendar)
    let columns: SQL = "p.subject, p.period_id, p.value, p.low, p.high, p.origin_id, p.source_id, p.publication_id"
    var members: SQL = "SELECT \(columns), 0 AS hypothetical FROM points p WHERE (p.low IS NOT NULL OR p.high IS NOT NULL)"
    if !hypotheses.isEmpty {
      members += " AND p.subject NOT IN (\(SQL.list(hypotheses.map(\.product.id))))"
      for hypothesis in hypotheses {
        let quantity = hypothesis.quantity
        members += """

              UNION ALL SELECT \(hypothesis.product.id), h.period_id, \(quantity.value), \(quantity.low), \(quantity.high), NULL, NULL, NULL, 1
              FROM (SELECT DISTINCT period_id FROM points) AS h
          """
      }
    }
    tables.add("members", members)
    return tables
  }

  /// `entries`: the members, or with `top` the largest of them and the rest as one.
  private func addEntries(to tables: inout CommonTables) {
    let columns: SQL = "m.subject, m.period_id, m.value, m.low, m.high, m.shift, m.origin_id, m.source_id, m.publication_id, m.hypothetical"
    guard let top else {
      tables.add("entries", "SELECT \(columns), 0 AS rest, 1 AS members FROM moved m")
      return
    }
    tables.add(
      "places",
      """
      SELECT subject, row_number() OVER (ORDER BY size DESC, subject) AS place
          FROM (SELECT subject, sum(coalesce(value, high, low)) AS size FROM moved GROUP BY subject) AS sizes
      """)
    tables.add(
      "entries",
      """
      SELECT \(columns), 0 AS rest, 1 AS members FROM places q JOIN moved m ON m.subject = q.subject WHERE q.place <= \(top)
          UNION ALL SELECT NULL, m.period_id, CASE WHEN count(m.value) = count(*) THEN sum(m.value) END, CASE WHEN count(m.low) = count(*) THEN sum(m.low) END,
            CASE WHEN count(m.high) = count(*) THEN sum(m.high) END, sum(m.shift), CASE WHEN min(m.origin_id) = max(m.origin_id) THEN min(m.origin_id) END,
            CASE WHEN min(m.source_id) = max(m.source_id) THEN min(m.source_id) END, max(m.publication_id), max(m.hypothetical), 1, count(*)
          FROM places q JOIN moved m ON m.subject = q.subject WHERE q.place > \(top) GROUP BY m.period_id
      """)
  }

  private func named(_ name: SQL, _ id: SQL, _ hypothetical: SQL) -> SQL {
    "CASE WHEN \(hypothetical) = 1 THEN 'what-if' WHEN \(id) IS NULL THEN 'several' ELSE \(name) END"
  }
}

import MarketModel
import SQLite

/// The statement behind `coverage`.
struct CoverageQuery {
  let scope: RecordScope

  static let staleAfterDays = 90

  private var today: CalendarDay { scope.parameters.today }

  /// `covered`: one row per subject, metric and granularity. The ids of spans sort as they came in, not by date.
  private func tables() -> CommonTables {
    var tables = CommonTables()
    tables.add("wanted", scope.wanted())
    tables.add(
      "held",
      """
      SELECT w.subject, w.metric_id, t.granularity, o.period_id, t.end_on, o.publication_id, CASE
        WHEN b.source_id = o.origin_id THEN 0.0 ELSE 1.0 END AS quoted
          FROM wanted w JOIN observations o ON o.series_id = w.series_id JOIN publications b ON b.id = o.publication_id
            JOIN periods t ON t.id = o.period_id
          WHERE o.status NOT IN (\(ObservationStatus.forwardLooking))
            AND \(scope.known.ofObservations)\(scope.periodCondition)
      """)
    tables.add(
      "covered",
      """
      SELECT subject, metric_id, granularity, min(period_id) AS first_id, max(period_id) AS last_id,
        count(DISTINCT period_id) AS observed,
            max(publication_id) AS publication_id, avg(quoted) AS quoted_share
          FROM held GROUP BY subject, metric_id, granularity
      """)
    return tables
  }

  func statement() throws -> SQL {
    var tables = tables()
    let expected = try self.expected()
    // A calendar needs date arithmetic, which no two engines spell alike: the days that matter are written out.
    let none: SQL = "(0, '', '', 0)"
    tables.add(
      "expected (period_id, published_on, next_on, is_late)",
      "VALUES " + (expected.isEmpty ? none : expected.joined(separator: ", ")))
    let age: SQL = "\(Int64(today.julianDayNumber - PublicationID.firstDay)) - (\(Self.dayNumber("c.publication_id")))"
    return tables.statement(
      """
      SELECT \(scope.name) AS product, m.code AS metric, c.granularity, f.label AS first_period, l.label AS last_period,
        c.observed,
        CASE WHEN c.granularity = 'span' OR (c.granularity = 'day' AND m.period_type = 'instant') THEN NULL
          ELSE c.last_id - c.first_id + 1 - c.observed END AS missing,
        b.published_on AS last_published_on, \(age) AS age_days, e.next_on AS next_expected, c.quoted_share,
        CASE WHEN e.is_late = 1 THEN 'yes' WHEN e.is_late = 0 THEN 'no' WHEN \(age) > \(Self.staleAfterDays) THEN 'yes'
          ELSE 'no' END AS stale
      FROM covered c \(scope.nameJoin("c.subject")) JOIN metrics m ON m.id = c.metric_id
        JOIN periods f ON f.id = c.first_id
      JOIN periods l ON l.id = c.last_id JOIN publications b ON b.id = c.publication_id
      LEFT JOIN expected e ON e.period_id = c.last_id AND e.published_on = b.published_on AND NOT (c.granularity = 'day'
        AND m.period_type = 'instant')
      ORDER BY product, m.code, c.first_id - c.first_id % \(SQL.number(Granularity.idsPerGranularity)), c.subject
      """)
  }

  /// `PublicationID.dayNumber` in SQL, whose divisions round towards zero: the numbers are moved above it, 100,000
  /// days.
  private static func dayNumber(_ publication: SQL) -> SQL {
    let perDay = SQL.number(PublicationID.perDay)
    let moved: SQL = "(\(publication) + \(SQL.number(100_000 * PublicationID.perDay)))"
    return "(\(moved) - \(moved) % \(perDay)) / \(perDay) - 100000"
  }

  /// The last periods and publication days there are, with the day of the next publication and whether it has passed.
  private func expected() throws -> [SQL] {
    try scope.store.connection.query(
      tables().statement(
        """
        SELECT DISTINCT c.last_id, b.published_on FROM covered c JOIN publications b ON b.id = c.publication_id
        WHERE c.last_id < \(SQL.number(Granularity.span.ids.lowerBound)) ORDER BY 1, 2
        """)
    ) { row -> SQL? in
      guard let last = Period(id: Int32(clamping: row.int(0))), let next = last.next,
        let published = CalendarDay.parse(row.text(1))
      else {
        return nil
      }
      let lag = max(0, Int(published.julianDayNumber) - Int(last.end.julianDayNumber))
      let day = next.end.adding(days: lag)
      return "(\(row.int(0)), \(published.description), \(day.description), \(day < today ? 1 : 0))"
    }.compactMap(\.self)
  }
}

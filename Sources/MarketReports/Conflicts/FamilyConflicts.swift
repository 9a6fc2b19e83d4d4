import MarketModel
import SQLite

/// Kinds 2 and 3: claims about metrics of one family, and about a part and its whole.
extension ConflictsQuery {
  /// `believed`, and what `ofFamilies` pairs.
  func addBelieved(to tables: inout CommonTables) {
    tables.add(
      "believed",
      """
      SELECT b.*, m.family, m.part_of, s.currency, s.plan, s.region, s.platform,
            coalesce(s.day_offset, 0 - 1) AS day_offset, t.start_on,
            row_number() OVER (PARTITION BY b.series_id, b.granularity ORDER BY b.end_on DESC, t.id DESC) AS age
          FROM beside b JOIN series s ON s.id = b.series_id JOIN metrics m ON m.id = b.metric_id
            JOIN periods t ON t.id = b.period_id
          WHERE b.place = 1 AND (m.part_of IS NOT NULL OR m.id IN (SELECT k.part_of FROM metrics k
            WHERE k.part_of IS NOT NULL)
            OR m.family IN (SELECT k.family FROM metrics k WHERE k.family IS NOT NULL
              GROUP BY k.family HAVING count(*) > 1))
      """)
    // A calendar period touches twelve months at most, and of two that overlap both touch the later one's first: so
    // they meet by month, each once. Spans meet everything, hence only so many of a series.
    tables.add("months (n)", "VALUES " + (0..<12).map { "(\(SQL.number($0)))" }.joined(separator: ", "))
    addMonthNumbers(to: &tables)
    tables.add(
      "dated",
      """
      SELECT p.*, x.month AS first_month, x.month + k.n AS month FROM believed p JOIN numbered x ON x.day = p.start_on
            JOIN numbered y ON y.day = p.end_on JOIN months k ON k.n <= y.month - x.month
          WHERE p.granularity <> 'span'
      """)
    tables.add(
      "spans", "SELECT p.* FROM believed p WHERE p.granularity = 'span' AND p.age <= \(SQL.number(Self.mostSpans))")
  }

  /// Rows of `found`.
  var ofFamilies: [SQL] {
    let sameMonth: SQL = """
      b.month = a.month AND a.month = CASE WHEN a.first_month > b.first_month THEN a.first_month
        ELSE b.first_month END
      """
    return [
      pairs("dated", "dated", where: sameMonth), pairs("spans", "spans", where: "1 = 1"),
      pairs("spans", "dated", where: "b.month = b.first_month"),
      pairs("dated", "spans", where: "a.month = a.first_month"),
    ]
  }

  /// Whether the claim `a` is believed before `b`, which may be about another metric.
  private func isBelievedBefore(_ a: SQL, _ b: SQL) -> SQL {
    scope.belief.precedes(.init(of: a), .init(of: b), tie: ("\(a).series_id", "\(b).series_id"))
  }

  /// A day in common for certain: of an unknown start only the last day is known.
  private var overlap: SQL {
    "coalesce(a.start_on, a.end_on) <= b.end_on AND coalesce(b.start_on, b.end_on) <= a.end_on"
  }

  private var sameKind: SQL {
    "b.subject = a.subject AND b.currency = a.currency AND b.plan = a.plan AND b.region = a.region AND b.platform = "
      + "a.platform AND b.day_offset = a.day_offset"
  }

  /// Adds `numbered`: the number of each day's month, put together from its digits: engines cast text differently.
  private func addMonthNumbers(to tables: inout CommonTables) {
    tables.add(
      "digits (digit, n)",
      "VALUES " + (0..<10).map { "('\(SQL.number($0))', \(SQL.number($0)))" }.joined(separator: ", "))
    tables.add(
      "stamps",
      """
      SELECT p.start_on AS day FROM believed p WHERE p.granularity <> 'span'
          UNION SELECT p.end_on FROM believed p WHERE p.granularity <> 'span'
      """)
    tables.add(
      "numbered",
      """
      SELECT s.day, a.n * 12000 + b.n * 1200 + c.n * 120 + d.n * 12 + e.n * 10 + f.n AS month FROM stamps s
          JOIN digits a ON a.digit = substr(s.day, 1, 1) JOIN digits b ON b.digit = substr(s.day, 2, 1)
          JOIN digits c ON c.digit = substr(s.day, 3, 1) JOIN digits d ON d.digit = substr(s.day, 4, 1)
          JOIN digits e ON e.digit = substr(s.day, 6, 1) JOIN digits f ON f.digit = substr(s.day, 7, 1)
      """)
  }

  /// Kinds 2 and 3, of two tables of believed claims.
  private func pairs(_ first: SQL, _ second: SQL, where condition: SQL) -> SQL {
    let isFirst: SQL = "CASE WHEN \(isBelievedBefore("a", "b")) THEN 1 ELSE 0 END"
    func fact(_ column: SQL) -> SQL { "CASE WHEN \(isFirst) = 1 THEN a.\(column) ELSE b.\(column) END" }
    return """
      SELECT CASE WHEN b.metric_id = a.part_of THEN 3 ELSE 2 END, a.subject, a.metric_id, a.period_id, a.stated,
            a.origin_id, a.qualifier, a.source_id, b.metric_id, b.period_id, b.stated, b.origin_id, b.qualifier,
            b.source_id, \(isFirst), \(scope.belief.reason(.init(of: "a"), .init(of: "b"))), NULL, NULL,
            a.series_id, b.series_id, a.granularity, \(fact("reliability")),
            CASE WHEN \(fact("source_id")) = \(fact("origin_id")) THEN 1 ELSE 0 END, \(fact("published_on"))
          FROM \(first) a JOIN \(second) b ON \(sameKind) AND \(condition)
          WHERE \(overlap) AND (\(exceedsItsWhole) OR \(differsInItsFamily))\(touchedPairs)
      """
  }

  /// Kind 2, the believed one first. One origin's own figures under two definitions do not contradict each other.
  private var differsInItsFamily: SQL {
    """
    (b.family = a.family AND b.metric_id <> a.metric_id
            AND a.origin_id <> b.origin_id AND (a.lowest > b.highest OR a.highest < b.lowest)
            AND coalesce(a.part_of, 0) <> b.metric_id AND coalesce(b.part_of, 0) <> a.metric_id
            AND \(isBelievedBefore("a", "b")))
    """
  }

  /// Kind 3: the least that the part claims is more than the figure stated for the whole, or than the most it can be.
  private var exceedsItsWhole: SQL {
    """
    (b.metric_id = a.part_of AND a.lowest > CASE WHEN b.qualifier IN (\(Qualifier.lowerBounds)) THEN b.lowest
            ELSE b.highest END)
    """
  }
}

import MarketModel
import SQLite

/// The statement behind `conflicts`.
struct ConflictsQuery {
  let scope: RecordScope

  private let subjectOfSeries: SQL = "CASE WHEN s.product_id IS NULL THEN 0 - s.company_id ELSE s.product_id END"

  /// An end that is not known is beyond every number a store can hold.
  private let nowhere: SQL = "9e18"

  func statement(withQualifiers: Bool = false) -> SQL {
    var tables = CommonTables()
    tables.add("wanted", scope.wanted())
    tables.add("claims", claims)
    // The believed claim of its series and period beside each other one: windows do what a self-join would.
    tables.add(
      "beside",
      """
      SELECT c.*, row_number() OVER best AS place, first_value(c.stated) OVER best AS best_stated,
        first_value(c.lowest) OVER best AS best_lowest,
            first_value(c.highest) OVER best AS best_highest, first_value(c.origin_id) OVER best AS best_origin_id,
            first_value(c.published_on) OVER best AS best_published_on,
              first_value(c.qualifier) OVER best AS best_qualifier
          FROM claims c WHERE c.newest = 1
          WINDOW best AS (PARTITION BY c.series_id, c.period_id ORDER BY \(scope.belief.orderBy(.init(of: "c"))))
      """)
    tables.add(
      "believed",
      """
      SELECT b.*, \(subjectOfSeries) AS subject, s.metric_id, m.family, m.part_of, s.currency, s.plan, s.region,
        s.platform,
            coalesce(s.day_offset, 0 - 1) AS day_offset, t.start_on, t.end_on, t.granularity,
            row_number() OVER (PARTITION BY b.series_id, t.granularity ORDER BY t.end_on DESC, t.id DESC) AS age
          FROM beside b JOIN series s ON s.id = b.series_id JOIN metrics m ON m.id = s.metric_id
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
    let sameMonth: SQL = """
      b.month = a.month AND a.month = CASE WHEN a.first_month > b.first_month THEN a.first_month
        ELSE b.first_month END
      """
    let isFirst: SQL = "a.month = a.first_month"
    tables.add(
      "found",
      [
        sameSeries, pairs("dated", "dated", where: sameMonth), pairs("spans", "spans", where: "1 = 1"),
        pairs("spans", "dated", where: "b.month = b.first_month"), pairs("dated", "spans", where: isFirst),
      ].joined(separator: "\n    UNION ALL "))
    addEventDates(to: &tables)
    let extra: SQL = withQualifiers ? ", f.qualifier, f.other_qualifier, f.unit, f.currency" : ""
    return tables.statement(
      """
      SELECT f.kind, f.product, f.metric, f.period, f.value, f.origin, f.other_metric, f.other_period, f.other_value,
        f.other_origin, f.ratio, f.believed\(extra)
      FROM (
        SELECT f.kind, \(scope.name) AS product, m.code AS metric, t.label AS period, f.stated AS value,
          org.name AS origin, n.code AS other_metric,
          u.label AS other_period, f.other_stated AS other_value, other_org.name AS other_origin,
            f.stated / nullif(f.other_stated, 0) AS ratio,
          CASE WHEN f.origin_id = f.other_origin_id THEN NULL WHEN f.first_believed = 1 THEN org.name
            ELSE other_org.name END AS believed,
          t.end_on, \(SQL.word(of: Qualifier.self, "f.qualifier")) AS qualifier,
            \(SQL.word(of: Qualifier.self, "f.other_qualifier")) AS other_qualifier, m.unit, nullif(s.currency,
            '') AS currency, f.series_id, f.other_series_id
        FROM found f \(scope.nameJoin("f.subject")) JOIN metrics m ON m.id = f.metric_id
          JOIN metrics n ON n.id = f.other_metric_id
        JOIN series s ON s.id = f.series_id JOIN periods t ON t.id = f.period_id
          JOIN periods u ON u.id = f.other_period_id
        JOIN sources org ON org.id = f.origin_id JOIN sources other_org ON other_org.id = f.other_origin_id
        UNION ALL
        SELECT 4, \(scope.name), e.event_type, e.effective_on, NULL, org.name, e.event_type, e.other_on, NULL,
          other_org.name, NULL,
          CASE WHEN e.origin_id = e.other_origin_id THEN NULL ELSE org.name END, e.effective_on, NULL, NULL, NULL, NULL,
            e.event_id, e.other_id
        FROM event_dates e \(scope.nameJoin("e.subject")) JOIN sources org ON org.id = e.origin_id
          JOIN sources other_org ON other_org.id = e.other_origin_id
      ) AS f
      ORDER BY f.product, f.kind, f.end_on, f.period, f.metric, f.other_metric, f.other_period, f.series_id,
        f.other_series_id, f.other_origin, f.other_value
      """)
  }

  /// Live claims about what was, with what they state at the least and at the most; `newest` of one origin in one
  /// source.
  private var claims: SQL {
    """
    SELECT o.series_id, o.period_id, o.publication_id, b.published_on, o.origin_id, b.source_id, o.import_id,
          o.qualifier, o.value, \(scope.belief.reliability("r.reliability", of: "r.id")) AS reliability,
          coalesce(o.low, 0 - \(nowhere)) AS lowest, coalesce(o.high, \(nowhere)) AS highest,
          coalesce(o.value, CASE WHEN o.qualifier IN (\(Qualifier.upperBounds)) THEN o.high
            WHEN o.qualifier IN (\(Qualifier.lowerBounds)) THEN o.low ELSE (o.low + o.high) / 2.0 END) AS stated,
          row_number() OVER (PARTITION BY o.series_id, o.period_id, o.origin_id, b.source_id
            ORDER BY o.publication_id DESC, o.import_id DESC) AS newest
        FROM wanted w JOIN observations o ON o.series_id = w.series_id JOIN publications b ON b.id = o.publication_id
        JOIN sources r ON r.id = o.origin_id JOIN periods t ON t.id = o.period_id
        WHERE o.status NOT IN (\(ObservationStatus.forwardLooking)) AND o.qualifier <> \(Qualifier.notDisclosed)
          AND \(scope.known.ofObservations)\(scope.periodCondition)
    """
  }

  /// Kind 1. What an origin itself has since revised is a revision, not a conflict.
  private var sameSeries: SQL {
    """
    SELECT 1 AS kind, \(subjectOfSeries) AS subject, s.metric_id, b.period_id, b.best_stated AS stated,
      b.best_origin_id AS origin_id, b.best_qualifier AS qualifier,
          s.metric_id AS other_metric_id, b.period_id AS other_period_id, b.stated AS other_stated,
            b.origin_id AS other_origin_id,
          b.qualifier AS other_qualifier, 1 AS first_believed, b.series_id, b.series_id AS other_series_id
        FROM beside b JOIN series s ON s.id = b.series_id
        WHERE b.place > 1 AND (b.best_lowest > b.highest OR b.best_highest < b.lowest)
          AND NOT (b.origin_id = b.best_origin_id AND b.published_on < b.best_published_on)
    """
  }

  /// Whether the claim `a` is believed before `b`, which may be about another metric.
  private func isBelievedBefore(_ a: SQL, _ b: SQL) -> SQL {
    scope.belief.precedes(.init(of: a), .init(of: b), tie: ("\(a).series_id", "\(b).series_id"))
  }

  /// A day in common for certain: of an unknown start only the last day is known.
  private let overlap: SQL = "coalesce(a.start_on, a.end_on) <= b.end_on AND coalesce(b.start_on, b.end_on) <= a.end_on"
  private let sameKind: SQL =
    "b.subject = a.subject AND b.currency = a.currency AND b.plan = a.plan AND b.region = a.region AND b.platform = "
    + "a.platform AND b.day_offset = a.day_offset"

  /// Of a series' spans so many, those that end last, are held against other metrics: all of them overlap each other.
  static let mostSpans = 100

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
    """
    SELECT CASE WHEN b.metric_id = a.part_of THEN 3 ELSE 2 END, a.subject, a.metric_id, a.period_id, a.stated,
          a.origin_id, a.qualifier, b.metric_id, b.period_id, b.stated, b.origin_id, b.qualifier,
          CASE WHEN \(isBelievedBefore("a", "b")) THEN 1 ELSE 0 END, a.series_id, b.series_id
        FROM \(first) a JOIN \(second) b ON \(sameKind) AND \(condition)
        WHERE \(overlap) AND (\(exceedsItsWhole) OR \(differsInItsFamily))
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
  private let exceedsItsWhole: SQL = """
    (b.metric_id = a.part_of AND a.lowest > CASE WHEN b.qualifier IN (\(Qualifier.lowerBounds)) THEN b.lowest
            ELSE b.highest END)
    """

  /// Kind 4: what happens once to a product, on two dates that differ at the coarser of the two precisions.
  ///
  /// Of each precision the date believed first is held against every other date. A date that differs from any differs
  /// from one of these, so none is missed, and n dates make n rows and not their square.
  private func addEventDates(to tables: inout CommonTables) {
    let none: SQL = """
      SELECT 0 AS subject, NULL AS event_type, NULL AS effective_on, NULL AS other_on, 0 AS event_id, 0 AS other_id,
        0 AS origin_id, 0 AS other_origin_id FROM wanted WHERE 1 = 0
      """
    if scope.metric != nil { return tables.add("event_dates", none) }
    func rank(_ table: SQL, _ keys: SQL) -> SQL {
      """
      row_number() OVER (PARTITION BY \(table).subject, \(table).event_type, \(table).precision\(keys)
            ORDER BY \(scope.belief.orderBy(.init(of: table, haveFigures: false))), \(table).id) AS place
      """
    }
    tables.add("occasions", occasions("e"))
    tables.add("stated_dates", "SELECT n.*, \(rank("n", ", n.effective_on")) FROM occasions n")
    tables.add(
      "dates",
      """
      SELECT d.subject, d.id, d.event_type, d.effective_on, d.precision, d.origin_id, d.publication_id, d.import_id,
            d.source_id, d.published_on, d.reliability, d.half, d.quarter, \(rank("d", ""))
          FROM stated_dates d WHERE d.place = 1
      """)
    tables.add("first_dates", "SELECT d.* FROM dates d WHERE d.place = 1")
    tables.add(
      "event_dates",
      datePairs("first_dates", "dates") + "\n    UNION " + datePairs("dates", "first_dates"))
  }

  private func datePairs(_ first: SQL, _ second: SQL) -> SQL {
    let before = scope.belief.precedes(
      .init(of: "a", haveFigures: false), .init(of: "b", haveFigures: false), tie: ("a.id", "b.id"))
    return """
      SELECT a.subject, a.event_type, a.effective_on, b.effective_on AS other_on, a.id AS event_id, b.id AS other_id,
        a.origin_id, b.origin_id AS other_origin_id
          FROM \(first) a JOIN \(second) b ON b.subject = a.subject AND b.event_type = a.event_type
          WHERE CASE WHEN a.precision = 'year' OR b.precision = 'year' THEN CASE
            WHEN substr(a.effective_on, 1, 4) <> substr(b.effective_on, 1, 4) THEN 1 ELSE 0 END
            WHEN a.precision = 'half' OR b.precision = 'half' THEN CASE WHEN a.half <> b.half THEN 1 ELSE 0 END
            WHEN a.precision = 'quarter' OR b.precision = 'quarter' THEN CASE WHEN a.quarter <> b.quarter THEN 1
              ELSE 0 END
            WHEN a.precision = 'month' OR b.precision = 'month' THEN CASE
              WHEN substr(a.effective_on, 1, 7) <> substr(b.effective_on, 1, 7) THEN 1 ELSE 0 END
            WHEN a.effective_on <> b.effective_on THEN 1 ELSE 0 END = 1
            AND \(before)
      """
  }

  private func occasions(_ e: SQL) -> SQL {
    """
    SELECT l.product_id AS subject, e.id, e.event_type, e.effective_on, e.precision, e.origin_id, e.publication_id,
            e.import_id, b.source_id, b.published_on,
            \(scope.belief.reliability("r.reliability", of: "r.id")) AS reliability,
            substr(e.effective_on, 1, 4) || CASE WHEN substr(e.effective_on, 6, 2) <= '06' THEN '1'
              ELSE '2' END AS half,
            substr(e.effective_on, 1, 4) || CASE WHEN substr(e.effective_on, 6, 2) <= '03' THEN '1'
              WHEN substr(e.effective_on, 6, 2) <= '06' THEN '2'
              WHEN substr(e.effective_on, 6, 2) <= '09' THEN '3' ELSE '4' END AS quarter
          FROM events e JOIN event_parties l ON l.event_id = e.id AND l.role = 'subject'
            JOIN publications b ON b.id = e.publication_id
          JOIN sources r ON r.id = e.origin_id
          WHERE e.event_type IN ('launch', 'shutdown', 'acquisition') AND e.effective_on IS NOT NULL
            AND e.status NOT IN ('rumoured', 'cancelled')
            AND \(scope.known.ofEvents(e)) AND l.product_id IN (\(eventProducts))
    """
  }

  /// The products whose events count, with or without figures.
  private var eventProducts: SQL {
    switch scope.selection {
    case .products(let products, _):
      products.isEmpty
        ? "SELECT p.id FROM products p WHERE 1 = 0"
        : "SELECT p.id FROM products p WHERE p.name IN (\(SQL.list(products.map(\.name))))"
    case .segment(let segment):
      "SELECT n.product_id FROM segment_members n JOIN segments g ON g.id = n.segment_id WHERE g.name = \(segment.name)"
    case .everything: "SELECT p.id FROM products p WHERE p.merged_into IS NULL"
    }
  }
}

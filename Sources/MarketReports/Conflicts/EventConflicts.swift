import MarketModel
import SQLite

/// Kind 4: an event that happens once, with two dates.
extension ConflictsQuery {
  /// Kind 4: what happens once to a product, on two dates that differ at the coarser of the two precisions.
  ///
  /// Of each precision the date believed first is held against every other date. A date that differs from any differs
  /// from one of these, so none is missed, and n dates make n rows and not their square.
  func addEventDates(to tables: inout CommonTables) {
    let none: SQL = """
      SELECT 0 AS subject, NULL AS event_type, NULL AS effective_on, NULL AS other_on, 0 AS event_id, 0 AS other_id,
        0 AS origin_id, 0 AS other_origin_id, 0 AS source_id, 0 AS other_source_id, NULL AS why FROM wanted WHERE 1 = 0
      """
    if scope.metric != nil || touched != nil { return tables.add("event_dates", none) }
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

  private func datePairs(_ table: SQL, _ otherTable: SQL) -> SQL {
    let (first, second) = (
      BeliefOrder.Columns(of: "a", haveFigures: false), BeliefOrder.Columns(of: "b", haveFigures: false)
    )
    let before = scope.belief.precedes(first, second, tie: ("a.id", "b.id"))
    return """
      SELECT a.subject, a.event_type, a.effective_on, b.effective_on AS other_on, a.id AS event_id, b.id AS other_id,
        a.origin_id, b.origin_id AS other_origin_id, a.source_id, b.source_id AS other_source_id,
        \(scope.belief.reason(first, second)) AS why
          FROM \(table) a JOIN \(otherTable) b ON b.subject = a.subject AND b.event_type = a.event_type
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

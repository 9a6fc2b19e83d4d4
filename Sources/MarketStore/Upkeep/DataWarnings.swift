import MarketModel
import SQLite

extension Store {
  /// Regular series whose next publication is overdue: the last one was longer ago than twice the length of their
  /// period, beyond the period's own end.
  func findStale(_ today: CalendarDay, _ result: inout CheckResult) throws -> Bool {
    try connection.forEach(
      """
      SELECT coalesce(p.name, c.name), m.code, t.granularity, max(t.label), max(t.end_on), count(DISTINCT o.period_id)
      FROM series s JOIN metrics m ON m.id = s.metric_id JOIN observations o ON o.series_id = s.id
        JOIN periods t ON t.id = o.period_id
        LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id
      WHERE o.retracted_by IS NULL AND o.status NOT IN (\(ObservationStatus.forwardLooking)) AND t.granularity <> 'span'
        AND s.day_offset IS NULL
      GROUP BY 1, 2, 3 HAVING count(DISTINCT o.period_id) > 1 ORDER BY 1, 2, 3
      """
    ) { row in
      guard let granularity = Granularity(name: row.text(2)), let end = CalendarDay.parse(row.text(4)) else { return }
      let length: Int32 =
        switch granularity {
        case .day: 1
        case .week: 7
        case .month: 31
        case .quarter: 92
        case .half: 184
        case .year: 366
        case .span: 0
        }
      let age = today.julianDayNumber - end.julianDayNumber
      guard age > 2 * length else { return }
      result.add(
        CheckFinding(
          .warning, .stale, subject: row.text(0), metric: row.text(1), period: row.text(3),
          message:
            "\(row.text(1)) of \(row.text(0)) by \(granularity.name) ends with \(row.text(3)), "
            + "\(counted(age, "day")) ago"
        ))
    }
    return true
  }

  /// Figures a thousand times above or below both neighbours of their own series; the first of each.
  func findFarFigures(_ result: inout CheckResult) throws -> Bool {
    try connection.forEach(
      """
      SELECT coalesce(p.name, c.name), m.code, t.label, min(k.period_id)
      FROM (SELECT series_id, period_id, value, lag(value) OVER w AS before, lead(value) OVER w AS after
          FROM (SELECT series_id, period_id, avg(value) AS value FROM observations
            WHERE retracted_by IS NULL AND value > 0 GROUP BY series_id, period_id)
          WINDOW w AS (PARTITION BY series_id, period_id / 10000000 ORDER BY period_id)) AS k
        JOIN series s ON s.id = k.series_id JOIN metrics m ON m.id = s.metric_id JOIN periods t ON t.id = k.period_id
        LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id
      WHERE k.value >= \(FarFigures.factor) * k.before AND k.value >= \(FarFigures.factor) * k.after
        OR k.value * \(FarFigures.factor) <= k.before AND k.value * \(FarFigures.factor) <= k.after
      GROUP BY k.series_id ORDER BY 1, 2
      """
    ) { row in
      result.add(
        CheckFinding(
          .warning, .far, subject: row.text(0), metric: row.text(1), period: row.text(2),
          message:
            "\(row.text(1)) of \(row.text(0)) in \(row.text(2)) is a thousand times its neighbours, or a thousandth"))
    }
    return true
  }

  /// Market shares of one period, source and origin that sum to more than a whole.
  func findTooLargeShares(_ result: inout CheckResult) throws -> Bool {
    try connection.forEach(
      """
      SELECT r.name, m.code, t.label, sum(o.value)
      FROM metrics m JOIN series s ON s.metric_id = m.id JOIN observations o ON o.series_id = s.id
        JOIN periods t ON t.id = o.period_id JOIN sources r ON r.id = o.origin_id
      WHERE m.code = \(RatioEvidence.shareMetric) AND o.retracted_by IS NULL
        AND o.status NOT IN (\(ObservationStatus.forwardLooking))
      GROUP BY o.period_id, o.origin_id, o.publication_id, s.plan, s.region, s.platform
      HAVING sum(o.value) > \(RatioEvidence.largestWhole) AND count(DISTINCT s.id) > 1 ORDER BY 1, 3
      """
    ) { row in
      result.add(
        CheckFinding(
          .warning, .shares, subject: row.text(0), metric: row.text(1), period: row.text(2),
          message: RatioEvidence.excess(of: row.text(2), row.double(3))))
    }
    return true
  }

  /// Periods of a series for which two live claims cannot both be true, what their own origin has revised apart: in one
  /// pass in the order of the key, then once more over those found.
  func findConflicts(_ result: inout CheckResult) throws -> Bool {
    try connection.forEach(
      """
      SELECT coalesce(p.name, c.name), m.code, t.label, m.unit, s.currency, k.least, k.most
      FROM (SELECT c.series_id, c.period_id, min(c.high) AS least, max(c.low) AS most
          FROM (SELECT o.series_id, o.period_id, o.low, o.high, b.published_on, \(Superseded.windows("o", "b"))
            FROM (SELECT o.series_id, o.period_id FROM observations o
              WHERE o.retracted_by IS NULL AND o.status NOT IN (\(ObservationStatus.forwardLooking))
              GROUP BY o.series_id, o.period_id HAVING max(o.low) > min(o.high)) AS f
            CROSS JOIN observations o ON o.series_id = f.series_id AND o.period_id = f.period_id
            CROSS JOIN publications b ON b.id = o.publication_id
            WHERE o.retracted_by IS NULL AND o.status NOT IN (\(ObservationStatus.forwardLooking))
              AND o.qualifier <> \(Qualifier.notDisclosed)) AS c
          WHERE \(Superseded.isCurrent("c"))
          GROUP BY c.series_id, c.period_id HAVING max(c.low) > min(c.high)) AS k
        JOIN series s ON s.id = k.series_id JOIN metrics m ON m.id = s.metric_id JOIN periods t ON t.id = k.period_id
        LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id
      ORDER BY 1, 2, k.period_id, k.series_id
      """
    ) { row in
      let (least, most) = (row.double(5), row.double(6))
      let currency = Currency(code: row.text(4))?.code
      let style = FigureStyle(unit: MetricUnit(rawValue: row.text(3)) ?? .count, currency: currency)
        .telling(least, from: most)
      result.add(
        CheckFinding(
          .warning, .conflict, subject: row.text(0), metric: row.text(1), period: row.text(2),
          message: "\(row.text(1)) of \(row.text(0)) in \(row.text(2)): one claim ends at \(style.number(least)), "
            + "another begins at \(style.number(most))"))
    }
    return true
  }
}

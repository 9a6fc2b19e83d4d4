import MarketModel
import SQLite

/// A figure without a region, platform or plan that is less than one of a part: it cannot be the whole.
struct WholeBelowPart {
  var series: Int32
  var period: Int32
  var publication: Int64
  var origin: Int64
  var fault: FieldFault
}

extension ImportSession {
  /// The wholes that this import has written, or met with its parts, and that are less than a named part of the same
  /// product, metric, period and source.
  func wholesBelowParts() throws -> [WholeBelowPart] {
    // An export of ours holds what was settled before.
    guard hasOthersFiles else { return [] }
    let parts = "SELECT 1 FROM series WHERE plan <> 'all' OR region <> 'all' OR platform <> 'all' LIMIT 1" as SQL
    guard try store.connection.first(parts, { $0.int(0) }) != nil else { return [] }
    var found: [WholeBelowPart] = []
    // Each condition walks the key of `series` from its left: of thousands of parts only those of the whole are met.
    let names: [(setting: Remedy.Setting, condition: SQL)] = [
      (
        .region, "w.region = 'all' AND p.plan = w.plan AND p.region <> 'all' AND p.platform = w.platform"
      ),
      (
        .platform, "w.platform = 'all' AND p.plan = w.plan AND p.region = w.region AND p.platform <> 'all'"
      ),
      (
        .plan,
        """
        w.plan = 'all' AND p.plan IN (SELECT plan FROM series WHERE plan <> 'all') AND p.region = w.region
          AND p.platform = w.platform
        """
      ),
    ]
    let subjects: [SQL] = ["p.product_id = w.product_id", "p.company_id = w.company_id"]
    for (setting, condition) in names where options.defaults[setting.rawValue] == nil {
      for subject in subjects { found += try wholes(setting, condition, subject) }
    }
    return found
  }

  private func wholes(_ setting: Remedy.Setting, _ condition: SQL, _ subject: SQL) throws -> [WholeBelowPart] {
    let name = setting.rawValue
    var found: [WholeBelowPart] = []
    try store.connection.forEach(
      """
      SELECT w.id, o.period_id, o.publication_id, o.origin_id, o.value, q.value,
        CASE \(name) WHEN 'region' THEN p.region WHEN 'platform' THEN p.platform ELSE p.plan END,
        coalesce(n.name, c.name), t.label
      FROM metrics m CROSS JOIN series w ON w.metric_id = m.id
        CROSS JOIN series p ON \(subject) AND p.metric_id = w.metric_id AND p.currency = w.currency
          AND \(condition) AND p.day_offset IS w.day_offset
        CROSS JOIN observations o ON o.series_id = w.id AND o.import_id = \(importID)
        CROSS JOIN observations q ON q.series_id = p.id AND q.period_id = o.period_id AND q.retracted_by IS NULL
        JOIN publications a ON a.id = o.publication_id
        JOIN publications b ON b.id = q.publication_id AND b.source_id = a.source_id
        JOIN periods t ON t.id = o.period_id
        LEFT JOIN products n ON n.id = w.product_id LEFT JOIN companies c ON c.id = w.company_id
      WHERE m.additive AND o.retracted_by IS NULL AND o.value < q.value
      GROUP BY w.id, o.period_id, o.publication_id, o.origin_id
      """
    ) { row in
      found.append(
        WholeBelowPart(
          series: Int32(truncatingIfNeeded: row.int(0)), period: Int32(truncatingIfNeeded: row.int(1)),
          publication: row.int(2), origin: row.int(3),
          fault: FieldFault(
            field: nil, kind: name,
            message:
              "\(plainDecimal(row.double(4))) of \(row.text(7)) in \(row.text(8)) has no \(name) and is less than "
              + "\(plainDecimal(row.double(5))) of the \(name) \"\(row.text(6))\": it is not the whole",
            remedy: .anyOf([.set(setting, "unknown"), .set(setting, "all")]))))
    }
    return found
  }

  /// Takes a refused whole out of what this import has written.
  func takeBack(_ whole: WholeBelowPart) throws {
    try store.connection.run(
      """
      DELETE FROM observations WHERE series_id = ?1 AND period_id = ?2 AND publication_id = ?3 AND origin_id = ?4
        AND import_id = ?5
      """, Int64(whole.series), Int64(whole.period), whole.publication, whole.origin, importID)
    result.inserted -= 1
  }
}

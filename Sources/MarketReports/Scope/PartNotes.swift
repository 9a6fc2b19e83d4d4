import MarketModel
import MarketStore
import SQLite

/// Where figures stand that a report did not find: under a region, platform or plan that was not asked for.
extension ReportScope {
  private struct Place: Hashable {
    var region, platform, plan: String
    var count: Int64 = 0

    subscript(name: String) -> String { name == "region" ? region : name == "platform" ? platform : plan }
  }

  /// What stands under which parts, and how to ask for it; nothing where nothing does.
  ///
  /// - Parameter names: the subjects that lack figures; nil: all that the report is about.
  func partNotes(of names: [String]?) throws -> [String] {
    let asked = [
      "region": (parameters.region ?? "all").lowercased(), "platform": (parameters.platform ?? "all").lowercased(),
      "plan": (parameters.plan ?? "all").lowercased(),
    ]
    // Without a plan, a metric by age is shown for every plan.
    let kinds = ["region", "platform", "plan"].filter {
      $0 != "plan" || !metric.isByDayOffset || parameters.plan != nil || day != nil
    }
    let places = try places(of: names).filter { place in kinds.contains { place[$0] != asked[$0] } }
    guard let first = places.first else { return [] }
    let count = places.reduce(0) { $0 + $1.count }
    let other = kinds.filter { kind in places.contains { $0[kind] != asked[kind] } }
    let found: [String]
    if other.count == 1 {
      found = places.map { $0[other[0]] }
    } else {
      found = places.map { place in other.map { "\($0) \(place[$0])" }.joined(separator: " and ") }
    }
    var unique: [String] = []
    for one in found where !unique.contains(one) { unique.append(one) }
    let options = other.map { "--\($0) \(quoted(first[$0]))" }.joined(separator: " ")
    let title = other.count == 1 ? "\(other[0])\(unique.count == 1 ? "" : "s") " : ""
    return [
      "\(count) \(count == 1 ? "observation stands" : "observations stand") under \(title)\(listed(unique, limit: 12)):"
        + " pass \(options)."
    ]
  }

  private func quoted(_ word: String) -> String { word.contains(" ") ? "\"\(word)\"" : word }

  /// The parts under which the subjects have figures of the metric, those with the most first.
  private func places(of names: [String]?) throws -> [Place] {
    var condition: SQL = "m.code = \(metric.code)"
    if let day { condition += " AND s.day_offset = \(Int64(day))" }
    let subjects: SQL
    switch selection {
    case .products(let products, let companies):
      let isMeant = { (entry: CatalogueEntry) in names?.contains(entry.name) ?? true }
      subjects = """
        (s.product_id IN (\(SQL.list(products.filter(isMeant).map(\.id))))
          OR s.company_id IN (\(SQL.list(companies.filter(isMeant).map(\.id)))))
        """
    case .segment(let segment):
      subjects = "s.product_id IN (SELECT n.product_id FROM segment_members n WHERE n.segment_id = \(segment.id))"
    case .everything: subjects = "s.product_id IS NOT NULL"
    }
    return try store.connection.query(
      """
      SELECT s.region, s.platform, s.plan, count(*) AS n FROM metrics m
        JOIN series s ON s.metric_id = m.id JOIN observations o ON o.series_id = s.id
      WHERE \(condition) AND \(subjects) AND o.retracted_by IS NULL
      GROUP BY s.region, s.platform, s.plan ORDER BY n DESC, s.region, s.platform, s.plan LIMIT 200
      """
    ) { Place(region: $0.text(0), platform: $0.text(1), plan: $0.text(2), count: $0.int(3)) }
  }
}

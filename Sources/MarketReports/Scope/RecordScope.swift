import MarketModel
import MarketStore
import SQLite

/// What a report on the record itself is about: every series of some products, or of all, of one metric or of all.
struct RecordScope {
  let store: Store
  private(set) var parameters: CommonParameters
  let metric: Metric?
  let selection: ReportScope.Selection
  let known: KnownAsOf
  /// What `--believe` asks for, and the order of claims that it means.
  let believing: Belief
  let belief: BeliefOrder

  init(_ parameters: CommonParameters, in store: Store) throws {
    try self.init(parameters, of: try store.selection(parameters), in: store)
  }

  /// Of things that are resolved already.
  init(_ parameters: CommonParameters, of selection: ReportScope.Selection, in store: Store) throws {
    self.store = store
    self.parameters = parameters
    try parameters.requireSense()
    metric = try parameters.metric.map { try store.metric($0) }
    self.selection = selection
    believing = try Belief(parameters.believe, in: store)
    known = try KnownAsOf(parameters, only: believing.only, in: store)
    belief = BeliefOrder(believing.policy, reliabilities: known.reliabilities)
    if parameters.last != nil {
      self.parameters = try parameters.resolvingLast(parameters.by ?? ownGranularity() ?? .month)
    }
  }

  /// The granularity of the one metric asked for; nil where there are several or nothing is known.
  private func ownGranularity() throws -> Granularity? {
    guard metric != nil else { return nil }
    return try Timeline.preferred.first { granularity in
      try store.connection.first(
        """
        WITH wanted AS (\(wanted())) SELECT 1 FROM wanted w WHERE EXISTS (
          SELECT 1 FROM observations o WHERE o.series_id = w.series_id
            AND o.period_id BETWEEN \(granularity.ids.lowerBound) AND \(granularity.ids.upperBound)) LIMIT 1
        """
      ) { _ in true } ?? false
    }
  }

  var names: [String] {
    guard case .products(let products, let companies) = selection else { return [] }
    return products.map(\.name) + companies.map(\.name)
  }

  var subject: String {
    switch selection {
    case .products: listed(names)
    case .segment(let segment): segment.name
    case .everything: "everything"
    }
  }

  /// The series, as a CTE of (series_id, subject, metric_id, metric, family, part_of, currency, plan, region, platform,
  /// day_offset).
  func wanted(where condition: SQL = "1 = 1") -> SQL {
    let columns: SQL =
      "s.metric_id, m.code AS metric, m.family, m.part_of, s.currency, s.plan, s.region, s.platform, "
      + "coalesce(s.day_offset, 0 - 1) AS day_offset"
    var filter: SQL = "\(condition)"
    if let metric { filter += " AND m.code = \(metric.code)" }
    if let region = parameters.region { filter += " AND s.region = \(region.lowercased())" }
    if let platform = parameters.platform { filter += " AND s.platform = \(platform.lowercased())" }
    if let plan = parameters.plan { filter += " AND s.plan = \(plan.lowercased())" }
    if let currency = parameters.currency { filter += " AND s.currency = \(currency.uppercased())" }
    let products: SQL = "CROSS JOIN series s CROSS JOIN metrics m WHERE s.product_id = p.id AND m.id = s.metric_id"
    let companies: SQL = """
      SELECT s.id AS series_id, 0 - c.id AS subject, \(columns) FROM companies c CROSS JOIN series s
        CROSS JOIN metrics m
          WHERE s.company_id = c.id AND m.id = s.metric_id
      """
    switch selection {
    case .products(let named, let makers):
      var parts: [SQL] = []
      if !named.isEmpty {
        parts.append(
          "SELECT s.id AS series_id, p.id AS subject, \(columns) FROM products p \(products) AND p.name IN "
            + "(\(SQL.list(named.map(\.name)))) AND \(filter)"
        )
      }
      if !makers.isEmpty { parts.append("\(companies) AND c.name IN (\(SQL.list(makers.map(\.name)))) AND \(filter)") }
      return parts.joined(separator: "\n    UNION ALL ")
    case .segment(let segment):
      return """
        SELECT s.id AS series_id, p.id AS subject, \(columns) FROM segments g CROSS JOIN segment_members n
          CROSS JOIN products p \(products)
              AND n.segment_id = g.id AND p.id = n.product_id AND g.name = \(segment.name) AND p.merged_into IS NULL
                AND \(filter)
        """
    case .everything:
      return """
        SELECT s.id AS series_id, p.id AS subject, \(columns) FROM products p \(products) AND p.merged_into IS NULL
          AND \(filter)
            UNION ALL \(companies) AND \(filter)
        """
    }
  }

  func nameJoin(_ subject: SQL) -> SQL {
    """
    LEFT JOIN products product_names ON product_names.id = \(subject)
      LEFT JOIN companies company_names ON company_names.id = 0 - \(subject)
    """
  }

  var name: SQL { "coalesce(product_names.name, company_names.name)" }

  /// Periods `t` of the length asked for that touch the days asked for.
  var periodCondition: SQL {
    var condition: SQL = ""
    if let by = parameters.by { condition += " AND t.granularity = \(by.name)" }
    if let from = parameters.from { condition += " AND t.end_on >= \((from.start ?? from.end).description)" }
    if let to = parameters.to { condition += " AND coalesce(t.start_on, t.end_on) <= \(to.end.description)" }
    return condition
  }

  func request(_ kind: ReportKind) -> ReportRequest {
    var request = ReportRequest(kind, names)
    if !names.isEmpty { request.addArgument("products", .array(names.map(JSONValue.string))) }
    if case .segment(let segment) = selection { request.add("segment", segment.name) }
    request.add("metric", metric?.code)
    request.addCommon(parameters, currency: parameters.currency?.uppercased(), known, believing)
    return request
  }
}

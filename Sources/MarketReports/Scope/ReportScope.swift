import MarketModel
import MarketStore
import SQLite

/// What a report is about, resolved: whose series of which metric, over which periods, known how.
struct ReportScope {
  enum Selection {
    case products([CatalogueEntry], companies: [CatalogueEntry])
    case segment(CatalogueEntry)
    case everything
  }
  let store: Store
  private(set) var parameters: CommonParameters
  let metric: Metric
  var selection: Selection
  var known: KnownAsOf
  /// What `--believe` asks for, and the order of claims that it means.
  let believing: Belief
  var belief: BeliefOrder
  /// ISO 4217, nil for what is not money.
  var currency: String?
  /// Whether other currencies have to be converted into `currency`.
  var converts = false
  var currencyNotes: [String] = []
  /// The age, in days, of a metric that is observed by age; nil: every age.
  var day: Int?

  init(_ parameters: CommonParameters, defaultMetric: String, in store: Store) throws {
    self.store = store
    self.parameters = parameters
    try parameters.requireSense()
    metric = try store.metric(parameters.metric ?? defaultMetric)
    selection = try store.selection(parameters)
    believing = try Belief(parameters.believe, in: store)
    known = try KnownAsOf(parameters, only: believing.only, in: store)
    belief = BeliefOrder(believing.policy, reliabilities: known.reliabilities)
    try settleCurrency()
    if parameters.last != nil {
      self.parameters = try parameters.resolvingLast(
        parameters.by ?? ownGranularity(from: nil, to: parameters.to) ?? .month)
    }
  }

  /// The names asked for, in their order; empty for a segment or everything.
  var names: [String] {
    guard case .products(let products, let companies) = selection else { return [] }
    return products.map(\.name) + companies.map(\.name)
  }

  /// How figures of the metric are written for people.
  var figures: FigureStyle { FigureStyle(unit: metric.unit, currency: currency) }

  /// "Kling AI and Sora", "AI video", "all products".
  var subject: String {
    switch selection {
    case .products: listed(names)
    case .segment(let segment): segment.name
    case .everything: "all products"
    }
  }

  /// "MAU", "net in-app revenue (USD)".
  var metricTitle: String {
    let name = metric.code.utf8.count <= 5 ? metric.code.uppercased() : metric.name
    let unlisted = [("region", parameters.region), ("platform", parameters.platform), ("plan", parameters.plan)]
      .compactMap { kind, value in value.map { "\(kind) \($0.lowercased())" } }
    let details = [currency, day.map { "day \($0)" }].compactMap(\.self) + unlisted
    return details.isEmpty ? name : "\(name) (\(details.joined(separator: ", ")))"
  }

  /// The series meant, as a CTE of (series_id, subject, currency, …, valid_from, valid_to). `subject` is the
  /// product's
  /// id, or minus the company's: names are joined to the few rows that are left in the end.
  var wanted: SQL { wanted(whereMetric: "m.code = \(metric.code)") }

  /// CROSS JOIN keeps SQLite to this order: from the few names to their series, never from the metric's many.
  func wanted(whereMetric condition: SQL) -> SQL {
    let columns: SQL = "s.currency, s.metric_id, s.day_offset, s.plan"
    let products: SQL = "CROSS JOIN metrics m CROSS JOIN series s WHERE s.product_id = p.id AND s.metric_id = m.id"
    switch selection {
    case .products(let named, let companies):
      var parts: [SQL] = []
      if !named.isEmpty {
        parts.append(
          """
          SELECT s.id AS series_id, p.id AS subject, \(columns), NULL AS valid_from, NULL AS valid_to
            FROM products p \(products)
                AND p.name IN (\(SQL.list(named.map(\.name)))) AND \(condition)\(seriesCondition)
          """)
      }
      if !companies.isEmpty {
        parts.append(
          """
          SELECT s.id AS series_id, 0 - c.id AS subject, \(columns), NULL AS valid_from, NULL AS valid_to
              FROM companies c CROSS JOIN metrics m CROSS JOIN series s WHERE s.company_id = c.id AND s.metric_id = m.id
                AND c.name IN (\(SQL.list(companies.map(\.name)))) AND \(condition)\(seriesCondition)
          """)
      }
      return parts.joined(separator: "\n    UNION ALL ")
    case .segment(let segment):
      return """
        SELECT s.id AS series_id, p.id AS subject, \(columns), n.valid_from, n.valid_to
            FROM segments g CROSS JOIN segment_members n CROSS JOIN products p \(products)
              AND n.segment_id = g.id AND p.id = n.product_id AND g.name = \(segment.name) AND p.merged_into IS NULL
              AND \(condition)\(seriesCondition)
        """
    case .everything:
      return """
        SELECT s.id AS series_id, p.id AS subject, \(columns), NULL AS valid_from, NULL AS valid_to
            FROM metrics m JOIN series s ON s.metric_id = m.id JOIN products p ON p.id = s.product_id
            WHERE p.merged_into IS NULL AND \(condition)\(seriesCondition)
        """
    }
  }

  /// A report that holds one figure against another has no use for figures of several ages.
  ///
  /// - Parameter reason: what the report would do with them.
  /// - Throws: `StoreError` of kind `usage` for a metric that is observed by age.
  func requireNoAges(_ reason: String = "one age is not compared with another") throws {
    guard metric.isByDayOffset else { return }
    throw StoreError(.usage, "\(metric.code) is observed by age, and \(reason)", remedy: .see(.retention))
  }

  /// The periods of a report that goes from one to the next.
  ///
  /// - Parameter reason: what irregular spans lack for it.
  /// - Throws: `StoreError` of kind `usage` where the metric is known over irregular spans only.
  func regularTimeline(_ reason: String) throws -> Timeline {
    let timeline = try timeline()
    guard timeline.granularity == .span else { return timeline }
    throw StoreError(.usage, "\(metric.code) of \(subject) is known over irregular spans only: \(reason)")
  }

  /// The ages at which the metric is known of the subjects, the youngest first.
  func ages() throws -> [Int] {
    try store.connection.query(
      """
      WITH wanted AS (\(wanted)) SELECT DISTINCT w.day_offset FROM wanted w
      WHERE w.day_offset IS NOT NULL
        AND EXISTS (SELECT 1 FROM observations o WHERE o.series_id = w.series_id AND o.retracted_by IS NULL)
      ORDER BY w.day_offset
      """
    ) { Int($0.int(0)) }
  }

  /// Joins the names of `subject`: rowid lookups on the few rows that are left in the end.
  func nameJoin(_ subject: SQL) -> SQL {
    var join: SQL = "LEFT JOIN products product_names ON product_names.id = \(subject)"
    if hasCompanies { join += " LEFT JOIN companies company_names ON company_names.id = 0 - \(subject)" }
    return join
  }

  /// The name that `nameJoin` found.
  var name: SQL { hasCompanies ? "coalesce(product_names.name, company_names.name)" : "product_names.name" }

  private var hasCompanies: Bool {
    if case .products(_, let companies) = selection { !companies.isEmpty } else { false }
  }

  private var seriesCondition: SQL {
    var condition: SQL = " AND s.region = \((parameters.region ?? "all").lowercased())"
    condition += " AND s.platform = \((parameters.platform ?? "all").lowercased())"
    if let day { condition += " AND s.day_offset = \(Int64(day))" }
    if !metric.isByDayOffset || parameters.plan != nil || day != nil {
      condition += " AND s.plan = \((parameters.plan ?? "all").lowercased())"
    }
    if let currency, !converts { condition += " AND s.currency = \(currency)" }
    return condition
  }

  /// Money needs one currency: the one asked for, else the only one that is stated rather than derived.
  private mutating func settleCurrency() throws {
    guard metric.unit.isMoney else {
      if let currency = parameters.currency {
        throw StoreError(
          .usage, "the currency \(currency) makes no sense: \(metric.code) is not money", remedy: .omit(.currency))
      }
      return
    }
    let counts = self.known.ofObservations
    let found = try store.connection.query(
      """
      WITH wanted AS (\(wanted))
      SELECT w.currency, max(CASE WHEN o.status = \(ObservationStatus.derived) THEN 0 ELSE 1 END) FROM wanted w
      JOIN observations o ON o.series_id = w.series_id JOIN publications b ON b.id = o.publication_id
      WHERE \(counts) GROUP BY w.currency ORDER BY w.currency
      """
    ) { (currency: $0.text(0), isStated: $0.int(1) == 1) }
    let stated = found.filter(\.isStated).map(\.currency)
    if let asked = parameters.currency?.uppercased() {
      currency = asked
      converts = found.contains { $0.currency != asked }
    } else if stated.count > 1 {
      throw StoreError(
        .usage,
        "\(metric.code) of \(subject) is in \(listed(stated)): currencies are never summed or compared as they are",
        remedy: .set(.currency, stated[0]))
    } else {
      currency = stated.first ?? found.first?.currency
      let others = found.map(\.currency).filter { $0 != currency }
      if let currency, !others.isEmpty {
        currencyNotes.append(
          "In \(currency), as stated; conversions by others into \(listed(others)) are left out (--currency "
            + "\(others[0]))."
        )
      }
    }
  }
}

extension Store {
  func selection(_ parameters: CommonParameters) throws -> ReportScope.Selection {
    if parameters.products.isEmpty {
      return try parameters.segment.map { .segment(try resolve(.segment, $0)) } ?? .everything
    }
    if let segment = parameters.segment {
      throw StoreError(
        .usage, "products and the segment \(segment) exclude each other", remedy: "name the products, or the segment")
    }
    var products: [CatalogueEntry] = []
    var companies: [CatalogueEntry] = []
    for name in parameters.products {
      let (kind, entry) = try resolve(anyOf: [.product, .company], name)
      if kind == .product {
        if !products.contains(entry) { products.append(entry) }
      } else if !companies.contains(entry) {
        companies.append(entry)
      }
    }
    return .products(products, companies: companies)
  }
}

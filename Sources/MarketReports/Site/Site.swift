import MarketModel
import MarketStore
import SQLite

/// What a page of a site is about.
public struct SiteTopic: Sendable, Hashable {
  /// The kinds of pages; the raw value begins the name of a page's file.
  public enum Kind: String, Sendable, CaseIterable { case product, company, segment, report, events, conflicts }
  /// What kind of page it is.
  public var kind: Kind
  /// As the catalogue spells it.
  public var name: String

  /// `name` as the catalogue spells it, or a page's own title.
  public init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }
}

/// A page of a site, without a look.
public struct SitePage: Sendable, Equatable {
  /// What the page is about.
  public var topic: SiteTopic
  /// The page's content.
  public var document: ReportDocument
  /// The pages that this one leads to, by what they are to it: "Company", "Segments".
  public var links: [(label: String, topics: [SiteTopic])]
  /// Why there is nothing to see, for a saved report that could not run.
  public var problem: String?

  /// All parts equal, the links in the same order.
  public static func == (a: SitePage, b: SitePage) -> Bool {
    a.topic == b.topic && a.document == b.document && a.problem == b.problem
      && a.links.elementsEqual(b.links) { $0.label == $1.label && $0.topics == $1.topics }
  }
}

/// The pages of a store: one per product, company, segment and saved report, the events, and the conflicts.
public struct Site {
  /// In the order of the index.
  public let topics: [SiteTopic]

  private let store: Store
  private let clock: CalendarDay
  private let products: ReportDocument
  private let companies: ReportDocument
  private let scope: ReportScope

  /// Call this and `page` within one `Store.reading`, so that all pages show one moment.
  public init(_ store: Store, clock: CalendarDay) throws {
    self.store = store
    self.clock = clock
    products = try catalogueListing(.products, in: store)
    companies = try catalogueListing(.companies, in: store)
    scope = try ReportScope(CommonParameters(clock: clock), defaultMetric: "mau", in: store)
    // A product that was merged into another is on that one's page.
    topics =
      try store.topics(.product, "SELECT name FROM products WHERE merged_into IS NULL ORDER BY name")
      + store.topics(.company, "SELECT name FROM companies ORDER BY name")
      + store.topics(.segment, "SELECT name FROM segments ORDER BY name")
      + store.savedReports().map { SiteTopic(.report, $0.name) } + [
        SiteTopic(.events, "Events"), SiteTopic(.conflicts, "Conflicts"),
      ]
  }

  /// - Parameter run: Runs a saved report with its own defaults; the words in which it fails are the page's `problem`.
  public func page(_ topic: SiteTopic, run: (SavedReport) -> Result<ReportDocument, SiteProblem>) throws -> SitePage {
    switch topic.kind {
    case .product: return try productPage(topic)
    case .company:
      let entry = try store.resolve(.company, topic.name)
      let document = try namePage(of: entry, isProduct: false, scope, catalogue: companies)
      return SitePage(
        topic: topic, document: document,
        links: [
          (
            "Products",
            try store.topics(
              .product, "SELECT name FROM products WHERE company_id = \(entry.id) AND merged_into IS NULL ORDER BY name"
            )
          )
        ])
    case .segment:
      let entry = try store.resolve(.segment, topic.name)
      let members = try store.members(ofSegment: entry.id).map { SiteTopic(.product, $0.name) }
      let document = try share(ShareParameters(CommonParameters(segment: topic.name, clock: clock)), in: store).document
      return SitePage(topic: topic, document: document, links: [("Products", members)])
    case .report:
      switch run(try store.savedReport(topic.name)) {
      case .success(let document): return SitePage(topic: topic, document: document, links: [])
      case .failure(let problem):
        var document = try savedReportPage(topic.name, in: store)
        document.notes.append("This report could not be run: \(problem.message).")
        return SitePage(topic: topic, document: document, links: [], problem: problem.message)
      }
    case .events: return SitePage(topic: topic, document: try eventListing(EventFilter(), in: store), links: [])
    case .conflicts:
      let document = try conflicts(ConflictsParameters(CommonParameters(clock: clock)), in: store).document
      return SitePage(topic: topic, document: document, links: [])
    }
  }

  private func productPage(_ topic: SiteTopic) throws -> SitePage {
    let entry = try store.resolve(.product, topic.name)
    var document = try namePage(of: entry, isProduct: true, scope, catalogue: products)
    for metric in try chartedMetrics(of: entry) {
      do {
        let trend = try trend(
          TrendParameters(CommonParameters(products: [entry.name], metric: metric, clock: clock)), in: store
        ).document
        guard trend.charts.contains(where: \.isLine) else { continue }
        document.charts += trend.charts
        // A sentence about the product, "Kling AI: 7.8M in 2026-03", does not say of which metric: here are several.
        func named(_ line: String) -> String { line.hasPrefix("\(entry.name): ") ? "\(metric) of \(line)" : line }
        document.summaryLines += trend.summaryLines.map(named)
        document.notes += trend.notes.map(named).filter { !document.notes.contains($0) }
      } catch let error as StoreError where error.kind == .usage {
        document.notes.append("No chart of \(metric): \(error.message).")
      }
    }
    func related(_ condition: SQL) throws -> [SiteTopic] {
      try store.topics(
        .product, "SELECT t.name FROM products t WHERE t.merged_into IS NULL AND \(condition) ORDER BY t.name")
    }
    return SitePage(
      topic: topic, document: document,
      links: [
        (
          "Company",
          try store.topics(
            .company, "SELECT c.name FROM products p JOIN companies c ON c.id = p.company_id WHERE p.id = \(entry.id)")
        ),
        (
          "Shares in",
          try store.topics(
            .segment,
            "SELECT g.name FROM segment_members m JOIN segments g ON g.id = m.segment_id WHERE m.product_id = "
              + "\(entry.id) ORDER BY g.name"
          )
        ),
        ("Part of", try related("t.id = (SELECT p.parent_id FROM products p WHERE p.id = \(entry.id))")),
        ("Parts", try related("t.parent_id = \(entry.id)")),
      ])
  }

  /// Metrics that may have a line of two points or more, those that add up over products first; six at most, for the
  /// table has all.
  private func chartedMetrics(of entry: CatalogueEntry) throws -> [String] {
    try store.connection.query(
      """
      SELECT m.code FROM series s JOIN metrics m ON m.id = s.metric_id JOIN observations o ON o.series_id = s.id
      WHERE s.product_id = \(entry.id) AND s.day_offset IS NULL AND s.plan = 'all' AND s.region = 'all'
        AND s.platform = 'all'
        AND o.retracted_by IS NULL AND o.qualifier <> \(Qualifier.notDisclosed)
        AND o.status NOT IN (\(ObservationStatus.forwardLooking))
      GROUP BY m.code HAVING count(DISTINCT o.period_id) > 1
      ORDER BY max(m.additive) DESC, count(DISTINCT o.period_id) DESC, m.code LIMIT 6
      """
    ) { $0.text(0) }
  }
}

/// Why a saved report could not run.
public struct SiteProblem: Error, Equatable {
  /// In words for people, without a full stop.
  public var message: String

  /// `message` is shown behind "This report could not be run:".
  public init(_ message: String) { self.message = message }
}

extension Store {
  fileprivate func topics(_ kind: SiteTopic.Kind, _ names: SQL) throws -> [SiteTopic] {
    try connection.query(names) { SiteTopic(kind, $0.text(0)) }
  }
}

extension Chart {
  /// Whether it has a line with two points to it.
  fileprivate var isLine: Bool {
    guard case .trend(let chart) = self else { return false }
    return chart.lines.contains { line in line.points.count { $0.value != nil || $0.low != nil || $0.high != nil } > 1 }
  }
}

import MarketModel
import MarketStore
import SQLite

/// How the impact is measured: from levels on both sides of the event, else from growth that sources report themselves.
struct ImpactPlan {
  enum Method: Equatable {
    case levels
    case reportedGrowth
  }
  let parameters: ImpactParameters
  let event: DatedEvent
  let method: Method
  let scope: ReportScope
  let timeline: Timeline
  /// What was asked, words of time resolved.
  let asked: CommonParameters
  /// Nil where growth is reported, or periods have no neighbours.
  let windows: ImpactWindows?
  let treated: [CatalogueEntry]
  let controls: [CatalogueEntry]
  let subjects: [CatalogueEntry]
  let segment: CatalogueEntry?
  /// Why the metric asked for was not used; nil when it was.
  let fallback: String?

  init(_ parameters: ImpactParameters, _ event: DatedEvent, _ roles: ImpactRoles, in store: Store) throws {
    self.parameters = parameters
    self.event = event
    subjects = roles.subjects
    segment = roles.segment
    let all = roles.subjects + roles.treated + roles.controls
    let metric = try store.metric(parameters.common.metric ?? "mau")
    if metric.code.hasSuffix("_change") {
      (method, fallback) = (.reportedGrowth, nil)
      scope = try Self.scope(parameters.common, metric.code, all, in: store)
    } else {
      let levels = try Self.scope(parameters.common, metric.code, all, in: store)
      let found = try Self.levelWindows(levels, event, parameters)
      let known = try Self.bothSides(levels, found.timeline, found.windows)
      let candidates =
        roles.treated.isEmpty || parameters.common.products.isEmpty ? roles.subjects + roles.treated : roles.treated
      let growth = ["\(metric.code)_change"] + (try store.metrics().map(\.code).filter { $0.hasSuffix("_change") })
      let reported = try growth.first { code in
        guard (try? store.metric(code)) != nil else { return false }
        return try !Self.growing(try Self.scope(parameters.common, code, all, in: store), event, parameters.common)
          .isEmpty
      }
      if !candidates.contains(where: { known.contains($0.id) }), let reported {
        (method, fallback) = (
          .reportedGrowth,
          "No \(metric.code) on both sides of the event, so the growth that sources report is used (\(reported))."
        )
        scope = try Self.scope(parameters.common, reported, all, in: store)
      } else {
        (method, fallback) = (.levels, nil)
        scope = levels
      }
    }
    try scope.requireNoAges()
    let known: Set<Int64>
    switch method {
    case .levels:
      let found = try Self.levelWindows(scope, event, parameters)
      (timeline, asked, windows) = (found.timeline, found.asked, found.windows)
      known = try Self.bothSides(scope, timeline, windows)
    case .reportedGrowth:
      (timeline, windows) = (Self.anyPeriod(scope), nil)
      asked = try parameters.common.resolvingLast(.month)
      known = try Self.growing(scope, event, asked)
    }
    // The event's own product is what it happened to, unless it left no figures: then those who stayed are.
    let own = roles.subjects.filter { known.contains($0.id) }
    if !parameters.common.products.isEmpty {
      treated = roles.treated
      controls = roles.controls
    } else if !own.isEmpty {
      treated = own
      controls =
        parameters.controls.isEmpty
        ? roles.treated + roles.controls.filter { !roles.treated.contains($0) } : roles.controls
    } else {
      treated = roles.treated
      controls = parameters.controls.isEmpty ? [] : roles.controls
    }
  }

  private static func scope(_ common: CommonParameters, _ metric: String, _ products: [CatalogueEntry], in store: Store)
    throws
    -> ReportScope
  {
    var common = common
    common.products = products.map(\.name)
    common.segment = nil
    common.metric = metric
    common.from = nil
    common.to = nil
    common.last = nil
    return try ReportScope(common, defaultMetric: metric, in: store)
  }

  /// The periods on both sides of the event, as far as they were asked for.
  private static func levelWindows(_ scope: ReportScope, _ event: DatedEvent, _ parameters: ImpactParameters) throws
    -> (
      timeline: Timeline, asked: CommonParameters, windows: ImpactWindows?
    )
  {
    var timeline = try scope.timeline()
    let asked = try parameters.common.resolvingLast(timeline.granularity)
    guard let windows = ImpactWindows(event, timeline.granularity, window: parameters.window) else {
      return (timeline, asked, nil)
    }
    let range = Timeline(timeline.granularity, from: asked.from, to: asked.to)
    timeline.readFirst = max(windows.before.lowerBound, range.first)
    timeline.readLast = min(windows.after.upperBound, range.last)
    return (timeline, asked, windows)
  }

  /// The days that the report looks at: those of the periods on both sides; where growth is reported, a quarter either
  /// way.
  var days: ClosedRange<CalendarDay> {
    func period(_ id: Int64) -> Period? { Period(id: Int32(clamping: id)) }
    if method == .levels, let first = period(timeline.readFirst)?.start, let last = period(timeline.readLast)?.end,
      first <= last
    {
      return first...last
    }
    return event.start.adding(days: -92)...event.end.adding(days: 92)
  }

  /// Every period there is, irregular ones too: reported growth may be about any.
  private static func anyPeriod(_ scope: ReportScope) -> Timeline {
    var timeline = Timeline(.day, from: nil, to: nil)
    timeline.readFirst = Int64(Granularity.day.ids.lowerBound)
    timeline.readLast = Int64(Granularity.span.ids.upperBound)
    return timeline
  }

  /// The periods of that granularity that the event touches.
  private static func ids(_ granularity: Granularity, _ event: DatedEvent) -> ClosedRange<Int64>? {
    guard let first = Period(granularity, containing: event.start)?.id,
      let last = Period(granularity, containing: event.end)?.id,
      first <= last
    else { return nil }
    return Int64(first)...Int64(last)
  }

  private static func bothSides(_ scope: ReportScope, _ timeline: Timeline, _ windows: ImpactWindows?) throws -> Set<
    Int64
  > {
    guard let windows else { return [] }
    var tables = try scope.believedTables(timeline, actualOnly: true)
    tables.add("calendar", timeline.calendar)
    return Set(
      try scope.store.connection.query(
        tables.statement(
          """
          SELECT p.subject FROM points p JOIN calendar t ON t.id = p.period_id
            WHERE p.value IS NOT NULL AND t.end_on < \(scope.parameters.today.description) GROUP BY p.subject
          HAVING min(p.period_id) <= \(windows.before.upperBound) AND max(p.period_id) >= \(windows.after.lowerBound)
          """)
      ) { $0.int(0) })
  }

  private static func growing(_ scope: ReportScope, _ event: DatedEvent, _ asked: CommonParameters) throws -> Set<Int64>
  {
    var tables = try scope.believedTables(anyPeriod(scope), actualOnly: true)
    tables.add("growth", growth(event, asked))
    return Set(
      try scope.store.connection.query(tables.statement("SELECT subject FROM growth WHERE place = 1")) { $0.int(0) })
  }

  /// Of each subject the growth reported for the first period that ends after the event and begins no more than a
  /// quarter after it.
  private static func growth(_ event: DatedEvent, _ asked: CommonParameters) -> SQL {
    var condition: SQL = ""
    if let from = asked.from { condition += " AND t.end_on >= \((from.start ?? from.end).description)" }
    if let to = asked.to { condition += " AND t.start_on <= \(to.end.description)" }
    return """
      SELECT p.subject, p.value, p.low, p.high, t.label, row_number() OVER (PARTITION BY p.subject
        ORDER BY t.end_on, p.period_id) AS place
          FROM points p JOIN periods t ON t.id = p.period_id
          WHERE t.end_on > \(event.start.description) AND t.start_on >= \(event.start.adding(days: -7).description)
            AND t.start_on <= \(event.end.adding(days: 92).description) AND p.value IS NOT NULL\(condition)
      """
  }

  func statement() throws -> SQL {
    var tables = try scope.believedTables(timeline, actualOnly: true)
    let role: SQL = """
      CASE WHEN r.subject IN (\(SQL.list(treated.map(\.id)))) THEN 'treated'
        WHEN r.subject IN (\(SQL.list(controls.map(\.id)))) THEN 'control' ELSE 'event' END
      """
    let order: SQL = "ORDER BY CASE role WHEN 'treated' THEN 0 WHEN 'control' THEN 1 ELSE 2 END, product"
    switch method {
    case .reportedGrowth:
      tables.add("growth", Self.growth(event, asked))
      return tables.statement(
        """
        SELECT * FROM (SELECT \(scope.name) AS product, \(role) AS role, NULL AS before, NULL AS after,
          r.value AS change, 0 AS periods_before,
          1 AS periods_after FROM growth r \(scope.nameJoin("r.subject")) WHERE r.place = 1) AS rows_of_growth
        \(order)
        """)
    case .levels:
      let before: SQL = "p.period_id <= \(windows?.before.upperBound ?? 0)"
      let after: SQL = "p.period_id >= \(windows?.after.lowerBound ?? 0)"
      tables.add("calendar", timeline.calendar)
      tables.add(
        "sides",
        """
        SELECT p.subject, \(mean(before)) AS before, \(mean(after)) AS after,
              count(CASE WHEN \(before) THEN p.value END) AS periods_before,
              count(CASE WHEN \(after) THEN p.value END) AS periods_after
            FROM points p JOIN calendar t ON t.id = p.period_id
            WHERE t.end_on < \(scope.parameters.today.description) GROUP BY p.subject
        """)
      let change: SQL = isRatio ? "r.after - r.before" : "CASE WHEN r.before > 0 THEN r.after / r.before - 1.0 END"
      return tables.statement(
        """
        SELECT * FROM (SELECT \(scope.name) AS product, \(role) AS role, r.before, r.after,
          \(change) AS change, r.periods_before, r.periods_after
          FROM sides r \(scope.nameJoin("r.subject"))) AS rows_of_sides
        \(order)
        """)
    }
  }

  /// A ratio is compared in points, anything else by its logs.
  var isRatio: Bool { scope.metric.unit == .ratio }

  /// The mean that the estimate is made of: geometric for levels, so that the printed figures give it.
  private func mean(_ side: SQL) -> SQL {
    if isRatio { return "avg(CASE WHEN \(side) THEN p.value END)" }
    return """
      CASE WHEN min(CASE WHEN \(side) THEN p.value END) > 0
                THEN exp(avg(CASE WHEN \(side) AND p.value > 0 THEN ln(p.value) END)) END
      """
  }

  /// Every figure up to the end of the window after the event, by product.
  func series() throws -> [String: ImpactEstimate.Series] {
    var timeline = timeline
    timeline.readFirst = Timeline(timeline.granularity, from: asked.from, to: nil).first
    var tables = try scope.believedTables(timeline, actualOnly: true)
    tables.add("calendar", timeline.calendar)
    var found: [String: ImpactEstimate.Series] = [:]
    try scope.store.connection.forEach(
      tables.statement(
        """
        SELECT \(scope.name), p.period_id, p.value, p.low, p.high FROM points p
          JOIN calendar t ON t.id = p.period_id \(scope.nameJoin("p.subject"))
        WHERE p.value IS NOT NULL AND t.end_on < \(scope.parameters.today.description)
        """)
    ) { found[$0.text(0), default: [:]][$0.int(1)] = ($0.double(2), $0.optionalDouble(3), $0.optionalDouble(4)) }
    return found
  }

  /// The intervals of the reported growth, by product.
  func growthIntervals() throws -> [String: (low: Double?, high: Double?, label: String)] {
    var tables = try scope.believedTables(timeline, actualOnly: true)
    tables.add("growth", Self.growth(event, asked))
    var found: [String: (low: Double?, high: Double?, label: String)] = [:]
    try scope.store.connection.forEach(
      tables.statement(
        "SELECT \(scope.name), r.low, r.high, r.label FROM growth r \(scope.nameJoin("r.subject")) WHERE r.place = 1")
    ) { found[$0.text(0)] = ($0.optionalDouble(1), $0.optionalDouble(2), $0.text(3)) }
    return found
  }

  /// The last monthly users that begin by the event, of some products: what a growth rate is a part of.
  func usersAtEvent(_ products: [CatalogueEntry]) throws -> [String: (
    value: Double, low: Double, high: Double, label: String
  )] {
    guard (try? scope.store.metric("mau")) != nil, !products.isEmpty else { return [:] }
    let users = try Self.scope(parameters.common, "mau", products, in: scope.store)
    var timeline = Timeline(.month, from: nil, to: nil)
    if let own = Self.ids(.month, event) { timeline.readLast = own.upperBound }
    let tables = try users.believedTables(timeline, actualOnly: true)
    var found: [String: (value: Double, low: Double, high: Double, label: String)] = [:]
    try users.store.connection.forEach(
      tables.statement(
        """
        SELECT \(users.name), p.value, p.low, p.high, t.label FROM points p
          JOIN periods t ON t.id = p.period_id \(users.nameJoin("p.subject"))
        WHERE p.value IS NOT NULL ORDER BY p.period_id
        """)
    ) { row in
      found[row.text(0)] = (
        row.double(1), row.optionalDouble(2) ?? row.double(1), row.optionalDouble(3) ?? row.double(1), row.text(4)
      )
    }
    return found
  }

  func sourcesStatement() throws -> SQL {
    try scope.believedTables(timeline, actualOnly: true).statement(
      """
      SELECT DISTINCT org.name AS origin, src.name AS source, pub.published_on FROM points p
        JOIN publications pub ON pub.id = p.publication_id
      JOIN sources src ON src.id = pub.source_id LEFT JOIN sources org ON org.id = p.origin_id
        ORDER BY pub.published_on, src.name, org.name
      """)
  }
}

import Foundation
import MarketModel
import MarketStore
import SQLite

/// A small real store in a folder of its own, filled through the schema's own guards and removed when it goes.
package final class Market {
  package let store: Store
  package let folder: TemporaryFolder
  private var importID: Int64 = 0
  private var ids: [String: Int64] = [:]

  package init(opensImport: Bool = true) throws {
    folder = try TemporaryFolder()
    store = try Store.create(at: folder.path("market.db"))
    if opensImport { try openImport() }
  }

  /// A copy of another store's file.
  package init(copying file: String) throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: file, toPath: folder.path("market.db"))
    store = try Store.open(folder.path("market.db"), access: .readWrite)
  }

  deinit { try? store.close() }

  package var path: String { store.path }

  package static let clock = CalendarDay(year: 2026, month: 4, day: 10)!

  package var connection: Connection { store.connection }

  /// Closes the import that is open and opens the next one, recorded at `time` (any later one may follow).
  @discardableResult
  package func openImport(at time: String? = nil, undoing undone: Int64? = nil) throws -> Int64 {
    if importID > 0 { try connection.run("UPDATE imports SET closed_at = recorded_at WHERE id = \(importID)") }
    let kind = undone == nil ? "manual" : "undo"
    if let time {
      try connection.run("INSERT INTO imports (kind, recorded_at, undoes) VALUES (\(kind), \(time), \(undone))")
    } else if importID == 0 {
      try connection.run("INSERT INTO imports (kind, recorded_at) VALUES (\(kind), '2026-04-03T00:00:00.000Z')")
    } else {
      try connection.run(
        "INSERT INTO imports (kind, recorded_at, undoes) SELECT \(kind), max(recorded_at), \(undone) FROM imports")
    }
    importID = try connection.first("SELECT max(id) FROM imports") { $0.int(0) } ?? 0
    return importID
  }

  @discardableResult
  package func company(_ name: String) throws -> Int64 {
    try entry("companies", name) { try connection.run("INSERT INTO companies (name) VALUES (\(name))") }
  }

  @discardableResult
  package func product(_ name: String, company: String? = nil, parent: String? = nil) throws -> Int64 {
    try entry("products", name) {
      let maker = try company.map { try self.company($0) }
      let whole = try parent.map { try self.product($0) }
      try connection.run("INSERT INTO products (name, company_id, parent_id) VALUES (\(name), \(maker), \(whole))")
    }
  }

  @discardableResult
  package func source(_ name: String, reliability: Int = 5) throws -> Int64 {
    try entry("sources", name) {
      try connection.run("INSERT INTO sources (name, kind, reliability) VALUES (\(name), 'provider', \(reliability))")
    }
  }

  package func segment(_ name: String, _ products: [String]) throws {
    let id = try entry("segments", name) { try connection.run("INSERT INTO segments (name) VALUES (\(name))") }
    for member in products {
      try connection.run("INSERT INTO segment_members (segment_id, product_id) VALUES (\(id), \(try product(member)))")
    }
  }

  @discardableResult
  package func metric(
    _ code: String, unit: String = "persons", type: String = "duration", aggregation: String = "mean",
    additive: Bool = true,
    minimum: Double? = 0, maximum: Double? = nil, byDay: Bool = false, family: String? = nil, partOf: String? = nil
  ) throws -> Int64 {
    try entry("metrics", code) {
      let whole = try partOf.map { try self.metric($0) }
      try connection.run(
        """
        INSERT INTO metrics (code, name, definition, unit, period_type, aggregation, additive, min_value, max_value,
          by_day_offset, family, part_of)
        VALUES (\(code), \(code), \(code), \(unit), \(type), \(aggregation), \(additive), \(minimum), \(maximum),
          \(byDay), \(family), \(whole))
        """)
    }
  }

  package func publication(_ source: String, _ day: String) throws -> Int64 {
    let sourceID = try self.source(source)
    if let id = try connection.first(
      "SELECT id FROM publications WHERE source_id = \(sourceID) AND published_on = \(day)", { $0.int(0) })
    {
      return id
    }
    guard let date = CalendarDay.parse(day) else { throw Mistake(text: day) }
    let (first, last) = (PublicationID.ids(on: date).lowerBound, PublicationID.ids(on: date).upperBound)
    let id = try connection.first(
      "SELECT coalesce(max(id) + 1, \(first)) FROM publications WHERE id BETWEEN \(first) AND \(last)"
    ) { $0.int(0) }
    try connection.run(
      "INSERT INTO publications (id, source_id, published_on, title) VALUES (\(id), \(sourceID), \(day), \(source))")
    return id ?? first
  }

  /// The id of a period; those between it and the others of its granularity are made too.
  package func period(_ label: String) throws -> Int64 {
    let period = try Period.parse(label).get()
    guard let id = period.id.map(Int64.init) else {
      if let id = try connection.first("SELECT id FROM periods WHERE label = \(period.label)", { $0.int(0) }) {
        return id
      }
      try connection.run(
        """
        INSERT INTO periods (id, granularity, label, start_on, end_on)
        SELECT coalesce(max(id) + 1, 100000000), 'span', \(period.label), \(period.start?.description),
          \(period.end.description)
        FROM periods WHERE id >= 100000000
        """)
      return try connection.first("SELECT id FROM periods WHERE label = \(period.label)") { $0.int(0) } ?? 0
    }
    if period.granularity == .span {
      try connection.run(
        """
        INSERT INTO periods (id, granularity, label, start_on, end_on)
        SELECT \(id), 'span', \(period.label), \(period.start?.description), \(period.end.description)
        WHERE NOT EXISTS (SELECT 1 FROM periods WHERE id = \(id))
        """)
      return id
    }
    let ids = period.granularity.ids
    let known = try connection.first(
      "SELECT min(id), max(id) FROM periods WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound)"
    ) {
      ($0.optionalInt(0), $0.optionalInt(1))
    }
    let first = min(id, known?.0.map { $0 > id ? id : $0 } ?? id)
    let last = max(id, known?.1 ?? id)
    for missing in first...last {
      guard let each = Period(id: Int32(missing)), let start = each.start else { continue }
      try connection.run(
        """
        INSERT INTO periods (id, granularity, label, start_on, end_on)
        SELECT \(missing), \(each.granularity.name), \(each.label), \(start.description), \(each.end.description)
        WHERE NOT EXISTS (SELECT 1 FROM periods WHERE id = \(missing))
        """)
    }
    return id
  }

  /// Records a claim as it is printed: "7.8M", "<500K", "undisclosed".
  package func observe(
    _ product: String, _ metric: String, _ period: String, _ text: String, by origin: String = "Synthetic example",
    in source: String? = nil,
    on day: String = "2026-04-02", status: ObservationStatus? = nil, plan: String = "all", dayOffset: Int? = nil,
    cohortSize: Int? = nil,
    currency: String? = nil, isCompany: Bool = false, exact: Bool = false
  ) throws {
    let metricID = try self.metric(metric)
    let described = try store.metric(metric)
    let context = QuantityContext(
      unit: described.unit, minimum: described.minimum, maximum: described.maximum,
      currency: currency.flatMap { Currency(code: $0) })
    guard case .quantity(var quantity) = try parseQuantity(text, context).get() else { throw Mistake(text: text) }
    if exact {
      quantity.low = quantity.value
      quantity.high = quantity.value
    }
    let subject = isCompany ? try company(product) : try self.product(product)
    let productID = isCompany ? nil : subject
    let companyID = isCompany ? subject : nil
    let key: SQL =
      """
      metric_id = \(metricID) AND product_id IS \(productID) AND company_id IS \(companyID)
        AND currency = \(currency ?? "") AND plan = \(plan)
      AND day_offset IS \(dayOffset) AND region = 'all' AND platform = 'all'
      """
    if try connection.first("SELECT 1 FROM series WHERE \(key)", { $0.int(0) }) == nil {
      try connection.run(
        """
        INSERT INTO series (product_id, company_id, metric_id, currency, plan, day_offset)
        VALUES (\(productID), \(companyID), \(metricID), \(currency ?? ""), \(plan), \(dayOffset))
        """)
    }
    let series = try connection.first("SELECT id FROM series WHERE \(key)") { $0.int(0) }
    let code = Int(quantity.qualifier.rawValue)
    let state = status ?? (quantity.qualifier == .notDisclosed ? .notDisclosed : .reported)
    try connection.run(
      """
      INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier, status, value,
        low, high, cohort_size)
      VALUES (\(series), \(try self.period(period)), \(try publication(source ?? origin, day)),
        \(try self.source(origin)), \(importID), \(code),
        \(Int(state.rawValue)), \(quantity.value), \(quantity.low), \(quantity.high), \(cohortSize))
      """)
  }

  package func event(
    _ title: String, type: String, status: String = "occurred", announced: String? = nil, effective: String? = nil,
    precision: String = "day",
    subjects: [String], by origin: String? = nil, source: String = "Synthetic example", on day: String = "2026-04-02"
  ) throws {
    let precision = effective == nil ? "unknown" : precision
    try connection.run(
      """
      INSERT INTO events (event_type, title, status, announced_on, effective_on, precision, publication_id, origin_id,
        import_id)
      VALUES (\(type), \(title), \(status), \(announced), \(effective), \(precision), \(try publication(source, day)),
        \(try self.source(origin ?? source)), \(importID))
      """)
    let id = try connection.first("SELECT max(id) FROM events") { $0.int(0) }
    for (n, subject) in subjects.enumerated() {
      try connection.run(
        """
        INSERT INTO event_parties (event_id, role, n, product_id)
        VALUES (\(id), 'subject', \(n), \(try product(subject)))
        """
      )
    }
  }

  package func rate(
    _ base: String, _ quote: String, _ kind: String, _ period: String, _ rate: Double, _ low: Double, _ high: Double
  ) throws {
    try connection.run(
      """
      INSERT INTO fx_rates (base, quote, kind, period_id, publication_id, import_id, rate, low, high)
      VALUES (\(base), \(quote), \(kind), \(try self.period(period)),
        \(try publication("Synthetic example", "2026-04-02")), \(importID), \(rate), \(low), \(high))
      """)
  }

  private func entry(_ table: String, _ name: String, make: () throws -> Void) throws -> Int64 {
    if let id = ids[table + name] { return id }
    try make()
    let id = try connection.first("SELECT max(id) FROM \(SQL.identifier(table))") { $0.int(0) } ?? 0
    ids[table + name] = id
    return id
  }

  /// A text that a test gave and that is not a figure.
  package struct Mistake: Error {
    package var text: String

    package init(text: String) { self.text = text }
  }

  /// The starter market, loaded as `init` loads it.
  package static func seeded() throws -> Market {
    let market = try Market(opensImport: false)
    try market.store.seed()
    return market
  }

  /// The market of the two seed documents, as far as MAU goes.
  package static func video() throws -> Market {
    let market = try Market()
    try market.metric("mau", family: "users")
    try market.source("Sensor Tower", reliability: 2)
    try market.source("Intelligence Brief")
    try market.product("Kling AI", company: "Kuaishou")
    try market.product("Sora", company: "OpenAI")
    try market.segment(
      "AI video",
      ["Sora", "Kling AI", "RunwayML", "Vidu", "Google text-to-video", "Meta text-to-video", "xAI text-to-video"])
    try market.observe("Kling AI", "mau", "2026-03", "7.8M", by: "Sensor Tower", in: "Intelligence Brief")
    try market.observe("Sora", "mau", "2026-03", "4.7M", by: "Sensor Tower", in: "Intelligence Brief")
    for name in ["Google text-to-video", "Meta text-to-video", "xAI text-to-video"] {
      try market.observe(name, "mau", "2026-03", "undisclosed", by: "Intelligence Brief")
    }
    return market
  }
}

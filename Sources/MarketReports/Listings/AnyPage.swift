import MarketModel
import MarketStore
import SQLite

/// The page of whatever has that name or number: a product, company, segment, metric, source, saved report, event or
/// import.
///
/// The very name goes before a number, a number before the beginning of a name, and that before an event's title.
/// `kind:name` says which is meant: `source:OpenAI`, `event:3`.
///
/// - Throws: `StoreError` of kind `name` when nothing has it, or more than one thing.
public func page(_ text: String, clock: CalendarDay, in store: Store) throws -> ReportDocument {
  try store.reading { try Pages(store: store, clock: clock).page(text) }
}

private struct Pages {
  let store: Store
  let clock: CalendarDay

  /// In this order, so that a product that is called like its company is the one shown.
  private static let kinds: [CatalogueKind] = [.product, .company, .segment, .metric, .source]

  func page(_ text: String) throws -> ReportDocument {
    if let colon = text.firstIndex(of: ":"),
      let page = try page(text[..<colon], named: String(text[colon...].dropFirst()))
    {
      return page
    }
    for kind in Self.kinds {
      if let entry = try store.entry(kind, named: text) { return try page(kind, entry) }
    }
    if let number = number(text), let page = try page(number) { return page }
    do {
      let (kind, entry) = try store.resolve(anyOf: Self.kinds, text)
      return try page(kind, entry)
    } catch let error as StoreError where error.kind == .name {
      // An ambiguous beginning is not made clear by what else there is.
      if error.message.contains("ambiguous") { throw error }
    }
    if let report = try? store.savedReport(text) { return try savedReportPage(report.name, in: store) }
    if let event = try event(text) { return event }
    let names = try Self.kinds.flatMap { try store.names(of: $0).map(\.name) } + store.savedReports().map(\.name)
    throw StoreError(
      .name, "nothing is called \"\(text)\"",
      remedy: .didYouMean(nearestNames(to: text, among: names)) ?? .see(.search(text)))
  }

  /// `kind:name`; nil where the word before the colon is no kind.
  private func page(_ kind: Substring, named name: String) throws -> ReportDocument? {
    if let kind = CatalogueKind(rawValue: kind.lowercased()) { return try page(kind, store.resolve(kind, name)) }
    switch kind.lowercased() {
    case "report": return try savedReportPage(name, in: store)
    case "event":
      if let number = number(name) { return try eventPage(number) }
      if let page = try event(name) { return page }
      throw StoreError(.name, "no event \"\(name)\"", remedy: .see(.listing("events")))
    case "import":
      guard let number = number(name) else {
        throw StoreError(.name, "no import \"\(name)\"", remedy: .see(.imports))
      }
      return try importPage(number, in: store)
    default: return nil
    }
  }

  /// "3" and "#3".
  private func number(_ text: String) -> Int64? {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    return digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int64(digits) : nil
  }

  private func page(_ number: Int64) throws -> ReportDocument? {
    let isImport = try store.connection.first("SELECT 1 FROM imports WHERE id = \(number)") { _ in true } ?? false
    let isEvent =
      try store.connection.first("SELECT 1 FROM events WHERE id = \(number) AND retracted_by IS NULL") { _ in true }
      ?? false
    if isImport, isEvent {
      throw StoreError(
        .name, "\"\(number)\" is ambiguous: an event and an import have this number",
        remedy: "write event:\(number) or import:\(number)")
    }
    return isEvent ? try eventPage(number) : isImport ? try importPage(number, in: store) : nil
  }

  // MARK: Pages

  private func page(_ kind: CatalogueKind, _ entry: CatalogueEntry) throws -> ReportDocument {
    switch kind {
    case .product, .company: return try namePage(of: entry, isProduct: kind == .product, clock: clock, in: store)
    case .segment:
      return try page(
        entry, .segments,
        """
        SELECT p.name AS product, c.name AS company, n.valid_from, n.valid_to FROM segment_members n
        JOIN products p ON p.id = n.product_id LEFT JOIN companies c ON c.id = p.company_id
        WHERE n.segment_id = \(entry.id) AND p.merged_into IS NULL ORDER BY p.name
        """, showing: ["product", "company", "valid_from", "valid_to"])
    case .metric:
      return try page(
        entry, .metrics,
        """
        SELECT coalesce(p.name, c.name) AS product, t.granularity, min(t.end_on) AS first_day,
          max(t.end_on) AS last_day, count(*) AS observations
        FROM series s JOIN observations o ON o.series_id = s.id JOIN periods t ON t.id = o.period_id
        LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id
        WHERE s.metric_id = \(entry.id) AND o.retracted_by IS NULL
        GROUP BY coalesce(p.name, c.name), t.granularity ORDER BY 1, 2
        """, showing: ["product", "granularity", "first_day", "last_day", "observations"])
    case .source:
      return try page(
        entry, .sources,
        """
        SELECT b.published_on, b.title,
          (SELECT count(*) FROM observations o WHERE o.publication_id = b.id AND o.retracted_by IS NULL)
            AS observations,
          (SELECT count(*) FROM events e WHERE e.publication_id = b.id AND e.retracted_by IS NULL) AS events
        FROM publications b WHERE b.source_id = \(entry.id) ORDER BY b.published_on, b.id
        """, showing: ["published_on", "title", "observations", "events"])
    }
  }

  /// Rows about an entry, under what the catalogue holds of it.
  private func page(_ entry: CatalogueEntry, _ kind: ListingKind, _ rows: SQL, showing: [String]) throws
    -> ReportDocument
  {
    var document = try store.listing(
      "show", title: entry.name, rows, showing: showing, command: ["tidemark", "show", entry.name])
    let catalogue = try catalogueListing(kind, in: store)
    let facts = facts(catalogue, catalogue.rows.first { $0[0] == .text(entry.name) })
    document.summaryLines = facts.map { "\($0.name): \($0.value)" }
    document.summary = .object(facts.map { JSONField($0.name, .string($0.value)) })
    return document
  }

  /// The event whose title this is, or which alone begins so.
  private func event(_ text: String) throws -> ReportDocument? {
    let wanted = normalizedName(text)
    if wanted.isEmpty { return nil }
    let events = try store.connection.query(
      "SELECT id, title FROM events WHERE retracted_by IS NULL ORDER BY id"
    ) { (id: $0.int(0), title: normalizedName($0.text(1))) }
    let same = events.filter { $0.title == wanted }
    let found = same.isEmpty ? events.filter { $0.title.hasPrefix(wanted) } : same
    if Set(found.map(\.title)).count > 1 {
      throw StoreError(
        .name, "\"\(text)\" is the start of several events: \(listed(found.map { "#\($0.id)" }, limit: 5))",
        remedy: "write more of the title, or event: and the number")
    }
    return try found.first.map { try eventPage($0.id) }
  }

  private func eventPage(_ number: Int64) throws -> ReportDocument {
    var filter = EventFilter()
    filter.number = number
    var document = try eventListing(filter, today: clock, in: store)
    guard let row = document.rows.first else {
      throw StoreError(.name, "no event #\(number)", remedy: .see(.listing("events")))
    }
    let facts = facts(document, row)
    document.report = "show"
    document.title = facts.first { $0.name == "title" }?.value ?? "Event #\(number)"
    document.summaryLines = facts.map { "\($0.name): \($0.value)" }
    document.summary = .object(facts.map { JSONField($0.name, .string($0.value)) })
    document.command = ["tidemark", "show", "event:\(number)"]
    return document
  }

  /// What is known, column by column.
  private func facts(_ page: ReportDocument, _ row: [Cell]?) -> [(name: String, value: String)] {
    zip(page.columns, row ?? []).compactMap { column, cell in
      cell == .null ? nil : (name: column.name, value: plainText(cell))
    }
  }
}

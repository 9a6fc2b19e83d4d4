import MarketModel
import MarketStore
import SQLite

/// What an event did to the products around it.
public struct ImpactParameters: Sendable, Equatable {
  /// `products` are the treated ones. Without them: the event's own product where it has figures, else the rest of its
  /// segment.
  public var common: CommonParameters
  /// The event's number, or the start of its title.
  public var event: String
  /// Whole periods on each side of the event.
  public var window: Int
  /// Products the event did not touch. Empty: the rest of the segment.
  public var controls: [String]

  /// `event` is its number, or the start of its title; `window` counts whole periods.
  public init(_ common: CommonParameters, event: String, window: Int = 3, controls: [String] = []) {
    self.common = common
    self.event = event
    self.window = window
    self.controls = controls
  }
}

/// Before and after an event for treated and control products, their difference in differences, and what part of the
/// event's own product the treated ones may have taken over: a proxy, not a cause.
///
/// - Throws: `StoreError` of kind `name` for an unknown or ambiguous event or product, `usage` for an event without a
///   date, or one whose product is in no segment when neither products nor controls are named.
public func impact(_ parameters: ImpactParameters, in store: Store) throws -> ReportRun {
  guard parameters.window >= 1, parameters.window <= 1000 else {
    throw StoreError(
      .usage, "a window of \(parameters.window) makes no sense", remedy: "give a number of periods from 1 on")
  }
  try parameters.common.requireSense()
  return try store.reading {
    try Belief(parameters.common.believe, in: store).requireClaims("an estimate of impact")
    let known = try KnownAsOf(parameters.common, in: store)
    let event = try store.event(parameters.event, known)
    let roles = try ImpactRoles(parameters, event, in: store)
    let statement: SQL
    let plan = try ImpactPlan(parameters, event, roles, in: store)
    statement = try plan.statement()
    let rows = try store.connection.cells(statement)
    let document = try ImpactDocument(plan: plan, rows: rows).document()
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

/// An event with the days it takes.
struct DatedEvent {
  let mark: EventMark
  let start: CalendarDay
  let end: CalendarDay
  /// The event's product, or the whole that it belongs to, as figures know it.
  let subjects: [CatalogueEntry]
}

extension Store {
  /// - Throws: `StoreError` when no event has that number or title, several different ones have it, or it has no date.
  func event(_ text: String, _ known: KnownAsOf) throws -> DatedEvent {
    let published = try connection.query(
      """
      SELECT e.id, e.event_type, e.title, e.status, e.announced_on, e.effective_on, e.precision, e.effective_to, r.name,
        b.published_on, ''
      FROM events e JOIN publications b ON b.id = e.publication_id JOIN sources r ON r.id = b.source_id
        WHERE \(known.ofEvents("e"))
      ORDER BY e.publication_id, e.id
      """
    ) {
      (
        event: PublishedEvent($0), effectiveOn: $0.optionalText(5), precision: $0.text(6),
        effectiveTo: $0.optionalText(7)
      )
    }
    let wanted = normalizedName(text)
    let number = Int64(text)
    var found = published.filter {
      number != nil ? $0.event.mark.id == number : normalizedName($0.event.mark.title) == wanted
    }
    if found.isEmpty, number == nil, !wanted.isEmpty {
      found = published.filter { normalizedName($0.event.mark.title).hasPrefix(wanted) }
    }
    if Set(found.map { normalizedName($0.event.mark.title) }).count > 1 {
      throw StoreError(
        .name,
        "\"\(text)\" is the start of several events: "
          + "\(listed(found.map { "#\($0.event.mark.id) \($0.event.mark.title)" }, limit: 5))",
        remedy: "write more of the title, or the number")
    }
    // Of several reports of it the one with a date.
    guard let chosen = found.first(where: { $0.event.isDated }) ?? found.first else {
      let when = known.asOf.map { " known on \($0)" } ?? ""
      let nearest = nearestTitles(to: text, among: published.map(\.event.mark.title))
      throw StoreError(
        .name, "no event \"\(text)\"\(when)",
        remedy: .oneOf([Remedy.didYouMean(nearest), .see(.listing("events"))]))
    }
    let mark = chosen.event.mark
    guard let start = mark.date else {
      throw StoreError(
        .usage, "event #\(mark.id) \"\(mark.title)\" has no date, so nothing is before or after it",
        remedy: "choose an event with a date")
    }
    var end = chosen.effectiveTo.flatMap { CalendarDay.parse($0) } ?? start
    if chosen.effectiveOn != nil, chosen.effectiveTo == nil, let granularity = Granularity(name: chosen.precision),
      let period = Period(granularity, containing: start)
    {
      end = period.end
    }
    let subjects = try connection.query(
      """
      SELECT DISTINCT q.id, q.name FROM event_parties l JOIN products p ON p.id = l.product_id
      JOIN products q ON q.id = coalesce(p.parent_id, p.id) WHERE l.event_id = \(mark.id) AND l.role = 'subject'
        ORDER BY q.name
      """
    ) { CatalogueEntry(id: $0.int(0), name: $0.text(1)) }
    var named = mark
    named.subjects = subjects.map(\.name)
    return DatedEvent(mark: named, start: start, end: end, subjects: subjects)
  }
}

/// The titles that begin most like `text`, then those that hold it.
private func nearestTitles(to text: String, among titles: [String]) -> [String] {
  let beginnings = Dictionary(
    titles.map { (String($0.prefix(text.count)), $0) }, uniquingKeysWith: { first, _ in first })
  var nearest = nearestNames(to: text, among: beginnings.keys).compactMap { beginnings[$0] }
  for title in nearestNames(to: text, among: titles) where !nearest.contains(title) { nearest.append(title) }
  return Array(nearest.prefix(3))
}

/// Who is looked at, and as what.
struct ImpactRoles {
  var treated: [CatalogueEntry]
  let controls: [CatalogueEntry]
  let subjects: [CatalogueEntry]
  let segment: CatalogueEntry?

  init(_ parameters: ImpactParameters, _ event: DatedEvent, in store: Store) throws {
    subjects = event.subjects
    let named = try parameters.common.products.map { try store.resolve(.product, $0) }
    let controls = try parameters.controls.map { try store.resolve(.product, $0) }
    if let both = controls.first(where: { named.contains($0) }) {
      throw StoreError(.usage, "\(both.name) cannot be treated and control", remedy: "leave it out of one")
    }
    segment =
      try parameters.common.segment.map { try store.resolve(.segment, $0) }
      ?? event.subjects.lazy.compactMap { subject in
        try? store.connection.first(
          """
          SELECT g.id, g.name FROM segments g JOIN segment_members n ON n.segment_id = g.id
            WHERE n.product_id = \(subject.id) ORDER BY g.name LIMIT 1
          """
        ) { CatalogueEntry(id: $0.int(0), name: $0.text(1)) }
      }.first
    let members = try segment.map { try store.members(ofSegment: $0.id) } ?? []
    if members.isEmpty, named.isEmpty || controls.isEmpty {
      throw StoreError(
        .usage,
        "event #\(event.mark.id) \"\(event.mark.title)\" is about no product of a segment, so there is nobody "
          + "to compare",
        remedy: .anyOf([.set(.segment, nil), .set(.control, nil)]))
    }
    treated = named
    self.controls = controls.isEmpty ? members.filter { !named.contains($0) && !event.subjects.contains($0) } : controls
    if named.isEmpty {
      // Settled once it is known whether the event's own product has figures.
      treated = members.filter { !controls.contains($0) && !event.subjects.contains($0) }
    }
  }
}

import MarketModel
import MarketStore
import SQLite

/// Which events `list events` is asked for.
public struct EventFilter: Sendable {
  /// Its number; nil: all events.
  var number: Int64?
  /// A subject or partner: a product or a company.
  public var name: String?
  /// The kind of event, upper or lower case: launch, shutdown, pricing …; nil: all kinds.
  public var type: String?
  /// Days on which they take effect, else were announced; events without any date are left out once one is given.
  public var from: Period?
  /// Nil: no end. The last day of the period is still in.
  public var to: Period?

  /// Without any of these, all events.
  public init(name: String? = nil, type: String? = nil, from: Period? = nil, to: Period? = nil) {
    self.name = name
    self.type = type
    self.from = from
    self.to = to
  }
}

/// Live events, by the day on which they take effect, else were announced.
///
/// - Parameter today: A note names the events that were planned for an earlier day; nil: none does.
public func eventListing(_ filter: EventFilter, today: CalendarDay? = nil, in store: Store) throws -> ReportDocument {
  var condition: SQL = "1 = 1"
  var command = ["tidemark", "list", "events"]
  if let number = filter.number { condition += " AND v.event_id = \(number)" }
  if let name = filter.name {
    let product = try? store.resolve(.product, name)
    let company = try? store.resolve(.company, name)
    if product == nil, company == nil { _ = try store.resolve(.product, name) }
    condition += " AND EXISTS (SELECT 1 FROM event_parties l WHERE l.event_id = v.event_id AND ("
    if let product { condition += "l.product_id = \(product.id)" }
    if product != nil, company != nil { condition += " OR " }
    if let company { condition += "l.company_id = \(company.id)" }
    condition += "))"
    command += ["--product", name]
  }
  if let type = filter.type {
    condition += " AND v.event_type = \(type.lowercased())"
    command += ["--type", type]
  }
  // A month in which something happened ends on its last day: what is known of an event's date is compared as a period.
  if let from = filter.from?.start {
    condition += " AND coalesce(v.effective_to, v.effective_on, v.announced_on) >= \(from.description)"
    command += ["--from", "\(from)"]
  }
  if let to = filter.to?.end {
    condition += " AND coalesce(v.effective_on, v.announced_on) <= \(to.description)"
    command += ["--to", "\(to)"]
  }
  var document = try store.listing(
    "list", title: "Events",
    """
    SELECT v.event_id, v.effective, v.effective_to, v.announced_on, v.event_type, v.status, v.title, v.subjects,
      v.partners, v.amount, v.currency,
      v.origin, v.source, v.published_on, v.note
    FROM event_log v WHERE \(condition)
    ORDER BY coalesce(v.effective_on, v.announced_on) IS NULL, coalesce(v.effective_on, v.announced_on), v.event_id
    """, showing: ["event_id", "effective", "event_type", "status", "title", "subjects"], command: command)
  if let today {
    let overdue = document.rows.filter { row in
      let lastDay = row[2].string.flatMap { CalendarDay.parse($0) } ?? row[1].period?.end
      return isOverdue(plainText(row[5]), lastDay, today: today)
    }
    if !overdue.isEmpty {
      let names = overdue.map { "#\(plainText($0[0])) \(plainText($0[6])), \(plainText($0[1]))" }
      document.notes.append(
        "To come when they were reported, and their date has passed: \(names.joined(separator: "; ")).")
    }
  }
  return document
}

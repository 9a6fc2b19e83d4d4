import MarketModel
import MarketStore
import SQLite

/// Which events a report shows with its rows.
enum EventDays {
  /// Those of the days that the report shows.
  case shown
  case within(ClosedRange<CalendarDay>)
  /// Undated ones too.
  case all
}

extension ReportScope {
  /// The events of the shown subjects, of their parts (an app, an API) and of their makers, by date. The same event
  /// published by several publications appears once.
  func events(subjects: [Int64], _ days: EventDays = .shown) throws -> [EventMark] {
    guard parameters.events, !subjects.isEmpty else { return [] }
    let products = subjects.filter { $0 > 0 }
    let companies = subjects.filter { $0 < 0 }.map { -$0 }
    var segment: SQL = ""
    if case .segment(let entry) = selection {
      segment = " UNION SELECT l.event_id FROM event_parties l WHERE l.segment_id = \(entry.id)"
    }
    // A long list of products is every product: their makers are looked up by the list itself.
    let published = try store.connection.query(
      """
      WITH family AS (
          SELECT p.id, p.company_id FROM products p WHERE p.id IN (\(SQL.list(products)))
            OR p.parent_id IN (\(SQL.list(products)))),
        makers AS (SELECT company_id AS id FROM family WHERE company_id IS NOT NULL UNION SELECT c.id FROM companies c
          WHERE c.id IN (\(SQL.list(companies)))),
        touched AS (SELECT l.event_id FROM event_parties l JOIN family f ON f.id = l.product_id
          UNION SELECT l.event_id FROM event_parties l JOIN makers k ON k.id = l.company_id\(segment))
      SELECT e.id, e.event_type, e.title, e.status, e.announced_on, e.effective_on, e.precision, e.effective_to, r.name,
        b.published_on,
        (SELECT group_concat(n, char(31)) FROM (SELECT coalesce(p.name, c.name, g.name) AS n FROM event_parties l
          LEFT JOIN products p ON p.id = l.product_id
          LEFT JOIN companies c ON c.id = l.company_id LEFT JOIN segments g ON g.id = l.segment_id
            WHERE l.event_id = e.id AND l.role = 'subject' ORDER BY l.n))
      FROM touched JOIN events e ON e.id = touched.event_id JOIN publications b ON b.id = e.publication_id
        JOIN sources r ON r.id = b.source_id
      WHERE \(known.ofEvents("e")) ORDER BY e.publication_id, e.id
      """
    ) { PublishedEvent($0) }
    let events = PublishedEvent.merged(published).map { event in
      var event = event
      event.isOverdue = isOverdue(event.status, event.lastDay ?? event.effective?.end, today: parameters.today)
      return event
    }
    let first: CalendarDay?
    let last: CalendarDay?
    switch days {
    case .all: return events
    case .shown: (first, last) = (parameters.from.map { $0.start ?? $0.end }, parameters.to?.end)
    case .within(let days): (first, last) = (days.lowerBound, days.upperBound)
    }
    return events.filter { event in
      event.date.map { $0 >= first ?? .first && $0 <= last ?? .last } ?? false
    }
  }
}

/// Whether an event was to come, and its last day has passed without word of what became of it.
func isOverdue(_ status: String, _ lastDay: CalendarDay?, today: CalendarDay) -> Bool {
  guard let lastDay, status == "planned" || status == "expected" else { return false }
  return lastDay < today
}

/// An event as one publication reports it.
struct PublishedEvent {
  var mark: EventMark
  var isDated: Bool

  init(_ row: Row) {
    let effectiveOn = row.optionalText(5).flatMap { CalendarDay.parse($0) }
    let lastDay = row.optionalText(7).flatMap { CalendarDay.parse($0) }
    mark = EventMark(
      id: row.int(0), type: row.text(1), title: row.text(2), status: row.text(3),
      effective: effectiveOn.flatMap {
        Self.effective($0, precision: row.text(6), to: lastDay)
      },
      effectiveOn: effectiveOn, lastDay: lastDay, announcedOn: row.optionalText(4).flatMap { CalendarDay.parse($0) },
      subjects: row.text(10).split(separator: "\u{1F}").map(String.init), source: row.text(8), publishedOn: row.text(9))
    isDated = mark.date != nil
  }

  /// As far as the date is known: "2026-04-26", "2026-02", "2025-Q4"; a stretch of time is "2026-04-02/2026-10-02".
  private static func effective(_ day: CalendarDay, precision: String, to end: CalendarDay?) -> Period? {
    if let end { return Period(spanFrom: day, to: end) }
    return Granularity(name: precision).flatMap { Period($0, containing: day) } ?? Period(day: day)
  }

  /// Occurrences are facts that several publications can report; a claim or a forecast belongs to its own publication.
  private static let corroborated: Set<String> = [
    "announcement", "launch", "release", "shutdown", "funding", "partnership", "partnership_end", "acquisition",
    "ownership", "feature",
    "pricing",
  ]

  /// What reports of one event have in common, their date apart.
  private struct Occasion: Hashable {
    var type: String
    var subjects: Set<String>
  }

  private struct DatedOccasion: Hashable {
    var occasion: Occasion
    var effective: Period?
  }

  /// Each event once, in order of date: the first publication's words, the latest one's status, and who else reports
  /// it.
  ///
  /// Two reports are of one event when type, subjects and effective date agree, or when one of them gives no date at
  /// all.
  static func merged(_ published: [PublishedEvent]) -> [EventMark] {
    var marks: [EventMark] = []
    var publications: [Set<String>] = []
    // The first mark of each, found by hash: a market may have thousands of reports of one kind of event.
    var places: [Occasion: Int] = [:]
    var datedPlaces: [DatedOccasion: Int] = [:]
    for event in published.filter(\.isDated) + published.filter({ !$0.isDated }) {
      let mark = event.mark
      let publication = "\(mark.source), \(mark.publishedOn)"
      let isCorroborated = corroborated.contains(mark.type)
      let occasion = Occasion(type: mark.type, subjects: Set(mark.subjects))
      let dated = DatedOccasion(occasion: occasion, effective: mark.effective)
      guard isCorroborated, let same = event.isDated ? datedPlaces[dated] : places[occasion] else {
        if isCorroborated {
          places[occasion] = places[occasion] ?? marks.count
          datedPlaces[dated] = datedPlaces[dated] ?? marks.count
        }
        marks.append(mark)
        publications.append([publication])
        continue
      }
      if publications[same].insert(publication).inserted { marks[same].corroboratedBy.append(publication) }
      if mark.publishedOn > marks[same].publishedOn, event.isDated { marks[same].status = mark.status }
      if marks[same].announcedOn == nil { marks[same].announcedOn = mark.announcedOn }
    }
    return marks.sorted { ($0.date ?? .last, $0.id) < ($1.date ?? .last, $1.id) }
  }
}

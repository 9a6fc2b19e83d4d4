import MarketModel
import MarketStore
import SQLite

/// Computes the rows of a share report from its members.
///
/// `ShareQuery.statement` is the definition: it is what `--sql` prints, and gives the same rows in every engine. Swift
/// is the fast path: SQLite's windows sort and copy every member three times over, and the concentration needs the
/// members in any case. Tests hold the two against each other; see `ShareMethod`.
struct ShareComputation {
  let query: ShareQuery
  private let provenance: Provenance
  /// The report's rows.
  private(set) var rows: [[Cell]] = []
  /// One per period shown, in order, with the figures of all its members.
  private(set) var periods: [SharePeriod] = []
  /// The names of those who disclose nothing in some period shown.
  private(set) var undisclosed: [String] = []
  /// Whether a figure may be rolled up from finer periods.
  private(set) var hasDerived = false

  private var scope: ReportScope { query.scope }

  init(_ query: ShareQuery, _ method: ShareMethod) throws {
    self.query = query
    provenance = Provenance(query.scope.store)
    let claims = try scope.believedClaims(query.timeline, provenance, byStatement: method == .statement)
    let members = ShareMembers(claims, query.timeline, query.hypotheses)
    let entries = query.top.map(members.folded) ?? members.entries
    let names = try scope.names(of: members.undisclosed.union(entries.compactMap(\.subject)))
    undisclosed = members.undisclosed.compactMap { names[$0] }.sorted()
    hasDerived = members.hasDerived
    let memberCount = try scope.memberCount()
    let shown = Self.places(entries)
    let all = query.top == nil ? shown : Self.places(members.entries)
    let stated = method == .statement ? try scope.store.connection.cells(try query.statement()) : nil
    for (id, period) in try calendar() {
      guard let shown = shown[id], let all = all[id] else { continue }
      let first = rows.count
      if let stated {
        rows += stated.filter { $0[ShareColumn.period] == .text(period.label) }
      } else {
        try append(shown.map { entries[$0] }, period, names)
      }
      let figures = all.map { place in
        let entry = members.entries[place]
        return Concentration.Member(value: entry.value, low: entry.low, high: entry.high)
      }
      periods.append(
        SharePeriod(
          period, members: memberCount, rows: Array(rows[first...]), figures: figures, required: query.required))
    }
  }

  /// Where each period's entries are.
  private static func places(_ entries: [ShareEntry]) -> [Int64: [Int]] {
    var places: [Int64: [Int]] = [:]
    for (place, entry) in entries.enumerated() { places[entry.period, default: []].append(place) }
    return places
  }

  /// The periods that may be shown, in the order in which they are: ids of one granularity sort by date, spans by their
  /// last day.
  private func calendar() throws -> [(id: Int64, period: Period)] {
    var tables = CommonTables()
    if query.timeline.rollUp != nil { tables = try scope.believedTables(query.timeline, actualOnly: true) }
    tables.add("calendar", query.timeline.calendar)
    let order: SQL = query.timeline.granularity == .span ? "end_on, id" : "id"
    return try scope.store.connection.query(
      tables.statement("SELECT id, start_on, end_on FROM calendar ORDER BY \(order)")
    ) { row -> (id: Int64, period: Period)? in
      let period =
        Period(id: Int32(clamping: row.int(0)))
        ?? CalendarDay.parse(row.text(2)).flatMap {
          Period(spanFrom: row.optionalText(1).flatMap { CalendarDay.parse($0) }, to: $0)
        }
      return period.map { (row.int(0), $0) }
    }.compactMap(\.self)
  }

  /// The rows of one period: the largest first, then those without a point, "other" last.
  private mutating func append(_ entries: [ShareEntry], _ period: Period, _ names: [Int64: String]) throws {
    let sums = Sums(entries, required: query.required, minimumOfBoth: max(2, scope.names.count))
    let named = entries.map { (entry: $0, name: $0.subject.map { names[$0] ?? "" } ?? "other") }
    for (entry, name) in named.sorted(by: { Self.precedes($0, $1) }) {
      let (low, high) = sums.interval(entry)
      rows.append([
        .text(period.label), .text(name), .text(scope.metric.code), Cell(entry.value), Cell(entry.low),
        Cell(entry.high),
        Cell(sums.share(entry)),
        Cell(low), Cell(high), Cell(sums.change(entry)), try who(entry, entry.origin), try who(entry, entry.source),
        try entry.publication.map { .text(try provenance.publishedOn($0)) } ?? .null,
      ])
    }
  }

  private static func precedes(_ a: (entry: ShareEntry, name: String), _ b: (entry: ShareEntry, name: String)) -> Bool {
    let (x, y) = (a.entry, b.entry)
    if (x.subject == nil) != (y.subject == nil) { return y.subject == nil }
    if x.value != y.value { return (x.value ?? -.infinity) > (y.value ?? -.infinity) }
    if x.high != y.high { return (x.high ?? .infinity) > (y.high ?? .infinity) }
    return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
  }

  private func who(_ entry: ShareEntry, _ source: Int64?) throws -> Cell {
    if entry.isHypothetical { return .text("what-if") }
    return .text(try source.map { try provenance.name(ofSource: $0) } ?? "several")
  }
}

extension ReportScope {
  /// The names of subjects by their ids.
  fileprivate func names(of subjects: Set<Int64>) throws -> [Int64: String] {
    // SQLite takes no list of a million.
    let condition: SQL = subjects.count <= 1000 ? " WHERE subject IN (\(SQL.list(subjects.sorted())))" : ""
    let named = try store.connection.query(
      """
      SELECT subject, name FROM (SELECT p.id AS subject, p.name FROM products p UNION ALL SELECT 0 - c.id, c.name
        FROM companies c) AS named\(condition)
      """
    ) { ($0.int(0), $0.text(1)) }
    return Dictionary(named) { first, _ in first }
  }

  /// How many there are to be covered.
  fileprivate func memberCount() throws -> Int {
    switch selection {
    case .products: names.count
    case .segment(let segment): try store.members(ofSegment: segment.id).count
    case .everything:
      Int(
        try store.connection.first("WITH wanted AS (\(wanted)) SELECT count(DISTINCT subject) FROM wanted") {
          $0.int(0)
        } ?? 0)
    }
  }
}

/// What the shares of one period are computed with. With others = the sum over the rest: share = v/Σv, share_low =
/// low/(low + Σ high of the others), share_high = high/(high + Σ low of the others). A sum over members of which one
/// has no point has no point itself, so then the intervals alone are given.
private struct Sums {
  private let isComplete: Bool
  private let count: Int
  /// Nil when a member has none.
  private var value: Double?
  private var low: Double?
  /// Over the members that have an upper end.
  private var high = 0.0
  private var highs = 0
  private var bothNow = 0.0
  private var bothBefore = 0.0
  private var hasShift: Bool

  init(_ entries: [ShareEntry], required: Int, minimumOfBoth: Int) {
    count = entries.count
    isComplete = entries.reduce(0) { $0 + $1.members } >= required
    value = 0
    low = 0
    var both = 0
    for entry in entries {
      value = value.flatMap { sum in entry.value.map { sum + $0 } }
      low = low.flatMap { sum in entry.low.map { sum + $0 } }
      if let end = entry.high {
        high += end
        highs += 1
      }
      bothNow += entry.bothNow ?? 0
      bothBefore += entry.bothBefore ?? 0
      both += entry.both
    }
    hasShift = isComplete && value != nil && both >= minimumOfBoth
  }

  func share(_ entry: ShareEntry) -> Double? {
    guard isComplete, let value = entry.value, let sum = self.value else { return nil }
    return ratio(value, sum)
  }

  /// Without the member itself; what has no upper end may be as large as it likes.
  func interval(_ entry: ShareEntry) -> (low: Double?, high: Double?) {
    guard isComplete else { return (nil, nil) }
    let othersAreBounded = highs - (entry.high == nil ? 0 : 1) >= count - 1
    let low = entry.low.flatMap { low -> Double? in
      if !othersAreBounded { return 0 }
      if count == 1 { return 1 }
      return ratio(low, low + (high - (entry.high ?? 0)))
    }
    let most = self.low.flatMap { sum -> Double? in
      guard let high = entry.high, count > 1 else { return 1 }
      return ratio(high, high + (sum - (entry.low ?? 0)))
    }
    return (low, most)
  }

  /// Against the period before, on the members of both.
  func change(_ entry: ShareEntry) -> Double? {
    guard hasShift, entry.both == entry.members, let now = entry.bothNow, let before = entry.bothBefore,
      let share = ratio(now, bothNow), let shareBefore = ratio(before, bothBefore)
    else { return nil }
    return share - shareBefore
  }

  private func ratio(_ part: Double, _ whole: Double) -> Double? { whole == 0 ? nil : part / whole }
}

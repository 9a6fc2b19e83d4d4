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
    let byStatement = method == .statement || Self.isOnlyStated(query.scope.believing.policy)
    let claims = try scope.believedClaims(query.timeline, provenance, byStatement: byStatement)
    let members = ShareMembers(claims, query.timeline, query.hypotheses)
    let entries = query.top.map(members.folded) ?? members.entries
    let names = try scope.names(of: members.undisclosed.union(entries.compactMap(\.subject)))
    undisclosed = members.undisclosed.compactMap { names[$0] }.sorted()
    hasDerived = members.hasDerived
    let memberCount = try scope.memberCount()
    let shown = Self.places(entries)
    let all = query.top == nil ? shown : Self.places(members.entries)
    // What the Swift path has no own claims for the statement computes.
    let isStated = byStatement || query.timeline.rollUp != nil || scope.converts || scope.known.isNarrowed
    let named = query.top.map { _ in Set(entries.compactMap(\.subject)) }
    let stated = isStated ? try scope.store.connection.cells(try query.statement()) : nil
    let medians = scope.isMedian ? try memberShares(stated ?? []) : nil
    for (id, period) in try calendar() {
      guard let shown = shown[id], let all = all[id] else { continue }
      let first = rows.count
      if let stated {
        rows += stated.filter { $0[ShareColumn.period] == .text(period.label) }
      } else {
        let spread = query.hypotheses.isEmpty ? ShareSpread(all.map { members.entries[$0] }, named: named) : nil
        try append(shown.map { entries[$0] }, period, names, spread)
      }
      let figures = all.map { place in
        let entry = members.entries[place]
        return Concentration.Member(value: entry.value, low: entry.low, high: entry.high)
      }
      periods.append(
        SharePeriod(
          period, members: memberCount, rows: Array(rows[first...]), figures: figures,
          shares: medians.map { $0[period.label] ?? [] }, required: query.required))
    }
  }

  /// Whether the policy is one that Swift does not compute: of `latest` each origin has two claims, one that is
  /// believed and one for the spread.
  private static func isOnlyStated(_ policy: BeliefPolicy) -> Bool {
    switch policy {
    case .ranked, .first: false
    case .latest, .median: true
    }
  }

  /// The members' shares by the label of the period, those too that are among "other": a median of shares is none of
  /// summed figures.
  private func memberShares(_ stated: [[Cell]]) throws -> [String: [Concentration.Member]] {
    var all = query
    all.top = nil
    let rows = query.top == nil ? stated : try scope.store.connection.cells(try all.statement())
    return Dictionary(grouping: rows) { $0[ShareColumn.period].string ?? "" }.mapValues { rows in
      rows.map { row in
        Concentration.Member(
          value: row[ShareColumn.share].number, low: row[ShareColumn.shareLow].number,
          high: row[ShareColumn.shareHigh].number)
      }
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
  private mutating func append(
    _ entries: [ShareEntry], _ period: Period, _ names: [Int64: String], _ spread: ShareSpread?
  )
    throws
  {
    let sums = ShareSums(entries, required: query.required, minimumOfBoth: query.leastOfBoth)
    let named = entries.map { (entry: $0, name: $0.subject.map { names[$0] ?? "" } ?? "other") }
    for (entry, name) in named.sorted(by: { Self.precedes($0, $1) }) {
      let (low, high) = sums.interval(entry)
      let isSpread = spread != nil && sums.isComplete
      let hull = isSpread ? spread?[entry] : nil
      rows.append([
        .text(period.label), .text(name), .text(scope.metric.code), Cell(entry.value), Cell(entry.low),
        Cell(entry.high),
        Cell(sums.share(entry)),
        Cell(low), Cell(high), isSpread ? .integer(Int64(spread?.sources ?? 0)) : .null, Cell(hull?.low),
        Cell(hull?.high),
        Cell(sums.change(entry)), try who(entry, entry.origin), try who(entry, entry.source),
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

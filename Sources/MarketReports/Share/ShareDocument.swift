import MarketModel
import MarketStore
import SQLite

/// Sets the rows of a share report as a document.
struct ShareDocument {
  let query: ShareQuery
  let rows: [[Cell]]
  /// Where the members behind the rows of a `top` are kept.
  let kept: SQL

  private typealias Place = ShareQuery.Place
  private var scope: ReportScope { query.scope }

  func document(_ asked: Asked) throws -> ReportDocument {
    let periods = try summaries()
    let names = scope.names.isEmpty ? "products of \(scope.subject)" : scope.subject
    var title = "Share of summed \(scope.metricTitle): \(names)\(scope.rangePhrase)"
    if !query.hypotheses.isEmpty {
      title += ", what if " + listed(query.hypotheses.map { "\($0.product.name) had \($0.text)" })
    }
    var shown: Set<String> = []
    for row in rows { if let product = row[Place.product].string { shown.insert(product) } }
    let events = try scope.events(subjects: scope.subjects(shown))
    return ReportDocument(
      report: "share", title: title, parameters: asked.fields, asOf: scope.parameters.asOf?.description, columns: ShareQuery.columns,
      rows: rows,
      display: display, summary: .object([JSONField("periods", .array(periods.map(\.json)))]), summaryLines: lines(periods), events: events,
      sources: try scope.store.footnotes(ShareQuery.columns, rows), notes: try notes(periods, shown),
      charts: charts(periods, events, title),
      command: asked.command)
  }

  private var display: [DisplayColumn] {
    var columns = [
      DisplayColumn("Period", .text(Place.period)), DisplayColumn("Product", .text(Place.product)),
      DisplayColumn(
        scope.metricTitle,
        .quantity(
          value: Place.value, low: Place.low, high: Place.high, qualifier: -1, unit: scope.metric.unit.rawValue, currency: scope.currency)),
      DisplayColumn("Share", .percent(value: Place.share, low: Place.shareLow, high: Place.shareHigh)),
    ]
    if rows.contains(where: { $0[Place.shareChange] != .null }) {
      columns.append(DisplayColumn("Shift", .points(value: Place.shareChange)))
    }
    return columns + [DisplayColumn("Origin", .text(Place.origin))]
  }

  /// One per period, in order.
  private func summaries() throws -> [SharePeriod] {
    var periods: [SharePeriod] = []
    for row in rows {
      guard let label = row[Place.period].string else { continue }
      if periods.last?.label != label { periods.append(SharePeriod(label: label, members: memberCount)) }
      periods[periods.count - 1].rows.append(row)
    }
    if query.top == nil {
      for index in periods.indices {
        periods[index].take(
          periods[index].rows.map {
            Concentration.Member(value: $0[Place.value].number, low: $0[Place.low].number, high: $0[Place.high].number)
          }, required: query.required)
      }
      return periods
    }
    var members: [String: [Concentration.Member]] = [:]
    try scope.store.connection.forEach(
      "SELECT t.label, n.value, n.low, n.high FROM \(kept) n JOIN periods t ON t.id = n.period_id ORDER BY n.period_id, n.subject"
    ) { row in
      members[row.text(0), default: []].append(
        Concentration.Member(value: row.optionalDouble(1), low: row.optionalDouble(2), high: row.optionalDouble(3)))
    }
    for index in periods.indices { periods[index].take(members[periods[index].label] ?? [], required: query.required) }
    return periods
  }

  /// How many there are to be covered; nil where there is no list to count against.
  private var memberCount: Int? {
    switch scope.selection {
    case .products: scope.names.count
    case .segment(let segment): try? scope.store.members(ofSegment: segment.id).count
    case .everything:
      try? scope.store.connection.first("WITH wanted AS (\(scope.wanted)) SELECT count(DISTINCT subject) FROM wanted") { Int($0.int(0)) }
    }
  }

  private func lines(_ periods: [SharePeriod]) -> [String] {
    let lines = periods.map(\.sentence)
    return lines.count <= 6 ? lines : Array(lines.suffix(6))
  }

  private func notes(_ periods: [SharePeriod], _ shown: Set<String>) throws -> [String] {
    if rows.isEmpty { return try scope.nothingKnownNotes(query.timeline) + (try undisclosedNotes()) }
    var notes: [String] = []
    let code = scope.metricTitle
    if scope.metric.unit == .persons {
      notes.append("Users of several products count in each, so a share of summed \(code) is no share of people.")
    }
    for hypothesis in query.hypotheses {
      notes.append("What if: \(hypothesis.product.name) \(hypothesis.text), put in place of what the store holds, for this run only.")
    }
    notes += scope.currencyNotes + (try scope.conversionNotes(query.timeline))
    let incomplete = periods.filter { !$0.isComplete }
    if !incomplete.isEmpty {
      let lacking = incomplete.map { period in
        // Members folded into "other" have no row of their own to miss.
        if query.top != nil { return "\(period.label) (\(period.covered) of \(period.members ?? period.covered) known)" }
        return "\(period.label) (no \(listed(scope.names.filter { name in !period.rows.contains { $0[Place.product] == .text(name) } })))"
      }
      notes.append("Incomplete, so without shares: \(listed(lacking)).")
    }
    if scope.names.isEmpty, let count = periods.last?.members, let covered = periods.last?.covered, covered < count {
      notes.append("\(periods.last?.label ?? ""): covers \(covered) of \(count) products; the shares are of those \(covered).")
    }
    notes += try undisclosedNotes()
    if periods.contains(where: { $0.isComplete && $0.total == nil }) {
      notes.append("A member known only by a bound widens the intervals; then there is no point share.")
    }
    let mixed = periods.filter { Set($0.rows.compactMap { $0[Place.origin].string }).count > 1 }
    if !mixed.isEmpty {
      let origins = Set(mixed.flatMap { $0.rows.compactMap { $0[Place.origin].string } }).sorted()
      notes.append("Mixed origins (\(listed(origins))) in \(listed(mixed.map(\.label))): a difference may be one of method.")
    }
    let today = min(scope.parameters.today, scope.parameters.asOf ?? scope.parameters.today)
    for period in periods {
      if case .success(let parsed) = Period.parse(period.label), parsed.end >= today, scope.metric.periodType == .duration {
        notes.append("\(period.label) is not over.")
      }
    }
    if periods.contains(where: { !$0.concentration.isExact }) {
      notes.append("With more than 16 members hhi_high is a bound that the true maximum may fall short of.")
    }
    return notes
  }

  /// "Not disclosed" is never zero: it is said.
  private func undisclosedNotes() throws -> [String] {
    let timeline = query.timeline
    let names = try scope.store.connection.query(
      """
      WITH wanted AS (\(scope.wanted)) SELECT DISTINCT \(scope.name) FROM wanted w JOIN observations o ON o.series_id = w.series_id
      JOIN publications b ON b.id = o.publication_id \(scope.nameJoin("w.subject"))
      WHERE o.qualifier = 7 AND o.period_id BETWEEN \(timeline.first) AND \(timeline.last) AND \(scope.knowledge.ofObservations) ORDER BY 1
      """
    ) { $0.text(0) }
    return names.isEmpty ? [] : ["Not disclosed, which is not zero: \(listed(names))."]
  }

  private func charts(_ periods: [SharePeriod], _ events: [EventMark], _ title: String) -> [Chart] {
    guard !periods.isEmpty else { return [] }
    var sizes: [String: Double] = [:]
    for row in rows {
      if let name = row[Place.product].string { sizes[name, default: 0] += row[Place.value].number ?? row[Place.high].number ?? 0 }
    }
    let names = sizes.keys.sorted { ($0 == "other" ? 1 : 0, sizes[$1] ?? 0, $0) < ($1 == "other" ? 1 : 0, sizes[$0] ?? 0, $1) }.prefix(12)
    let members = names.map { name in
      ShareChart.Member(
        name: name,
        shares: periods.map { period in
          guard let row = period.rows.first(where: { $0[Place.product] == .text(name) }) else { return .gap }
          let low = row[Place.shareLow].number
          let high = row[Place.shareHigh].number
          let qualifier: String? = row[Place.share] == .null ? (low == nil && high == nil ? nil : "range") : "eq"
          return ChartPoint(value: row[Place.share].number, low: low, high: high, qualifier: qualifier)
        })
    }
    let axis = periods.map { period -> ChartPeriod in
      guard case .success(let parsed) = Period.parse(period.label) else {
        return ChartPeriod(label: period.label, startOn: nil, endOn: nil)
      }
      return ChartPeriod(label: period.label, startOn: parsed.start?.description, endOn: parsed.end.description)
    }
    return [.share(ShareChart(title: title, periods: axis, members: members, events: events))]
  }
}

/// What the summary says of one period.
struct SharePeriod {
  let label: String
  /// How many products there are to be covered.
  let members: Int?
  var rows: [[Cell]] = []
  var covered = 0
  var isComplete = false
  var total: Double?
  var totalLow: Double?
  var totalHigh: Double?
  var concentration = Concentration([])

  init(label: String, members: Int?) {
    self.label = label
    self.members = members
  }

  mutating func take(_ figures: [Concentration.Member], required: Int) {
    covered = figures.count
    isComplete = covered >= required
    guard isComplete else { return }
    func sum(_ values: [Double?]) -> Double? {
      let known = values.compactMap(\.self)
      return known.count == values.count ? known.reduce(0, +) : nil
    }
    total = sum(figures.map(\.value))
    totalLow = sum(figures.map(\.low))
    totalHigh = sum(figures.map(\.high))
    concentration = Concentration(figures)
  }

  /// The two largest by value, those that are one product each.
  private var leaders: (first: [Cell], second: [Cell])? {
    let points = rows.filter { $0[ShareQuery.Place.value] != .null && $0[ShareQuery.Place.product] != .text("other") }
    guard isComplete, points.count >= 2, let second = points[1][ShareQuery.Place.value].number else { return nil }
    // A member known by a bound alone may be among the two: then nobody is known to lead by so much.
    let mayRank = rows.contains { row in
      row[ShareQuery.Place.value] == .null && (row[ShareQuery.Place.high].number ?? .infinity) > second
    }
    return mayRank ? nil : (points[0], points[1])
  }

  private var lead: (ratio: Double, difference: Double)? {
    guard let leaders, let first = leaders.first[ShareQuery.Place.value].number, let second = leaders.second[ShareQuery.Place.value].number,
      second > 0
    else { return nil }
    return (first / second, first - second)
  }

  var json: JSONValue {
    .object([
      JSONField("period", .string(label)), JSONField("total", JSONValue(total)), JSONField("hhi", JSONValue(concentration.value)),
      JSONField("hhi_low", JSONValue(concentration.low)), JSONField("hhi_high", JSONValue(concentration.high)),
      JSONField("covered", .integer(Int64(covered))), JSONField("members", members.map { .integer(Int64($0)) } ?? .null),
      JSONField("complete", .bool(isComplete)), JSONField("total_low", JSONValue(totalLow)), JSONField("total_high", JSONValue(totalHigh)),
      JSONField("ratio", JSONValue(lead?.ratio)), JSONField("lead", JSONValue(lead?.difference)),
    ])
  }

  var sentence: String {
    guard isComplete else { return "\(label): incomplete, \(covered) of \(members ?? covered) known." }
    let shares = rows.prefix(2).map { row in
      let text = Figures.percent(
        row[ShareQuery.Place.share].number, row[ShareQuery.Place.shareLow].number, row[ShareQuery.Place.shareHigh].number)
      return "\(row[ShareQuery.Place.product].string ?? "") \(text)"
    }
    var parts = [shares.joined(separator: ", ")]
    if let lead { parts.append("ratio \(Figures.fixed(lead.ratio, 2)), lead \(Figures.scaled(lead.difference))") }
    if let low = concentration.low, let high = concentration.high {
      let interval = "[\(Figures.fixed(low, 4))–\(Figures.fixed(high, 4))]"
      parts.append("HHI " + (concentration.value.map { Figures.fixed($0, 4) + " " } ?? "") + interval)
    } else if let value = concentration.value {
      parts.append("HHI \(Figures.fixed(value, 4))")
    }
    if let members { parts.append("covers \(covered) of \(members)") }
    return "\(label): " + parts.joined(separator: "; ") + "."
  }
}

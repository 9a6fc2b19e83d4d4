import MarketModel

/// Sets the rows of a share report as a document.
struct ShareDocument {
  let computation: ShareComputation

  private typealias Field = ShareColumn
  private var query: ShareQuery { computation.query }
  private var scope: ReportScope { query.scope }
  private var rows: [[Cell]] { computation.rows }

  func document(_ request: ReportRequest) throws -> ReportDocument {
    let periods = computation.periods
    let names = if case .segment(let segment) = scope.selection { "products of \(segment.name)" } else { scope.subject }
    var title = "Share of summed \(scope.metricTitle): \(names)\(scope.rangePhrase)\(scope.believing.phrase)"
    if !query.hypotheses.isEmpty {
      title += ", what if " + listed(query.hypotheses.map { "\($0.product.name) had \($0.text)" })
    }
    var shown: Set<String> = []
    for row in rows { if let product = row[Field.product].string { shown.insert(product) } }
    let events = try scope.events(subjects: scope.subjects(shown))
    var document = ReportDocument(
      report: ReportKind.share.verb, title: title, parameters: request.fields, asOf: scope.parameters.asOf?.description,
      columns: ShareColumn.columns,
      rows: rows,
      display: display, summary: .object([JSONField("periods", .array(periods.map(\.json)))]),
      summaryLines: lines(periods), events: events,
      sources: try scope.footnotes(ShareColumn.columns, rows, query.timeline), notes: try notes(periods, shown),
      charts: charts(periods, events, title),
      command: request.command)
    document.pivot = Pivot(
      keys: [Field.product, Field.metric].map(\.rawValue), shown: [DisplayColumn("Product", .text(Field.product))],
      across: Field.period.rawValue,
      figure: Pivot.Figure(
        Field.share, .percent(value: Field.share, low: Field.shareLow, high: Field.shareHigh)))
    return document
  }

  private var display: [DisplayColumn] {
    var columns = [
      DisplayColumn("Period", .text(Field.period)), DisplayColumn("Product", .text(Field.product)),
      DisplayColumn(
        scope.metricTitle,
        .quantity(
          value: Field.value, low: Field.low, high: Field.high, unit: scope.metric.unit,
          currency: scope.currency)),
      DisplayColumn(
        "Share", .percent(value: Field.share, low: Field.shareLow, high: Field.shareHigh),
        spread: .init(Field.sources, low: Field.sourcesLow, high: Field.sourcesHigh)),
    ]
    if rows.contains(where: { $0[Field.shareChange] != .null }) {
      columns.append(DisplayColumn("Shift", .points(value: Field.shareChange)))
    }
    return columns + [DisplayColumn("Origin", .text(Field.origin))]
  }

  /// Whether the spread is what the hulls of the members' figures allow, and those are of several sources.
  private static func isBoxed(_ row: [Cell]) -> Bool {
    (row[Field.sources].number ?? 2) < 2
      && (row[Field.sourcesLow] != row[Field.shareLow] || row[Field.sourcesHigh] != row[Field.shareHigh])
  }

  private func lines(_ periods: [SharePeriod]) -> [String] {
    let lines = periods.map { $0.sentence(scope.figures) }
    return lines.count <= 6 ? lines : Array(lines.suffix(6))
  }

  private func notes(_ periods: [SharePeriod], _ shown: Set<String>) throws -> [String] {
    if rows.isEmpty { return try scope.notesWhenEmpty(query.timeline) + undisclosedNotes }
    var notes: [String] = []
    let code = scope.metricTitle
    if scope.metric.unit == .persons {
      notes.append("Users of several products count in each, so a share of summed \(code) is not a share of people.")
    }
    for hypothesis in query.hypotheses {
      notes.append(
        "What if: \(hypothesis.product.name) \(hypothesis.text), put in place of what the store holds, for this "
          + "run only."
      )
    }
    notes += scope.currencyNotes + (try scope.conversionNotes(query.timeline))
    let incomplete = periods.filter { !$0.isComplete }
    if !incomplete.isEmpty {
      let lacking = incomplete.map { period in
        // Members folded into "other" have no row of their own to miss.
        if query.top != nil { return "\(period.period) (\(period.covered) of \(period.members) known)" }
        let missing = scope.names.filter { name in !period.rows.contains { $0[Field.product] == .text(name) } }
        return "\(period.period) (no \(listed(missing)))"
      }
      notes.append("Incomplete, so without shares: \(listed(lacking)).")
    }
    if scope.names.isEmpty, let last = periods.last, last.covered < last.members {
      notes.append(
        "\(last.period): covers \(last.covered) of \(counted(last.members, "product")); the shares are of those "
          + "\(last.covered).")
    }
    notes += undisclosedNotes
    if computation.hasDerived, let note = query.timeline.rollUpNote(scope.metric) { notes.append(note) }
    if periods.contains(where: { $0.isComplete && $0.total == nil }) {
      notes.append("A member known only by a bound widens the intervals; then there is no point share.")
    }
    if scope.isMedian {
      let unsaid = periods.filter { $0.isComplete && $0.rows.allSatisfy { $0[Field.share] == .null } }
      if !unsaid.isEmpty {
        notes.append(
          "No single origin has a point for every product in \(listed(unsaid.map(\.period.label))), so there is no "
            + "median of shares.")
      }
    }
    let mixed = scope.isMedian ? [] : periods.filter { Set($0.rows.compactMap { $0[Field.origin].string }).count > 1 }
    if !mixed.isEmpty {
      let origins = Set(mixed.flatMap { $0.rows.compactMap { $0[Field.origin].string } }).sorted()
      notes.append(
        "Mixed origins (\(listed(origins))) in \(listed(mixed.map(\.period.label))): a difference may be one of method."
      )
    }
    notes += originNotes(periods)
    let boxed = periods.filter { $0.rows.contains(where: Self.isBoxed) }.map(\.period.label)
    if !boxed.isEmpty {
      notes.append(
        "The sources measured different products in \(listed(boxed)): fewer than two have them all, "
          + "so the spread is what the extremes of each product's figures allow.")
    }
    for period in periods.map(\.period)
    where period.end >= scope.parameters.today && scope.metric.periodType == .duration {
      notes.append("\(period) is not over.")
    }
    if periods.contains(where: { !$0.concentration.isExact }) {
      notes.append("With more than 16 members hhi_high is a bound that the true maximum may fall short of.")
    }
    return notes + (query.hypotheses.isEmpty ? try scope.conflictNotes(query.timeline, shown) : [])
  }

  /// Where a shift is missing because who is believed changes.
  private func originNotes(_ periods: [SharePeriod]) -> [String] {
    var notes: [String] = []
    for (before, period) in zip(periods, periods.dropFirst()) where before.period.next == period.period {
      let origins = Dictionary(
        before.rows.compactMap { row in row[Field.product].string.map { ($0, row[Field.origin].string) } },
        uniquingKeysWith: { first, _ in first })
      for row in period.rows where row[Field.share] != .null && row[Field.shareChange] == .null {
        guard let name = row[Field.product].string, let old = origins[name] ?? nil, let new = row[Field.origin].string,
          !scope.isSameOrigin(old, new), name != "other"
        else { continue }
        notes.append(
          "\(name): origin changed from \(old) to \(new) in \(period.period): no shift is computed across it.")
      }
    }
    return shortened(notes) { "And \($0) more changes of origin." }
  }

  /// "Not disclosed" is never zero: it is said.
  private var undisclosedNotes: [String] {
    computation.undisclosed.isEmpty ? [] : ["Not disclosed, which is not zero: \(listed(computation.undisclosed))."]
  }

  private func charts(_ periods: [SharePeriod], _ events: [EventMark], _ title: String) -> [Chart] {
    guard !periods.isEmpty else { return [] }
    var sizes: [String: Double] = [:]
    for row in rows {
      if let name = row[Field.product].string {
        sizes[name, default: 0] += row[Field.value].number ?? row[Field.high].number ?? 0
      }
    }
    let names = sizes.keys.sorted {
      ($0 == "other" ? 1 : 0, sizes[$1] ?? 0, $0) < ($1 == "other" ? 1 : 0, sizes[$0] ?? 0, $1)
    }
    // More parts than a reader can tell apart stand as one: a whole keeps all its parts.
    let named = names.count <= LineChart.mostLines ? names : Array(names.prefix(LineChart.mostLines - 1))
    let isFolded = named.count < names.count
    let shown = isFolded ? named.filter { $0 != "other" } + ["other"] : named
    let places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    var shares = [[ChartPoint]](repeating: [ChartPoint](repeating: .gap, count: periods.count), count: shown.count)
    for (index, period) in periods.enumerated() {
      for row in period.rows {
        guard let place = row[Field.product].string.flatMap({ places[$0] }), !isFolded || place < shown.count - 1
        else { continue }
        shares[place][index] = Self.point(
          row[Field.share].number, row[Field.shareLow].number, row[Field.shareHigh].number)
      }
      if isFolded { shares[shown.count - 1][index] = Self.rest(period.rows, besides: Set(shown.dropLast())) }
    }
    let members = zip(shown, shares).map { ShareChart.Member(name: $0, shares: $1) }
    let suffix = isFolded ? LineChart.foldedTitle(shown.count - 1, of: names.count) : ""
    return [
      .share(
        ShareChart(
          title: title + suffix, periods: periods.map(\.period), members: members, events: events,
          breaks: breaks(periods)))
    ]
  }

  private static func point(_ share: Double?, _ low: Double?, _ high: Double?) -> ChartPoint {
    ChartPoint(
      value: share, low: low, high: high, qualifier: share != nil ? .eq : low == nil && high == nil ? nil : .range)
  }

  /// The sum of the rows that are not `named`, with the interval that all members' figures allow.
  private static func rest(_ rows: [[Cell]], besides named: Set<String>) -> ChartPoint {
    func entry(_ row: [Cell]) -> ShareEntry {
      ShareEntry(
        subject: nil, period: 0, value: row[Field.value].number, low: row[Field.low].number,
        high: row[Field.high].number)
    }
    var rest: ShareEntry?
    var kept: [ShareEntry] = []
    var share: Double? = 0
    for row in rows {
      if row[Field.product].string.map(named.contains) ?? false {
        kept.append(entry(row))
      } else {
        if rest?.add(entry(row)) == nil { rest = entry(row) }
        share = share.flatMap { sum in row[Field.share].number.map { sum + $0 } }
      }
    }
    guard let rest, rows.contains(where: { $0[Field.shareLow] != .null || $0[Field.shareHigh] != .null }) else {
      return .gap
    }
    let (low, high) = ShareSums(kept + [rest], required: 0, minimumOfBoth: 0).interval(rest)
    return point(share, low, high)
  }

  /// The periods in which somebody's figure is of another origin than before: the shares there compare nothing.
  private func breaks(_ periods: [SharePeriod]) -> Set<Int> {
    var origins: [String: String] = [:]
    var breaks: Set<Int> = []
    for (index, period) in periods.enumerated() {
      for row in period.rows where row[Field.value] != .null {
        guard let name = row[Field.product].string, name != "other", let origin = row[Field.origin].string else {
          continue
        }
        if let before = origins[name], !scope.isSameOrigin(before, origin) { breaks.insert(index) }
        origins[name] = origin
      }
    }
    return breaks
  }
}

import MarketModel
import MarketStore
import SQLite

/// The periods of a report: one granularity, the ids shown, and what finer figures are rolled up into them.
struct Timeline {
  /// Finer figures that fill in where a period has none of its own.
  struct RollUp {
    var from: Granularity
    /// The coarse periods that the finer ones can reach, with how many of them make one whole.
    var periods: [(period: Period, parts: Int)]
  }
  let granularity: Granularity
  /// Ids shown, inclusive. Spans are chosen by date instead.
  let first: Int64
  let last: Int64
  /// Ids read: also those that a shown period is compared with.
  var readFirst: Int64
  var readLast: Int64
  var rollUp: RollUp?
  let from: CalendarDay?
  let to: CalendarDay?

  /// Whose figures a report shows where several granularities have some.
  static let preferred: [Granularity] = [.month, .quarter, .week, .day, .half, .year, .span]

  init(_ granularity: Granularity, from: Period?, to: Period?) {
    self.granularity = granularity
    self.from = from.map { $0.start ?? $0.end }
    self.to = to?.end
    var first = Int64(granularity.ids.lowerBound)
    var last = Int64(granularity.ids.upperBound)
    if granularity != .span {
      if let day = self.from, let period = Period(granularity, containing: day), let id = period.id {
        first = period.start == day ? Int64(id) : Int64(id) + 1
      }
      if let day = self.to, let period = Period(granularity, containing: day), let id = period.id {
        last = period.end == day ? Int64(id) : Int64(id) - 1
      }
    }
    self.first = first
    self.last = last
    readFirst = first
    readLast = last
  }

  /// No period is shown where the days asked for hold none whole: then `first` is after `last`.
  func shows(_ id: Int64) -> Bool { id >= first && id <= last }

  /// Reads so many more periods before the first one shown, for changes and averages.
  mutating func readBack(_ count: Int64) {
    readFirst = max(
      Int64(granularity.ids.lowerBound), min(readFirst, first - min(count, Int64(Granularity.idsPerGranularity))))
  }

  /// Reads the period of an index base too.
  mutating func read(_ id: Int64) {
    readFirst = min(readFirst, id)
    readLast = max(readLast, id)
  }

  /// How far back the same period of the year before can lie, in ids; nil where years mean nothing.
  var yearBefore: ClosedRange<Int64>? {
    switch granularity {
    case .day: 365...366
    case .week: 52...53
    case .month: 12...12
    case .quarter: 4...4
    case .half: 2...2
    case .year: 1...1
    case .span: nil
    }
  }

  /// "by month"; a span has no name that reads well.
  var phrase: String { granularity == .span ? "over irregular spans" : "by \(granularity.name)" }

  /// The periods read, as (id, label, start_on, end_on).
  var calendar: SQL {
    guard let rollUp, !rollUp.periods.isEmpty else {
      return
        "SELECT t.id, t.label, t.start_on, t.end_on FROM periods t WHERE t.id BETWEEN \(readFirst) AND "
        + "\(readLast)\(spanCondition)"
    }
    // Coarse periods that nothing was said about are not in the store's calendar.
    return """
      SELECT v.id, v.label, v.start_on, v.end_on FROM rolled v
          UNION SELECT t.id, t.label, t.start_on, t.end_on FROM periods t
            WHERE t.id BETWEEN \(readFirst) AND \(readLast)
      """
  }

  /// How finer figures were rolled up; nil where none were.
  func rollUpNote(_ metric: Metric) -> String? {
    guard let rollUp, !rollUp.periods.isEmpty else { return nil }
    let how =
      switch metric.aggregation {
      case .sum: "sum"
      case .mean: "their mean"
      case .max: "their maximum"
      case .last, .none: "the last one"
      }
    return "Derived from \(rollUp.from.name)s by \(how), whole \(granularity.name)s only."
  }

  /// A span is shown when it touches the days asked for; its start may be unknown.
  var spanCondition: SQL {
    guard granularity == .span else { return "" }
    var condition: SQL = ""
    if let from { condition += " AND t.end_on >= \(from.description)" }
    if let to { condition += " AND (t.start_on IS NULL OR t.start_on <= \(to.description))" }
    return condition
  }
}

extension ReportScope {
  /// The granularity asked for, rolled up from finer figures where need be, else the one that the data have.
  ///
  /// - Throws: `StoreError` of kind `usage` when the figures are coarser than asked for, or the metric has no legal
  ///   roll-up.
  func timeline() throws -> Timeline {
    guard let wantedGranularity = parameters.by else {
      let found = try ownGranularity(from: parameters.from, to: parameters.to)
      return Timeline(found ?? .month, from: parameters.from, to: parameters.to)
    }
    guard wantedGranularity != .span else {
      throw StoreError(.usage, "a report cannot be by span", remedy: .set(.by, "month"))
    }
    var timeline = Timeline(wantedGranularity, from: parameters.from, to: parameters.to)
    let finer: [Granularity] =
      wantedGranularity == .week ? [.day] : [.half, .quarter, .month, .day].filter { $0 < wantedGranularity }
    let source = try finer.first { try hasObservations(Timeline($0, from: nil, to: nil)) }
    if let source {
      if metric.aggregation == .none {
        if try hasObservations(timeline) { return timeline }
        throw StoreError(
          .usage,
          "\(metric.code) cannot be rolled up from \(source.name)s to \(wantedGranularity.name)s: the metric has no "
            + "legal sum or mean over time",
          remedy: .omit(.by))
      }
      timeline.rollUp = try rollUp(from: source, to: wantedGranularity)
      return timeline
    }
    if try !hasObservations(Timeline(wantedGranularity, from: nil, to: nil)) {
      let coarser: [Granularity] = [.week, .month, .quarter, .half, .year].filter { $0 > wantedGranularity }
      if let found = try coarser.first(where: { try hasObservations(Timeline($0, from: nil, to: nil)) }) {
        throw StoreError(
          .usage,
          "\(metric.code) of \(subject) is known by \(found.name) only and cannot be split into "
            + "\(wantedGranularity.name)s",
          remedy: .set(.by, found.name))
      }
    }
    return timeline
  }

  /// The granularity that the data have; nil where nothing is known.
  func ownGranularity(from: Period?, to: Period?) throws -> Granularity? {
    try Timeline.preferred.first { try hasObservations(Timeline($0, from: from, to: to)) }
  }

  private func hasObservations(_ timeline: Timeline) throws -> Bool {
    let spans: SQL =
      timeline.granularity == .span
      ? " AND EXISTS (SELECT 1 FROM periods t WHERE t.id = o.period_id\(timeline.spanCondition))" : ""
    return try store.connection.first(
      """
      WITH wanted AS (\(wanted)) SELECT 1 FROM wanted w WHERE EXISTS (
        SELECT 1 FROM observations o JOIN publications b ON b.id = o.publication_id
        WHERE o.series_id = w.series_id AND o.period_id BETWEEN \(timeline.first) AND \(timeline.last)
          AND \(known.ofObservations)\(spans)) LIMIT 1
      """
    ) { _ in true } ?? false
  }

  private func rollUp(from finer: Granularity, to coarser: Granularity) throws -> Timeline.RollUp {
    let all = Timeline(finer, from: nil, to: nil)
    let reach = try store.connection.first(
      """
      WITH wanted AS (\(wanted)) SELECT min(o.period_id), max(o.period_id) FROM wanted w
        JOIN observations o ON o.series_id = w.series_id
      WHERE o.period_id BETWEEN \(all.first) AND \(all.last)
      """
    ) { ($0.optionalInt(0), $0.optionalInt(1)) }
    guard let first = reach?.0, let last = reach?.1, let firstPart = Period(id: Int32(clamping: first)),
      let lastPart = Period(id: Int32(clamping: last)), let start = firstPart.start,
      var period = Period(coarser, containing: start)
    else { return Timeline.RollUp(from: finer, periods: []) }
    var periods: [(period: Period, parts: Int)] = []
    while let day = period.start, day <= lastPart.end {
      if let firstInside = Period(finer, containing: day)?.id,
        let lastInside = Period(finer, containing: period.end)?.id
      {
        periods.append((period, Int(lastInside - firstInside) + 1))
      }
      guard let next = period.next else { break }
      period = next
    }
    return Timeline.RollUp(from: finer, periods: periods)
  }
}

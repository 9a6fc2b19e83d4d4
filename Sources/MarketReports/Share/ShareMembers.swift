import MarketModel

/// A product's figure in one period, or that of several as "other".
struct ShareEntry {
  /// Nil: the rest, as "other".
  var subject: Int64?
  var period: Int64
  var value: Double?
  var low: Double?
  var high: Double?
  /// This period's and the one before's sum over the members that have a point in both; nil when none has.
  var bothNow: Double?
  var bothBefore: Double?
  /// How many members a shift can be computed for: those with a point in both periods.
  var both = 0
  var members = 1
  /// Nil: several.
  var origin: Int64?
  var source: Int64?
  var publication: Int64?
  var isHypothetical = false
  /// What each origin says, where there is more than one; empty for "other".
  var own: [OwnFigure] = []

  /// Takes a member into "other".
  mutating func add(_ other: ShareEntry) {
    value = value.flatMap { value in other.value.map { value + $0 } }
    low = low.flatMap { low in other.low.map { low + $0 } }
    high = high.flatMap { high in other.high.map { high + $0 } }
    if let now = other.bothNow, let before = other.bothBefore {
      bothNow = (bothNow ?? 0) + now
      bothBefore = (bothBefore ?? 0) + before
    }
    members += other.members
    both += other.both
    if origin != other.origin { origin = nil }
    if source != other.source { source = nil }
    if let latest = other.publication, latest > publication ?? .min { publication = latest }
    isHypothetical = isHypothetical || other.isHypothetical
  }
}

/// The members behind a share report, computed from the believed claims.
struct ShareMembers {
  /// One per member and period that has a figure; what is not disclosed has none. Members are runs, in order of period.
  private(set) var entries: [ShareEntry] = []
  /// The subjects that disclose nothing in some period shown.
  private(set) var undisclosed: Set<Int64> = []
  /// Whether a figure shown may be rolled up from finer periods.
  private(set) var hasDerived = false

  private let isOverSpans: Bool

  init(_ claims: [BelievedClaim], _ timeline: Timeline, _ hypotheses: [Hypothesis]) {
    isOverSpans = timeline.granularity == .span
    let replaced = Set(hypotheses.map(\.product.id))
    entries.reserveCapacity(claims.count)
    for claim in claims where !replaced.contains(claim.subject) {
      if !claim.isDisclosed, timeline.shows(claim.period) { undisclosed.insert(claim.subject) }
      guard claim.low != nil || claim.high != nil else { continue }
      if claim.isDerived, timeline.shows(claim.period) { hasDerived = true }
      let entry = ShareEntry(
        subject: claim.subject, period: claim.period, value: claim.value, low: claim.low, high: claim.high,
        origin: claim.origin,
        source: claim.source, publication: claim.publication, own: claim.own)
      add(entry, valueBefore: claim.valueBefore, timeline)
    }
    guard !hypotheses.isEmpty else { return }
    let periods = Set(claims.map(\.period)).sorted()
    for hypothesis in hypotheses {
      let (id, quantity) = (hypothesis.product.id, hypothesis.quantity)
      var before: Int64?
      for period in periods {
        let entry = ShareEntry(
          subject: id, period: period, value: quantity.value, low: quantity.low, high: quantity.high,
          isHypothetical: true)
        add(entry, valueBefore: before == period - 1 ? quantity.value : nil, timeline)
        before = period
      }
    }
  }

  /// Adds a member's figure if its period is shown, with the same origin's figure of the period before: a shift is
  /// computed on the members that have both.
  private mutating func add(_ entry: ShareEntry, valueBefore: Double?, _ timeline: Timeline) {
    guard timeline.shows(entry.period) else { return }
    var entry = entry
    if timeline.granularity != .span, let value = entry.value, let valueBefore {
      (entry.bothNow, entry.bothBefore, entry.both) = (value, valueBefore, 1)
    }
    entries.append(entry)
  }

  /// The `top` largest members of the last period shown, then over all of them, and per period the rest as one.
  func folded(top: Int) -> [ShareEntry] {
    var sizes: [(subject: Int64?, latest: Double, size: Double)] = []
    // Ids of spans do not sort by date.
    let last = isOverSpans ? nil : entries.map(\.period).max()
    for entry in entries {
      if sizes.last?.subject != entry.subject { sizes.append((entry.subject, -.infinity, 0)) }
      let size = entry.value ?? entry.high ?? entry.low ?? 0
      sizes[sizes.count - 1].size += size
      if entry.period == last { sizes[sizes.count - 1].latest = size }
    }
    sizes.sort { ($0.latest, $0.size, $1.subject ?? 0) > ($1.latest, $1.size, $0.subject ?? 0) }
    let largest = Set(sizes.prefix(top).map(\.subject))
    var kept: [ShareEntry] = []
    var rest: [ShareEntry] = []
    var places: [Int64: Int] = [:]
    for entry in entries {
      if largest.contains(entry.subject) {
        kept.append(entry)
      } else if let place = places[entry.period] {
        rest[place].add(entry)
      } else {
        places[entry.period] = rest.count
        rest.append(entry)
      }
    }
    for place in rest.indices {
      rest[place].subject = nil
      rest[place].own = []
      // A shift of "other" is one of the same members or none.
      rest[place].both = rest[place].members
    }
    return kept + rest
  }
}

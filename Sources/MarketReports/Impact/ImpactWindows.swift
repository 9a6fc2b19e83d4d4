import MarketModel

/// The periods before and after an event, as ids of one granularity.
struct ImpactWindows {
  let before: ClosedRange<Int64>
  let after: ClosedRange<Int64>
  /// How many periods between them hold the event and are left out: none where it falls on a period's first day, which
  /// is the first after it then.
  let leftOut: Int64

  init(before: ClosedRange<Int64>, after: ClosedRange<Int64>) {
    (self.before, self.after) = (before, after)
    leftOut = after.lowerBound - before.upperBound - 1
  }

  /// So many whole periods on each side; nil where periods have no neighbours.
  init?(_ event: DatedEvent, _ granularity: Granularity, window: Int) {
    guard let first = Period(granularity, containing: event.start), let id = first.id,
      let last = Period(granularity, containing: event.end)?.id, id <= last
    else { return nil }
    let isFirstDay = event.start == event.end && first.start == event.start
    let start = Int64(id)
    let end = isFirstDay ? start : Int64(last) + 1
    self.init(before: start - Int64(window)...start - 1, after: end...end + Int64(window) - 1)
  }

  /// The same around another date, as many periods earlier.
  func earlier(by count: Int64) -> ImpactWindows {
    ImpactWindows(
      before: before.lowerBound - count...before.upperBound - count,
      after: after.lowerBound - count...after.upperBound - count)
  }
}

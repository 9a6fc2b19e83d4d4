import MarketModel
import SQLite

/// Periods as ids; a granularity's periods are kept without holes, so that a gap in a series is a hole in the integers
/// and nothing else.
final class PeriodIndex {
  private let connection: Connection
  /// First and last known id of each granularity.
  private var known: [Granularity: ClosedRange<Int32>?] = [:]
  private var spans: [String: Int32] = [:]
  private(set) var additions = 0

  init(_ connection: Connection) { self.connection = connection }

  func id(_ period: Period) throws -> Int32 {
    guard let id = period.id else { return try spanID(period) }
    let granularity = period.granularity
    // Spans have no row without a gap to keep.
    if granularity == .span {
      if let known = spans[period.label] { return known }
      if try connection.first("SELECT 1 FROM periods WHERE id = \(Int64(id))", { $0.int(0) }) == nil {
        try write(id, period)
      }
      spans[period.label] = id
      return id
    }
    if known[granularity] == nil { known[granularity] = .some(try range(of: granularity)) }
    guard let range = known[granularity] ?? nil else {
      try insert(id)
      known[granularity] = .some(id...id)
      return id
    }
    if range.contains(id) { return id }
    for missing in id < range.lowerBound ? id..<range.lowerBound : (range.upperBound + 1)..<(id + 1) {
      try insert(missing)
    }
    known[granularity] = .some(min(id, range.lowerBound)...max(id, range.upperBound))
    return id
  }

  /// Looks everything up anew: periods were rolled back.
  func forget() {
    known = [:]
    spans = [:]
  }

  private func range(of granularity: Granularity) throws -> ClosedRange<Int32>? {
    let ids = granularity.ids
    return try connection.first(
      "SELECT min(id), max(id) FROM periods WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound)"
    ) { row in
      guard let low = row.optionalInt(0), let high = row.optionalInt(1) else { return nil }
      return Int32(truncatingIfNeeded: low)...Int32(truncatingIfNeeded: high)
    } ?? nil
  }

  private func insert(_ id: Int32) throws {
    guard let period = Period(id: id) else { return }
    try write(id, period)
  }

  private func write(_ id: Int32, _ period: Period) throws {
    additions += 1
    try connection.run(
      "INSERT INTO periods (id, granularity, label, start_on, end_on) VALUES (?1, ?2, ?3, ?4, ?5)", Int64(id),
      period.granularity.name,
      period.label, period.start?.description, period.end.description)
  }

  private func spanID(_ period: Period) throws -> Int32 {
    let label = period.label
    if let known = spans[label] { return known }
    if let found = try connection.first(
      "SELECT id FROM periods WHERE label = \(label)", { Int32(truncatingIfNeeded: $0.int(0)) })
    {
      spans[label] = found
      return found
    }
    let first = Granularity.otherSpanIDs.lowerBound
    let last =
      try connection.first("SELECT max(id) FROM periods WHERE id >= \(first)") { $0.optionalInt(0) } ?? nil
    let id = last.map { Int32(truncatingIfNeeded: $0 + 1) } ?? first
    try write(id, period)
    spans[label] = id
    return id
  }
}

import MarketModel
import MarketStore
import SQLite

/// What counts as known: claims published up to a day, rows that the store held at a time, of one source or one
/// origin.
struct KnownAsOf {
  var asOf: CalendarDay?
  /// The last import that counts; nil: all of them, and what stands now.
  var lastImport: Int64?
  var source: CatalogueEntry?
  var origin: CatalogueEntry?
  /// The reliability that sources had at the last import that counts, where it is another now.
  private(set) var reliabilities: [Int64: Int64] = [:]

  /// Whether one source or origin alone is asked for.
  var isNarrowed: Bool { source != nil || origin != nil }

  /// - Parameter only: The one origin that is believed, which is as good as one asked for.
  init(_ parameters: CommonParameters, only: CatalogueEntry? = nil, in store: Store) throws {
    asOf = parameters.asOf
    source = try parameters.source.map { try store.resolve(.source, $0) }
    origin = try parameters.origin.map { try store.resolve(.source, $0) }
    if let only {
      if let origin, origin != only {
        throw StoreError(
          .usage, "to believe \(only.name) only and to ask for the origin \(origin.name) leaves nothing",
          remedy: .anyOf([.omit(.believe), .omit(.origin)]))
      }
      origin = only
    }
    lastImport = try parameters.recordedAsOf.map { try store.lastImport(at: $0) }
    if let lastImport { reliabilities = try store.reliabilities(after: lastImport) }
  }

  /// Publication ids sort by date, so a day as of which something is known is a bound on them: the ids of the day after
  /// begin here.
  static func firstPublication(after day: CalendarDay) -> Int64 { PublicationID.ids(on: day).upperBound + 1 }

  /// The condition on observations `o` and their publications `b`.
  var ofObservations: SQL {
    var condition = live("o")
    if lastImport != nil {
      condition +=
        " AND NOT EXISTS (SELECT 1 FROM revivals v WHERE v.series_id = o.series_id AND v.period_id = o.period_id"
      condition +=
        " AND v.publication_id = o.publication_id AND v.origin_id = o.origin_id AND v.import_id = o.import_id"
      condition += " AND v.retracted_by <= \(lastImport) AND v.revived_by > \(lastImport))"
    }
    if let asOf { condition += " AND o.publication_id < \(Self.firstPublication(after: asOf))" }
    if let origin { condition += " AND o.origin_id = \(origin.id)" }
    if let source { condition += " AND b.source_id = \(source.id)" }
    return condition
  }

  /// The condition on events `e`.
  func ofEvents(_ e: SQL) -> SQL {
    var condition = ofPublished(e)
    if lastImport != nil {
      condition += " AND NOT EXISTS (SELECT 1 FROM event_revivals v WHERE v.event_id = \(e).id"
      condition += " AND v.retracted_by <= \(lastImport) AND v.revived_by > \(lastImport))"
    }
    return condition
  }

  /// The condition on rates `f`.
  func ofRates(_ f: SQL) -> SQL {
    var condition = ofPublished(f)
    if lastImport != nil {
      condition +=
        " AND NOT EXISTS (SELECT 1 FROM rate_revivals v WHERE v.base = \(f).base AND v.quote = \(f).quote AND v.kind "
        + "= \(f).kind"
      condition +=
        " AND v.period_id = \(f).period_id AND v.publication_id = \(f).publication_id AND v.import_id = \(f).import_id"
      condition += " AND v.retracted_by <= \(lastImport) AND v.revived_by > \(lastImport))"
    }
    return condition
  }

  private func ofPublished(_ table: SQL) -> SQL {
    var condition = live(table)
    if let asOf { condition += " AND \(table).publication_id < \(Self.firstPublication(after: asOf))" }
    return condition
  }

  private func live(_ table: SQL) -> SQL {
    guard let lastImport else { return "\(table).retracted_by IS NULL" }
    return
      "\(table).import_id <= \(lastImport) AND (\(table).retracted_by IS NULL OR \(table).retracted_by > \(lastImport))"
  }
}

extension Store {
  /// The last import recorded at `time`, 0 before the first.
  fileprivate func lastImport(at time: String) throws -> Int64 {
    let limit = try endOfMoment(time)
    return try connection.first("SELECT coalesce(max(id), 0) FROM imports WHERE recorded_at <= \(limit)") { $0.int(0) }
      ?? 0
  }

  /// The reliability that sources had when import `number` was the last one, of those that it was changed of since:
  /// edits are recorded.
  fileprivate func reliabilities(after number: Int64) throws -> [Int64: Int64] {
    let changes = try connection.query(
      """
      SELECT target_id, old_value FROM catalogue_changes
      WHERE kind = 'source' AND field = 'reliability' AND import_id > \(number) ORDER BY id
      """
    ) { ($0.int(0), $0.optionalText(1).flatMap { Int64($0) }) }
    return Dictionary(changes) { first, _ in first }.compactMapValues(\.self)
  }

  /// The last import recorded by the end of `day`, 0 before the first.
  func lastImport(on day: CalendarDay) throws -> Int64 { try lastImport(at: day.description) }
}

/// The last millisecond that `text` can mean, as the store writes times.
private func endOfMoment(_ text: String) throws -> String {
  let refusal = StoreError(
    .usage, "\"\(text)\" is not a time in UTC",
    remedy: "write 2026-04-02, 2026-04-02T09:30:00Z or 2026-04-02T09:30:00.250Z")
  let bytes = Array(text.utf8)
  guard bytes.count >= 10, CalendarDay.parse(String(decoding: bytes[..<10], as: UTF8.self)) != nil else {
    throw refusal
  }
  let day = String(decoding: bytes[..<10], as: UTF8.self)
  if bytes.count == 10 { return day + "T23:59:59.999Z" }
  func number(_ offset: Int, below limit: UInt8) -> Bool {
    let tens = bytes[offset] &- 48
    let ones = bytes[offset + 1] &- 48
    return tens < 10 && ones < 10 && tens * 10 + ones < limit
  }
  guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
    bytes[16] == UInt8(ascii: ":"),
    number(11, below: 24), number(14, below: 60), number(17, below: 60), bytes[bytes.count - 1] == UInt8(ascii: "Z")
  else { throw refusal }
  let fraction = bytes[19..<(bytes.count - 1)]
  var digits = "999"
  if !fraction.isEmpty {
    guard fraction.first == UInt8(ascii: "."), fraction.count > 1, fraction.dropFirst().allSatisfy({ $0 &- 48 < 10 })
    else { throw refusal }
    digits = String((String(decoding: fraction.dropFirst(), as: UTF8.self) + "999").prefix(3))
  }
  return "\(String(decoding: bytes[..<19], as: UTF8.self)).\(digits)Z"
}

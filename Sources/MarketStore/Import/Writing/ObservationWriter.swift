import SQLite

/// Writes sorted observations into the store: finds what is there already, retracts what they revise, and inserts.
final class ObservationWriter {
  private let connection: Connection
  private let importID: Int64
  private let pending: PendingTable
  private(set) var inserted = 0
  private(set) var unchanged = 0
  private(set) var revised = 0
  private(set) var duplicates = 0
  /// Told of rows that contradict each other under one key: all of them.
  var onContradiction: ((_ rows: [PendingObservation]) throws -> Void)?

  init(_ connection: Connection, importID: Int64) throws {
    self.connection = connection
    self.importID = importID
    pending = try PendingTable(connection)
  }

  /// Takes a chunk whose `order` is by key. All rows of one key must be in it.
  func write(_ chunk: ObservationChunk, onlyChecking: Bool = false) throws {
    try settleRepeats(chunk)
    if onlyChecking { return }
    var lookUps = false
    for index in 0..<chunk.count where chunk.rows[index].mayExist && chunk.rows[index].action == .insert {
      lookUps = true
      break
    }
    if lookUps { try compareWithStore(chunk) }
    try insert(chunk)
  }

  /// Rows of one key in one import: equal ones count once, contradicting ones are all refused.
  private func settleRepeats(_ chunk: ObservationChunk) throws {
    guard chunk.count > 1 else { return }
    var start = 0
    while start < chunk.count {
      let key = (chunk.rows + Int(chunk.order[start])).pointee.key
      var end = start + 1
      while end < chunk.count, (chunk.rows + Int(chunk.order[end])).pointee.key == key { end += 1 }
      if end - start > 1 { try settleRepeats(chunk, start..<end) }
      start = end
    }
  }

  private func settleRepeats(_ chunk: ObservationChunk, _ places: Range<Int>) throws {
    // Those that their file refused already contradict nobody.
    let rows = places.map { chunk.rows + Int(chunk.order[$0]) }.filter { $0.pointee.action == .insert }
    guard rows.count > 1 else { return }
    if rows.allSatisfy({ rows[0].pointee.claimsSame($0.pointee) }) {
      for row in rows.dropFirst() { row.pointee.action = .drop }
      duplicates += rows.count - 1
    } else {
      for row in rows { row.pointee.action = .refuse }
      try onContradiction?(rows.map(\.pointee))
    }
  }

  /// Finds the live row of each key: the same claim stays as it is, another one is retracted.
  ///
  /// Goes through a series' rows as they lie in the table, from the first period wanted to the last: a file that comes
  /// again has nearly all of them, and a step to the next row costs a third of a search. A leap over many periods is a
  /// search again.
  private func compareWithStore(_ chunk: ObservationChunk) throws {
    var superseded: [(row: Int, importID: Int64)] = []
    try connection.withStatement(
      """
      SELECT period_id, publication_id, origin_id, import_id, qualifier, status, value, low, high, cohort_size
        FROM observations
      WHERE series_id = ?1 AND period_id BETWEEN ?2 AND ?3 AND retracted_by IS NULL
        ORDER BY period_id, publication_id, origin_id, import_id
      """
    ) { statement in
      var next = 0
      while let run = nextRun(chunk, from: &next) {
        let first = chunk.rows + Int(chunk.order[run.lowerBound])
        try statement.bind(1, Int64(first.pointee.series))
        try statement.bind(2, Int64(first.pointee.period))
        try statement.bind(3, Int64((chunk.rows + Int(chunk.order[run.upperBound - 1])).pointee.period))
        var at = run.lowerBound
        while at < run.upperBound, try statement.step() {
          let found = statement.row
          var key = first.pointee
          key.period = Int32(truncatingIfNeeded: found.int(0))
          key.publication = found.int(1)
          key.origin = Int32(truncatingIfNeeded: found.int(2))
          let foundKey = key.key
          while at < run.upperBound, (chunk.rows + Int(chunk.order[at])).pointee.key < foundKey { at += 1 }
          guard at < run.upperBound else { break }
          let row = chunk.rows + Int(chunk.order[at])
          guard row.pointee.key == foundKey, row.pointee.mayExist, row.pointee.action == .insert else { continue }
          if isSame(found, row) {
            row.pointee.action = .unchanged
            unchanged += 1
          } else {
            row.pointee.action = .revise
            superseded.append((Int(chunk.order[at]), found.int(3)))
          }
        }
        try statement.reset()
      }
    }
    guard !superseded.isEmpty else { return }
    revised += superseded.count
    try connection.withStatement(
      """
      UPDATE observations SET retracted_by = ?1
      WHERE series_id = ?2 AND period_id = ?3 AND publication_id = ?4 AND origin_id = ?5 AND import_id = ?6
      """
    ) { statement in
      try statement.bind(1, importID)
      for entry in superseded {
        let row = chunk.rows + entry.row
        try statement.bind(2, Int64(row.pointee.series))
        try statement.bind(3, Int64(row.pointee.period))
        try statement.bind(4, row.pointee.publication)
        try statement.bind(5, Int64(row.pointee.origin))
        try statement.bind(6, entry.importID)
        _ = try statement.step()
        try statement.reset()
      }
    }
  }

  /// The next places in key order, from `next` on, of one series' rows that may be in the store, without a leap in
  /// between.
  private func nextRun(_ chunk: ObservationChunk, from next: inout Int) -> Range<Int>? {
    func row(_ place: Int) -> UnsafeMutablePointer<PendingObservation> { chunk.rows + Int(chunk.order[place]) }
    while next < chunk.count, !row(next).pointee.mayExist || row(next).pointee.action != .insert { next += 1 }
    guard next < chunk.count else { return nil }
    let begin = next
    var last = row(begin).pointee.period
    next += 1
    while next < chunk.count, row(next).pointee.series == row(begin).pointee.series,
      row(next).pointee.period &- last <= Self.longestLeap
    {
      last = row(next).pointee.period
      next += 1
    }
    return begin..<next
  }

  /// In periods: the rows of so many periods are passed over sooner than a search takes.
  private static let longestLeap: Int32 = 8

  /// Columns 4 to 9 of the look-up against a row of the file.
  private func isSame(_ found: Row, _ row: UnsafeMutablePointer<PendingObservation>) -> Bool {
    // NULL reads as 0: only then is it worth asking.
    func number(_ column: Int) -> Double {
      let value = found.double(column)
      return value == 0 && found.isNull(column) ? .nan : value
    }
    return found.int(4) == Int64(row.pointee.qualifier) && found.int(5) == Int64(row.pointee.status)
      && found.int(9) == row.pointee.cohortSize
      && same(number(6), row.pointee.value) && same(number(7), row.pointee.low) && same(number(8), row.pointee.high)
  }

  private func insert(_ chunk: ObservationChunk) throws {
    pending.show(chunk, as: .insert)
    defer { pending.show(nil, as: .insert) }
    try connection.withStatement(
      """
      INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier, status, value,
        low, high, cohort_size,
        value_text, note)
      SELECT series_id, period_id, publication_id, origin_id, ?1, qualifier, status, value, low, high, cohort_size,
        value_text, note FROM pending
      """
    ) { statement in
      try statement.bind(1, importID)
      _ = try statement.step()
    }
    var news = 0
    for index in 0..<chunk.count where chunk.rows[index].action == .insert { news += 1 }
    inserted += news
  }
}

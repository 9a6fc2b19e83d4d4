import SQLite

/// Writes sorted observations into the store: finds what is there already, retracts what they revise, and inserts.
final class ObservationWriter {
  private let connection: Connection
  private let importID: Int64
  private let pending: PendingTable
  private(set) var inserted = 0
  private(set) var unchanged = 0
  private(set) var revised = 0
  private(set) var refused = 0
  private(set) var duplicates = 0
  /// Told of rows that contradict each other under one key: all of them.
  var onContradiction: ((_ rows: [PendingObservation]) -> Void)?

  init(_ connection: Connection, importID: Int64) throws {
    self.connection = connection
    self.importID = importID
    pending = try PendingTable(connection)
  }

  /// Takes a chunk whose `order` is by key. All rows of one key must be in it.
  func write(_ chunk: ObservationChunk) throws {
    settleRepeats(chunk)
    var lookUps = false
    for index in 0..<chunk.count where chunk.rows[index].mayExist && chunk.rows[index].action == .insert {
      lookUps = true
      break
    }
    if lookUps { try compareWithStore(chunk) }
    try insert(chunk)
  }

  /// Rows of one key in one import: equal ones count once, contradicting ones are all refused.
  private func settleRepeats(_ chunk: ObservationChunk) {
    guard chunk.count > 1 else { return }
    var start = 0
    while start < chunk.count {
      let first = chunk.rows + Int(chunk.order[start])
      let key = first.pointee.key
      var end = start + 1
      var agree = true
      while end < chunk.count, (chunk.rows + Int(chunk.order[end])).pointee.key == key {
        if !first.pointee.claimsSame((chunk.rows + Int(chunk.order[end])).pointee) { agree = false }
        end += 1
      }
      if end - start > 1 {
        if agree {
          for index in (start + 1)..<end { (chunk.rows + Int(chunk.order[index])).pointee.action = .drop }
          duplicates += end - start - 1
        } else {
          var rows: [PendingObservation] = []
          for index in start..<end {
            (chunk.rows + Int(chunk.order[index])).pointee.action = .refuse
            rows.append((chunk.rows + Int(chunk.order[index])).pointee)
          }
          refused += rows.count
          onContradiction?(rows)
        }
      }
      start = end
    }
  }

  /// Finds the live row of each key: the same claim stays as it is, another one is retracted.
  private func compareWithStore(_ chunk: ObservationChunk) throws {
    pending.show(chunk, as: .lookUp)
    var superseded: [(row: Int, importID: Int64)] = []
    try connection.withStatement(
      """
      SELECT p.n, o.import_id, o.qualifier, o.status, o.value, o.low, o.high, o.cohort_size
      FROM pending p CROSS JOIN observations o
        ON o.series_id = p.series_id AND o.period_id = p.period_id AND o.publication_id = p.publication_id AND o.origin_id = p.origin_id
      WHERE o.retracted_by IS NULL
      """
    ) { statement in
      while try statement.step() {
        let found = statement.row
        let row = chunk.rows + Int(found.int(0))
        let isSame =
          found.int(2) == Int64(row.pointee.qualifier) && found.int(3) == Int64(row.pointee.status) && found.int(7) == row.pointee.cohortSize
          && same(found.optionalDouble(4) ?? .nan, row.pointee.value) && same(found.optionalDouble(5) ?? .nan, row.pointee.low)
          && same(found.optionalDouble(6) ?? .nan, row.pointee.high)
        if isSame {
          row.pointee.action = .unchanged
          unchanged += 1
        } else {
          row.pointee.action = .revise
          superseded.append((Int(found.int(0)), found.int(1)))
        }
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

  private func insert(_ chunk: ObservationChunk) throws {
    pending.show(chunk, as: .insert)
    defer { pending.show(nil, as: .insert) }
    try connection.withStatement(
      """
      INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier, status, value, low, high, cohort_size,
        value_text, note)
      SELECT series_id, period_id, publication_id, origin_id, ?1, qualifier, status, value, low, high, cohort_size, value_text, note FROM pending
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

import MarketModel
import SQLite

/// What one row of this import claims under a key, for shapes that are written row by row.
struct RowClaim {
  enum Outcome { case inserted, unchanged, revised, refused }

  /// Everything that a second row under the key must repeat.
  var claim: [String?]
  var outcome: Outcome
  /// The row's own id in its table, where it has one.
  var id: Int64 = 0
  var problem: ImportProblem
}

/// A row says otherwise than another row of the same import: both are refused.
struct RowContradiction: Error {
  var key: [String]
  var first: ImportProblem

  func fault(file: String) -> FieldFault {
    FieldFault(
      field: nil, kind: "key",
      message:
        "another value under the same key stands on line \(first.line)\(first.file == file ? "" : " of \(first.file)")",
      remedy: "keep the right one, or tell them apart by title, source or published_on")
  }
}

extension ImportSession {
  /// Whether a row of this import has claimed the same already; throws `RowContradiction` when one has claimed
  /// something else.
  func isRepeated(_ key: [String], _ claim: [String?]) throws -> Bool {
    guard let known = claims[key] else { return false }
    guard known.claim == claim, known.outcome != .refused else {
      throw RowContradiction(key: key, first: known.problem)
    }
    result.duplicates += 1
    return true
  }

  /// Takes back the first row of a contradiction, which was written as if it were the only one.
  func takeBack(_ contradiction: RowContradiction, in shape: ImportShape, file: String, line: Int) throws {
    guard var known = claims[contradiction.key], known.outcome != .refused else { return }
    switch known.outcome {
    case .inserted: result.inserted -= 1
    case .unchanged: result.unchanged -= 1
    case .revised: result.revised -= 1
    case .refused: break
    }
    if known.outcome != .unchanged {
      if shape == .events {
        try takeBackEvent(known.id)
      } else {
        try takeBackRate(contradiction.key)
      }
    }
    known.outcome = .refused
    claims[contradiction.key] = known
    var problem = known.problem
    problem.message =
      "another value under the same key stands on line \(line)\(problem.file == file ? "" : " of \(file)")"
    try refuse([problem])
  }

  private func takeBackEvent(_ id: Int64) throws {
    let connection = store.connection
    try connection.run("DELETE FROM event_parties WHERE event_id = ?1", id)
    try connection.run(
      """
      UPDATE events SET retracted_by = NULL WHERE retracted_by = ?2 AND (event_type, title, publication_id, origin_id) =
        (SELECT event_type, title, publication_id, origin_id FROM events WHERE id = ?1)
        AND effective_on IS (SELECT effective_on FROM events WHERE id = ?1)
      """, id, importID)
    try connection.run("DELETE FROM events WHERE id = ?1", id)
  }

  private func takeBackRate(_ key: [String]) throws {
    guard key.count == 6, let period = Int64(key[4]), let publication = Int64(key[5]) else { return }
    let connection = store.connection
    try connection.run(
      """
      DELETE FROM fx_rates WHERE base = ?1 AND quote = ?2 AND kind = ?3 AND period_id = ?4 AND publication_id = ?5
        AND import_id = ?6
      """,
      key[1],
      key[2], key[3], period, publication, importID)
    try connection.run(
      """
      UPDATE fx_rates SET retracted_by = NULL
      WHERE base = ?1 AND quote = ?2 AND kind = ?3 AND period_id = ?4 AND publication_id = ?5 AND retracted_by = ?6
      """, key[1], key[2], key[3], period, publication, importID)
  }
}

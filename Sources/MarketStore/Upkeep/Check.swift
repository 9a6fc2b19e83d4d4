import CSQLite
import MarketModel
import SQLite

extension Store {
  /// How many findings of one kind are told one by one.
  public static let mostFindings = 200

  /// Opens a store to look it over as it is: without migrating it, and for reading only where it cannot be written.
  public static func openAsItIs(_ path: String) throws -> Store {
    do {
      return try open(path, access: .asIs)
    } catch let error as StoreError where error.kind == .unusable {
      // On a read-only disk. Any other failure comes again.
      return try open(path, access: .readOnly)
    }
  }

  /// Looks the whole store over. Nothing is changed.
  ///
  /// Failures: SQLite's integrity check, broken references, rules between rows (`integrity_problems` and more), a
  /// schema that differs from its migrations. Warnings: series that should have been published again by `today`, claims
  /// that contradict each other.
  ///
  /// - Parameters:
  ///   - quick: `quick_check` instead of `integrity_check`: indexes are not compared with their tables.
  ///   - today: What stale means.
  ///   - isCancelled: Asked often; true ends the check.
  /// - Throws: `StoreError` of kind `unusable` when the file cannot be read at all; `CancellationError`.
  public func check(quick: Bool = false, today: CalendarDay, isCancelled: @escaping @Sendable () -> Bool = { false })
    throws -> CheckResult
  {
    connection.setProgressHandler(every: 20_000) { isCancelled() }
    defer { connection.setProgressHandler(every: 1, nil) }
    do {
      // One snapshot: an import that ends meanwhile must not look like a contradiction. It ends with a rollback, for
      // after reading a damaged page even a COMMIT of nothing fails.
      try connection.run("BEGIN DEFERRED")
      defer { try? connection.run("ROLLBACK") }
      return try checkAll(quick: quick, today: today)
    } catch let error as SQLiteError {
      if isCancelled() { throw CancellationError() }
      throw StoreError(reading: path, error)
    }
  }

  private func checkAll(quick: Bool, today: CalendarDay) throws -> CheckResult {
    var result = CheckResult()
    let isIntact = try checkFile(quick: quick, &result)
    let reference = try ReferenceSchema(version: version())
    result.checked.append("schema")
    let isReadable = try guarding(.schema, &result) { try checkSchema(against: reference, &$0) }
    guard isIntact, isReadable else {
      result.notChecked = ["foreign keys", "rules between rows", "stale data", "conflicts"]
      return result
    }
    result.checked += ["foreign keys", "rules between rows", "stale data", "conflicts"]
    _ = try guarding(.foreignKey, &result, checkForeignKeys)
    _ = try guarding(.invariant, &result) { try checkInvariants(reference, &$0) }
    result.observations = try connection.first("SELECT count(*) FROM observations") { $0.int(0) } ?? 0
    _ = try guarding(.stale, &result) { try findStale(today, &$0) }
    _ = try guarding(.conflict, &result, findConflicts)
    return result
  }

  /// A page that cannot be read is a finding, not the end.
  private func guarding(
    _ kind: CheckFinding.Kind, _ result: inout CheckResult, _ body: (inout CheckResult) throws -> Bool
  ) throws -> Bool {
    do {
      return try body(&result)
    } catch let error as SQLiteError
      where error.isCorrupt || error.isNotADatabase || error.code == SQLITE_IOERR || error.code == SQLITE_ERROR
    {
      result.add(
        CheckFinding(
          .failure, kind == .stale || kind == .conflict ? .integrity : kind, subject: path, message: error.message))
      return false
    }
  }

  private func checkFile(quick: Bool, _ result: inout CheckResult) throws -> Bool {
    let name = quick ? "quick_check" : "integrity_check"
    result.checked.append(name)
    return try guarding(.integrity, &result) { result in
      // One hundred lines say enough of a broken file.
      let lines = try connection.query(quick ? "PRAGMA quick_check(100)" : "PRAGMA integrity_check(100)") { $0.text(0) }
      if lines == ["ok"] { return true }
      for line in lines { result.add(CheckFinding(.failure, .integrity, subject: path, message: line)) }
      return false
    }
  }

  private func checkForeignKeys(_ result: inout CheckResult) throws -> Bool {
    try connection.forEach("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check") { row in
      let place = row.isNull(1) ? "" : " \(row.int(1))"
      result.add(
        CheckFinding(
          .failure, .foreignKey, subject: row.text(0),
          message: "a row\(place) of \(row.text(0)) points to no row of \(row.text(2))"))
    }
    return true
  }

  private func checkInvariants(_ reference: ReferenceSchema, _ result: inout CheckResult) throws -> Bool {
    if let text = reference.body(ofView: "integrity_problems") {
      let statement = try connection.prepare(text)
      while try statement.step() {
        let problem = statement.row.text(0)
        result.add(
          CheckFinding(
            .failure, .invariant, subject: "integrity_problems", message: "\(problem) (\(statement.row.int(1)))"))
      }
    }
    try connection.forEach(Self.furtherInvariants) { row in
      result.add(CheckFinding(.failure, .invariant, subject: row.text(0), message: "\(row.text(1)) (\(row.text(2)))"))
    }
    return true
  }

  /// Rules that the shipped view leaves out: they concern undo and merges.
  private static let furtherInvariants: SQL = """
    SELECT 'observations' AS subject, 'a live row of an undone import' AS problem, o.import_id AS row_id FROM observations o
      WHERE o.retracted_by IS NULL AND o.import_id IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
    UNION ALL SELECT 'events', 'a live row of an undone import', e.id FROM events e
      WHERE e.retracted_by IS NULL AND e.import_id IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
    UNION ALL SELECT 'events', 'two live events under one key', max(e.id) FROM events e WHERE e.retracted_by IS NULL
      GROUP BY e.event_type, e.title, e.effective_on, e.publication_id, e.origin_id HAVING count(*) > 1
    UNION ALL SELECT 'fx_rates', 'two live rates under one key', f.base || '/' || f.quote FROM fx_rates f WHERE f.retracted_by IS NULL
      GROUP BY f.base, f.quote, f.kind, f.period_id, f.publication_id HAVING count(*) > 1
    UNION ALL SELECT 'events', 'an event without a party row of its own', l.event_id FROM event_parties l
      WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.id = l.event_id)
    UNION ALL SELECT 'imports', 'recorded before the import in front of it', i.id FROM imports i JOIN imports b ON b.id = i.id - 1
      WHERE i.recorded_at < b.recorded_at
    UNION ALL SELECT 'series', 'a series of money without currency, or a currency without money', s.id FROM series s JOIN metrics m ON m.id = s.metric_id
      WHERE (m.unit = 'currency' OR m.unit = 'currency_per_day') <> (s.currency <> '')
    UNION ALL SELECT 'series', 'a day offset that its metric does not have, or lacks', s.id FROM series s JOIN metrics m ON m.id = s.metric_id
      WHERE m.by_day_offset <> (s.day_offset IS NOT NULL)
    UNION ALL SELECT 'products', 'merged in a ring', p.id FROM products p WHERE p.merged_into IS NOT NULL AND p.id IN (
      WITH RECURSIVE chain (id, steps) AS (SELECT p.merged_into, 1 UNION ALL
        SELECT q.merged_into, steps + 1 FROM chain JOIN products q ON q.id = chain.id WHERE q.merged_into IS NOT NULL AND steps < 64)
      SELECT id FROM chain)
    """
}

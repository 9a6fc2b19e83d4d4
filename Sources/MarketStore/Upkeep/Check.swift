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
    let reference = try ExpectedSchema(of: migrations.prefix(version()))
    // First of all: looking through the tables computes what a stranger may have put into them.
    var comparison: SchemaComparison?
    let isReadable = try guarding(.schema, &result) { result in
      let found = SchemaComparison(try SchemaItem.all(of: connection), reference)
      comparison = found
      return try checkSchema(found, &result)
    }
    let isIntact = try isReadable && checkFile(quick: quick, beside: comparison?.others ?? [], &result)
    if !isReadable { result.notChecked = [quick ? "quick_check" : "integrity_check"] }
    result.checked.append("schema")
    guard isIntact, isReadable else {
      result.notChecked += ["foreign keys", "rules between rows", "stale data", "conflicts"]
      return result
    }
    result.checked += ["foreign keys", "rules between rows", "stale data", "conflicts"]
    _ = try guarding(.foreignKey, &result) { try checkForeignKeys(reference, &$0) }
    _ = try guarding(.invariant, &result) { try checkInvariants(reference, &$0) }
    for check in [checkNames, checkRings, checkRoom, findFuture] { _ = try guarding(.invariant, &result, check) }
    result.observations = try connection.first("SELECT count(*) FROM observations") { $0.int(0) } ?? 0
    _ = try guarding(.stale, &result) { try findStale(today, &$0) }
    _ = try guarding(.conflict, &result, findConflicts)
    _ = try guarding(.far, &result, findFarFigures)
    _ = try guarding(.shares, &result, findTooLargeShares)
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
          .failure, [.stale, .conflict, .far].contains(kind) ? .integrity : kind, subject: path, message: error.message)
      )
      return false
    }
  }

  /// - Parameter others: The analyst's own tables. Where they compute anything, which may take for ever, only this
  ///   program's tables are looked through.
  private func checkFile(quick: Bool, beside others: [SchemaItem], _ result: inout CheckResult) throws -> Bool {
    let name = quick ? "quick_check" : "integrity_check"
    result.checked.append(name)
    return try guarding(.integrity, &result) { result in
      // One hundred lines say enough of a broken file.
      var checks: [SQL] = [quick ? "PRAGMA quick_check(100)" : "PRAGMA integrity_check(100)"]
      if let computing = others.first(where: \.computes) {
        result.add(
          CheckFinding(
            .warning, .schema, subject: computing.name,
            message: "\(computing.name) computes by itself: only the tables of this program were looked through"))
        let tables = try ExpectedSchema(of: migrations.prefix(version())).items.values.filter { $0.type == "table" }
        checks = tables.map(\.name).sorted().map { table in
          let name = SQL.identifier(table)
          return quick ? "PRAGMA quick_check(\(name))" : "PRAGMA integrity_check(\(name))"
        }
      }
      let lines = try checks.flatMap { try connection.query($0) { $0.text(0) } }.filter { $0 != "ok" }
      for line in lines.prefix(100) { result.add(CheckFinding(.failure, .integrity, subject: path, message: line)) }
      return lines.isEmpty
    }
  }

  private func checkForeignKeys(_ reference: ExpectedSchema, _ result: inout CheckResult) throws -> Bool {
    // The pragma itself, not the table of that name, for which a store may have something else.
    try connection.forEach("PRAGMA foreign_key_check") { row in
      // What an analyst's own table says is the analyst's business.
      guard reference.items[row.text(0)] != nil else { return }
      let place = row.isNull(1) ? "" : " \(row.int(1))"
      result.add(
        CheckFinding(
          .failure, .foreignKey, subject: row.text(0),
          message: "a row\(place) of \(row.text(0)) points to no row of \(row.text(2))"))
    }
    return true
  }

  private func checkInvariants(_ reference: ExpectedSchema, _ result: inout CheckResult) throws -> Bool {
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

  /// Rules that the shipped view leaves out: they concern undo.
  private static let furtherInvariants: SQL = """
    SELECT 'observations' AS subject, 'a live row of an undone import' AS problem, o.import_id AS row_id
      FROM observations o
      WHERE o.retracted_by IS NULL AND o.import_id IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
    UNION ALL SELECT 'events', 'a live row of an undone import', e.id FROM events e
      WHERE e.retracted_by IS NULL AND e.import_id IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
    UNION ALL SELECT 'events', 'two live events under one key', max(e.id) FROM events e WHERE e.retracted_by IS NULL
      GROUP BY e.event_type, e.title, e.effective_on, e.publication_id, e.origin_id HAVING count(*) > 1
    UNION ALL SELECT 'fx_rates', 'two live rates under one key', f.base || '/' || f.quote FROM fx_rates f
      WHERE f.retracted_by IS NULL
      GROUP BY f.base, f.quote, f.kind, f.period_id, f.publication_id HAVING count(*) > 1
    UNION ALL SELECT 'events', 'an event without a party row of its own', l.event_id FROM event_parties l
      WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.id = l.event_id)
    UNION ALL SELECT 'imports', 'recorded before the import in front of it', i.id FROM imports i
      JOIN imports b ON b.id = i.id - 1
      WHERE i.recorded_at < b.recorded_at
    UNION ALL SELECT 'series', 'a series of money without currency, or a currency without money', s.id FROM series s
      JOIN metrics m ON m.id = s.metric_id
      WHERE (m.unit = 'currency' OR m.unit = 'currency_per_day') <> (s.currency <> '')
    UNION ALL SELECT 'series', 'a day offset that its metric does not have, or lacks', s.id FROM series s
      JOIN metrics m ON m.id = s.metric_id
      WHERE m.by_day_offset <> (s.day_offset IS NOT NULL)
    """
}

import SQLite

extension Store {
  /// Takes an import back: its rows are retracted, what it had retracted is revived, what it changed in the catalogue
  /// is changed back. Nothing is deleted, and names that it added stay.
  ///
  /// For each key left without a live row, the newest row comes back whose own import stands and whose retracting
  /// import is undone. So undoing the middle one of three revisions changes nothing at once, and undoing the last then
  /// brings back the first.
  ///
  /// - Parameter isCancelled: Asked often; true ends the undo and leaves the store as it was.
  /// - Returns: the undo's own record.
  /// - Throws: `StoreError` when there is no such import (kind `name`), or it is an undo or undone already (kind
  ///   `usage`); `CancellationError`.
  public func undoImport(_ number: Int64, isCancelled: @escaping @Sendable () -> Bool = { false }) throws
    -> ImportRecord
  {
    connection.setProgressHandler(every: 20_000) { isCancelled() }
    defer { connection.setProgressHandler(every: 1, nil) }
    // Rows of the record change in ways that the guards allow an undo, but checking each would cost more than the undo.
    try connection.setTriggers(false)
    defer { try? connection.setTriggers(true) }
    let undo = try cancellable(isCancelled) {
      let record = try importRecord(number)
      if record.kind == "undo" {
        throw StoreError(
          .usage, "#\(number) is an undo and cannot be undone",
          remedy: "import the file of #\(record.undoes ?? 0) again")
      }
      if let by = record.undoneBy { throw StoreError(.usage, "#\(number) is undone already, by #\(by)") }
      try refuseUndoUnderMerge(number)
      let undo = try openImport(kind: "undo", name: "undo of #\(number) \(record.name)", undoes: number)
      var result = ImportResult()
      try connection.run(
        "UPDATE observations SET retracted_by = ?1 WHERE import_id = ?2 AND retracted_by IS NULL", undo, number)
      result.read += connection.changes
      try connection.run(
        "UPDATE events SET retracted_by = ?1 WHERE import_id = ?2 AND retracted_by IS NULL", undo, number)
      result.read += connection.changes
      try connection.run(
        "UPDATE fx_rates SET retracted_by = ?1 WHERE import_id = ?2 AND retracted_by IS NULL", undo, number)
      result.read += connection.changes
      result.inserted = try revive(undo)
      try changeCatalogueBack(number, undo)
      try closeImport(undo, result)
      return undo
    }
    return try importRecord(undo)
  }

  private func cancellable(_ isCancelled: () -> Bool, _ body: () throws -> Int64) throws -> Int64 {
    do {
      return try writing(body)
    } catch {
      if isCancelled() { throw CancellationError() }
      throw error
    }
  }

  /// Brings back the newest row of each key left without a live one. Returns how many.
  private func revive(_ undo: Int64) throws -> Int {
    // Keys left without a live row by earlier undos were served then: whatever is found now is due to this one.
    try connection.run(
      """
      INSERT INTO revivals (series_id, period_id, publication_id, origin_id, import_id, retracted_by, revived_by)
      SELECT o.series_id, o.period_id, o.publication_id, o.origin_id, o.import_id, o.retracted_by, ?1
      FROM observations o
      WHERE o.retracted_by IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
        AND o.import_id NOT IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM observations l WHERE l.series_id = o.series_id AND l.period_id = o.period_id
          AND l.publication_id = o.publication_id AND l.origin_id = o.origin_id AND l.retracted_by IS NULL)
        AND NOT EXISTS (SELECT 1 FROM observations n WHERE n.series_id = o.series_id AND n.period_id = o.period_id
          AND n.publication_id = o.publication_id AND n.origin_id = o.origin_id AND n.import_id > o.import_id
          AND n.retracted_by IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
          AND n.import_id NOT IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL))
      """, undo)
    var revived = connection.changes
    try connection.run(
      """
      UPDATE observations SET retracted_by = NULL WHERE (series_id, period_id, publication_id, origin_id, import_id) IN
        (SELECT series_id, period_id, publication_id, origin_id, import_id FROM revivals WHERE revived_by = ?1)
      """, undo)
    try connection.run(
      """
      INSERT INTO event_revivals (event_id, retracted_by, revived_by)
      SELECT id, retracted_by, ?1 FROM events WHERE id IN (
        SELECT max(e.id) FROM events e
        WHERE e.retracted_by IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
          AND e.import_id NOT IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM events l WHERE l.event_type = e.event_type AND l.title = e.title
            AND l.effective_on IS e.effective_on
            AND l.publication_id = e.publication_id AND l.origin_id = e.origin_id AND l.retracted_by IS NULL)
        GROUP BY e.event_type, e.title, e.effective_on, e.publication_id, e.origin_id)
      """, undo)
    revived += connection.changes
    try connection.run(
      "UPDATE events SET retracted_by = NULL WHERE id IN (SELECT event_id FROM event_revivals WHERE revived_by = ?1)",
      undo)
    try connection.run(
      """
      INSERT INTO rate_revivals (base, quote, kind, period_id, publication_id, import_id, retracted_by, revived_by)
      SELECT base, quote, kind, period_id, publication_id, import_id, retracted_by, ?1 FROM fx_rates
      WHERE (base, quote, kind, period_id, publication_id, import_id) IN (
        SELECT f.base, f.quote, f.kind, f.period_id, f.publication_id, max(f.import_id) FROM fx_rates f
        WHERE f.retracted_by IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
          AND f.import_id NOT IN (SELECT undoes FROM imports WHERE undoes IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM fx_rates l WHERE l.base = f.base AND l.quote = f.quote AND l.kind = f.kind
            AND l.period_id = f.period_id
            AND l.publication_id = f.publication_id AND l.retracted_by IS NULL)
        GROUP BY f.base, f.quote, f.kind, f.period_id, f.publication_id)
      """, undo)
    revived += connection.changes
    try connection.run(
      """
      UPDATE fx_rates SET retracted_by = NULL WHERE (base, quote, kind, period_id, publication_id, import_id) IN
        (SELECT base, quote, kind, period_id, publication_id, import_id FROM rate_revivals WHERE revived_by = ?1)
      """, undo)
    return revived
  }
}

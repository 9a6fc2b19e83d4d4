import SQLite

/// One import as the store remembers it.
public struct ImportRecord: Sendable, Equatable {
  /// The import's number, from 1 in the order of time; `undo` takes it.
  public var number: Int64
  /// import, manual or undo.
  public var kind: String
  /// ISO 8601 in UTC, to the millisecond.
  public var recordedAt: String
  /// The files, or the command that wrote it.
  public var name: String
  /// For an undo: the import it undid.
  public var undoes: Int64?
  /// The undo that took it back, if one did.
  public var undoneBy: Int64?
  /// What was read, as `ImportResult.read` counts it.
  public var read: Int64
  /// How many were new to the store.
  public var inserted: Int64
  /// How many were there already, with the same figure.
  public var unchanged: Int64
  /// How many took the place of another figure under the same key.
  public var revised: Int64
  /// How many were left out for a problem.
  public var refused: Int64
  /// A remark on the import; nil: none.
  public var note: String?
}

/// A row that `--keep-going` left out.
public struct RefusedRow: Sendable, Equatable {
  /// The line of the file on which the field begins; the first line is 1.
  public var line: Int64
  /// The character of that line at which the field begins; 1-based.
  public var column: Int64
  /// Where the row begins in the file, in bytes; 0-based.
  public var byte: Int64
  /// The column's name, or what is wrong with the row: value, period, product, fields, key …
  public var kind: String
  /// Each reason to refuse the row, with what helps in brackets.
  public var message: String
  /// The whole row as it stood in the file, to be mended and imported again.
  public var raw: String
}

extension Store {
  /// All imports, oldest first.
  public func imports() throws -> [ImportRecord] { try importRecords("1 = 1") }

  /// - Throws: `StoreError` of kind `name` when there is no such import.
  public func importRecord(_ number: Int64) throws -> ImportRecord {
    guard let record = try importRecords("i.id = \(number)").first else {
      throw StoreError(.name, "there is no import #\(number)", remedy: .see(.imports))
    }
    return record
  }

  /// What `--keep-going` left out of one import, in the order of the import; empty where nothing was refused.
  ///
  /// - Throws: `StoreError` of kind `name` when there is no such import.
  public func refusedRows(ofImport number: Int64) throws -> [RefusedRow] {
    var rows: [RefusedRow] = []
    try forEachRefusedRow(ofImport: number) { rows.append($0) }
    return rows
  }

  /// The same one by one, whatever their number.
  ///
  /// - Throws: as `refusedRows` does, and what `body` throws.
  public func forEachRefusedRow(ofImport number: Int64, _ body: (RefusedRow) throws -> Void) throws {
    _ = try importRecord(number)
    try connection.forEach(
      "SELECT line, \"column\", byte, kind, message, raw FROM refused_rows WHERE import_id = \(number) ORDER BY n"
    ) {
      try body(
        RefusedRow(
          line: $0.int(0), column: $0.int(1), byte: $0.int(2), kind: $0.text(3), message: $0.text(4), raw: $0.text(5)))
    }
  }

  private func importRecords(_ condition: SQL) throws -> [ImportRecord] {
    try connection.query(
      """
      SELECT i.id, i.kind, i.recorded_at, i.name, i.undoes, u.id, i.rows_read, i.rows_inserted, i.rows_unchanged,
        i.rows_revised, i.rows_refused,
        i.note
      FROM imports i LEFT JOIN imports u ON u.undoes = i.id WHERE \(condition) ORDER BY i.id
      """
    ) { row in
      ImportRecord(
        number: row.int(0), kind: row.text(1), recordedAt: row.text(2), name: row.text(3), undoes: row.optionalInt(4),
        undoneBy: row.optionalInt(5), read: row.int(6), inserted: row.int(7), unchanged: row.int(8),
        revised: row.int(9),
        refused: row.int(10),
        note: row.optionalText(11))
    }
  }

  /// The import that took a file of these bytes, read the same way, refused nothing and was not undone.
  func standingImport(ofFile sha256: String, readAs reading: String) throws -> Int64? {
    try connection.first(
      """
      SELECT f.import_id FROM import_files f JOIN imports i ON i.id = f.import_id
      WHERE f.sha256 = \(sha256) AND f.reading = \(reading) AND i.rows_refused = 0
        AND NOT EXISTS (SELECT 1 FROM imports u WHERE u.undoes = f.import_id) ORDER BY f.import_id LIMIT 1
      """
    ) { $0.int(0) }
  }

  /// Opens an import: its rows may be written until it is closed. Time never runs backwards in the record, whatever the
  /// clock does: each is recorded after the one before, so that any state of the record has a time of its own.
  func openImport(kind: String, name: String, undoes: Int64? = nil) throws -> Int64 {
    try connection.run(
      """
      INSERT INTO imports (kind, name, undoes, recorded_at)
      VALUES (?1, ?2, ?3, max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ifnull((
        SELECT strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at, '+0.001 seconds') FROM imports ORDER BY id DESC
          LIMIT 1), '')))
      """, kind, name, undoes)
    return connection.lastInsertRowID
  }

  /// What to say when the last import is recorded later than the clock says that it is now; nil: all is well.
  public func clockNotice() throws -> String? {
    try connection.first(
      """
      SELECT id, recorded_at, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      FROM (SELECT id, recorded_at FROM imports ORDER BY id DESC LIMIT 1)
      WHERE recorded_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+2 seconds')
      """
    ) { row in
      "the clock says \(row.text(2)), but #\(row.int(0)) is recorded at \(row.text(1)): what comes now is recorded "
        + "right after it"
    }
  }

  func closeImport(_ number: Int64, _ result: ImportResult) throws {
    try connection.run(
      """
      UPDATE imports SET closed_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), recorded_at), rows_read = ?2,
        rows_inserted = ?3, rows_unchanged = ?4,
        rows_revised = ?5, rows_refused = ?6 WHERE id = ?1
      """, number, result.read, result.inserted, result.unchanged, result.revised, result.refused)
  }
}

import MarketStore
import SQLite

/// What `imports list` shows: every import, oldest first.
public func importListing(in store: Store) throws -> ReportDocument {
  importDocument(try store.imports(), title: "Imports", command: ["tidemark", "imports", "list"])
}

/// One import, with its files.
///
/// - Throws: `StoreError` of kind `name` when there is no such import.
public func importPage(_ number: Int64, in store: Store) throws -> ReportDocument {
  let record = try store.importRecord(number)
  var document = importDocument(
    [record], title: "Import #\(number)", command: ["tidemark", "imports", "show", "\(number)"])
  let files = try store.connection.query(
    "SELECT name, shape, bytes, sha256 FROM import_files WHERE import_id = \(number) ORDER BY n"
  ) { (name: $0.text(0), shape: $0.text(1), bytes: $0.int(2), sha256: $0.text(3)) }
  document.summary = .object([
    JSONField(
      "files",
      .array(
        files.map { file in
          .object([
            JSONField("name", .string(file.name)), JSONField("shape", .string(file.shape)),
            JSONField("bytes", .integer(file.bytes)),
            JSONField("sha256", .string(file.sha256)),
          ])
        }))
  ])
  document.summaryLines = files.map { "\($0.name): \($0.shape), \($0.bytes) bytes, SHA-256 \($0.sha256)" }
  if let note = record.note { document.notes.append(note) }
  return document
}

/// The rows that an import with `--keep-going` left out, in the columns of `--rejects`.
///
/// - Throws: `StoreError` of kind `name` when there is no such import.
public func rejectListing(_ number: Int64, in store: Store) throws -> ReportDocument {
  rejectDocument(
    try store.refusedRows(ofImport: number).map(cells), title: "Rows that import #\(number) refused",
    command: ["tidemark", "imports", "rejects", "\(number)"])
}

/// What an import refused, in the same columns: from the store when it was made, else from its answer, which holds as
/// many as are shown.
///
/// They come in parts of a thousand, the first of which may be empty: there may be more of them than memory.
///
/// - Throws: what `body` throws.
public func forEachPartOfRejects(
  _ result: ImportResult, in store: Store, _ body: (ReportDocument) throws -> Void
) throws {
  if let number = result.number, let record = try? store.importRecord(number), record.refused > 0 {
    var part = rejectDocument([], title: "Rows that import #\(number) refused", command: [])
    var hasPart = false
    try store.forEachRefusedRow(ofImport: number) {
      part.rows.append(cells($0))
      guard part.rows.count == 1000 else { return }
      try body(part)
      hasPart = true
      part.rows.removeAll(keepingCapacity: true)
    }
    if !hasPart || !part.rows.isEmpty { try body(part) }
    return
  }
  try body(
    rejectDocument(
      result.problems.map {
        [
          .integer(Int64($0.line)), .integer(Int64($0.column)), .integer(Int64($0.byte)), .text($0.kind),
          .text($0.message), .text($0.raw),
        ]
      }, title: "Refused rows", command: []))
}

private func cells(_ row: RefusedRow) -> [Cell] {
  [.integer(row.line), .integer(row.column), .integer(row.byte), .text(row.kind), .text(row.message), .text(row.raw)]
}

private func rejectDocument(_ rows: [[Cell]], title: String, command: [String]) -> ReportDocument {
  let columns = [
    Column("line", .number), Column("column", .number), Column("byte", .number), Column("kind"), Column("message"),
    Column("raw"),
  ]
  return ReportDocument(
    report: "rejects", title: title, columns: columns, rows: rows,
    display: [0, 1, 3, 4, 5].map { DisplayColumn(columns[$0].name, .text($0)) }, command: command)
}

private func importDocument(_ records: [ImportRecord], title: String, command: [String]) -> ReportDocument {
  let columns = [
    Column("import", .number), Column("kind"), Column("recorded_at"), Column("name"), Column("read", .number),
    Column("inserted", .number),
    Column("unchanged", .number), Column("revised", .number), Column("refused", .number), Column("undoes", .number),
    Column("undone_by", .number), Column("note"),
  ]
  let rows = records.map { record -> [Cell] in
    func optional(_ number: Int64?) -> Cell { number.map { .integer($0) } ?? .null }
    return [
      .integer(record.number), .text(record.kind), .text(record.recordedAt), .text(record.name), .integer(record.read),
      .integer(record.inserted), .integer(record.unchanged), .integer(record.revised), .integer(record.refused),
      optional(record.undoes),
      optional(record.undoneBy), record.note.map { .text($0) } ?? .null,
    ]
  }
  return ReportDocument(
    report: "imports", title: title, columns: columns, rows: rows,
    display: columns.enumerated().filter { $1.name != "note" }.map {
      DisplayColumn($1.name == "undone_by" ? "undone by" : $1.name, .text($0))
    },
    command: command)
}

import Records
import SQLite
import System

extension Exporter {
  /// Every thing of a kind with its fields, by name; `CatalogueField` says which.
  func writeThings(_ kind: CatalogueKind, _ file: ExportFile) throws {
    let fields = CatalogueField.all(of: kind)
    let width = kind.exportHeader.count
    let columns = fields.map { "t.\($0.column)" as SQL }.joined(separator: ", ")
    let order: SQL = kind == .source ? "t.id" : "t.\(kind.nameColumn)"
    let standing: SQL = kind == .product ? "WHERE t.merged_into IS NULL" : ""
    let rows = try connection.query(
      "SELECT t.\(kind.nameColumn), \(columns) FROM \(kind.table) t \(standing) ORDER BY \(order)"
    ) { row in
      var texts = [self.texts.trimmed(row.text(0))]
      for (index, field) in fields.enumerated() { texts.append(try text(of: field, row, index + 1)) }
      return texts + [String](repeating: "", count: width - texts.count)
    }
    let parent = fields.firstIndex { if case .thing(kind) = $0.reading { true } else { false } }
    guard let parent else { return try rows.forEach(file.row) }
    try writeParentsFirst(rows, parent: parent + 1, file)
  }

  private func text(of field: CatalogueField, _ row: borrowing Row, _ index: Int) throws -> String {
    switch field.reading {
    case .thing(let kind): try row.optionalInt(index).map { texts.trimmed(try name(of: kind, $0)) } ?? ""
    case .note: texts.verbatim(row.optionalText(index))
    case .number: row.optionalDouble(index).map(plainDecimal) ?? ""
    case .text, .requiredText, .country, .word, .flag, .whole: texts.trimmed(row.optionalText(index))
    }
  }

  private func name(of kind: CatalogueKind, _ id: Int64) throws -> String {
    if let known = names[kind]?[id] { return known }
    let found = try connection.first("SELECT t.\(kind.nameColumn) FROM \(kind.table) t WHERE t.id = \(id)") {
      $0.text(0)
    }
    var entry = CatalogueEntry(id: id, name: found ?? "")
    if kind == .product { entry = try store.followingMerge(.product, entry) }
    names[kind, default: [:]][id] = entry.name
    return entry.name
  }

  /// A row may refer only to names above it. One whose parent comes later stands first without and again at the end
  /// with it.
  private func writeParentsFirst(_ rows: [[String]], parent: Int, _ file: ExportFile) throws {
    var written: Set<[UInt8]> = []
    var late: [[String]] = []
    for var row in rows {
      if !row[parent].isEmpty, !written.contains(Array(row[parent].utf8)) {
        late.append(row)
        row[parent] = ""
      }
      try file.row(row)
      written.insert(Array(row[0].utf8))
    }
    for row in late { try file.row(row) }
  }

  func writeSegments(_ file: ExportFile) throws {
    try writeThings(.segment, file)
    try connection.forEach(
      """
      SELECT g.name, p.name, m.valid_from, m.valid_to FROM segment_members m JOIN segments g ON g.id = m.segment_id
        JOIN products p ON p.id = m.product_id WHERE p.merged_into IS NULL ORDER BY g.name, p.name
      """
    ) { row in
      try file.row([texts.trimmed(row.text(0)), "", texts.trimmed(row.text(1)), row.text(2), row.text(3)])
    }
  }

  /// In the order of their ids, and so are publications of one day: where two claims are equally believable, that order
  /// decides.
  func writeSources(_ file: ExportFile) throws {
    try writeThings(.source, file)
    let publications = try connection.query(
      """
      SELECT r.name, r.kind, b.published_on, b.title FROM publications b JOIN sources r ON r.id = b.source_id
      WHERE b.title <> '' OR b.id IN (SELECT publication_id FROM observations WHERE retracted_by IS NULL
        UNION SELECT publication_id FROM events WHERE retracted_by IS NULL UNION SELECT publication_id FROM fx_rates
          WHERE retracted_by IS NULL)
      ORDER BY b.id
      """
    ) { (name: texts.trimmed($0.text(0)), kind: $0.text(1), day: $0.text(2), title: texts.trimmed($0.text(3))) }
    var onDay: [String: Int] = [:]
    for publication in publications { onDay[publication.day, default: 0] += 1 }
    for publication in publications where !publication.title.isEmpty || onDay[publication.day] != 1 {
      var row = [String](repeating: "", count: CatalogueKind.source.exportHeader.count)
      (row[0], row[1]) = (publication.name, publication.kind)
      (row[row.count - 2], row[row.count - 1]) = (publication.title, publication.day)
      try file.row(row)
    }
  }

  func writeAliases(_ file: ExportFile) throws {
    var rows: [(kind: CatalogueKind, alias: String, target: String)] = []
    var merged: Set<String> = []
    // A merged product lives on as another name of the one that took it in.
    try connection.forEach("SELECT id, name FROM products WHERE merged_into IS NOT NULL ORDER BY name") { row in
      let entry = CatalogueEntry(id: row.int(0), name: row.text(1))
      rows.append((.product, entry.name, try store.followingMerge(.product, entry).name))
      merged.insert(entry.name.lowercased())
    }
    if !merged.isEmpty {
      result.notices.append("\(merged.count) merged products are exported as other names of what they were merged into")
    }
    for kind in CatalogueKind.allCases {
      try connection.forEach(
        """
        SELECT a.alias, t.id, t.\(kind.nameColumn) FROM aliases a JOIN \(kind.table) t ON t.id = a.target_id
        WHERE a.kind = \(kind.rawValue) ORDER BY a.alias
        """
      ) { row in
        if kind == .product, merged.contains(row.text(0).lowercased()) { return }
        rows.append(
          (kind, row.text(0), try store.followingMerge(kind, CatalogueEntry(id: row.int(1), name: row.text(2))).name))
      }
    }
    rows.sort { ($0.kind.rawValue, folded($0.alias)) < ($1.kind.rawValue, folded($1.alias)) }
    for row in rows { try file.row([texts.trimmed(row.alias), row.kind.rawValue, texts.trimmed(row.target)]) }
  }

  /// Bytes with ASCII letters in small, as SQLite's NOCASE compares them.
  private func folded(_ text: String) -> String {
    String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  func writeReports(_ file: ExportFile) throws {
    for report in try store.savedReports() {
      var command = ""
      var sql = ""
      switch report.body {
      case .arguments(let words): command = words.map(shellQuoted).joined(separator: " ")
      case .sql(let text): sql = text
      case .unreadable(let reason):
        result.notices.append("the report \(report.name) is not exported: its words cannot be read (\(reason))")
      }
      guard !command.isEmpty || !sql.isEmpty else { continue }
      try file.row([
        report.name, texts.trimmed(command), texts.trimmed(report.description), texts.trimmed(sql),
        texts.trimmed(report.alert),
      ])
    }
  }

  func nameOfProduct(_ id: Int64) throws -> String {
    try connection.first("SELECT name FROM products WHERE id = \(id)") { $0.text(0) } ?? ""
  }
}

extension CatalogueKind {
  /// A file's columns: the name, the fields, and what of a thing has a row of its own.
  var exportHeader: [String] {
    let own = [rawValue] + CatalogueField.all(of: self).map(\.name)
    return switch self {
    case .segment: own + [ColumnRole.product, .validFrom, .validTo].map(\.rawValue)
    case .source: own + [ColumnRole.title, .publishedOn].map(\.rawValue)
    case .company, .product, .metric: own
    }
  }
}

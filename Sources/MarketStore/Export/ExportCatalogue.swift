import Records
import SQLite
import System

extension Exporter {
  func writeMetrics(_ file: ExportFile) throws {
    let rows = try connection.query(
      """
      SELECT m.code, m.name, m.definition, m.unit, m.period_type, m.aggregation, m.additive, m.direction, m.min_value, m.max_value,
        m.by_day_offset, m.family, p.code FROM metrics m LEFT JOIN metrics p ON p.id = m.part_of ORDER BY m.code
      """
    ) { row in
      [
        texts.trimmed(row.text(0)), texts.trimmed(row.text(1)), texts.trimmed(row.text(2)), row.text(3), row.text(4),
        row.text(5),
        row.text(6), row.text(7), row.optionalDouble(8).map(plainDecimal) ?? "",
        row.optionalDouble(9).map(plainDecimal) ?? "",
        row.text(10), texts.trimmed(row.optionalText(11)), texts.trimmed(row.optionalText(12)),
      ]
    }
    try writeParentsFirst(rows, parent: 12, file)
  }

  func writeCompanies(_ file: ExportFile) throws {
    let rows = try connection.query(
      "SELECT c.name, c.country, p.name, c.note FROM companies c LEFT JOIN companies p ON p.id = c.parent_id ORDER BY c.name"
    ) {
      [texts.trimmed($0.text(0)), $0.text(1), texts.trimmed($0.optionalText(2)), texts.verbatim($0.optionalText(3))]
    }
    try writeParentsFirst(rows, parent: 2, file)
  }

  func writeProducts(_ file: ExportFile) throws {
    let rows = try connection.query(
      """
      SELECT p.name, c.name, p.parent_id, p.kind, p.note FROM products p LEFT JOIN companies c ON c.id = p.company_id
      WHERE p.merged_into IS NULL ORDER BY p.name
      """
    ) { row in
      let parent = try row.optionalInt(2).map {
        try store.followingMerge(.product, CatalogueEntry(id: $0, name: nameOfProduct($0))).name
      }
      return [
        texts.trimmed(row.text(0)), texts.trimmed(row.optionalText(1)), texts.trimmed(parent), row.text(3),
        texts.verbatim(row.optionalText(4)),
      ]
    }
    try writeParentsFirst(rows, parent: 2, file)
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
    try connection.forEach("SELECT name, definition FROM segments ORDER BY name") { row in
      try file.row([texts.trimmed(row.text(0)), texts.trimmed(row.optionalText(1)), "", "", ""])
    }
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
    try connection.forEach("SELECT name, kind, reliability, publisher, author, url, note FROM sources ORDER BY id") {
      row in
      try file.row([
        texts.trimmed(row.text(0)), row.text(1), row.text(2), texts.trimmed(row.optionalText(3)),
        texts.trimmed(row.optionalText(4)), "",
        texts.trimmed(row.optionalText(5)), "", texts.verbatim(row.optionalText(6)),
      ])
    }
    let publications = try connection.query(
      """
      SELECT r.name, r.kind, b.published_on, b.title FROM publications b JOIN sources r ON r.id = b.source_id
      WHERE b.title IS NOT NULL OR b.id IN (SELECT publication_id FROM observations WHERE retracted_by IS NULL
        UNION SELECT publication_id FROM events WHERE retracted_by IS NULL UNION SELECT publication_id FROM fx_rates WHERE retracted_by IS NULL)
      ORDER BY b.id
      """
    ) { (name: texts.trimmed($0.text(0)), kind: $0.text(1), day: $0.text(2), title: texts.trimmed($0.optionalText(3))) }
    var onDay: [String: Int] = [:]
    for publication in publications { onDay[publication.day, default: 0] += 1 }
    for publication in publications where !publication.title.isEmpty || onDay[publication.day] != 1 {
      try file.row([publication.name, publication.kind, "", "", "", publication.title, "", publication.day, ""])
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

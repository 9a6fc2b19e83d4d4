import System

/// A workbook in the form of Excel since 2007 (ECMA-376, .xlsx): one of its sheets, as lines of CSV.
struct Workbook {
  private let descriptor: Int32
  private let size: Int64
  private let names: [String]

  /// - Parameters:
  ///   - names: The names of the archive's files, as they stand in it.
  ///   - size: The size of the file.
  init(_ descriptor: Int32, size: Int64, names: [String]) {
    (self.descriptor, self.size, self.names) = (descriptor, size, names)
  }

  /// Writes the sheet called `wanted`, else the first with a table that is not hidden.
  ///
  /// - Throws: `DecodingFailure`, `FileError`; what `write` throws.
  func convert(
    sheet wanted: String?, isComma: Bool, report: inout DecodingReport,
    write: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    report.isSheet = true
    let list = SheetListWalk()
    guard try walk("xl/workbook.xml", list) else {
      throw DecodingFailure(
        "it is a workbook (.xlsx) without its sheets: parts of it are missing",
        remedy: .advice("is the file whole? Open it in a spreadsheet program and save it anew"))
    }
    let relations = RelationWalk()
    _ = try walk("xl/_rels/workbook.xml.rels", relations)
    let sheets = list.sheets.filter { !(relations.targets[$0.relation]?.type.hasSuffix("/chartsheet") ?? false) }
    var candidates = sheets
    if let wanted {
      candidates = sheets.filter { $0.name == wanted }
      if candidates.isEmpty { candidates = sheets.filter { $0.name.lowercased() == wanted.lowercased() } }
      guard !candidates.isEmpty else {
        throw DecodingFailure(
          "there is no sheet \"\(wanted)\"", remedy: .sheets(sheets.prefix(10).map(\.name)))
      }
      report.hasSheet = true
    } else if sheets.contains(where: { !$0.isHidden }) {
      candidates.removeAll(where: \.isHidden)
    }
    let styles = StyleWalk()
    let hasStyles = try walk("xl/styles.xml", styles)
    let strings = SharedStringWalk(StringStore())
    _ = try walk("xl/sharedStrings.xml", strings)
    if let error = strings.error { throw error }
    guard
      let sheet = try candidates.count > 1
        ? candidates.first(where: { try hasTable($0, relations) }) ?? candidates[0] : candidates.first
    else { throw DecodingFailure("the workbook has no sheets") }
    let rows = SheetWalk(
      strings: strings.store, styles: hasStyles ? styles : nil, is1904: list.is1904, isComma: isComma, write: write)
    guard try walk(part(sheet, relations), rows) else {
      throw DecodingFailure(
        "the sheet \"\(sheet.name)\" is missing in the file", remedy: .advice("is the file whole?"))
    }
    if let error = rows.error { throw error }
    if candidates.count > 1 {
      let others = candidates.filter { $0 != sheet }.prefix(8).map(\.name).joined(separator: ", ")
      report.notices.append("the sheet \"\(sheet.name)\" was read, of \(candidates.count); not read: \(others)")
    }
    if rows.withoutResult > 0 {
      report.notices.append(
        "\(rows.withoutResult == 1 ? "one formula has" : "\(rows.withoutResult) formulas have") no kept result, "
          + "the first in \(rows.firstWithoutResult): open and save the workbook in a spreadsheet program")
    }
  }

  /// Whether a sheet has a row of at least two cells: a cover or a remark has none.
  private func hasTable(_ sheet: SheetListWalk.Sheet, _ relations: RelationWalk) throws -> Bool {
    let probe = TableProbeWalk()
    _ = try walk(part(sheet, relations), probe)
    return probe.hasTable
  }

  private func part(_ sheet: SheetListWalk.Sheet, _ relations: RelationWalk) -> String {
    part(relations.targets[sheet.relation]?.target ?? "")
  }

  /// The path of a part that a relation of the workbook leads to.
  private func part(_ target: String) -> String {
    if target.hasPrefix("/") { return String(target.dropFirst()) }
    return target.hasPrefix("xl/") ? target : "xl/" + (target.hasPrefix("./") ? String(target.dropFirst(2)) : target)
  }

  /// Walks over a part; false where the file does not have it. Names of parts match without case.
  private func walk(_ name: String, _ walk: XMLWalk) throws -> Bool {
    guard names.contains(where: { $0.lowercased() == name.lowercased() }) else { return false }
    let archive = try ArchiveReader(descriptor, .zip)
    while let entry = try archive.next() {
      guard entry.name.lowercased() == name.lowercased() else { continue }
      if entry.isEncrypted {
        throw DecodingFailure("it is protected with a password", remedy: .advice("save it without one"))
      }
      try walk.walk(part: name, packedSize: size) { try archive.read(into: $0, count: $1) }
      return true
    }
    return false
  }
}

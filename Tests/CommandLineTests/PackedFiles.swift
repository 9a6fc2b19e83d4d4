import Foundation

/// Zip archives and workbooks made for a test, part by part.
extension Sandbox {
  /// Packs texts into a zip archive with Python's own module.
  func zip(_ parts: [(name: String, text: String)], to archive: String) throws {
    try write(
      String(decoding: try JSONEncoder().encode(parts.map { [$0.name, $0.text] }), as: UTF8.self), to: ".parts")
    let made = try shell(
      """
      python3 -c '
      import json, sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in json.load(open(".parts")): z.writestr(name, text)
      ' \(archive) && rm .parts
      """)
    if made.status != 0 { throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: made.err]) }
  }

  struct Sheet {
    var name = "Data"
    var state = ""
    /// The elements inside `sheetData`.
    var rows: String
  }

  /// A workbook with the parts that a reader needs.
  ///
  /// - Parameters:
  ///   - formats: Number formats by code; a cell names one by its place, from 1, as its style.
  ///   - strings: The texts that sheets share.
  func workbook(
    _ sheets: [Sheet], formats: [String] = [], strings: [String] = [], is1904: Bool = false, before: String = "",
    to name: String
  ) throws {
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
    let list = sheets.enumerated().map {
      "<sheet name=\"\(escaped($1.name))\" sheetId=\"\($0 + 1)\" \($1.state) r:id=\"r\($0)\"/>"
    }
    let relations = sheets.indices.map {
      "<Relationship Id=\"r\($0)\" Type=\"x/worksheet\" Target=\"worksheets/sheet\($0).xml\"/>"
    }
    let codes = formats.enumerated().map { "<numFmt numFmtId=\"\(200 + $0)\" formatCode=\"\(escaped($1))\"/>" }
    let styles = formats.indices.map { "<xf numFmtId=\"\(200 + $0)\"/>" }
    var parts = [
      ("[Content_Types].xml", "<Types/>"),
      (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><workbookPr date1904=\"\(is1904 ? 1 : 0)\"/><sheets>\(list.joined())</sheets></workbook>"
      ),
      ("xl/_rels/workbook.xml.rels", "<Relationships>\(relations.joined())</Relationships>"),
      (
        "xl/styles.xml",
        "<styleSheet><numFmts>\(codes.joined())</numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
          + "<cellXfs><xf numFmtId=\"0\"/>\(styles.joined())</cellXfs></styleSheet>"
      ),
    ]
    for (index, sheet) in sheets.enumerated() {
      let sheetData = "<worksheet><sheetData>\(sheet.rows)</sheetData></worksheet>"
      parts.append(("xl/worksheets/sheet\(index).xml", before + sheetData))
    }
    // Behind the sheets that use them, as some programs write them.
    let texts = strings.map { "<si><t>\(escaped($0))</t><rPh><t>no reading</t></rPh></si>" }
    parts.append(("xl/sharedStrings.xml", "<sst>\(texts.joined())</sst>"))
    try zip(parts, to: name)
  }

  /// A row of cells, each an element without its place: `<c><v>1</v></c>`.
  static func row(_ number: Int, _ cells: String...) -> String {
    "<row r=\"\(number)\">\(cells.joined())</row>"
  }

  static func text(_ text: String) -> String { "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
}

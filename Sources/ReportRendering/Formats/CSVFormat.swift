import MarketReports

/// RFC 4180 with line feeds; a header, then the rows. Quoted only where a reader would go wrong otherwise; nothing is
/// changed to please a spreadsheet, so a name that begins with "=" stays as it is.
func renderCSV(_ documents: [ReportDocument]) throws -> String {
  let (columns, rows) = try joinedRows(documents, for: .csv)
  var text: [UInt8] = []
  appendCSV(columns.map { .text($0.name) }, to: &text)
  for row in rows { appendCSV(row, to: &text) }
  return String(decoding: text, as: UTF8.self)
}

/// The rows alone, to stand behind those of a document with the same columns.
public func renderCSVRows(_ document: ReportDocument) -> String {
  var text: [UInt8] = []
  for row in document.rows { appendCSV(row, to: &text) }
  return String(decoding: text, as: UTF8.self)
}

private func appendCSV(_ row: [Cell], to text: inout [UInt8]) {
  // A line with nothing on it would be read as no row at all.
  if row.count == 1, row[0].exact.isEmpty {
    text += "\"\"\n".utf8
    return
  }
  for (index, cell) in row.enumerated() {
    if index > 0 { text.append(UInt8(ascii: ",")) }
    if case .text(let field) = cell { text += csvField(field).utf8 } else { text += cell.exact.utf8 }
  }
  text.append(UInt8(ascii: "\n"))
}

func csvField(_ field: String) -> String {
  let bytes = field.utf8
  let isSpecial = bytes.contains { byte in
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
  }
  let edges = [bytes.first ?? 0, bytes.last ?? 0]
  let hasBlankEdge = edges.contains(UInt8(ascii: " ")) || edges.contains(UInt8(ascii: "\t"))
  guard isSpecial || hasBlankEdge else { return field }
  var quoted = "\""
  for scalar in field.unicodeScalars {
    if scalar == "\"" { quoted += "\"" }
    quoted.unicodeScalars.append(scalar)
  }
  return quoted + "\""
}

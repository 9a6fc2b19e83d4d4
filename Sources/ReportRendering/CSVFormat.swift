import MarketReports

/// RFC 4180 with line feeds; a header, then the rows. Quoted only where a reader would go wrong otherwise; nothing is changed to
/// please a spreadsheet, so a name that begins with "=" stays as it is.
func renderCSV(_ documents: [ReportDocument]) throws -> String {
  let (columns, rows) = try joinedRows(documents, for: .csv)
  var text = ""
  appendCSV(columns.map(\.name), to: &text)
  for row in rows { appendCSV(row.map(\.exact), to: &text) }
  return text
}

private func appendCSV(_ fields: [String], to text: inout String) {
  // A line with nothing on it would be read as no row at all.
  if fields == [""] {
    text += "\"\"\n"
    return
  }
  for (index, field) in fields.enumerated() {
    if index > 0 { text += "," }
    text += csvField(field)
  }
  text += "\n"
}

func csvField(_ field: String) -> String {
  let scalars = field.unicodeScalars
  let special = scalars.contains { $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n" }
  let blankEdge = [scalars.first, scalars.last].contains { (edge: Unicode.Scalar?) in edge == " " || edge == "\t" }
  guard special || blankEdge else { return field }
  var quoted = "\""
  for scalar in scalars {
    if scalar == "\"" { quoted += "\"" }
    quoted.unicodeScalars.append(scalar)
  }
  return quoted + "\""
}

import MarketReports

/// A header and the rows, cells parted by tabs. Tabs, line ends and backslashes inside a cell are written \t, \n, \r
/// and \\.
func renderTSV(_ documents: [ReportDocument]) throws -> String {
  let (columns, rows) = try joinedRows(documents, for: .tsv)
  var text = columns.map { tsvField($0.name) }.joined(separator: "\t") + "\n"
  for row in rows { text += row.map { tsvField($0.exact) }.joined(separator: "\t") + "\n" }
  return text
}

func tsvField(_ field: String) -> String {
  var text = ""
  for scalar in field.unicodeScalars {
    switch scalar {
    case "\t": text += "\\t"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\\": text += "\\\\"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

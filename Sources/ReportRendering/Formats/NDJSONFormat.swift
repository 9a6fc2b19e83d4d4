import MarketReports

/// A row a line, each an object on its own.
func renderNDJSON(_ documents: [ReportDocument]) throws -> String {
  let (columns, rows) = try joinedRows(documents, for: .ndjson)
  let names = distinctNames(columns)
  var writer = JSONWriter()
  for row in rows {
    writer.write(rowObject(row, names: names))
    writer.raw("\n")
  }
  return writer.text
}

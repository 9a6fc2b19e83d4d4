import MarketReports

/// One report: its object; several, or a list: an array of objects. A row is one line.
func renderJSON(_ documents: [ReportDocument], isList: Bool) -> String {
  var writer = JSONWriter()
  if documents.count == 1, !isList {
    writeJSON(documents[0], into: &writer, indent: "")
  } else {
    writer.raw("[")
    for (index, document) in documents.enumerated() {
      writer.raw(index > 0 ? ",\n  " : "\n  ")
      writeJSON(document, into: &writer, indent: "  ", isInList: true)
    }
    writer.raw(documents.isEmpty ? "]" : "\n]")
  }
  writer.raw("\n")
  return writer.text
}

private func writeJSON(
  _ document: ReportDocument, into writer: inout JSONWriter, indent: String, isInList: Bool = false
) {
  let names = distinctNames(document.columns)
  let rows = document.rows.map { rowObject($0, names: names) }
  // An ad-hoc query is its rows: there is nothing else to say about them. A saved one is a report among others.
  if document.report == "sql", !isInList { return writer.writeLines(rows, indent: indent) }

  func key(_ name: String, first: Bool = false) {
    writer.raw((first ? "{\n" : ",\n") + indent + "  ")
    writer.write(name)
    writer.raw(": ")
  }
  key("report", first: true)
  writer.write(document.report)
  key("title")
  writer.write(document.title)
  key("parameters")
  writer.write(.object(document.parameters))
  key("as_of")
  writer.write(optional(document.asOf))
  key("rows")
  writer.writeLines(rows, indent: indent + "  ")
  key("summary")
  writer.write(document.summary)
  key("events")
  writer.writeLines(document.events.map(eventObject), indent: indent + "  ")
  key("sources")
  writer.writeLines(document.sources.map(sourceObject), indent: indent + "  ")
  key("notes")
  writer.writeLines(document.notes.map(JSONValue.string), indent: indent + "  ")
  writer.raw("\n\(indent)}")
}

private func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

private func eventObject(_ event: EventMark) -> JSONValue {
  .object([
    JSONField("id", .integer(event.id)), JSONField("type", .string(event.type)),
    JSONField("title", .string(event.title)),
    JSONField("status", .string(event.status)), JSONField("date", optional(event.date?.description)),
    JSONField("effective", optional(event.effective?.label)),
    JSONField("announced_on", optional(event.announcedOn?.description)),
    JSONField("subjects", .array(event.subjects.map(JSONValue.string))), JSONField("source", .string(event.source)),
    JSONField("published_on", .string(event.publishedOn)),
  ])
}

private func sourceObject(_ note: SourceNote) -> JSONValue {
  .object([
    JSONField("source", .string(note.source)), JSONField("published_on", .string(note.publishedOn)),
    JSONField("title", optional(note.title)), JSONField("url", optional(note.url)),
    JSONField("origin", optional(note.origin)),
  ])
}

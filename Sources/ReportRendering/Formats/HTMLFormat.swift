import MarketModel
import MarketReports

/// One page that asks nothing of anybody: no script, no font, no picture from elsewhere, and a policy that forbids
/// them. Every text of the store is escaped and, where it stands in a line of its own, isolated in its direction.
func renderHTML(_ documents: [ReportDocument], options: RenderingOptions) -> String {
  let isBrief = documents.count > 1
  let title = isBrief ? "Market brief" : documents.first?.title ?? "Market brief"
  var page = pageHead(title)
  if isBrief {
    page += "<header>\n<h1>Market brief</h1>\n"
    if let day = options.generatedOn { page += "<p class=\"stamp\">Generated on \(markup(day))</p>\n" }
    page += "<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n"
    for (index, document) in documents.enumerated() {
      page += "<li><a href=\"#r\(index + 1)\">\(bdi(document.title))</a></li>\n"
    }
    page += "</ol>\n</nav>\n</header>\n"
  }
  page += "<main>\n"
  for (index, document) in documents.enumerated() {
    let writer = PageWriter(
      document: document, id: "r\(index + 1)", level: isBrief ? 2 : 1, generatedOn: isBrief ? nil : options.generatedOn)
    page += writer.article()
  }
  return page + "</main>\n</body>\n</html>\n"
}

/// A page up to its body's first element.
func pageHead(_ title: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
  style-src '\(PageStyle.hash)'; base-uri 'none'; form-action 'none'">
  <meta name="color-scheme" content="light dark">
  <meta name="referrer" content="no-referrer">
  <title>\(markup(drawable(title)))</title>
  <style>\(PageStyle.sheet)</style>
  </head>
  <body>

  """
}

/// Text of the store as an isolated run of its own direction.
func bdi(_ text: String) -> String { "<bdi>\(markup(text))</bdi>" }

struct PageWriter {
  let document: ReportDocument
  let id: String
  let level: Int
  let generatedOn: String?
  /// What follows the title: links of a page among others.
  var underTitle = ""

  func article() -> String {
    var html = "<article id=\"\(id)\">\n<h\(level)>\(bdi(document.title))</h\(level)>\n" + underTitle
    var stamps: [String] = []
    if let asOf = document.asOf { stamps.append("As known on <time>\(markup(asOf))</time>") }
    if let generatedOn { stamps.append("generated on <time>\(markup(generatedOn))</time>") }
    if !stamps.isEmpty { html += "<p class=\"stamp\">\(stamps.joined(separator: " · "))</p>\n" }
    for (index, chart) in document.charts.enumerated() { html += figure(chart, number: index + 1) }
    if !document.summaryLines.isEmpty {
      html += "<ul class=\"summary\">\n" + document.summaryLines.map { "<li>\(bdi($0))</li>\n" }.joined() + "</ul>\n"
    }
    html += table()
    if !document.events.isEmpty {
      html += section("Events", "<ul class=\"events\">\n" + document.events.map(event).joined() + "</ul>\n")
    }
    if !document.sources.isEmpty {
      let items = document.sources.enumerated().map {
        "<li id=\"\(id)-s\($0.offset + 1)\">\(source($0.element))</li>\n"
      }.joined()
      html += section("Sources", "<ol class=\"sources\">\n" + items + "</ol>\n")
    }
    if !document.notes.isEmpty {
      html += section("Notes", "<ul>\n" + document.notes.map { "<li>\(bdi($0))</li>\n" }.joined() + "</ul>\n")
    }
    if !document.command.isEmpty {
      html += section(
        "Run it again", "<pre tabindex=\"0\"><code dir=\"ltr\">\(markup(shellCommand(document.command)))</code></pre>\n"
      )
    }
    return html + "</article>\n"
  }

  private func section(_ title: String, _ content: String) -> String {
    "<section>\n<h\(level + 1)>\(title)</h\(level + 1)>\n\(content)</section>\n"
  }

  /// The drawing twice, wide and narrow; the style sheet shows the one that the page has room for.
  private func figure(_ chart: Chart, number: Int) -> String {
    let wide = draw(chart, in: ChartFrame(width: 760, showsTitle: false))
    let narrow = draw(chart, in: ChartFrame(width: 350, showsTitle: false))
    // The report's own title stands right above: once is enough for the eye.
    let caption = chart.title == document.title ? "<figcaption class=\"off\">" : "<figcaption>"
    return "<figure>\n\(caption)\(bdi(chart.title))</figcaption>\n"
      + inlineSVG(wide, id: "\(id)-c\(number)w", classes: "wide")
      + inlineSVG(narrow, id: "\(id)-c\(number)n", classes: "narrow")
      + "</figure>\n"
  }

  private func table() -> String {
    let table = DisplayTable(document, glyphs: .unicode)
    guard !table.headings.isEmpty else { return "" }
    var html =
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
      + "aria-label=\"\(markup(drawable(document.title)))\">\n<table>\n"
    html +=
      "<caption>The figures: \(counted(table.rows.count, "row"))</caption>\n<thead><tr>"
    for heading in table.headings {
      html += "<th scope=\"col\"\(heading.alignment == .right ? " class=\"n\"" : "")>\(bdi(heading.title))</th>"
      if heading.hasIntervals {
        html += "<th scope=\"col\" class=\"i\"><span class=\"off\">\(bdi(heading.title)), interval</span></th>"
      }
    }
    if table.showsFootnotes { html += "<th scope=\"col\"><span class=\"off\">Source</span></th>" }
    html += "</tr></thead>\n<tbody>\n"
    for (row, footnote) in zip(table.rows, table.footnotes) {
      html += "<tr>"
      for (index, (heading, entry)) in zip(table.headings, row).enumerated() {
        html += cell(entry, heading, isFirst: index == 0)
      }
      if table.showsFootnotes {
        html += "<td class=\"note\">" + (footnote.map { "<a href=\"#\(id)-s\($0)\">\($0)</a>" } ?? "") + "</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody>\n</table>\n</div>\n"
  }

  private func cell(_ entry: DisplayTable.Entry, _ heading: DisplayTable.Heading, isFirst: Bool) -> String {
    // A period or a short name is not broken; a long one may be.
    let isShort = entry.text.main.count <= 24
    let main =
      entry.isForeign
      ? "<bdi\(isShort ? " class=\"s\"" : "")>\(markup(entry.text.main))</bdi>" : markup(entry.text.main)
    if isFirst, heading.alignment == .left { return "<th scope=\"row\">\(main)</th>" }
    if heading.alignment == .left { return "<td>\(main)</td>" }
    guard heading.hasIntervals else { return "<td class=\"n\">\(main)</td>" }
    return "<td class=\"n\">\(main)</td><td class=\"i\">\(markup(entry.text.interval))</td>"
  }

  private func event(_ event: EventMark) -> String {
    let sign = event.state == .occurred ? "●" : event.state == .cancelled ? "✕" : "○"
    var html =
      "<li class=\"\(event.state == .occurred ? "occurred" : "planned")\"><span class=\"sign\" "
      + "aria-hidden=\"true\">\(sign)</span> "
    html += "<time>\(markup(event.when))</time> \(bdi(event.title))"
    if !event.unnamedSubjects.isEmpty { html += " (" + event.unnamedSubjects.map(bdi).joined(separator: ", ") + ")" }
    if event.state != .occurred { html += " <em>\(markup(event.standing))</em>" }
    return html + "</li>\n"
  }

  private func source(_ note: SourceNote) -> String {
    let parts = note.parts()
    var html = bdi(note.source) + ", <time>\(markup(note.publishedOn))</time>"
    if let title = parts.title { html += ": <cite>\(bdi(title))</cite>" }
    if let origin = parts.origin { html += " · measured by \(bdi(origin))" }
    // An address is printed, not linked: a page that is handed around should not be the one that calls home.
    if let url = parts.url { html += " · <span class=\"url\" dir=\"ltr\">\(bdi(url))</span>" }
    return html
  }
}

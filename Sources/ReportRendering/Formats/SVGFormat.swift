import MarketReports

/// One picture that needs nothing but itself; the charts of one or several reports stand below each other.
/// - Throws: `RenderingError.noChart` when no report has one.
func renderSVG(_ documents: [ReportDocument]) throws -> String {
  let width = 800.0
  var body = ""
  var y = 20.0
  var titles: [String] = []
  var descriptions: [String] = []
  for document in documents {
    for chart in document.charts {
      let drawing = draw(chart, in: ChartFrame(width: width - 48, showsTitle: true))
      body += "<g transform=\"translate(24 \(at(y)))\" class=\"chart\">\n\(drawing.body)</g>\n"
      y += drawing.height + 28
      titles.append(drawing.title)
      descriptions.append(drawing.description)
    }
  }
  guard !titles.isEmpty else { throw RenderingError.noChart(format: .svg, title: documents.first?.title ?? "") }
  let height = at(y - 8)
  let title = documents.count == 1 ? documents[0].title : titles.joined(separator: "; ")
  return """
    <svg xmlns="http://www.w3.org/2000/svg" class="tm" role="img" aria-labelledby="title desc" \
    viewBox="0 0 \(at(width)) \(height)" width="\(at(width))" \
    height="\(height)" font-family="\(chartFont)">
    <title id="title">\(markup(title))</title>
    <desc id="desc">\(markup(descriptions.joined(separator: " ")))</desc>
    <style>\(ChartPalette.styleSheet)</style>
    <rect class="f-bg" fill="\(ChartPalette.background.light)" width="100%" height="100%"/>
    \(body)</svg>

    """
}

let chartFont = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"

/// A picture inside a page, whose style sheet holds the colours.
func inlineSVG(_ drawing: ChartDrawing, id: String, classes: String) -> String {
  let height = at(drawing.height)
  return """
    <svg class="tm \(classes)" role="img" aria-labelledby="\(id)-t \(id)-d" \
    viewBox="0 0 \(at(drawing.width)) \(height)" width="\(at(drawing.width))" \
    height="\(height)">
    <title id="\(id)-t">\(markup(drawing.title))</title>
    <desc id="\(id)-d">\(markup(drawing.description))</desc>
    \(drawing.body)</svg>

    """
}

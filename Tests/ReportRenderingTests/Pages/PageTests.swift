import Foundation
import MarketReports
import TestSupport
import Testing

@testable import ReportRendering

@Suite struct PageTests {
  private func page(_ documents: [ReportDocument] = Samples.gallery) throws -> String {
    try render(documents, as: .html, options: RenderingOptions(generatedOn: "2026-05-10"))
  }

  @Test("the page has a language, a character set, a viewport, a strict policy, and no address of anybody")
  func head() throws {
    let html = try page([Samples.trend])
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"))
    #expect(html.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"))
    #expect(html.contains("default-src 'none'; style-src 'sha256-"))
    #expect(
      !html.contains("unsafe-inline") && !html.contains("://") && !html.contains("<script") && !html.contains(" style=")
    )
    #expect(html.contains("As known on <time>2026-05-10</time>"))
    #expect(html.contains("tidemark trend Heron Osprey Plover --from 2025-02 --now 2026-05-10</code>"))
  }

  @Test(
    "the style sheet's hash in the policy is that of the style sheet",
    .enabled(if: Tools.python != nil, "python3 is not installed"))
  func hash() throws {
    let outcome = try Tools.python(
      "import sys,hashlib,base64\nprint('sha256-' + "
        + "base64.b64encode(hashlib.sha256(open(sys.argv[1],'rb').read()).digest()).decode())",
      PageStyle.sheet)
    #expect(outcome.output == PageStyle.hash + "\n")
  }

  @Test("the table has scoped headers, a caption, and footnotes that lead to their sources")
  func table() throws {
    let html = try page([Samples.trend])
    #expect(html.contains("<th scope=\"col\"><bdi>Period</bdi></th>"))
    #expect(html.contains("<th scope=\"row\"><bdi class=\"s\">2025-02</bdi></th>"))
    #expect(html.contains("<caption>The figures: 42 rows</caption>"))
    #expect(html.contains("<td class=\"n\">2.1M</td><td class=\"i\">[1.9M–2.3M]</td>"))
    #expect(html.contains("<a href=\"#r1-s2\">2</a>"))
    #expect(html.contains("<li id=\"r1-s2\">"))
  }

  @Test("every contents entry and footnote leads somewhere, and no id is there twice")
  func links() throws {
    let html = try page()
    func all(_ opening: String) -> [Substring] {
      html.components(separatedBy: opening).dropFirst().compactMap {
        $0.split(separator: "\"", omittingEmptySubsequences: false).first
      }
    }
    let ids = all(" id=\"")
    #expect(Set(ids).count == ids.count)
    let targets = all("href=\"#")
    #expect(targets.count >= Samples.gallery.count)
    #expect(Set(targets).isSubset(of: Set(ids)))
  }

  /// The same documents with harmless names of the same number.
  private var tame: ReportDocument {
    var document = Samples.hostile
    func name(_ index: Int) -> String { "Name \(index)" }
    let count = Samples.hostileNames.count
    document.title = "Title"
    document.rows = document.rows.indices.map { [.text(name($0)), .integer(1)] }
    document.summaryLines = (0..<count).map(name)
    document.notes = (0..<count).map(name)
    document.sources = (0..<count).map {
      SourceNote(source: name($0), publishedOn: "2026-04-02", title: name($0), url: "u", origin: nil)
    }
    func events(_ events: [EventMark]) -> [EventMark] {
      events.enumerated().map { index, event in
        var event = event
        event.title = name(index)
        event.subjects = [name(index)]
        return event
      }
    }
    document.events = events(document.events)
    document.charts = document.charts.map { chart in
      switch chart {
      case .trend(var chart):
        for index in chart.lines.indices { chart.lines[index].name = name(index) }
        chart.events = events(chart.events)
        return .trend(chart)
      case .share(var chart):
        for index in chart.members.indices { chart.members[index].name = name(index) }
        chart.events = events(chart.events)
        return .share(chart)
      case .curve(var chart):
        for index in chart.curves.indices { chart.curves[index].name = name(index) }
        return .curve(chart)
      case .triangle(var chart):
        for index in chart.cohorts.indices { chart.cohorts[index].name = name(index) }
        return .triangle(chart)
      case .bars(var chart):
        for index in chart.bars.indices { chart.bars[index].name = name(index) }
        return .bars(chart)
      }
    }
    return document
  }

  @Test(
    "names with markup add no element and no attribute to a page or a picture",
    .enabled(if: Tools.python != nil, "python3 is not installed"))
  func hostile() throws {
    let outcome = try Tools.python(
      """
      import sys, xml.dom.minidom
      from html.parser import HTMLParser
      void = {'meta', 'br', 'hr', 'img', 'link', 'input'}
      class P(HTMLParser):
        def __init__(self):
          super().__init__(); self.open = []; self.tags = []
        def handle_startendtag(self, tag, attrs): self.tags.append((tag, tuple(sorted(k for k, _ in attrs))))
        def handle_starttag(self, tag, attrs):
          self.tags.append((tag, tuple(sorted(k for k, _ in attrs))))
          if tag not in void: self.open.append(tag)
        def handle_endtag(self, tag):
          assert self.open and self.open[-1] == tag, (tag, self.open)
          self.open.pop()
      def shape(path):
        p = P(); p.feed(open(path, encoding='utf-8').read()); p.close()
        assert not p.open, p.open
        for tag, names in p.tags:
          assert tag not in ('script', 'iframe', 'img', 'link', 'object', 'base'), tag
          assert not any(n.startswith('on') or n in ('src', 'style', 'xlink:href') for n in names), names
        return [t for t in p.tags if t[0] != 'title' and t != ('bdi', ('class',)) and t != ('bdi', ())]
      assert shape(sys.argv[1]) == shape(sys.argv[2])
      def drawn(path):
        return [(n.tagName, tuple(sorted(n.attributes.keys())))
          for n in xml.dom.minidom.parse(path).getElementsByTagName('*') if n.tagName != 'title']
      assert drawn(sys.argv[3]) == drawn(sys.argv[4])
      print('same')
      """,
      try page([Samples.hostile]), try page([tame]),
      try render([Samples.hostile], as: .svg, options: RenderingOptions()),
      try render([tame], as: .svg, options: RenderingOptions()))
    #expect(outcome.output == "same\n", "\(outcome.errors.suffix(2000))")
  }

  @Test("hostile names come through all nine formats of text", arguments: OutputFormat.allCases.filter { $0 != .xlsx })
  func allFormats(format: OutputFormat) throws {
    let text = try render([Samples.hostile], as: format, options: RenderingOptions(width: 100, chart: true))
    #expect(text.hasSuffix("\n"))
    #expect(text.contains("可灵"))
    switch format {
    case .csv, .tsv, .json, .ndjson: break
    default: #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
    }
  }

  @Test(
    "Chromium shows the brief without a message, a request, or a page wider than a phone",
    .enabled(if: Tools.chromium != nil, "chromium is not installed"))
  func chromium() throws {
    let folder = try TemporaryFolder()
    let html = try page()
    let file = folder.url.appendingPathComponent("brief.html")
    try Data(html.utf8).write(to: file)
    let common = [
      "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
      "--disable-background-networking",
      "--user-data-dir=" + folder.url.appendingPathComponent("u").path, "--enable-logging=stderr",
    ]
    let chromium = try #require(Tools.chromium)
    func messages(_ outcome: Tools.Outcome) -> [Substring] {
      outcome.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
    }
    let shown = try Tools.run(chromium, common + ["--window-size=900,1200", "--dump-dom", "file://\(file.path)"])
    #expect(shown.status == 0)
    #expect(shown.output.contains("</article>"))
    #expect(messages(shown).isEmpty)
    // The check can fail: a page that reaches out is refused by its own policy.
    let leaking = folder.url.appendingPathComponent("leaking.html")
    try Data(html.replacingOccurrences(of: "<main>", with: "<main><img src=\"x.png\" alt=\"\">").utf8).write(
      to: leaking)
    #expect(!messages(try Tools.run(chromium, common + ["--dump-dom", "file://\(leaking.path)"])).isEmpty)

    // A frame of a phone's width: what it measures is what a phone shows.
    let frame = """
      <!DOCTYPE html><meta charset="utf-8"><title></title>
      <iframe width="390" height="60000" style="border:0" srcdoc="\(markup(html))"></iframe>
      <script>addEventListener('load', () => {
        const d = document.querySelector('iframe').contentDocument, e = d.documentElement;
        let small = 99, shown = 0, out = [];
        for (const t of d.querySelectorAll('svg text')) {
          const s = t.ownerSVGElement, b = t.getBoundingClientRect();
          if (!b.width) continue;
          shown++;
          small = Math.min(small, parseFloat(t.getAttribute('font-size')) * s.getScreenCTM().a);
          if (b.left < -1 || b.right > 391)
            out.push(t.textContent + ' ' + Math.round(b.left) + '-' + Math.round(b.right));
        }
        document.title = [e.scrollWidth, e.clientWidth, d.body.scrollWidth, small.toFixed(1), shown > 100,
          document.querySelector('iframe').contentWindow.performance.getEntriesByType('resource').length].join(' ')
            + '|' + out.join(', ');
      })</script>
      """
    let framed = folder.url.appendingPathComponent("frame.html")
    try Data(frame.utf8).write(to: framed)
    let measured = try Tools.run(chromium, common + ["--window-size=900,900", "--dump-dom", "file://\(framed.path)"])
    let title = try #require(
      measured.output.components(separatedBy: "<title>").dropFirst().first?.components(separatedBy: "<").first)
    let parts = title.split(separator: "|", omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: " ")
    try #require(parts.count == 2 && numbers.count == 6, "\(title)")
    #expect(Int(numbers[0]) == 390 && Int(numbers[1]) == 390)
    #expect((Int(numbers[2]) ?? 999) <= 390)
    #expect((Double(numbers[3]) ?? 0) >= 10)
    #expect(numbers[4] == "true")
    #expect(numbers[5] == "0")
    #expect(parts[1] == "", "texts of a picture beyond its edge")
    #expect(messages(measured).isEmpty)
  }
}

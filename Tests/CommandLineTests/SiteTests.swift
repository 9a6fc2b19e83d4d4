import Foundation
import Testing

/// `export --site`: what lies in the folder afterwards.
@Suite struct SiteTests {
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private static let long = String(repeating: "Long name ", count: 19)
  private static let names = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "../../etc/passwd", "...", "C++", "C#", long + "A",
    long + "B", "可灵",
    "即梦", "קליפ\u{202e}", "index", "-", "caf\u{e9}",
  ]

  /// The starter market with hostile names, a company of a product's name, and a report about nobody.
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    func quoted(_ name: String) -> String { "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
    var rows = "product,company,metric,period,value,source,published_on\n"
    for name in Self.names {
      for (month, value) in [("2026-01", "1.2M"), ("2026-02", "<900K"), ("2026-03", "1.5M")] {
        rows += "\(quoted(name)),\(quoted(name)),mau,\(month),\(value),Synthetic example,2026-05-04\n"
      }
    }
    rows +=
      "\"C#\",,revenue,2026-01,$3M,Synthetic example,2026-05-04\n\"C#\",,revenue,2026-02,CNY 9M,Synthetic example,2026-05-04\n"
    let run = try sandbox.tidemark("import", "-", "--create", "-q", input: rows)
    #expect(run.status == 0, "\(run.err)")
    return sandbox
  }

  private func files(_ sandbox: Sandbox, _ folder: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.appendingPathComponent(folder).path)
    {
      files[name] = try sandbox.read("\(folder)/\(name)")
    }
    return files
  }

  @Test("every product, company, segment and saved report has a page under a safe name of its own") func pages() throws
  {
    let sandbox = try store()
    let run = try sandbox.tidemark("export", "--site", "out")
    let files = try files(sandbox, "out")
    expect(run, status: 0, err: "exported to out: \(files.count - 1) pages; open out/index.html\n")
    let count = try sandbox.tidemark(
      "sql",
      """
      SELECT (SELECT count(*) FROM products WHERE merged_into IS NULL) + (SELECT count(*)
        FROM companies) + (SELECT count(*) FROM segments)
        + (SELECT count(*) FROM saved_reports) AS n
      """, "-O", "csv")
    #expect(count.out == "n\n\(files.count - 4)\n")  // the index, the events, the conflicts and the list of files
    for name in files.keys where name != "site.txt" {
      #expect(name.wholeMatch(of: /[a-z][a-z0-9_-]*\.html/) != nil && name.utf8.count <= 100, "\(name)")
    }
    for name in [
      "product-c.html", "product-c-2.html", "product-index.html", "product-caf-e9.html", "product-53ef-7075.html",
    ] {
      #expect(files[name] != nil, "\(name)")
    }
    // Both are told apart though one name stands for a product and a company.
    #expect(files["company-index.html"]?.contains("<li><bdi>kind: company</bdi></li>") == true)
    #expect(files["product-index.html"]?.contains("<li><bdi>company: index</bdi></li>") == true)
    #expect(files["company-index.html"]?.contains("<a href=\"product-index.html\">") == true)
    #expect(files["product-kling-ai.html"]?.contains("<a href=\"segment-ai-video.html\">") == true)
    // A chart where there are points for one, and the reason where money is in two currencies.
    #expect(files["product-index.html"]?.contains("<svg") == true)
    #expect(files["product-index.html"]?.contains("<li><bdi>mau of index: 1.2M in 2026-01 to 1.5M in 2026-03") == true)
    let mixed = files.values.first { $0.contains("<h1><bdi>C#</bdi></h1>") && $0.contains("company: C#") }
    #expect(mixed?.contains("No chart of revenue: revenue of C# is in CNY and USD") == true)
  }

  @Test(
    "every link leads to a page, every page is well formed, and none asks anybody for anything",
    .enabled(if: python != nil, "python3 is not installed"))
  func links() throws {
    let sandbox = try store()
    #expect(try sandbox.tidemark("export", "--site", "out").status == 0)
    try sandbox.write(Self.checker, to: "check.py")
    let run = try sandbox.shell("\(Self.python ?? "python3") -X utf8 check.py out")
    #expect(run.status == 0 && run.out == "sound\n", "\(run.err.suffix(2000))")
    // The check can fail.
    let page = try sandbox.read("out/events.html").replacingOccurrences(
      of: "<main>", with: "<main><a href=\"nowhere.html\">x</a>")
    try sandbox.write(page, to: "out/events.html")
    #expect(try sandbox.shell("\(Self.python ?? "python3") -X utf8 check.py out").status != 0)
  }

  private static let checker = """
    import os, sys
    from html.parser import HTMLParser
    void = {'meta', 'br', 'hr', 'link', 'input'}
    class Page(HTMLParser):
      def __init__(self):
        super().__init__(); self.open = []; self.ids = []; self.links = []
      def handle_startendtag(self, tag, attrs): self.look(tag, attrs)
      def handle_starttag(self, tag, attrs):
        self.look(tag, attrs)
        if tag not in void: self.open.append(tag)
      def look(self, tag, attrs):
        assert tag not in ('script', 'iframe', 'img', 'link', 'object', 'base', 'form'), tag
        for name, value in attrs:
          assert not name.startswith('on') and name not in ('src', 'style', 'srcset', 'action', 'xlink:href'), name
          if name == 'id': self.ids.append(value)
          if name == 'href': self.links.append(value)
      def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()
    pages = {}
    for name in os.listdir(sys.argv[1]):
      if name == 'site.txt': continue
      page = Page(); page.feed(open(os.path.join(sys.argv[1], name), encoding='utf-8').read()); page.close()
      assert not page.open, (name, page.open)
      assert len(set(page.ids)) == len(page.ids), name
      pages[name] = page
    linked = {'index.html'}
    for name, page in pages.items():
      for link in page.links:
        target, _, place = link.partition('#')
        assert (target or name) in pages, (name, link)
        assert not place or place in pages[target or name].ids, (name, link)
        if name == 'index.html': linked.add(target)
    assert linked == set(pages), linked ^ set(pages)
    print('sound')
    """

  @Test(
    "Chromium shows every page without a message, a request, or a page wider than a phone",
    .enabled(if: chromium != nil, "chromium is not installed"))
  func phone() throws {
    let sandbox = try store()
    #expect(try sandbox.tidemark("export", "--site", "out", "-q").status == 0)
    var pages = try files(sandbox, "out").filter { $0.key.hasSuffix(".html") }
    let seen = try look(pages, in: sandbox)
    #expect(seen.found == ["\(pages.count) pages"])
    #expect(seen.messages == [])
    // The check can fail: a page that reaches out, and one that is too wide.
    let events = try #require(pages["events.html"])
    pages = [
      "leaking": events.replacingOccurrences(of: "<main>", with: "<main><img src=\"x.png\" alt=\"\">"),
      "wide": events.replacingOccurrences(of: "<main>", with: "<main><svg width=\"500\" height=\"1\"></svg>"),
    ]
    let failing = try look(pages, in: sandbox)
    #expect(failing.found == ["2 pages", "leaking: a request", "wide: 516"])
    #expect(failing.messages.count == 1)
  }

  /// Shows pages in frames of a phone's width. Returns their number and what is wrong with which, and what the browser
  /// had to say.
  private func look(_ pages: [String: String], in sandbox: Sandbox) throws -> (found: [String], messages: [Substring]) {
    let frames = pages.sorted { $0.key < $1.key }.map { name, page in
      let text = page.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "\"", with: "&quot;")
      return "<iframe name=\"\(name)\" width=\"390\" height=\"3000\" style=\"border:0\" srcdoc=\"\(text)\"></iframe>\n"
    }
    try sandbox.write(
      """
      <!DOCTYPE html><meta charset="utf-8"><title></title>
      \(frames.joined())
      <script>addEventListener('load', () => {
        const found = [];
        let shown = 0;
        for (const frame of document.querySelectorAll('iframe')) {
          const d = frame.contentDocument, wide = Math.max(d.documentElement.scrollWidth, d.body.scrollWidth);
          if (d.querySelector('h1')) shown++;
          if (wide > 390) found.push(frame.name + ': ' + Math.round(wide));
          if (frame.contentWindow.performance.getEntriesByType('resource').length) found.push(frame.name + ': a request');
        }
        document.title = [shown + ' pages', ...found].join(';');
      })</script>
      """, to: "frames.html")
    let run = try sandbox.shell(
      """
      timeout 120 \(Self.chromium ?? "chromium") --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking \
        --user-data-dir="$PWD/browser" --enable-logging=stderr --window-size=900,900 --dump-dom "file://$PWD/frames.html"
      """)
    #expect(run.status == 0, "\(run.err.suffix(500))")
    let title = try #require(
      run.out.components(separatedBy: "<title>").dropFirst().first?.components(separatedBy: "<").first)
    return (
      title.split(separator: ";").map(String.init), run.err.split(separator: "\n").filter { $0.contains("CONSOLE") }
    )
  }

  @Test("one store gives the same bytes again, over the earlier site") func again() throws {
    let sandbox = try store()
    #expect(try sandbox.tidemark("export", "--site", "out", "-q").status == 0)
    let first = try files(sandbox, "out")
    _ = try sandbox.tidemark("report", "delete", "timeline", "-q")
    expect(try sandbox.tidemark("export", "--site", "out", "-q"), status: 0)
    let second = try files(sandbox, "out")
    #expect(Set(first.keys).subtracting(second.keys) == ["report-timeline.html"])
    #expect(Set(first.keys.filter { first[$0] != second[$0] }) == ["report-timeline.html", "index.html", "site.txt"])
    #expect(try sandbox.fileNames.filter { $0.hasPrefix(".") } == [])
  }

  @Test("a report that cannot run has a page that says why, and the export exits 1") func failing() throws {
    let sandbox = try store()
    _ = try sandbox.tidemark("report", "save", "gone", "--", "trend", "Nosuch <b>")
    _ = try sandbox.tidemark("report", "save", "asks", "--", "trend", "--from", "{from}")
    let run = try sandbox.tidemark("export", "--site", "out", "-q")
    expect(run, status: 1, err: "tidemark: error: could not be run: asks, gone\nhint: their pages say why\n")
    #expect(
      try sandbox.read("out/report-gone.html").contains("could not be run: no product &quot;Nosuch &lt;b&gt;&quot;."))
    #expect(
      try sandbox.read("out/report-asks.html").contains("could not be run: the report asks needs a value for {from}."))
    #expect(try sandbox.read("out/index.html").contains("could not be run"))
    #expect(try sandbox.read("out/report-video-mau.html").contains("<svg"))
  }

  @Test("a folder that holds anything else is left alone") func targets() throws {
    let sandbox = try store()
    _ = try sandbox.shell(
      "mkdir mine && echo mine > mine/index.html && tidemark export csv -q && tidemark export --site out -q")
    _ = try sandbox.shell(
      "mkdir forged && printf 'Pages of a tidemark site\\n../market.db\\nindex.html\\n' > forged/site.txt")
    for (folder, other) in [("mine", "index.html"), ("csv", "01-metrics.csv"), ("forged", "index.html")] {
      let before = try files(sandbox, folder)
      let run = try sandbox.tidemark("export", "--site", folder)
      #expect(
        run.status == 4 && run.err.contains("\(folder) holds something else than an earlier export: \(other)"),
        "\(run.err)")
      #expect(try files(sandbox, folder) == before)
    }
    try sandbox.write("mine", to: "out/notes.txt")
    let site = try files(sandbox, "out")
    #expect(try sandbox.tidemark("export", "--site", "out").status == 4)
    #expect(try sandbox.tidemark("export", "out").status == 4)
    #expect(try files(sandbox, "out") == site)
    #expect(try sandbox.fileNames.filter { !$0.hasPrefix("market.db") } == ["csv", "forged", "mine", "out"])
  }

  @Test("a store without a single name is a site too") func empty() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.tidemark("init", "--empty", "-q")
    expect(try sandbox.tidemark("export", "--site", "out", "-q"), status: 0)
    #expect(try files(sandbox, "out").keys.sorted() == ["conflicts.html", "events.html", "index.html", "site.txt"])
  }
}

import MarketReports

/// The look of a site: a page as `html` prints it, with links to the others. All files lie in one folder, and every
/// link is a file's name.
public struct SiteRenderer: Sendable {
  private let topics: [SiteTopic]
  private let fileNames: [SiteTopic: String]
  /// How many names that were tried had been given already: what making the names costs.
  let collisions: Int

  /// - Parameter topics: All pages of the site, in the order of its index.
  public init(_ topics: [SiteTopic]) {
    self.topics = topics
    var names: [SiteTopic: String] = [:]
    var taken: Set<String> = ["index"]
    // The last number given to a slug: to count up from 2 for each name takes the square of the names that share it.
    var numbers: [String: Int] = [:]
    var collisions = 0
    for topic in topics {
      var base = topic.kind.rawValue
      if topic.kind != .events, topic.kind != .conflicts { base += "-" + slug(topic.name) }
      while base.last == "-" { base.removeLast() }
      var name = base
      while !taken.insert(name).inserted {
        numbers[base, default: 1] += 1
        name = "\(base)-\(numbers[base, default: 1])"
        collisions += 1
      }
      names[topic] = name + ".html"
    }
    fileNames = names
    self.collisions = collisions
  }

  /// The file that a reader opens first.
  public static let indexName = "index.html"

  /// The name of a topic's page inside the folder; the index for a topic that is no page of this site.
  public func fileName(of topic: SiteTopic) -> String { fileNames[topic] ?? Self.indexName }

  /// The whole HTML of one page, complete in itself but for its links to the other pages.
  public func render(_ page: SitePage) -> String {
    var links = ""
    for (label, topics) in page.links where !topics.isEmpty {
      links += "<dt>\(markup(label))</dt><dd>" + topics.map(link).joined(separator: " ") + "</dd>\n"
    }
    var writer = PageWriter(document: page.document, id: "r1", level: 1, generatedOn: nil)
    if !links.isEmpty { writer.underTitle = "<dl class=\"links\">\n\(links)</dl>\n" }
    return pageHead(page.document.title) + navigation + "<main>\n" + writer.article() + "</main>\n</body>\n</html>\n"
  }

  /// - Parameters:
  ///   - descriptions: What saved reports are about, by topic.
  ///   - failed: The saved reports that could not run.
  public func renderIndex(descriptions: [SiteTopic: String], failed: Set<SiteTopic>) -> String {
    var html = pageHead("Market") + navigation + "<main>\n<h1>Market</h1>\n"
    let sections: [(SiteTopic.Kind, String)] = [
      (.report, "Reports"), (.segment, "Shares by segment"), (.product, "Products"), (.company, "Companies"),
    ]
    for (kind, title) in sections {
      let shown = topics.filter { $0.kind == kind }
      guard !shown.isEmpty else { continue }
      html += "<section id=\"\(kind.rawValue)\">\n<h2>\(title)</h2>\n<ul\(kind == .report ? "" : " class=\"names\"")>\n"
      for topic in shown {
        html += "<li>" + link(topic)
        if let text = descriptions[topic] { html += " \(bdi(text))" }
        if failed.contains(topic) { html += " <em>could not be run</em>" }
        html += "</li>\n"
      }
      html += "</ul>\n</section>\n"
    }
    return html + "</main>\n</body>\n</html>\n"
  }

  private func link(_ topic: SiteTopic) -> String { "<a href=\"\(fileName(of: topic))\">\(bdi(topic.name))</a>" }

  private var navigation: String {
    let others = topics.filter { $0.kind == .events || $0.kind == .conflicts }.map(link)
    return "<nav class=\"site\" aria-label=\"Site\">"
      + (["<a href=\"\(Self.indexName)\">Market</a>"] + others).joined(separator: " ")
      + "</nav>\n"
  }
}

/// A name as part of a file's name: a to z, digits and hyphens, 80 at most. Letters beyond ASCII stand as their
/// numbers, so that names without any ASCII differ.
private func slug(_ name: String) -> String {
  var words: [String] = []
  var word = ""
  func end() {
    if !word.isEmpty { words.append(word) }
    word = ""
  }
  for scalar in name.unicodeScalars {
    switch scalar {
    case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
    case "A"..."Z": word += scalar.properties.lowercaseMapping
    default:
      end()
      if !scalar.isASCII, scalar.properties.isAlphabetic { words.append(String(scalar.value, radix: 16)) }
    }
  }
  end()
  return String(words.joined(separator: "-").prefix(80))
}

import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of a drawing as a test looks at it.
struct DrawnElement {
  var name: String
  var attributes: [String: String]
  /// Classes of the groups around it, outermost first.
  var groups: [String]
  /// The titles of the groups around it: a series' name.
  var owner: String
  var text = ""
  /// What a group's title says.
  var label = ""

  func has(_ style: String) -> Bool { (attributes["class"] ?? "").split(separator: " ").contains(Substring(style)) }
  func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? .nan }

  /// The corners of a path made of moves and lines, one list per subpath.
  var subpaths: [[(x: Double, y: Double)]] {
    var result: [[(x: Double, y: Double)]] = []
    for part in (attributes["d"] ?? "").split(separator: "M") {
      let corners = part.split(whereSeparator: { $0 == "L" || $0 == "Z" }).map { corner in
        let numbers = corner.split(separator: " ").compactMap { Double($0) }
        return (x: numbers.first ?? .nan, y: numbers.last ?? .nan)
      }
      result.append(corners)
    }
    return result
  }
}

/// Reads an SVG with an XML parser; nil when it is not well formed.
final class DrawnElements: NSObject, XMLParserDelegate {
  private(set) var all: [DrawnElement] = []
  private var open: [Int] = []

  static func read(_ svg: String) -> [DrawnElement]? {
    let reader = DrawnElements()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    return parser.parse() ? reader.all : nil
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let groups = open.filter { all[$0].name == "g" }
    all.append(
      DrawnElement(
        name: name, attributes: attributes, groups: groups.map { all[$0].attributes["class"] ?? "" },
        owner: groups.last.map { all[$0].label } ?? ""))
    open.append(all.count - 1)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard let closed = open.popLast(), let around = open.last, all[closed].name == "title", all[around].name == "g"
    else { return }
    all[around].label = all[closed].text
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard let current = open.last else { return }
    all[current].text += string
    if all[current].name == "tspan", open.count > 1 { all[open[open.count - 2]].text += string }
  }
}

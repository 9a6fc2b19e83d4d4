/// As much of a Markdown file as the documents' tests need: its headings, tables and links, code blocks left out.
struct MarkdownPage {
  struct Section {
    var title: String
    var level: Int
    var lines: [String] = []

    /// What a link to the heading says after `#`.
    var anchor: String {
      let kept = title.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " " }
      return kept.replacing(" ", with: "-")
    }

    /// The tables, each with its header.
    var tables: [(header: [String], rows: [[String]])] {
      var tables: [(header: [String], rows: [[String]])] = []
      var isOpen = false
      for line in lines {
        guard line.hasPrefix("|") else {
          isOpen = false
          continue
        }
        // No document has a bar inside a cell.
        let cells = line.dropFirst().split(separator: "|", omittingEmptySubsequences: false).dropLast().map(trimmed)
        if !isOpen {
          tables.append((header: cells, rows: []))
          isOpen = true
        } else if !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) {
          tables[tables.count - 1].rows.append(cells)
        }
      }
      return tables
    }

    /// Where its links lead.
    var links: [String] { lines.flatMap { $0.matches(of: /\]\(([^)]+)\)/).map { String($0.1) } } }
  }

  /// The text before the first heading, then each heading with the lines up to the next one of any level.
  var sections: [Section] = [Section(title: "", level: 0)]

  init(_ text: String) {
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() }
      if isCode { continue }
      let level = line.prefix { $0 == "#" }.count
      if level > 0, line.dropFirst(level).first == " " {
        sections.append(Section(title: trimmed(line.dropFirst(level)), level: level))
      } else {
        sections[sections.count - 1].lines.append(String(line))
      }
    }
  }

  subscript(anchor: String) -> Section? { sections.first { $0.anchor == anchor } }
}

/// What stands in backticks, in order.
func codeSpans(_ text: String) -> [String] {
  text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
    String($0.element)
  }
}

private func trimmed(_ text: some StringProtocol) -> String {
  var text = text[...]
  while text.first == " " { text.removeFirst() }
  while text.last == " " { text.removeLast() }
  return String(text)
}

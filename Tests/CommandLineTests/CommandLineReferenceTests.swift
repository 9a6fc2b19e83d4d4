import Foundation
import Testing

/// `CommandLine.md` has a section for each verb, with its options in tables: its own, and those of the sections that it
/// links to.
@Suite struct CommandLineReferenceTests {
  /// The options in the first column of a section's tables.
  private func options(_ section: MarkdownPage.Section) -> [String] {
    section.tables.flatMap { table in
      table.rows.flatMap { codeSpans($0[0]) }.filter { $0.hasPrefix("-") }.map { String($0.prefix { $0 != " " }) }
    }
  }

  @Test("CommandLine.md has every verb with exactly its options") func verbs() throws {
    let page = MarkdownPage(try Sandbox.document("Documentation/CommandLine.md"))
    let root = try Verb.root(Sandbox())
    for verb in root.all.dropFirst() where verb.shouldDisplay {
      let name = String(verb.name.dropFirst(root.name.count + 1))
      guard let section = page.sections.first(where: { codeSpans($0.title).contains(name) }) else {
        Issue.record("CommandLine.md has no section `\(name)`")
        continue
      }
      let linked = section.links.filter { $0.hasPrefix("#") }.compactMap { page[String($0.dropFirst())] }
      let shared = linked.filter { !$0.title.hasPrefix("`") }
      #expect(Set(options(section) + shared.flatMap(options)) == verb.options, "\(name)")
    }
  }

  @Test("CommandLine.md has no section for a verb that is gone") func nothingElse() throws {
    let root = try Verb.root(Sandbox())
    let names = Set(root.all.map { String($0.name.dropFirst(root.name.count)).trimmingCharacters(in: .whitespaces) })
    let page = MarkdownPage(try Sandbox.document("Documentation/CommandLine.md"))
    for section in page.sections where section.title.hasPrefix("`") {
      for name in codeSpans(section.title) { #expect(names.contains(name), "`\(name)`") }
    }
  }
}

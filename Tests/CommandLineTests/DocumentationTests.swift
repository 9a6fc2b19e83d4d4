import Foundation
import Testing

/// What the documents say is what the program does.
@Suite struct DocumentationTests {
  private static let documents = ["CommandLine", "ImportGrammar", "ReportFormulas"].map { "Documentation/\($0).md" }

  @Test("every command of the documents prints what they show", arguments: documents) func consoleBlocks(
    document: String
  ) throws {
    try expectConsoleBlocksToHold(in: Sandbox.document(document), atLeast: 5)
  }

  @Test(
    "every link between the files for people leads somewhere",
    arguments: documents + ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
  func links(document: String) throws {
    let folder = document.split(separator: "/").dropLast().map { $0 + "/" }.joined()
    for link in MarkdownPage(try Sandbox.document(document)).sections.flatMap(\.links) where !link.contains("://") {
      let parts = link.split(separator: "#", omittingEmptySubsequences: false)
      let file = parts[0].isEmpty ? document : folder + parts[0]
      let path = Sandbox.repository.appendingPathComponent(file).standardized.path
      #expect(FileManager.default.fileExists(atPath: path), "\(document): \(link)")
      if parts.count > 1, file.hasSuffix(".md") {
        #expect(MarkdownPage(try Sandbox.document(file))[String(parts[1])] != nil, "\(document): \(link)")
      }
    }
  }

  @Test("ReportFormulas.md has the columns of every report") func columns() throws {
    let page = MarkdownPage(try Sandbox.document("Documentation/ReportFormulas.md"))
    for verb in try Verb.root(Sandbox()).subcommands ?? [] where verb.options.contains("--recorded-as-of") {
      let sandbox = try Sandbox()
      expect(try sandbox.tidemark("init", "--quiet"), status: 0)
      let run = try sandbox.shell(try #require(verb.examples.first) + " -O csv")
      let header = run.out.prefix { $0 != "\n" }
      let section = try #require(page[verb.commandName], "ReportFormulas.md has no section \(verb.commandName)")
      let columns = section.lines.first { $0.hasPrefix("Columns: ") }.map(codeSpans) ?? []
      #expect(columns.joined(separator: ",") == header, "\(verb.commandName)")
    }
  }
}

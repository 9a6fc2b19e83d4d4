import ArgumentParser
import MarketModel
import MarketReports
import MarketStore
import ReportRendering

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the whole store as CSV files that import takes back, or as a site.",
    discussion: """
      A site is pages for a browser, without a server: every product, company and
      saved report, the events and the conflicts. Exits 1 when a report cannot run.

      EXAMPLES
        $ tidemark export market-csv
        $ tidemark export --site market-site
      """)

  @Flag(help: "Pages for a browser instead.")
  var site = false

  @Argument(
    help: ArgumentHelp("A new folder, an empty one, or an earlier export.", valueName: "folder"), completion: .directory
  )
  var folder: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let store = try store.open(.readOnly)
    if site { return try writeSite(store) }
    let result = try Interruption.deferred {
      try store.export(to: folder, isCancelled: { Interruption.isRequested })
    }
    for notice in result.notices { messages.note(notice) }
    messages.note(
      "exported to \(folder): "
        + result.files.map { "\($0.name) \(ProgressLine.grouped($0.rows))" }.joined(separator: " · "))
  }

  private func writeSite(_ store: Store) throws {
    var failed: [SiteTopic] = []
    let count = try Interruption.deferred {
      var target = try SiteFolder(folder, of: store)
      do {
        let count = try store.reading { try writePages(store, to: &target, failed: &failed) }
        try target.publish()
        return count
      } catch {
        target.remove()
        throw error
      }
    }
    messages.note(
      "exported to \(folder): \(ProgressLine.grouped(count)) pages; open \(folder)/\(SiteRenderer.indexName)")
    if !failed.isEmpty {
      throw Failure(
        ExitStatus.findings, "could not be run: \(failed.map(\.name).joined(separator: ", "))",
        hint: "their pages say why")
    }
  }

  private func writePages(_ store: Store, to target: inout SiteFolder, failed: inout [SiteTopic]) throws -> Int {
    let site = try Site(store, clock: .today)
    let renderer = SiteRenderer(site.topics)
    let options = try SavedRunOptions.parse([])
    for topic in site.topics {
      let page = try site.page(topic) { saved in
        do {
          return .success(try SavedRun(saved.name, options, in: store).report.document)
        } catch {
          return .failure(SiteProblem(Failure(error)?.message ?? "\(error)"))
        }
      }
      if Interruption.isRequested { throw Failure(ExitStatus.interrupted, "interrupted") }
      if page.problem != nil { failed.append(topic) }
      try target.write(renderer.render(page), to: renderer.fileName(of: topic))
    }
    var descriptions: [SiteTopic: String] = [:]
    for saved in try store.savedReports() { descriptions[SiteTopic(.report, saved.name)] = saved.description }
    try target.write(renderer.renderIndex(descriptions: descriptions, failed: Set(failed)), to: SiteRenderer.indexName)
    return site.topics.count + 1
  }
}

import ArgumentParser
import MarketStore

struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add one company, product, metric, segment, source, alias, snapshot or event.",
    discussion: """
      The row takes the way of an imported file, with the same checks, and can be undone like one. Any column of the \
      import
      can be given with --set column=value.

      EXAMPLES
        $ tidemark add company "Example Labs" --set country=US
        $ tidemark add product Larkfilm --company "Example Labs" --segment "AI video"
        $ tidemark add source "Synthetic example" --kind dataset
        $ tidemark add snapshot Larkfilm mau 2026-03 1.2M \\
            --source "Synthetic example" --published-on 2026-04-01
      """,
    subcommands: [
      Company.self, Product.self, Metric.self, Segment.self, Source.self, AliasName.self, Snapshot.self, Event.self,
    ])

  /// What each of them takes.
  struct Common: ParsableArguments {
    @Option(
      help: ArgumentHelp("Another column of the import.", valueName: "column=value"),
      transform: Assignment.init(parsing:))
    var set: [Assignment] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var messages: MessageOptions

    /// Adds a thing by its first row, which takes the further columns, and by the others what it belongs to or what
    /// belongs to it: one recorded import. Names in the column `tied` are of things that are there.
    func add(_ kind: AddedKind, _ rows: [[String: String?]], tied: CatalogueKind? = nil) throws {
      let store = try store.open(.readWrite)
      var rows = rows.map { $0.compactMapValues { $0 } }
      for assignment in set { rows[0][assignment.name] = assignment.value }
      if let tied {
        for index in rows.indices {
          if let name = rows[index][tied.rawValue] { rows[index][tied.rawValue] = try store.resolve(tied, name).name }
        }
      }
      let result = try store.add(kind, rows, command: typedCommand())
      for notice in result.notices { messages.note(notice) }
      messages.note("recorded as #\(result.number ?? 0): \(result.counts)")
      try store.close()
    }
  }
}

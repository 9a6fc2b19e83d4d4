import ArgumentParser
import MarketStore

struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add one company, product, metric, segment, source, alias, snapshot or event.",
    discussion: """
      The row takes the way of an imported file, with the same checks, and can be undone like one. Any column of the import
      can be given with --set column=value.

      EXAMPLES
        $ tidemark add company "Example Labs" --set country=US
        $ tidemark add product Larkfilm --company "Example Labs" --segment "AI video"
        $ tidemark add source "Synthetic example" --kind dataset
        $ tidemark add snapshot Larkfilm mau 2026-03 1.2M \\
            --source "Synthetic example" --published-on 2026-04-01
      """,
    subcommands: [Company.self, Product.self, Metric.self, Segment.self, Source.self, AliasName.self, Snapshot.self, Event.self])

  /// What each of them takes.
  struct Common: ParsableArguments {
    @Option(help: ArgumentHelp("Another column of the import.", valueName: "column=value"), transform: Assignment.init(parsing:))
    var set: [Assignment] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var messages: MessageOptions

    /// Adds a row and what belongs to it, the further columns being the first row's.
    func add(_ rows: [(kind: AddedKind, row: [String: String?])]) throws {
      let store = try store.open(.readWrite)
      // What the first thing is tied to must be there before anything is written.
      for entry in rows.dropFirst() {
        if rows[0].kind == .segment, let product = entry.row["product"] ?? nil { _ = try store.resolve(.product, product) }
        if rows[0].kind == .product, let segment = entry.row["segment"] ?? nil { _ = try store.resolve(.segment, segment) }
      }
      for (index, entry) in rows.enumerated() {
        var row = entry.row.compactMapValues { $0 }
        if index == 0 { for assignment in set { row[assignment.name] = assignment.value } }
        let result = try store.add(entry.kind, [row], command: typedCommand())
        for notice in result.notices { messages.note(notice) }
        messages.note("recorded as #\(result.number ?? 0): \(result.counts)")
      }
      try store.close()
    }
  }
}

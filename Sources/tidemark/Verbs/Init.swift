import ArgumentParser
import MarketStore

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Create a store, with the starter market in it.",
    discussion: """
      The starter market is the products, sources, snapshots, events and saved reports of two published documents of \
      2026.

      EXAMPLES
        $ tidemark init
        $ tidemark init --empty --db other.db
      """)

  @Flag(help: "The metric dictionary and nothing else.")
  var empty = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let path = store.path
    try Store.create(at: path) { try $0.seed(empty ? ["metrics"] : nil) }.close()
    messages.note("created \(path)")
  }
}

import ArgumentParser
import MarketStore

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Bring an older store to the present schema.",
    discussion: """
      Verbs that write do this by themselves; reports never do.

      EXAMPLES
        $ tidemark migrate
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let versions = try Store.migrate(store.path)
    messages.note(
      versions.from == versions.to
        ? "\(store.path) is of version \(versions.to) already" : "migrated from \(versions.from) to \(versions.to)")
  }
}

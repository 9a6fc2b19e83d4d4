import ArgumentParser
import MarketStore

struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Two products turned out to be one; can be undone.",
    discussion: """
      EXAMPLES
        $ tidemark add product "Kling app" --company Kuaishou
        $ tidemark merge "Kling app" --into "Kling AI" --dry-run
        $ tidemark merge "Kling app" --into "Kling AI"
      """)

  @Argument(help: ArgumentHelp("The product that goes.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("The product that stays.", valueName: "name"))
  var into: String

  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let store = dryRun ? try Store.openCopy(of: store.path) : try store.open(.readWrite)
    let result = try store.merge(name, into: into, command: typedCommand())
    try store.close()
    messages.show(result, isTrial: dryRun)
  }
}

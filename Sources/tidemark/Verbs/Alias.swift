import ArgumentParser
import MarketStore

struct Alias: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alias",
    abstract: "Give a name another name, or take one away.",
    discussion: """
      EXAMPLES
        $ tidemark alias "Kling" --of "Kling AI"
        $ tidemark alias "Kling" --remove
      """)

  @Argument(help: ArgumentHelp("The other name.", valueName: "alias"))
  var alias: String

  @Option(help: ArgumentHelp("What it stands for.", valueName: "name"))
  var of: String?

  @Option(help: ArgumentHelp("company, product, segment, metric or source. Default: product.", valueName: "kind"))
  var kind: CatalogueKind?

  @Flag(help: "Take the alias away.")
  var remove = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if remove == (of != nil) { throw ValidationError("give --of NAME, or --remove") }
  }

  func run() throws {
    let store = try store.open(.readWrite)
    let result =
      if let of {
        try store.addAlias(alias, of: kind ?? .product, named: of, command: typedCommand())
      } else {
        try store.removeAlias(alias, of: kind, command: typedCommand())
      }
    try store.close()
    messages.show(result)
  }
}

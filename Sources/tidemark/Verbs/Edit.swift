import ArgumentParser
import MarketStore

extension CatalogueKind: ExpressibleByArgument {}

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change what the catalogue says of a name; can be undone.",
    discussion: """
      Fields are the columns of an import: country, company, kind, note, reliability … An empty value clears a field.
      A source's reliability runs from 0 (your own figures, above all others) over 1 (the best) to 9 (the worst); 5
      where nothing is said. Of several sources the smaller number is believed.

      EXAMPLES
        $ tidemark edit product Vidu --set "note=Made by Shengshu"
        $ tidemark edit company "Runway AI" --name Runway
        $ tidemark edit source "Sensor Tower" --set reliability=1
      """)

  @Argument(help: ArgumentHelp("company, product, segment, metric or source.", valueName: "kind"))
  var kind: CatalogueKind

  @Argument(help: ArgumentHelp("Which.", valueName: "name"))
  var current: String

  @Option(help: ArgumentHelp("A new name; the old one stays as an alias.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("A new value of a field.", valueName: "field=value"), transform: Assignment.init(parsing:))
  var set: [Assignment] = []

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func validate() throws {
    if name == nil, set.isEmpty { throw ValidationError("say what to change with --name or --set field=value") }
  }

  func run() throws {
    let store = try store.open(.readWrite)
    let result = try store.edit(
      kind, current, fields: set.map { ($0.name, $0.value) }, newName: name, command: typedCommand())
    try store.close()
    messages.show(result)
  }
}

import ArgumentParser
import MarketReports
import MarketStore

struct Imports: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imports",
    abstract: "List imports, look at one, or take one back.",
    discussion: """
      An undo retracts what an import wrote and brings back what it had replaced. Nothing is deleted: the file may be \
      imported again.

      EXAMPLES
        $ tidemark imports
        $ tidemark imports show 1
        $ tidemark imports undo 1
      """,
    subcommands: [List.self, Show.self, Undo.self, Rejects.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "All imports, oldest first.",
      discussion: """
        EXAMPLES
          $ tidemark imports list -O csv
        """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      try ReportPrinter(output: output, messages: messages, store: store.path).show([
        importListing(in: store.open(.readOnly))
      ])
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "One import, with its files.",
      discussion: """
        EXAMPLES
          $ tidemark imports show 1
        """)

    @Argument var number: Int64
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      try ReportPrinter(output: output, messages: messages, store: store.path).show([
        importPage(number, in: store.open(.readOnly))
      ])
    }
  }

  struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undo",
      abstract: "Take an import back.",
      discussion: """
        EXAMPLES
          $ tidemark imports undo 1
        """)

    @Argument var number: Int64
    @OptionGroup var store: StoreOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      let store = try store.open(.readWrite)
      let clock = try store.clockNotice()
      let undo = try Interruption.deferred {
        try store.undoImport(number, isCancelled: { Interruption.isRequested })
      }
      try store.close()
      if let clock { messages.note(clock) }
      messages.note("import #\(undo.number) undid #\(number): retracted \(undo.read) · revived \(undo.inserted)")
    }
  }

  struct Rejects: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rejects",
      abstract: "The rows that an import with --keep-going refused.",
      discussion: """
        EXAMPLES
          $ tidemark imports rejects 1 -O csv
        """)

    @Argument var number: Int64
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
      try ReportPrinter(output: output, messages: messages, store: store.path).show([
        rejectListing(number, in: store.open(.readOnly))
      ])
    }
  }
}

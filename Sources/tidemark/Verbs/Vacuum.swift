import ArgumentParser
import MarketStore

struct Vacuum: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum",
    abstract: "Give room that is no longer used back to the disk.",
    discussion: """
      EXAMPLES
        $ tidemark vacuum
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var messages: MessageOptions

  func run() throws {
    let store = try store.open(.readWrite)
    let size = try Interruption.deferred { try store.vacuum(isCancelled: { Interruption.isRequested }) }
    try store.close()
    messages.note(
      "\(ProgressLine.grouped(Int(size.before))) bytes before, \(ProgressLine.grouped(Int(size.after))) after")
  }
}

import ArgumentParser
import MarketStore
import ReportRendering

/// Which verb the words of a command line are about.
struct VerbWords {
  /// The words with options that stood before the verb behind it.
  private(set) var words: [String]
  /// How many of the first are the verb: `report list` has two.
  private var verb = 0
  private var command: any ParsableCommand.Type = Tidemark.self

  init(_ words: [String]) {
    var leading: [String] = []
    var rest = words[...]
    while let word = rest.first, let count = Self.common[word.prefix { $0 != "=" }.description] {
      // An option with `=` has its value in it.
      let taken = word.contains("=") ? 1 : count
      guard rest.count > taken else { break }
      leading += rest.prefix(taken)
      rest = rest.dropFirst(taken)
    }
    self.words = Array(rest)
    while verb < self.words.count, let next = Self.subcommand(self.words[verb], of: command) {
      command = next
      verb += 1
    }
    unknown = Self.unknown(self.words, after: verb, command)
    if verb == 0 { self.words = words } else { self.words.insert(contentsOf: leading, at: verb) }
  }

  /// The word that stands where a verb should, and is none; nil where there is no such word.
  let unknown: String?

  /// The options of every verb, and how many words each takes.
  private static let common = ["--db": 2, "--color": 2, "-q": 1, "--quiet": 1]

  private static func subcommand(_ word: String, of command: any ParsableCommand.Type) -> (any ParsableCommand.Type)? {
    subcommands(of: command).first { $0.configuration.commandName == word }
  }

  private static func subcommands(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap { $0.subcommands }
  }

  private static func unknown(_ words: [String], after verb: Int, _ command: any ParsableCommand.Type) -> String? {
    guard verb < words.count, !words[verb].hasPrefix("-"), words[verb] != "help", !subcommands(of: command).isEmpty
    else { return nil }
    return words[verb]
  }

  /// Whether the verb has -O.
  var takesFormat: Bool { Tidemark.helpMessage(for: command).contains("--format") }

  /// What is wrong with a verb that there is not; nil where there is nothing wrong with the verb.
  var failure: Failure? {
    guard let unknown else { return nil }
    let names = Self.subcommands(of: command).map { $0.configuration }.filter { $0.shouldDisplay }
      .compactMap { $0.commandName }
    let path = (["tidemark"] + words.prefix(verb)).joined(separator: " ")
    let nearest = nearestNames(to: unknown, among: names, limit: 1)
    return Failure(
      ExitStatus.usage, "\(path) has no verb \"\(unknown)\"",
      hint: nearest.isEmpty ? "see: \(path) --help" : "did you mean \"\(nearest[0])\"?")
  }
}

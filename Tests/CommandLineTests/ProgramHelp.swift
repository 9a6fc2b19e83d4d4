import Foundation

/// A verb as the program describes itself.
struct Verb: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      /// As it is typed: `--format`, `-O`.
      var typed: String { (kind == "long" ? "--" : "-") + name }
    }
    var names: [Name]?
    var valueName: String?
    var shouldDisplay: Bool
  }

  var commandName: String
  var superCommands: [String]?
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool
  var subcommands: [Verb]?
  var arguments: [Argument]?

  var name: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }
  var all: [Verb] { [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all) }

  /// Its options as they are typed, long and short ones, without those of every ArgumentParser command.
  var options: Set<String> {
    let shown = (arguments ?? []).filter(\.shouldDisplay)
    return Set(shown.flatMap { $0.names ?? [] }.map(\.typed)).subtracting(["--help", "-h", "--version"])
  }

  /// The command lines of its help, those broken by a backslash joined.
  var examples: [String] {
    var found: [String] = []
    var isOpen = false
    for line in (discussion ?? "").split(separator: "\n") {
      let text = line.trimmingCharacters(in: .whitespaces)
      if isOpen {
        found[found.count - 1] += "\n" + text
      } else if text.hasPrefix("$ ") {
        found.append(String(text.dropFirst(2)))
      } else {
        continue
      }
      isOpen = text.hasSuffix("\\")
    }
    return found
  }

  static func root(_ sandbox: Sandbox) throws -> Verb {
    struct Dump: Decodable { var command: Verb }
    let dump = try sandbox.tidemark("--experimental-dump-help").out
    return try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
  }
}

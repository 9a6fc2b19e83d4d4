import ArgumentParser

struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Completions for a shell.",
    discussion: """
      EXAMPLES
        $ tidemark completions bash > tidemark.bash
        $ tidemark completions zsh > _tidemark
        $ tidemark completions fish > tidemark.fish
      """)

  enum Shell: String, CaseIterable, ExpressibleByArgument { case bash, zsh, fish }

  @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"))
  var shell: Shell

  func run() throws {
    StandardOutput.write(Tidemark.completionScript(for: CompletionShell(rawValue: shell.rawValue) ?? .bash) + "\n")
  }
}

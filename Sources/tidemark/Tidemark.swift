import ArgumentParser

/// Every command gives its own name: derived from the type's, by a search of the whole program for conformances, the
/// names took a third of the time of a small report.
@main
struct Tidemark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidemark",
    abstract: "Keep market claims in one SQLite file, and ask it who is winning, since when and according to whom.",
    discussion: """
      The store is --db FILE, else $TIDEMARK_DB, else ./market.db.
      Exit codes: 0 done, 1 findings, 2 usage, 3 no such name, 4 unreadable or unwritable, 130 interrupted.

      EXAMPLES
        $ tidemark demo
      """,
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Store",
        subcommands: [
          Init.self, Demo.self, Import.self, Imports.self, Add.self, Edit.self, Alias.self, Merge.self, List.self,
          Show.self, Search.self,
        ]),
      CommandGroup(
        name: "Reports",
        subcommands: [
          Trend.self, Share.self, Lead.self, Retention.self, Impact.self, Forecast.self, Conflicts.self, Revisions.self,
          Coverage.self,
        ]),
      CommandGroup(name: "Saved", subcommands: [Report.self, Run.self]),
      CommandGroup(name: "Ad hoc", subcommands: [SQLVerb.self, Schema.self]),
      CommandGroup(
        name: "Upkeep",
        subcommands: [Check.self, Backup.self, Export.self, Migrate.self, Vacuum.self, Completions.self]),
    ])

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    DecodeContainer.runIfAsked(words)
    CommandLineSession.run(words)
  }
}

import ArgumentParser
import System

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidemark-bench", abstract: "Times tidemark and its peers side by side, in one run and in turn.",
    subcommands: [Run.self, Generate.self, Floor.self, Fill.self], defaultSubcommand: Run.self)
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the benchmark and print the table.",
    discussion: """
      Build both programs first, as one keeps them, with the static runtime:
        swift build -c release --static-swift-stdlib
        swift run -c release --static-swift-stdlib tidemark-bench

      The peers are the sqlite3 shell (apt install sqlite3) and, from a Python of your choice, sqlite-utils, DuckDB and
      pandas:
        python3 -m venv peers && peers/bin/pip install sqlite-utils duckdb pandas
        swift run -c release --static-swift-stdlib tidemark-bench --python peers/bin/python
      One that is not installed is named as skipped.

      1M rows take about a quarter of an hour with all peers, 10M rows an hour and 15 GB of disk.
      """)

  enum Part: String, CaseIterable, ExpressibleByArgument { case `import`, reports, startup }
  enum Rows: String, CaseIterable, ExpressibleByArgument {
    case tenThousand = "10k"
    case hundredThousand = "100k"
    case oneMillion = "1m"
    case tenMillion = "10m"
    case both
  }

  @Option(help: "Where the data is kept from run to run. Default: tidemark-bench in $TMPDIR.")
  var folder: String?
  @Option(help: "Rows imported: 1m, 10m or both; 10k and 100k only show that everything runs.")
  var rows = Rows.oneMillion
  @Option(help: "Only this: import, reports or startup. May be given again.")
  var only: [Part] = []
  @Flag(help: "The same as --rows 100k --rounds 1.")
  var quick = false
  @Flag(help: "At 10M rows also the C floor in random order.")
  var full = false
  @Option(
    help: "Rounds of each piece of work. Default: 5; 3 for imports of 1M rows and reports on 10M, 1 for imports of 10M."
  )
  var rounds: Int?
  @Option(help: "Also write the results as JSON.")
  var json: String?
  @Option(help: "Also write the table as Markdown.")
  var markdown: String?
  @Option(help: "The Python that has the peers.")
  var python = "python3"
  @Option(help: "The tidemark to time. Default: the one beside this program.")
  var tidemark: String?
  @Option(help: "Of the invented data.")
  var seed: UInt64 = 42

  func validate() throws {
    if let rounds, rounds < 1 { throw ValidationError("--rounds must be at least 1") }
  }

  func run() throws {
    let folder = folder ?? (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/tidemark-bench"
    let scratch = "\(folder)/run-\(getpid())"
    try makeFolder(scratch)
    defer { removeFolder(scratch) }
    let programs = try Programs(tidemark: tidemark, python: python, scratch: scratch)
    let machine = Machine(programs: programs, scratch: scratch, seed: seed)
    let parts = only.isEmpty ? Part.allCases : only
    var results: [WorkResult] = []
    if parts.contains(.startup) {
      results += try StartUpWork(
        programs: programs, scratch: scratch, rounds: rounds ?? (quick ? 1 : 21), report: report
      ).all()
    }
    for size in sizes {
      let files = try DataFiles(size, seed: seed, folder: folder)
      let stores = try Stores(files, bench: programs.bench, scratch: scratch)
      if parts.contains(.import) {
        let rounds = rounds ?? (quick || size == .rows10m ? 1 : 3)
        results += try ImportWork(stores: stores, programs: programs, scratch: scratch, rounds: rounds, report: report)
          .all(full: full)
      }
      if parts.contains(.reports) {
        results += try ReportWork(
          stores: stores, programs: programs, scratch: scratch,
          rounds: rounds ?? (quick ? 1 : size == .rows10m ? 3 : 5), report: report
        )
        .all()
      }
      removeFolder(stores.folder)
    }
    let table = ResultTable(machine: machine, results: Aims.compared(results))
    print(table.text, terminator: "")
    if let json { try write(table.json, to: json) }
    if let markdown { try write(table.markdown, to: markdown) }
    if !table.disagreements.isEmpty { throw ExitCode.failure }
  }

  private var sizes: [MarketData.Size] {
    if quick { return [.rows100k] }
    switch rows {
    case .tenThousand: return [.rows10k]
    case .hundredThousand: return [.rows100k]
    case .oneMillion: return [.rows1m]
    case .tenMillion: return [.rows10m]
    case .both: return [.rows1m, .rows10m]
    }
  }

  /// Progress goes to standard error.
  private func report(_ line: String) {
    let text = line + "\n"
    _ = Glibc.write(2, text, text.utf8.count)
  }

  private func write(_ text: String, to path: String) throws {
    var file = try CSVText(path: path)
    file.append(text)
    try file.flush()
  }
}

/// Removes a folder of files and folders; what cannot be removed stays.
func removeFolder(_ path: String) {
  guard let folder = opendir(path) else { return }
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name == "." || name == ".." { continue }
    if unlink("\(path)/\(name)") != 0 { removeFolder("\(path)/\(name)") }
  }
  closedir(folder)
  rmdir(path)
}

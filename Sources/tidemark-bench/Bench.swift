import ArgumentParser
import CImportFloor
import Glibc
import MarketStore

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidemark-bench", abstract: "Times tidemark and its peers side by side, in one run and in turn.",
    subcommands: [Run.self, Floor.self, LibraryImport.self, Generate.self], defaultSubcommand: Run.self)
}

/// The C floor, as a process of its own so that its time and memory can be told.
struct Floor: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Import a file with the C floor.", shouldDisplay: false)
  @Argument var file: String
  @Argument var database: String

  func run() throws {
    guard import_floor(file, database) >= 0 else { throw ExitCode.failure }
  }
}

/// The same for the library without the command line around it.
struct LibraryImport: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Import a file through the library.", shouldDisplay: false)
  @Argument var file: String
  @Argument var database: String
  @Option var undo: Int64?

  func run() throws {
    let store = try Store.open(database, access: .readWrite)
    let result = try store.importFiles([.file(file)], options: ImportOptions())
    try store.close()
    print(result.counts)
    for problem in result.problems.prefix(5) { print("\(problem.file):\(problem.line): \(problem.message)") }
    if result.refused > 0 { throw ExitCode.failure }
  }
}

/// Writes the files only.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Write the files of one size and print their paths.", shouldDisplay: false)
  @Argument var size: String
  @Argument var folder: String
  @Option var seed: UInt64 = 42

  func run() throws {
    guard let size = MarketData.Size(rawValue: size) else { throw ValidationError("sizes: 100k, 1m, 10m") }
    let files = try DataFiles(size, seed: seed, folder: folder)
    for path in try files.catalogue() { print(path) }
    for kind in DataFiles.Kind.allCases where size != .rows10m || kind != .base(.time) { print(try files.path(kind)) }
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run the benchmark.")

  @Option(help: "Where data and stores are kept.")
  var folder: String?
  @Option(help: "The tidemark to time; default: the one built beside this program.")
  var tidemark: String?
  @Option var seed: UInt64 = 42
  @Option var rows = "1m"
  @Option var rounds = 3

  func run() throws {
    let folder = folder ?? (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/tidemark-bench"
    let scratch = "\(folder)/run-\(getpid())"
    try makeFolder(scratch)
    let programs = try Programs(tidemark: tidemark, scratch: scratch)
    guard let size = MarketData.Size(rawValue: rows) else { throw ValidationError("sizes: 100k, 1m, 10m") }
    let files = try DataFiles(size, seed: seed, folder: folder)
    let stores = try Stores(files, scratch: scratch)
    let work = ImportWork(stores: stores, programs: programs, scratch: scratch, rounds: rounds) { print($0) }
    for order in MarketData.Order.allCases where size != .rows10m || order != .time {
      let result = try work.first(order)
      for m in result.measurements { print(m.contender, m.fingerprint ?? m.reason ?? "") }
    }
    _ = try work.again(.nextMonth, "month")
    _ = try work.again(.unchanged, "unchanged")
    _ = try work.again(.quarterRevised, "revised")
    _ = try work.again(.laterVintage, "vintage")
  }
}

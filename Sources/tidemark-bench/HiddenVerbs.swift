import ArgumentParser
import CImportFloor
import System
import MarketStore

/// The C floor, as a process of its own so that its time and memory can be told.
struct Floor: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Import a file with the C floor.", shouldDisplay: false)
  @Argument var file: String
  @Argument var database: String

  func run() throws {
    guard import_floor(file, database) >= 0 else { throw ExitCode.failure }
  }
}

/// Makes a store, or opens one, and imports files one by one. A process of its own: what a measured program is charged
/// for begins with the memory of the one that starts it, so the benchmark itself stays small.
struct Fill: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Import files into a store.", shouldDisplay: false)
  @Argument var database: String
  @Argument var files: [String]

  func run() throws {
    let store = try access(database, F_OK) == 0 ? Store.open(database, access: .readWrite) : Store.create(at: database)
    for file in files {
      let result = try store.importFiles([.file(file)], options: ImportOptions())
      if let problem = result.problems.first { throw BenchError("error: \(file):\(problem.line): \(problem.message)") }
    }
    // The write-ahead log goes into the file, so that a copy of the file is the whole store.
    try store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try store.close()
  }
}

/// Writes the files only.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Write the files of one size and print their paths.")
  @Argument(help: "100k, 1m or 10m.") var size: MarketData.Size
  @Argument var folder: String
  @Option var seed: UInt64 = 42

  func run() throws {
    let files = try DataFiles(size, seed: seed, folder: folder)
    for path in try files.catalogue() { print(path) }
    for kind in DataFiles.Kind.allCases where size != .rows10m || kind != .base(.time) { print(try files.path(kind)) }
  }
}

extension MarketData.Size: ExpressibleByArgument {}

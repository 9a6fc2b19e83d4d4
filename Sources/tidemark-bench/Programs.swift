import Glibc

/// Where the programs are that take part.
struct Programs {
  /// This program itself, which holds the floor.
  let bench: String
  /// The program under test; nil: it is not built, and imports go through the library from here.
  let tidemark: String?

  init(tidemark path: String?, scratch: String) throws {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    guard length > 0 else { throw BenchError("this program cannot find itself") }
    bench = String(decoding: buffer[..<length], as: UTF8.self)
    let beside = bench.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/tidemark"
    let candidate = path ?? beside
    tidemark = ChildProcess.output(of: [candidate, "import", "--help"], scratch: scratch) == nil ? nil : candidate
    if tidemark == nil, path != nil { throw BenchError("\(candidate) has no import") }
  }

  func tidemarkImport(_ file: String, _ database: String) -> Command {
    Command(words: tidemark.map { [$0, "import", file, "--db", database] } ?? [bench, "library-import", file, database])
  }
}

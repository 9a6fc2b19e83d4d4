import System

/// Where the programs are that take part.
struct Programs {
  /// This program itself, which holds the floor.
  let bench: String
  /// The program under test.
  let tidemark: String
  private let interpreter: String
  private let scratch: String
  /// Python modules that are there, with their versions.
  let modules: [String: String]

  init(tidemark path: String?, python: String, scratch: String) throws {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    guard length > 0 else { throw BenchError("this program cannot find itself") }
    bench = String(decoding: buffer[..<length], as: UTF8.self)
    let folder = bench.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    tidemark = path ?? folder + "/tidemark"
    guard access(tidemark, X_OK) == 0 else {
      throw BenchError(
        "there is no program \(tidemark): build it (swift build -c release --product tidemark), "
          + "or name it with --tidemark"
      )
    }
    interpreter = python
    self.scratch = scratch
    var modules: [String: String] = [:]
    for module in ["csv", "sqlite_utils", "duckdb", "pandas"] {
      let script =
        "import importlib.metadata as m, \(module); print(\(module == "csv" ? "'1'" : "m.version('\(module)')"))"
      modules[module] = ChildProcess.output(of: [python, "-c", script], scratch: scratch)
    }
    self.modules = modules
  }

  func tidemark(_ words: [String], store: String) -> Command { Command(words: [tidemark] + words + ["--db", store]) }

  func python(_ words: [String]) -> Command { Command(words: [interpreter] + words) }

  func pythonOutput(_ words: [String]) -> String? { ChildProcess.output(of: [interpreter] + words, scratch: scratch) }

  /// - Throws: `BenchError` when Python or the module is not installed.
  func require(_ module: String) throws {
    guard modules["csv"] != nil else { throw BenchError("skipped: Python is not installed") }
    guard modules[module] != nil else { throw BenchError("skipped: \(module) is not installed for \(interpreter)") }
  }
}

import CSQLite
import System

/// What the figures were measured on.
struct Machine {
  let lines: [String]

  init(programs: Programs, scratch: String, seed: UInt64) {
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let processor = ChildProcess.contents(of: "/proc/cpuinfo").split(separator: "\n").first {
      $0.hasPrefix("model name")
    }
    let model = processor?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown processor"
    var load = [0.0, 0, 0]
    getloadavg(&load, 3)
    var now = time(nil)
    var calendar = tm()
    gmtime_r(&now, &calendar)
    let commit = ChildProcess.output(of: ["git", "describe", "--always", "--dirty"], scratch: scratch) ?? "unknown"
    let shell =
      ChildProcess.output(of: ["sqlite3", "--version"], scratch: scratch).map { $0.prefix { $0 != " " } }
      ?? "not installed"
    let peers = ["sqlite_utils", "duckdb", "pandas"].map { "\($0) \(programs.modules[$0] ?? "not installed")" }.joined(
      separator: ", ")
    #if DEBUG
      let build = "DEBUG build: its times say nothing"
    #else
      let isDynamic = ChildProcess.contents(of: "/proc/self/maps").contains("libswiftCore.so")
      let build = "release build, \(isDynamic ? "dynamic" : "static") Swift runtime"
    #endif
    lines = [
      "\(model), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, \(memory >> 30) GiB, "
        + "load \(fixed(load[0], 1)) at the start",
      "\(calendar.tm_year + 1900)-\(Self.two(calendar.tm_mon + 1))-\(Self.two(calendar.tm_mday)), "
        + "commit \(commit), \(build), seed \(seed)",
      "SQLite \(String(cString: sqlite3_libversion())), sqlite3 shell \(shell), Python peers: \(peers)",
      "medians; wall time and CPU (user and system) of the whole process; memory is its largest resident set",
    ]
  }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

import Foundation
import TestSupport
import Testing

/// Runs the whole benchmark on 10,000 rows. Nothing here looks at a time.
@Suite struct SmokeTests {
  private struct Work: Decodable {
    struct Program: Decodable {
      var program: String
      var wall_seconds: Double?
      var memory_bytes: Int?
      var reason: String?
      var result: String?
    }
    struct Aim: Decodable {
      var aim: String
      var met: Bool?
    }
    var group: String
    var work: String
    var rows: String
    var same_result: Bool
    var programs: [Program]
    var aims: [Aim]
  }
  private struct Output: Decodable {
    var machine: [String]
    var results: [Work]
  }

  /// The benchmark beside this test runner, in a folder of its own; `then` sees the folder.
  private func bench(_ words: [String], then: (URL, Int32, String) throws -> Void) throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    let process = Process()
    process.executableURL = URL(fileURLWithPath: builtProgram("tidemark-bench"))
    process.arguments = words + ["--folder", folder.path]
    let output = folder.appendingPathComponent("table.txt")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try then(folder, process.terminationStatus, String(decoding: try Data(contentsOf: output), as: UTF8.self))
  }

  @Test func `every import agrees with the C floor row by row, and a missing peer is named`() throws {
    let json = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
    let markdown = json.appendingPathExtension("md")
    defer { for file in [json, markdown] { try? FileManager.default.removeItem(at: file) } }
    let words = [
      "--rows", "10k", "--rounds", "1", "--only", "import", "--json", json.path, "--markdown", markdown.path,
    ]
    try bench(words + ["--python", "/nonexistent/python"]) { folder, status, table in
      #expect(status == 0)
      let output = try JSONDecoder().decode(Output.self, from: Data(contentsOf: json))
      #expect(
        output.results.map(\.work) == [
          "import, sorted", "import, time", "import, random", "import, the next month", "import, unchanged again",
          "import, a quarter revised",
          "import, a later vintage", "undo of the import",
        ])
      for work in output.results {
        #expect(work.same_result)
        let own = try #require(work.programs.first)
        #expect(own.program == "tidemark" && own.reason == nil && (own.memory_bytes ?? 0) > 0)
      }
      let sorted = output.results[0].programs
      #expect(
        sorted.map(\.program) == [
          "tidemark", "C floor", "sqlite3 shell", "Python csv + sqlite3", "sqlite-utils", "DuckDB, with key",
        ])
      #expect(sorted[0].result?.hasPrefix("10000 rows") == true && sorted[0].result == sorted[1].result)
      #expect(sorted[2].result == sorted[1].result, "\(sorted[2].reason ?? "")")
      #expect(sorted[3].reason == "skipped: Python is not installed")
      #expect(output.results[3].programs[0].result?.hasPrefix("10200 rows") == true)
      #expect(output.results[4].programs[0].result == sorted[0].result)
      #expect(
        output.results[5].programs[0].result?.hasPrefix("10000 rows") == true
          && output.results[5].programs[0].result != sorted[0].result)
      #expect(output.results[6].programs[0].result?.hasPrefix("12500 rows") == true)
      #expect(output.results[7].programs[0].result?.hasPrefix("0 rows") == true)
      #expect(
        output.results[0].aims.first?.aim == "at most 1.5 × the floor's CPU" && output.results[0].aims.first?.met != nil
      )
      #expect(table.contains("import, sorted") && table.contains("skipped: Python is not installed"))
      #expect(try String(contentsOf: markdown, encoding: .utf8).contains("| import, sorted | 10k | tidemark |"))
      // The data stays, the stores go.
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "table.txt" } == [
          "data-10k-seed42-v1"
        ])
    }
  }

  @Test func `a peer in Python comes to the same rows`() throws {
    let json = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: json) }
    try bench(["--rows", "10k", "--rounds", "1", "--only", "import", "--json", json.path]) { _, status, _ in
      #expect(status == 0)
      let first = try #require(try JSONDecoder().decode(Output.self, from: Data(contentsOf: json)).results.first)
      for peer in first.programs where peer.reason?.hasPrefix("skipped: ") != true {
        #expect(peer.result == first.programs[0].result, "\(peer.program): \(peer.reason ?? "")")
      }
    }
  }

  @Test func `the same seed gives the same files, another seed others, and every order the same rows`() throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    func lines(_ run: String, _ seed: String, _ order: String) throws -> [Substring] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: builtProgram("tidemark-bench"))
      process.arguments = ["generate", "10k", folder.appendingPathComponent(run).path, "--seed", seed]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      let file = folder.appendingPathComponent("\(run)/data-10k-seed\(seed)-v1/\(order).csv")
      return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    }
    let sorted = try lines("a", "1", "sorted")
    #expect(sorted.count == 10_001)
    #expect(try lines("b", "1", "sorted") == sorted)
    #expect(try lines("c", "2", "sorted") != sorted)
    for order in ["time", "random"] {
      let other = try lines("a", "1", order)
      #expect(other != sorted && other.sorted() == sorted.sorted())
    }
    #expect(Set(sorted.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[1] }).count == 10)
  }
}

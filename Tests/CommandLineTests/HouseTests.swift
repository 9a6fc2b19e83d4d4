import Foundation
import Testing

/// What the map of the house promises, held against its files.
@Suite struct HouseTests {
  private struct SourceFile {
    let path: String
    let lines: [Substring]
  }

  private static func files(in folders: [String], endings: [String]) throws -> [SourceFile] {
    try folders.flatMap { folder -> [SourceFile] in
      let names = try FileManager.default.subpathsOfDirectory(
        atPath: Sandbox.repository.appendingPathComponent(folder).path)
      return try names.sorted().filter { name in endings.contains { name.hasSuffix($0) } }.map { name in
        SourceFile(
          path: "\(folder)/\(name)",
          lines: try Sandbox.document("\(folder)/\(name)").split(separator: "\n", omittingEmptySubsequences: false))
      }
    }
  }

  @Test("no line is longer than 120 columns, in SQL and C too") func lineLength() throws {
    let files = try Self.files(in: ["Sources", "Migrations", "Seeds"], endings: [".swift", ".sql", ".c", ".h"])
    #expect(files.count > 300)
    for file in files {
      for (number, line) in file.lines.enumerated() where line.count > 120 {
        Issue.record("\(file.path):\(number + 1): \(line.count) columns")
      }
    }
  }

  /// Target → what Package.swift lets it import.
  private static func declaredTargets() throws -> [String: Set<String>] {
    let text = try Sandbox.document("Package.swift")
    var targets: [String: Set<String>] = [:]
    let target = /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w[\w-]*)"(?:,\s*dependencies: \[([^\]]*)\])?/
    for match in text.matches(of: target) {
      let names = (match.2 ?? "").matches(of: /"(\w[\w-]*)"/).map { String($0.1) }
      let parser = (match.2 ?? "").contains("argumentParser") ? ["ArgumentParser"] : []
      targets[String(match.1)] = Set(names + parser)
    }
    return targets
  }

  /// Modules of the toolchain that need no declaration.
  private static let toolchain: Set<String> = ["Synchronization"]

  @Test("a module imports what its target declares and nothing else; the C library comes by System alone")
  func imports() throws {
    let targets = try Self.declaredTargets()
    try #require(targets.count > 12)
    for file in try Self.files(in: ["Sources"], endings: [".swift"]) {
      let module = String(file.path.split(separator: "/")[1])
      let declared = try #require(targets[module], "Package.swift has no target \(module)")
      for line in file.lines where line.hasPrefix("import ") || line.hasPrefix("@") {
        guard let found = line.wholeMatch(of: /(?:@\w+ )?import (?:\w+ )?(\w+)(?:\.\w+)?/) else { continue }
        let name = String(found.1)
        if file.path == "Sources/System/Platform.swift", name == "Glibc" { continue }
        #expect(declared.contains(name) || Self.toolchain.contains(name), "\(file.path) imports \(name)")
      }
    }
  }

  @Test("dependencies run one way") func direction() throws {
    let targets = try Self.declaredTargets()
    let order = [
      "System", "SQLite", "Records", "MarketModel", "MarketStore", "MarketReports", "ReportRendering", "tidemark",
    ]
    for (place, name) in order.enumerated() {
      let allowed = Set(order.prefix(place))
      let used = try #require(targets[name]).intersection(order)
      #expect(used.isSubset(of: allowed), "\(name) stands on \(used.subtracting(allowed).sorted())")
    }
    #expect(targets["MarketModel"]?.isEmpty == true)
    #expect(targets["Records"]?.contains("SQLite") == false)
  }
}

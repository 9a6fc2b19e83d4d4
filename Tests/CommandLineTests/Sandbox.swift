import Foundation
import TestSupport
import Testing

/// A folder of its own and the built program in it.
final class Sandbox {
  struct Run {
    var status: Int32
    var out: String
    var err: String
  }

  private let temporary: TemporaryFolder
  var folder: URL { temporary.url }

  init() throws { temporary = try TemporaryFolder() }

  /// The program beside this test runner.
  static let program = builtProgram("tidemark")

  /// The top of the repository.
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The text of a file of the repository.
  static func document(_ path: String) throws -> String {
    try String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8)
  }

  func tidemark(_ words: String..., input: String? = nil, environment: [String: String] = [:]) throws -> Run {
    try run(Self.program, words, input: input, environment: environment)
  }

  func tidemark(_ words: [String], input: String? = nil, environment: [String: String] = [:]) throws -> Run {
    try run(Self.program, words, input: input, environment: environment)
  }

  /// A shell command; `tidemark` in it is the built program.
  func shell(_ command: String, input: String? = nil, environment: [String: String] = [:]) throws -> Run {
    try run("/bin/bash", ["-c", command], input: input, environment: environment)
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }

  var fileNames: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  private func run(_ program: String, _ words: [String], input: String?, environment: [String: String]) throws -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = words
    process.currentDirectoryURL = folder
    let path = URL(fileURLWithPath: Self.program).deletingLastPathComponent().path + ":/usr/local/bin:/usr/bin:/bin"
    var own = ["PATH": path, "HOME": folder.path, "LC_ALL": "C.UTF-8", "TZ": "UTC"]
    // Under --enable-code-coverage the program counts too, and not into a file of the folder it works in.
    own["LLVM_PROFILE_FILE"] = ProcessInfo.processInfo.environment["LLVM_PROFILE_FILE"]
    // Under --sanitize=address: a leak ends the program with another code. What is passed over would be listed on
    // standard error.
    let suppressions = Self.repository.appendingPathComponent("Tests/Sanitizers/lsan.supp").path
    own["LSAN_OPTIONS"] = "suppressions=\(suppressions):print_suppressions=0"
    process.environment = own.merging(environment) { $1 }
    // Files rather than pipes: nothing can fill up while the other end waits.
    let scratch = try TemporaryFolder()
    func file(_ name: String, _ content: String = "") throws -> FileHandle {
      let url = scratch.url.appendingPathComponent(name)
      try Data(content.utf8).write(to: url)
      return try FileHandle(forUpdating: url)
    }
    process.standardInput = try file("in", input ?? "")
    process.standardOutput = try file("out")
    process.standardError = try file("err")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      // Not by Data(contentsOf:), which leaks a page for each empty file; most of these are.
      let file = try FileHandle(forReadingFrom: scratch.url.appendingPathComponent(name))
      defer { try? file.close() }
      return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Run(status: status, out: try text("out"), err: try text("err"))
  }
}

/// Whether a run was exactly this; the whole of both streams counts.
func expect(
  _ run: Sandbox.Run, status: Int32, out: String = "", err: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(run.status == status, sourceLocation: sourceLocation)
  #expect(run.out == out, sourceLocation: sourceLocation)
  #expect(run.err == err, sourceLocation: sourceLocation)
}

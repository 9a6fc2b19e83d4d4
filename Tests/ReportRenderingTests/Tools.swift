import Foundation
import TestSupport

/// Programs that some tests judge the output with. Where one is missing its tests say so and are skipped.
enum Tools {
  static let python: String? = find("python3")
  static let chromium: String? = find("chromium") ?? find("chromium-browser")
  static let hasVegaConverter = python.map { (try? run($0, ["-c", "import vl_convert"]).status) == 0 } ?? false

  private static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs a program to its end. Its two outputs go to files, so that neither can fill a pipe.
  static func run(_ program: String, _ arguments: [String], timeout: Double = 120) throws -> Outcome {
    let folder = try TemporaryFolder()
    let files = ["out", "err"].map { folder.url.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    let deadline = Date().addingTimeInterval(timeout)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    // Not by Data(contentsOf:), which leaks a page for each empty file.
    let texts = try files.map {
      String(decoding: try FileHandle(forReadingFrom: $0).readToEnd() ?? Data(), as: UTF8.self)
    }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Runs a Python program on files with these contents; their paths are its arguments.
  static func python(_ program: String, _ contents: String...) throws -> Outcome {
    let folder = try TemporaryFolder()
    var paths: [String] = []
    for (index, content) in contents.enumerated() {
      let file = folder.url.appendingPathComponent("\(index)")
      try Data(content.utf8).write(to: file)
      paths.append(file.path)
    }
    return try run(python ?? "python3", ["-X", "utf8", "-c", program] + paths)
  }
}

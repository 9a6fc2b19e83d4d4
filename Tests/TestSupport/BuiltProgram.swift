import Foundation

/// The path of a program that was built beside this test runner.
package func builtProgram(_ name: String) -> String {
  let runner =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent(name).path
}

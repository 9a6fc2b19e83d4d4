import Foundation
import Testing

/// README is a test: what it shows is what a user sees.
@Suite struct ReadmeTests {
  private struct Step {
    var command: String
    var output: String
  }

  private func readme() throws -> String {
    try String(contentsOf: Sandbox.repository.appendingPathComponent("README.md"), encoding: .utf8)
  }

  /// The `console` blocks: `$ command`, then what it prints on either stream.
  private func steps(_ text: String) -> [Step] {
    var steps: [Step] = []
    var isInside = false
    var isOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, isOpen {
        steps[steps.count - 1].command += "\n" + line
        isOpen = line.hasSuffix("\\")
      } else if isInside, line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), output: ""))
        isOpen = line.hasSuffix("\\")
      } else if isInside, !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
      }
    }
    return steps
  }

  /// Times of day and the places of temporary folders differ from run to run.
  private func normalized(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "2026-04-05T12:00:00.000Z").replacing(
      /\/tmp\/tidemark-[A-Za-z0-9-]+/, with: "/tmp/tidemark")
  }

  @Test("every command of README prints what README shows") func tour() throws {
    let sandbox = try Sandbox()
    let steps = steps(try readme())
    #expect(steps.count >= 8)
    for step in steps {
      let run = try sandbox.shell("exec 2>&1; \(step.command)")
      let expected = step.output.trimmingCharacters(in: .newlines)
      #expect(normalized(run.out.trimmingCharacters(in: .newlines)) == normalized(expected), "$ \(step.command)")
    }
  }

  @Test("CI runs README's test command") func continuousIntegration() throws {
    let script = try String(contentsOf: Sandbox.repository.appendingPathComponent(".ci/run"), encoding: .utf8)
    let lines = try readme().split(separator: "\n").map(String.init)
    let command = try #require(lines.first { $0.contains("swift test") })
    #expect(script.split(separator: "\n").map(String.init).contains(command))
  }
}

import Foundation
import Testing

/// A command that a document shows, and what the document says that it prints on either stream.
struct ConsoleStep {
  var command: String
  var output: String

  /// The steps of the `console` blocks of a Markdown text: `$ command`, then its output.
  static func all(in text: String) -> [ConsoleStep] {
    var steps: [ConsoleStep] = []
    var isInside = false
    var isOpen = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, isOpen {
        steps[steps.count - 1].command += "\n" + line
        isOpen = line.hasSuffix("\\")
      } else if isInside, line.hasPrefix("$ ") {
        steps.append(ConsoleStep(command: String(line.dropFirst(2)), output: ""))
        isOpen = line.hasSuffix("\\")
      } else if isInside, !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
      }
    }
    return steps
  }
}

/// Runs the console blocks of a document from top to bottom in one folder, and holds what they print against what it
/// shows.
func expectConsoleBlocksToHold(in text: String, atLeast count: Int) throws {
  let sandbox = try Sandbox()
  let steps = ConsoleStep.all(in: text)
  #expect(steps.count >= count)
  for step in steps {
    let run = try sandbox.shell("exec 2>&1; \(step.command)")
    let expected = step.output.trimmingCharacters(in: .newlines)
    #expect(normalized(run.out.trimmingCharacters(in: .newlines)) == normalized(expected), "$ \(step.command)")
  }
}

/// Times of day and the places of temporary folders differ from run to run.
private func normalized(_ text: String) -> String {
  text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "2026-04-05T12:00:00.000Z").replacing(
    /\/tmp\/tidemark-[A-Za-z0-9-]+/, with: "/tmp/tidemark")
}

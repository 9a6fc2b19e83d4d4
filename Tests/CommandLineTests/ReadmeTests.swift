import Testing

/// README is a test: what it shows is what a user sees.
@Suite struct ReadmeTests {
  @Test("every command of README prints what README shows") func tour() throws {
    try expectConsoleBlocksToHold(in: Sandbox.document("README.md"), atLeast: 8)
  }

  @Test("CI runs README's test command") func continuousIntegration() throws {
    let script = try Sandbox.document(".ci/run").split(separator: "\n")
    let command = try #require(Sandbox.document("README.md").split(separator: "\n").first { $0.contains("swift test") })
    #expect(script.contains(command))
  }
}

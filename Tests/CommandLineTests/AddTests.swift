import Testing

/// `add`: what one command leaves behind.
@Suite struct AddTests {
  private func store() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--quiet"), status: 0)
    return sandbox
  }

  private func sql(_ sandbox: Sandbox, _ text: String) throws -> String {
    try sandbox.tidemark("sql", text, "-O", "csv").out
  }
  private static let members =
    "SELECT g.name, p.name FROM segments g JOIN segment_members m ON m.segment_id = g.id JOIN products p ON p.id = m.product_id"

  @Test("a segment with its products is one recorded import, which one undo takes back") func segment() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark(
        "add", "segment", "Duel", "--product", "Sora", "--product", "kling-a", "--definition", "Two of them"),
      status: 0,
      err: "recorded as #2: read 3 · inserted 3 · unchanged 0 · revised 0 · refused 0\n")
    #expect(
      try sql(sandbox, Self.members + " WHERE g.name = 'Duel' ORDER BY 2") == "name,name\nDuel,Kling AI\nDuel,Sora\n")
    expect(try sandbox.tidemark("imports", "undo", "2", "-q"), status: 0)
    #expect(try sql(sandbox, Self.members + " WHERE g.name = 'Duel'") == "name,name\n")
  }

  @Test("a product with its segments is one recorded import") func product() throws {
    let sandbox = try store()
    expect(
      try sandbox.tidemark(
        "add", "product", "Larkfilm", "--company", "OpenAI", "--segment", "AI video", "--segment", "voice-ai-platforms",
        "--set", "kind=app"
      ),
      status: 0, err: "recorded as #2: read 2 · inserted 1 · unchanged 0 · revised 1 · refused 0\n")
    #expect(
      try sql(
        sandbox,
        "SELECT c.name, p.kind FROM products p JOIN companies c ON c.id = p.company_id WHERE p.name = 'Larkfilm'")
        == "name,kind\nOpenAI,app\n")
    #expect(try sql(sandbox, "SELECT count(*) AS n FROM (\(Self.members) WHERE p.name = 'Larkfilm')") == "n\n2\n")
  }

  @Test("what it is tied to must be there, and then nothing is written") func unknown() throws {
    let sandbox = try store()
    for words in [
      ["segment", "Duel", "--product", "Sora", "--product", "Nosuch"], ["product", "Larkfilm", "--segment", "Nosuch"],
      ["product", "Larkfilm", "--company", "Nosuch"],
      ["snapshot", "Nosuch", "mau", "2026-04", "1M", "--source", "Moon Kim blog"],
    ] {
      let run = try sandbox.tidemark(["add"] + words)
      #expect(run.status == 3 && run.err.contains("\"Nosuch\""), "\(run.err)")
      // No such option here.
      #expect(!run.err.contains("--create"), "\(run.err)")
    }
    #expect(try sql(sandbox, "SELECT count(*) AS n FROM imports") == "n\n1\n")
    #expect(try sql(sandbox, "SELECT count(*) AS n FROM segments WHERE name = 'Duel'") == "n\n0\n")
  }
}

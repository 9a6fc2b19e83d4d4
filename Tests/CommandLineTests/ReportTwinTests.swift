import Testing

/// The program computes shares in Swift; TIDEMARK_STATEMENTS=1 makes it run the statement that `--sql` prints.
@Suite struct ReportTwinTests {
  @Test("a share is the same in Swift and by its statement, in every line of its answer")
  func share() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.tidemark("init").status == 0)
    for words in [
      ["Kling AI", "Sora"], ["--segment", "AI video"], [], ["--segment", "AI video", "--what-if", "Sora=<500K"],
      ["--top", "1"], ["--as-of", "2026-04-02", "--segment", "AI video"],
    ] {
      for format in ["json", "table"] {
        let command = ["share"] + words + ["-O", format, "--now", "2026-05-01"]
        let fast = try sandbox.tidemark(command)
        let stated = try sandbox.tidemark(command, environment: ["TIDEMARK_STATEMENTS": "1"])
        #expect(fast.status == 0 && !fast.out.isEmpty, "\(command): \(fast.err)")
        #expect(stated.out == fast.out && stated.status == 0, "\(command)")
      }
    }
  }

  @Test("every report that can be saved is a verb with a statement")
  func verbs() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.tidemark("init").status == 0)
    let refusal = try sandbox.tidemark("report", "save", "x", "--", "nonsense").err
    let list = try #require(refusal.split(separator: "begin with one of ").last)
    let verbs = list.split(whereSeparator: { $0 == "," || $0.isWhitespace })
    #expect(verbs.count == 9)
    for verb in verbs {
      let help = try sandbox.tidemark(String(verb), "--help")
      #expect(help.status == 0 && help.out.contains("--sql"), "\(verb)")
    }
  }
}

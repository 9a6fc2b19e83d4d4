import Testing

/// Slips of the hand that nobody sees are not taken for what they look like.
@Suite struct SlipTests {
  private let sandbox: Sandbox
  private static let header = "product,metric,period,value,source,published_on,currency\n"

  init() throws {
    sandbox = try Sandbox()
    #expect(try sandbox.tidemark("init").status == 0)
  }

  private func take(_ rows: String, header: String = header, _ words: String...) throws -> Sandbox.Run {
    try sandbox.write(header + rows, to: "in.csv")
    return try sandbox.tidemark(["import", "in.csv"] + words)
  }

  @Test("characters that nobody sees make no twin of a name, and it is said")
  func invisible() throws {
    let run = try take(
      "So\u{FEFF}ra,mau,2019-01,1,S1,2026-01-10,\nSo\u{200B}ra,mau,2019-02,1,S1,2026-01-10,\n", "--create")
    #expect(run.status == 0 && run.err.contains("inserted 2"))
    #expect(run.err.contains("is taken for Sora: they differ by characters that nobody sees (U+FEFF)"), "\(run.err)")
    #expect(run.err.contains("(U+200B)") && !run.err.contains("added product"))
    let bare = try take("\u{200B},mau,2019-03,1,S1,2026-01-10,\n", "--create")
    #expect(bare.status == 1)
    // Letters made of several characters are the letter.
    let first = try take("Cafe\u{301},mau,2019-01,1,S1,2026-01-10,\n", "--create")
    #expect(first.err.contains("added product"))
    #expect(try !take("Caf\u{E9},mau,2019-02,1,S1,2026-01-10,\n", "--create").err.contains("added"))
  }

  @Test(
    "two currency signs on one figure are refused, a sign and a code are not",
    arguments: [
      ("$$5M", 1), ("$5M$", 1), ("US$ $5M", 1), ("$US$5M", 1), ("USD $5M", 0), ("$5M USD", 0), ("US$5M", 0),
      ("$5M-$6M", 0),
    ])
  func signs(_ value: String, _ status: Int32) throws {
    let run = try take("Sora,revenue,2019-01,\(value),S1,2026-01-10,USD\n", "--create")
    #expect(run.status == status, "\(run.err)")
  }

  @Test("a party that states its kind is added as that kind")
  func parties() throws {
    let header = "event_type,title,status,effective,source,published_on,subjects\n"
    let row = "release,Start,occurred,2025-06-02,S1,2025-07-02,company:NewCo; segment:New market\n"
    let refused = try take(row, header: header)
    #expect(refused.err.contains("no company \"NewCo\"") && refused.err.contains("tidemark list companies"))
    let run = try take(row, header: header, "--create")
    #expect(run.status == 0)
    #expect(run.err.contains("added company NewCo\n") && run.err.contains("added segment New market\n"))
  }

  @Test(
    "an alert that can never fire, or always does, is refused when it is saved",
    arguments: [
      ("share < nan", 2), ("share > inf", 2), ("share != 1e999", 2), ("product < 3", 2), ("share = high", 2),
      ("product = Sora", 0), ("share >= 0.5", 0), ("share != 0", 0),
    ])
  func alerts(_ alert: String, _ status: Int32) throws {
    let run = try sandbox.tidemark("report", "save", "duel", "--alert", alert, "--", "share", "Sora", "Kling AI")
    #expect(run.status == status, "\(run.err)")
  }

  @Test("an alert on a statement names one of its columns")
  func statementAlerts() throws {
    try sandbox.write("SELECT 1 AS one WHERE :a = 1", to: "one.sql")
    let words = ["report", "save", "one", "--sql", "one.sql", "--alert"]
    #expect(try sandbox.tidemark(words + ["two > 0"]).status == 2)
    #expect(try sandbox.tidemark(words + ["one > 0"]).status == 0)
  }

  @Test("more files than a shell lets a program begin with")
  func manyFiles() throws {
    let run = try sandbox.shell(
      """
      ulimit -Sn 256; mkdir files
      for i in $(seq 1 300); do
        printf 'product,metric,period,value,source,published_on\nSora,mau,2019-01,5,S%s,2026-01-10\n' $i > files/$i.csv
      done
      tidemark import files/*.csv --create --quiet
      """)
    #expect(run.status == 0, "\(run.err)")
  }
}

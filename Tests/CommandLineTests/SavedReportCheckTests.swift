import Testing

/// Whether it is typed or stands in a file, a report that could not run is not kept.
@Suite struct SavedReportCheckTests {
  @Test(arguments: [
    ("trend Sora", "sharee < nonsense", "is not an alert"),
    ("trend Sora", "sharee < 1", "names no column of trend"),
    ("tend Sora", "", "\"tend\" is not a report"),
    ("trend Sora --bogus", "", "unknown option '--bogus'"),
    ("tend Sora --from {from}", "", "\"tend\" is not a report"),
  ])
  func `A report that could not run is refused, typed or imported`(
    command: String, alert: String, reason: String
  ) throws {
    let box = try Sandbox()
    expect(try box.tidemark("init", "--quiet"), status: 0)
    let words = command.split(separator: " ").map(String.init)
    let typed = try box.tidemark(
      ["report", "save", "x"] + (alert.isEmpty ? [] : ["--alert", alert]) + ["--"] + words)
    #expect(typed.status == 2 && typed.err.contains(reason), "\(typed.err)")
    try box.write("report,command,alert\nx,\(command),\(alert)\n", to: "reports.csv")
    let imported = try box.tidemark(["import", "reports.csv"])
    #expect(imported.status == 1 && imported.err.contains(reason), "\(imported.err)")
    #expect(try box.tidemark(["report", "show", "x"]).status == 3)
  }

  @Test func `An unknown name in typed arguments exits 3, whatever the message says`() throws {
    let box = try Sandbox()
    expect(try box.tidemark("init", "--quiet"), status: 0)
    let run = try box.tidemark(["add", "snapshot", "Nosuch", "mau", "2026-03", "4M", "--source", "Intelligence Brief"])
    #expect(run.status == 3, "\(run.err)")
    let event = try box.tidemark([
      "add", "event", "launch", "It began", "--subject", "Nosuch", "--source", "Intelligence Brief",
    ])
    #expect(event.status == 3, "\(event.err)")
  }
}

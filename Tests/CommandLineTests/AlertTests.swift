import Foundation
import Testing

/// Alerts of saved reports: `share of Aurora < 25% or lead of Aurora < 1pp or stale`.
@Suite struct AlertTests {
  /// Shares of Aurora: 30, 26, 24 and 23.9% from January to April.
  private func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    var rows = "product,metric,period,value,source,published_on\n"
    for (month, values) in [(1, (300, 700)), (2, (260, 740)), (3, (240, 760)), (4, (239, 761))] {
      rows += "Aurora,mau,2026-0\(month),\(values.0),Alpha,2026-05-01\n"
      rows += "Borealis Two,mau,2026-0\(month),\(values.1),Alpha,2026-05-01\n"
    }
    try sandbox.write(rows, to: "feed.csv")
    #expect(try sandbox.tidemark("import", "feed.csv", "--create", "--quiet").status == 0)
    return sandbox
  }

  /// The line of the alert behind its own words; nil when it does not fire.
  private func fired(_ sandbox: Sandbox, _ alert: String, _ words: String = "share", now: String = "2026-05-20") throws
    -> String?
  {
    let verb = words.split(separator: " ").map(String.init)
    let save = try sandbox.tidemark(["report", "save", "x", "-q", "--alert", alert, "--"] + verb)
    try #require(save.status == 0, "\(save.err)")
    let run = try sandbox.tidemark("run", "x", "-O", "csv", "--now", now)
    if run.status == 0, run.err == "" { return nil }
    let start = "tidemark: alert: x: \(alert): "
    #expect(run.status == 1 && run.err.hasPrefix(start), "\(run.err)")
    return String(run.err.dropFirst(start.count).dropLast())
  }

  @Test("an alert is about the latest complete period, and says since when") func latest() throws {
    let sandbox = try market()
    let since = "Aurora 23.9% [23.9–24.0] in 2026-04, since 2026-03"
    for alert in [
      "share of Aurora < 25%", "share < 0.25", "share of aur<=25 %", "share of \"Aurora\" < 25%",
      "share of Aurora < 25% or stale", "share of Aurora > 90% and stale or share of Aurora < 25%",
    ] { #expect(try fired(sandbox, alert) == since, "\(alert)") }
    #expect(
      try fired(sandbox, "share of Aurora < 25%", now: "2026-04-30")
        == "Aurora 24.0% [24.0–24.1] in 2026-03, since 2026-03")
    #expect(try fired(sandbox, "share of Aurora < 25%", now: "2026-03-31") == nil)
    #expect(try fired(sandbox, "share of Aurora < 20%") == nil)
  }

  @Test("a named period is that one") func period() throws {
    let sandbox = try market()
    #expect(try fired(sandbox, "share of Aurora in 2026-01 < 31%") == "Aurora 30.0% [30.0–30.1]")
    #expect(try fired(sandbox, "share of Aurora in 4m < 31%") == "Aurora 30.0% [30.0–30.1]")
    #expect(try fired(sandbox, "share of Aurora in 2026-01 < 30%") == nil)
    #expect(try fired(sandbox, "share of Aurora in 2025-12 < 30%") == nil)
  }

  @Test("a lead is the share less the best other one, in points") func lead() throws {
    let sandbox = try market()
    // 76.1 − 23.9 = 52.2, 76 − 24 = 52, 74 − 26 = 48.
    #expect(
      try fired(sandbox, "lead of \"Borealis Two\" > 50pp")
        == "Borealis Two leads by +52.2 pp in 2026-04, since 2026-03")
    #expect(try fired(sandbox, "lead of Borealis Two > 52.2pp") == nil)
    #expect(try fired(sandbox, "lead of Aurora < -0.5") == "Aurora leads by \u{2212}52.2 pp in 2026-04, since 2026-03")
    // With nobody else there is no lead.
    #expect(try fired(sandbox, "lead of Aurora > 0", "share Aurora") == nil)
  }

  @Test("and binds tighter than or, and terms without a name are about one product") func combined() throws {
    let sandbox = try market()
    #expect(
      try fired(sandbox, "share of Aurora < 24% and lead of Borealis > 50pp")
        == "Aurora 23.9% [23.9–24.0], Borealis Two leads by +52.2 pp in 2026-04, since 2026-04")
    #expect(try fired(sandbox, "share of Aurora < 24% and share of Borealis < 50%") == nil)
    #expect(try fired(sandbox, "share < 25% and value > 500") == nil)
    #expect(
      try fired(sandbox, "share < 25% and value < 500")
        == "Aurora 23.9% [23.9–24.0], 239 in 2026-04, since 2026-03")
    #expect(
      try fired(sandbox, "share > 0")
        == "Borealis Two 76.1% [76.1–76.2] in 2026-04, since 2026-01; Aurora 23.9% [23.9–24.0] in 2026-04, "
        + "since 2026-01")
  }

  @Test("possibly, where the interval has the threshold inside") func possibly() throws {
    let sandbox = try market()
    // 239 claims 238.5 to 239.5 of 1000, and the threshold is 23.93%.
    #expect(
      try fired(sandbox, "share of Aurora < 23.93%")
        == "possibly Aurora 23.9% [23.9–24.0] in 2026-04, since 2026-04")
    #expect(try fired(sandbox, "value of Aurora > 238.9", "trend")?.hasPrefix("possibly Aurora 239 in 2026-04") == true)
  }

  @Test("what is not known never fires, and does not bridge a run") func unknown() throws {
    let sandbox = try market()
    expect(
      try sandbox.tidemark(
        "import", "-", "--create", "-q",
        input: "product,metric,period,value,source,published_on\nCinder,mau,2026-02,1,Alpha,2026-05-01\n"
          + "Cinder,mau,2026-04,1,Alpha,2026-05-01\nDrift,mau,2026-04,<5,Alpha,2026-05-01\n"), status: 0)
    #expect(try fired(sandbox, "value of Cinder < 5", "trend") == "Cinder 1 in 2026-04, since 2026-04")
    #expect(try fired(sandbox, "value of Drift < 5", "trend") == nil)
    #expect(try fired(sandbox, "change of Cinder < 5", "trend") == nil)
  }

  @Test("stale figures are said with their dates") func stale() throws {
    let sandbox = try market()
    #expect(try fired(sandbox, "stale") == nil)
    let aurora = "Aurora is stale: last published on 2026-05-01, the next was expected by "
    let line = try #require(try fired(sandbox, "stale of Aurora", now: "2027-01-01"))
    #expect(line.hasPrefix(aurora), "\(line)")
    let both = try #require(try fired(sandbox, "stale", now: "2027-01-01"))
    #expect(both.contains(aurora) && both.contains("; Borealis Two is stale: "), "\(both)")
    #expect(
      try fired(sandbox, "stale = yes", "coverage", now: "2027-01-01")?.contains("Aurora mau month, stale yes") == true)
  }

  @Test("a report without periods is held row by row") func rows() throws {
    let sandbox = try market()
    #expect(
      try fired(sandbox, "class = added and new_value > 700", "revisions --since 2026-04-30")
        == "Borealis Two mau 2026-02 2026-05-01 Alpha, class added, new_value 740; "
        + "Borealis Two mau 2026-03 2026-05-01 Alpha, class added, new_value 760; "
        + "Borealis Two mau 2026-04 2026-05-01 Alpha, class added, new_value 761")
  }

  @Test(
    "what can never be said is refused",
    arguments: [
      ("share of Aurora", "share"), ("share of < 1", "share"), ("share < 1 and", "share"), ("and share < 1", "share"),
      ("share < 1 xor share > 0", "share"), ("share < 25%%", "share"), ("share of \"Aurora < 1", "share"),
      ("stale in 2026", "share"), ("lead < 1pp", "share"), ("lead of Aurora < 1pp", "trend"), ("", "share"),
      ("share in 2026-01 < 1", "lead"), ("margin of Aurora in 2026-01 < 1", "lead"), ("< 1", "share"),
    ])
  func refused(_ alert: String, _ verb: String) throws {
    let run = try Sandbox().tidemark("report", "save", "x", "--alert", alert, "--", verb, "Aurora")
    #expect(run.status == 2 && run.out == "", "\(run)")
  }

  @Test("a product that there is not is named when the report runs") func nobody() throws {
    let sandbox = try market()
    let words = ["report", "save", "x", "-q", "--alert", "share of Auroar < 1", "--", "share"]
    expect(try sandbox.tidemark(words), status: 0)
    let run = try sandbox.tidemark("run", "x")
    #expect(run.status == 3 && run.err.contains("did you mean \"Aurora\"?"), "\(run.err)")
  }
}

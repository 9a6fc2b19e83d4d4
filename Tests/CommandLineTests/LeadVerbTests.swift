import Foundation
import Testing

/// A synthetic market of eight products, eighteen months and three panels, each off by a factor of its own, whose true
/// leaders are known: Aurora to 2025-05, Borealis to 2026-02, Aurora again.
///
/// Gamma reads a quarter more, and publishes Borealis and Cinder after everybody else and the others first: what is
/// believed is spliced from two panels in every month, and by it Borealis would lead throughout. Beta starts in
/// 2025-07. From 2026-01 on Gamma says Cinder.
@Suite struct LeadVerbTests {
  static let products = ["Aurora", "Borealis", "Cinder", "Drift", "Ember", "Fable", "Glade", "Haze"]

  /// In thousands.
  static func truth(_ product: String, _ month: Int) -> Int {
    switch product {
    case "Aurora": month < 5 || month >= 14 ? 1000 + 10 * month : 900 + 10 * month
    case "Borealis": 950 + 10 * month
    case "Cinder": 880 + 10 * month
    default: 100 + 20 * (products.firstIndex(of: product) ?? 0)
    }
  }

  static func label(_ month: Int) -> String {
    "\(2025 + month / 12)-" + (month % 12 < 9 ? "0" : "") + "\(month % 12 + 1)"
  }

  static func rows(gammaSaysCinder: Bool = true) -> String {
    var rows = "product,metric,period,value,source,published_on\n"
    for month in 0..<18 {
      for (panel, bias) in [("Alpha", 80), ("Beta", 100), ("Gamma", 125)] where panel != "Beta" || month >= 6 {
        for product in products {
          var value = truth(product, month) * bias / 100
          if gammaSaysCinder, panel == "Gamma", product == "Cinder", month >= 12 { value = value * 13 / 10 }
          let isLate = panel == "Gamma" && ["Borealis", "Cinder"].contains(product)
          let day = panel == "Alpha" ? "10" : panel == "Beta" ? "12" : isLate ? "20" : "05"
          rows += "\(product),mau,\(label(month)),\(value)K,\(panel),\(label(month + 1))-\(day)\n"
        }
      }
    }
    return rows
  }

  private func market(_ rows: String = LeadVerbTests.rows(), first: String? = nil) throws -> Sandbox {
    let sandbox = try Sandbox()
    expect(try sandbox.tidemark("init", "--empty", "--quiet"), status: 0)
    try sandbox.write(rows, to: "panels.csv")
    #expect(try sandbox.tidemark("import", "panels.csv", "--create", "--quiet").status == 0)
    if let first { #expect(try sandbox.tidemark("edit", "source", first, "--set", "reliability=1", "-q").status == 0) }
    return sandbox
  }

  private func table(_ sandbox: Sandbox, _ words: String...) throws -> [String] {
    let run = try sandbox.tidemark(["lead"] + words + ["-O", "csv", "--now", "2026-08-01"])
    #expect(run.status == 0 && run.err == "", "\(run.err)")
    return run.out.split(separator: "\n").dropFirst().map(String.init)
  }

  /// Product, from, to, periods.
  private func reigns(_ rows: [String]) -> [String] {
    rows.map { row in
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[0]) \(fields[2]) \(fields[3]) \(fields[4])"
    }
  }

  private static let known = ["Aurora 2026-03 2026-06 4", "Borealis 2025-06 2026-02 9", "Aurora 2025-01 2025-05 5"]

  @Test("the true leaders are found whichever panel is believed first, and never by splicing")
  func leaders() throws {
    for first in ["Alpha", "Beta"] {
      #expect(reigns(try table(market(first: first), "--history")) == Self.known, "\(first)")
    }
    let agreed = try market(Self.rows(gammaSaysCinder: false))
    #expect(reigns(try table(agreed, "--history")) == Self.known)
    // What is believed, spliced, says otherwise in the very first month.
    let shares = try agreed.tidemark("share", "--to", "2025-01", "-O", "csv").out
    #expect(shares.split(separator: "\n")[1].hasPrefix("2025-01,Borealis,"))
    // Gamma read by itself has a leader of its own from 2026 on; Beta's record begins within Borealis's lead.
    let sandbox = try market()
    #expect(
      reigns(try table(sandbox, "--history", "--origin", "Gamma")) == [
        "Cinder 2026-01 2026-06 6", "Borealis 2025-06 2025-12 7", "Aurora 2025-01 2025-05 5",
      ])
    #expect(
      reigns(try table(sandbox, "--history", "--origin", "Beta")) == [
        "Aurora 2026-03 2026-06 4", "Borealis 2025-07 2026-02 8",
      ])
  }

  @Test("each policy has its own answer, and none is spliced")
  func policies() throws {
    let sandbox = try market()
    let gamma = ["Cinder 2026-01 2026-06 6", "Borealis 2025-06 2025-12 7", "Aurora 2025-01 2025-05 5"]
    for (policy, reigns) in [
      ("Alpha", Self.known), ("Beta", Self.known), ("median", Self.known), ("only:Alpha", Self.known),
      // Gamma published last, and has a leader of its own from 2026 on.
      ("latest", gamma), ("Gamma", gamma), ("only:Gamma", gamma),
      // Beta's record begins within Borealis's lead.
      ("only:Beta", ["Aurora 2026-03 2026-06 4", "Borealis 2025-07 2026-02 8"]),
    ] {
      #expect(self.reigns(try table(sandbox, "--history", "--believe", policy)) == reigns, "\(policy)")
    }
    let agreed = try market(Self.rows(gammaSaysCinder: false))
    for policy in ["ranked", "latest", "median", "Alpha", "Beta", "Gamma", "only:Alpha", "only:Gamma"] {
      #expect(reigns(try table(agreed, "--history", "--believe", policy)) == Self.known, "\(policy)")
    }
    // 2025-05 by Alpha and Gamma: 80 and 125 hundredths of the truth, in whole thousands; of Borealis 792 and 1237.
    let median = try table(agreed, "--history", "--believe", "median")
    let total = 1.025 * (1040 + 920 + 160 + 180 + 200 + 220 + 240) + 1014.5
    let fields = try #require(median.last).components(separatedBy: ",")
    #expect(fields[13] == "median of 2" && fields[14] == "record")
    #expect(abs((Double(fields[5]) ?? 0) - 1.025 * 1040 / total) < 1e-12)
    // The policy is kept with the report, and said.
    let saved = try sandbox.tidemark(
      "report", "save", "by-beta", "--", "lead", "--believe", "only:beta", "--now", "2026-08-01")
    #expect(saved.status == 0)
    let run = try sandbox.tidemark("run", "by-beta")
    #expect(run.out.hasPrefix("Who leads in MAU: all products, by month, believing Beta only\n"), "\(run.out)")
    #expect(run.out.contains("Borealis  2025-07"))
    let refused = try sandbox.tidemark("forecast", "Aurora", "--believe", "median")
    #expect(refused.status == 2 && refused.err.contains("hint: pass --believe NAME"), "\(refused.err)")
  }

  @Test("share, runner-up, margin, votes and dissent are those of the last month, by hand")
  func figures() throws {
    // Alpha's 2026-06, in thousands.
    let rows = try table(market(first: "Alpha"), "--history")
    let fields = rows[0].components(separatedBy: ",")
    let total = 936.0 + 896 + 840 + 128 + 144 + 160 + 176 + 192
    #expect(abs((Double(fields[5]) ?? 0) - 936 / total) < 1e-12)
    #expect(fields[6] == "Borealis")
    #expect(abs((Double(fields[7]) ?? 0) - 40 / total) < 1e-12)
    #expect(Array(fields[8...]) == ["yes", "no", "2", "3", "Gamma: Cinder", "Alpha", "change"])
    #expect(rows[1].hasSuffix(",yes,no,2,3,Gamma: Cinder,Alpha,change"))
    #expect(rows[2].hasSuffix(",yes,yes,2,2,,Alpha,record"))
  }

  @Test(
    "the sentence says since when, by how much, who was before and who says otherwise; share begins with it"
  )
  func sentence() throws {
    let sandbox = try market(first: "Alpha")
    let line =
      "Aurora leads since 2026-03 (4 months), by 1.2 pp; before it Borealis, 2025-06 to 2026-02. Alpha and Beta agree; "
      + "Gamma says Cinder."
    #expect(try sandbox.tidemark("lead", "--now", "2026-08-01").out.contains("\n\(line)\n"))
    let share = try sandbox.tidemark("share", "--from", "2026-05", "--now", "2026-08-01").out
    let lines = share.components(separatedBy: "\n")
    #expect(try #require(lines.firstIndex(of: line)) < (try #require(lines.firstIndex { $0.hasPrefix("2026-05: ") })))
    #expect(try sandbox.tidemark("report", "save", "market", "--", "share", "--now", "2026-08-01").status == 0)
    #expect(try sandbox.tidemark("run", "market", "-O", "html").out.contains("Aurora leads since 2026-03 (4 months)"))
    let past = try sandbox.tidemark("lead", "--to", "2025-03", "--now", "2026-08-01").out
    #expect(past.contains("Aurora led since at least 2025-01, to 2025-05 (5 months)"), "\(past)")
  }

  @Test("--from and --to choose which leads are shown and never shorten one; without --history the last two")
  func window() throws {
    let sandbox = try market(first: "Alpha")
    #expect(reigns(try table(sandbox)) == Array(Self.known.prefix(2)))
    #expect(reigns(try table(sandbox, "--from", "2025-12", "--history")) == Array(Self.known.prefix(2)))
    #expect(reigns(try table(sandbox, "--to", "2025-06")) == Array(Self.known.suffix(2)))
    #expect(reigns(try table(sandbox, "--from", "2026-05", "--history")) == [Self.known[0]])
  }

  @Test("it is saved, watched and drawn in every format like any report")
  func everywhere() throws {
    let sandbox = try market(first: "Alpha")
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown", "html", "svg", "vega-lite", "xlsx"] {
      let run = try sandbox.tidemark("lead", "--history", "-O", format, "-o", "out")
      #expect(run.status == 0 && run.err == "", "\(format): \(run.err)")
    }
    #expect(
      try sandbox.tidemark("report", "save", "who", "--alert", "margin < 0.02", "--", "lead", "--now", "2026-08-01")
        .status == 0)
    let run = try sandbox.tidemark("run", "who")
    #expect(run.status == 1 && run.err.contains("margin < 0.02: Aurora mau 2026-03, margin +1.2 pp"), "\(run.err)")
    #expect(try sandbox.tidemark("run", "who", "--diff").out.contains("no rows"))
  }
}

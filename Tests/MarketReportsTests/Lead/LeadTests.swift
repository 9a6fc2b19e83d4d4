import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

@Suite struct LeadTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
    for (origin, reliability) in [("Alpha", 2), ("Beta", 3), ("Gamma", 4), ("Own", 0)] {
      try market.source(origin, reliability: reliability)
    }
    for product in ["A", "B", "C"] { try market.product(product) }
  }

  /// "2025-01 Alpha A=10M B=9M": figures of one origin in one month.
  private func observe(_ lines: String...) throws {
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      for word in words.dropFirst(2) {
        let parts = word.split(separator: "=").map(String.init)
        try market.observe(parts[0], "mau", words[0], parts[1], by: words[1])
      }
    }
  }

  private func run(
    _ products: [String] = [], history: Bool = true, _ change: (inout CommonParameters) throws -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, events: false, clock: Market.clock)
    try change(&common)
    let run = try lead(LeadParameters(common, history: history), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  /// Product, from, to, periods, origin, began.
  private func reigns(_ run: ReportRun) -> [String] {
    run.named.map { row in
      ["product", "from", "to"].map { row.text($0) ?? "" }.joined(separator: " ")
        + " \(Int(row.number("periods") ?? 0)) \(row.text("origin") ?? "") \(row.text("began") ?? "")"
    }
  }

  @Test("a change that no single origin shows is a change of origin, and not certain")
  func originChanged() throws {
    try observe("2025-01 Alpha A=10.2M B=9M", "2025-02 Alpha A=10.2M B=9M", "2025-03 Beta A=8M B=12M")
    let run = try run()
    #expect(reigns(run) == ["B 2025-03 2025-03 1 Beta origin changed", "A 2025-01 2025-02 2 Alpha record"])
    #expect(run.named[0].text("certain") == "no" && run.named[0].text("certain_across_sources") == "yes")
    #expect(run.named[1].text("certain") == "yes")
    #expect(
      run.document.summaryLines == [
        "B leads since 2025-03 (1 month), by 20.0 pp, but no single origin shows the change; before it A, 2025-01 to "
          + "2025-02. By Beta alone."
      ])
    // Once Beta shows the month before as well, and there the old order, it is a change.
    try observe("2025-02 Beta A=9.5M B=9M")
    #expect(try self.run().named[0].text("began") == "change")
  }

  @Test("an origin that has both members in the month before too goes before a better one that has not")
  func steady() throws {
    // Alpha is the best, and appears in the third month; Beta goes on.
    try observe(
      "2025-01 Beta A=10M B=9M", "2025-02 Beta A=10M B=9M", "2025-03 Beta A=10M B=9M", "2025-03 Alpha A=8M B=9M",
      "2025-04 Beta A=10M B=9M", "2025-04 Alpha A=8M B=9M")
    // In April Alpha has March too.
    #expect(
      reigns(try run()) == ["B 2025-04 2025-04 1 Alpha origin changed", "A 2025-01 2025-03 3 Beta record"])
  }

  @Test("two origins are ordered by their best claim on the two, then by the other, then by name")
  func order() throws {
    try market.source("Ypsilon", reliability: 5)
    try market.source("Zeta", reliability: 5)
    try market.observe("A", "mau", "2025-01", "10M", by: "Ypsilon", on: "2025-02-02")
    try market.observe("B", "mau", "2025-01", "9M", by: "Ypsilon", on: "2025-02-02")
    try market.observe("A", "mau", "2025-01", "8M", by: "Zeta", on: "2025-02-02")
    try market.observe("B", "mau", "2025-01", "9M", by: "Zeta", on: "2025-02-02")
    #expect(try run().named[0].text("origin") == "Ypsilon")
    // Zeta restates B later: its best claim is the better one.
    try market.observe("B", "mau", "2025-01", "9.5M", by: "Zeta", on: "2025-03-02")
    #expect(try run().named[0].text("origin") == "Zeta")
    // Ypsilon's best claim is as good, and its other one better.
    try market.observe("A", "mau", "2025-01", "11M", by: "Ypsilon", on: "2025-03-02")
    try market.observe("B", "mau", "2025-01", "9M", by: "Ypsilon", on: "2025-02-20")
    #expect(try run().named[0].text("origin") == "Ypsilon")
  }

  @Test("without an origin that has both, believed figures are compared, which is said")
  func mixed() throws {
    try observe("2025-01 Alpha A=10M", "2025-01 Beta B=9M")
    let run = try run()
    #expect(reigns(run) == ["A 2025-01 2025-01 1 mixed record"])
    #expect(run.named[0].number("of") == 0 && run.named[0].text("certain_across_sources") == "no")
    #expect(near(run.named[0].number("share"), 10 / 19.0) && near(run.named[0].number("margin"), 1 / 19.0))
    #expect(run.document.notes.contains { $0.hasPrefix("Mixed: ") })
    #expect(run.document.summaryLines[0].hasSuffix("No single origin has figures for both."))
  }

  @Test("a month in which a recent leader or all but one member is missing neither ends nor begins a lead")
  func unknown() throws {
    try observe(
      "2025-01 Alpha A=10M B=9M C=1M", "2025-02 Alpha B=9M C=1M", "2025-03 Alpha A=10M",
      "2025-04 Alpha A=10M B=9M C=1M",
      "2025-06 Alpha A=8M B=9M C=1M")
    let run = try run()
    // February lacks the leader, March all others, and May everybody; the change is shown over the gap.
    #expect(reigns(run) == ["B 2025-06 2025-06 1 Alpha change", "A 2025-01 2025-04 2 Alpha record"])
    #expect(run.document.notes.contains { $0.hasPrefix("Not known who leads in 2025-02 and 2025-03: ") })
  }

  @Test("after three months without the leader the others' story goes on, and at once after its shutdown")
  func shutdown() throws {
    try observe("2025-01 Alpha A=10M B=9M C=1M")
    for month in 2...5 { try observe("2025-0\(month) Alpha B=9M C=1M") }
    #expect(
      reigns(try run()) == ["B 2025-05 2025-05 1 Alpha origin changed", "A 2025-01 2025-01 1 Alpha record"])
    try market.event("A closes", type: "shutdown", announced: "2025-01-20", effective: "2025-03-15", subjects: ["A"])
    #expect(reigns(try run()) == ["B 2025-03 2025-05 3 Alpha change", "A 2025-01 2025-01 1 Alpha record"])
    // What is planned has not occurred.
    try market.event("B closes", type: "shutdown", status: "planned", effective: "2025-04-01", subjects: ["B"])
    #expect(reigns(try run()).count == 2)
  }

  @Test("a tie has no leader: it ends a lead, and who leads after it leads anew")
  func tie() throws {
    try observe("2025-01 Alpha A=10M B=9M", "2025-02 Alpha A=10M B=10M", "2025-03 Alpha A=11M B=10M")
    #expect(reigns(try run()) == ["A 2025-03 2025-03 1 Alpha change", "A 2025-01 2025-01 1 Alpha record"])
    try observe("2025-04 Alpha A=11M B=11M")
    let run = try run()
    #expect(run.document.summaryLines[0].hasPrefix("A led since 2025-03, to 2025-03 (1 month)"))
    let alone = try self.run { $0.from = try Period.parse("2025-04").get() }
    #expect(alone.named.isEmpty)
  }

  @Test("certain is a matter of values: the leader's low above every other's high")
  func certain() throws {
    try observe("2025-01 Alpha A=10M B=9-9.9M C=1-9M")
    // B and C have no points, so there is nobody to lead.
    #expect(try run().named.isEmpty)
    try observe("2025-02 Alpha A=10.4M B=9.9M C=<9M", "2025-03 Alpha A=10.4M B=9.9M C=<11M")
    let run = try run()
    #expect(reigns(run) == ["A 2025-02 2025-03 2 Alpha record"])
    #expect(run.named[0].text("certain") == "no", "C may have 11M")
    #expect(run.named[0]["share"] == .null && run.named[0]["margin"] == .null, "a bound leaves no shares")
    #expect(
      run.document.summaryLines == ["A leads since at least 2025-02 (2 months), not for certain. By Alpha alone."])
    let february = try self.run { $0.to = try Period.parse("2025-02").get() }
    #expect(february.named[0].text("certain") == "yes")
    try observe("2025-02 Beta A=10M B=~10M")
    #expect(try self.run { $0.to = try Period.parse("2025-02").get() }.named[0].text("certain_across_sources") == "no")
  }

  @Test("origins vote with their own figures for leader and runner-up; others are not asked")
  func votes() throws {
    try observe(
      "2025-01 Alpha A=10M B=9M C=1M", "2025-01 Beta A=8M B=9M C=12M", "2025-01 Gamma A=5M B=5M", "2025-01 Own C=2M")
    try market.source("Delta", reliability: 5)
    try observe("2025-01 Delta A=1M C=30M")
    let row = try run().named[0]
    #expect(row.text("product") == "A" && row.number("agree") == 1 && row.number("of") == 3)
    // C is the analyst's own 2M in every origin's order.
    #expect(row.text("dissent") == "Beta: B, Gamma: a tie")
    #expect(near(row.number("share"), 10 / 21.0))
  }

  @Test("the analyst's own figures are in every origin's order, and no origin by themselves")
  func own() throws {
    try observe("2025-01 Alpha A=10M B=9M", "2025-01 Own A=7M B=8M")
    let row = try run().named[0]
    #expect(row.text("product") == "B" && row.text("origin") == "Alpha")
    #expect(row.number("agree") == 1 && row.number("of") == 1)
    // It is marked as the analyst's, under every policy but only:, which does not know it.
    let note = "Your own figures (reliability 0) stand in every origin's order: A in 2025-01 and B in 2025-01."
    for policy in ["ranked", "latest", "median", "Alpha"] {
      let run = try self.run { $0.believe = [policy] }
      #expect(run.named[0].text("product") == "B" && run.document.notes.contains(note), "\(policy)")
    }
    let alone = try self.run { $0.believe = ["only:Alpha"] }
    #expect(alone.named[0].text("product") == "A" && !alone.document.notes.contains { $0.hasPrefix("Your own") })
  }

  @Test("with a name, that origin is read wherever it has both, though another had them in the month before")
  func named() throws {
    try observe(
      "2025-01 Alpha A=10M B=9M", "2025-02 Alpha A=10M B=9M", "2025-02 Gamma A=8M B=9M", "2025-03 Alpha A=10M B=9M")
    #expect(reigns(try run { $0.believe = ["latest"] }) == ["A 2025-01 2025-03 3 Alpha record"])
    #expect(
      reigns(try run { $0.believe = ["Gamma"] }) == [
        "A 2025-03 2025-03 1 Alpha origin changed", "B 2025-02 2025-02 1 Gamma origin changed",
        "A 2025-01 2025-01 1 Alpha record",
      ])
  }

  @Test("the median is of the origins that have both, and a change one of those that have both periods")
  func median() throws {
    // Medians of A and B: 10 and 9; then, of three, 10 and 11. But Alpha and Beta, which have both months, say A.
    try observe(
      "2025-01 Alpha A=10M B=9M C=1M", "2025-01 Beta A=10M B=9M", "2025-02 Alpha A=10M B=9M C=1M",
      "2025-02 Beta A=10M B=11M", "2025-02 Gamma A=8M B=12M")
    let run = try run { $0.believe = ["median"] }
    #expect(
      reigns(run) == ["B 2025-02 2025-02 1 median of 3 origin changed", "A 2025-01 2025-01 1 median of 2 record"])
    #expect(run.named[0].text("certain") == "no" && run.named[0].number("agree") == 2 && run.named[0].number("of") == 3)
    // 11, 10 and Alpha's 1 for C.
    #expect(near(run.named[0].number("share"), 11 / 22.0) && near(run.named[0].number("margin"), 1 / 22.0))
    // Alpha and Beta: 10 and 9, then 10 and 12.
    try observe("2025-01 Gamma A=9M B=8M")
    #expect(try self.run { $0.believe = ["median"] }.named[0].text("began") == "change")
    // C is in no origin beside the first two of a month that nobody has both of.
    try observe("2025-03 Alpha A=10M", "2025-03 Beta B=11M")
    #expect(reigns(try self.run { $0.believe = ["median"] })[0] == "B 2025-02 2025-03 2 mixed change")
  }

  @Test("with a top, only the largest of the last month can lead, and the others count in the sum")
  func top() throws {
    try observe("2025-01 Alpha A=10.2M B=9M C=30M", "2025-02 Alpha A=10M B=11M C=1M")
    #expect(reigns(try run()).map { String($0.prefix(1)) } == ["B", "C"])
    var common = CommonParameters(events: false, clock: Market.clock)
    let run = try lead(LeadParameters(common, history: true, top: 2), in: market.store)
    try expectShellAgrees(run, market)
    #expect(reigns(run) == ["B 2025-02 2025-02 1 Alpha change", "A 2025-01 2025-01 1 Alpha record"])
    #expect(near(run.named[1].number("share"), 10.2 / 49.2) && run.named[1].text("runner_up") == "B")
    #expect(run.named[1].text("certain") == "yes")
    common.to = try Period.parse("2025-01").get()
    let january = try lead(LeadParameters(common, top: 2), in: market.store)
    #expect(reigns(january) == ["C 2025-01 2025-01 1 Alpha record"], "by the last month shown")
    let error = #expect(throws: StoreError.self) { try lead(LeadParameters(common, top: 1), in: market.store) }
    #expect(error?.kind == .usage)
  }

  @Test("a lead by quarters is one of quarters that an origin has complete")
  func quarters() throws {
    for month in ["2025-01", "2025-02", "2025-03"] { try observe("\(month) Alpha A=10M B=9M") }
    try observe("2025-04 Alpha A=10M B=9M", "2025-05 Alpha A=10M B=9M", "2025-06 Beta A=10M B=9M")
    for month in ["2025-04", "2025-05", "2025-06"] { try observe("\(month) Gamma A=7M B=9M") }
    let run = try run { $0.by = .quarter }
    #expect(
      reigns(run) == ["B 2025-Q2 2025-Q2 1 Gamma origin changed", "A 2025-Q1 2025-Q1 1 Alpha record"])
  }

  @Test("money is compared in one currency, and a metric that is not additive has a leader without shares")
  func metrics() throws {
    try market.metric("rating", unit: "score", additive: false)
    for (product, value) in [("A", "4.5"), ("B", "4.1")] {
      try market.observe(product, "rating", "2025-01", value, by: "Alpha")
    }
    let rating = try run { $0.metric = "rating" }
    #expect(rating.named[0].text("product") == "A" && rating.named[0]["share"] == .null)
    try market.metric("revenue", unit: "currency", aggregation: "sum")
    try market.observe("A", "revenue", "2025-01", "$1M", by: "Alpha", currency: "USD")
    try market.observe("B", "revenue", "2025-01", "RMB 8M", by: "Alpha", currency: "CNY")
    try market.rate("USD", "CNY", "average", "2025-01", 7.1, 7.05, 7.15)
    let revenue = try run {
      $0.metric = "revenue"
      $0.currency = "USD"
    }
    #expect(revenue.named[0].text("product") == "B")
    #expect(near(revenue.named[0].number("margin"), (8 / 7.1 - 1) / (8 / 7.1 + 1)))
  }
}

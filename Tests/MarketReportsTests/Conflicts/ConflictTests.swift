import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct ConflictTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau", family: "users")
    try market.source("Panel", reliability: 2)
    try market.source("Blog", reliability: 6)
  }

  private func run(
    _ products: [String] = [], segment: String? = nil, all: Bool = false,
    _ change: (inout CommonParameters) -> Void = { _ in }
  ) throws
    -> ReportRun
  {
    var common = CommonParameters(products: products, segment: segment, clock: Market.clock)
    change(&common)
    let result = try conflicts(ConflictsParameters(common, all: all), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test(
    "two origins with disjoint intervals for one month: the believed one first, and a ratio of a thousand is flagged")
  func sameSeries() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel")
    try market.observe("Alpha", "mau", "2025-12", "5.0K", by: "Blog")
    try market.observe("Alpha", "mau", "2025-11", "5.0M", by: "Panel")
    try market.observe("Alpha", "mau", "2025-11", "4.98M", by: "Blog")
    let result = try run(["Alpha"])
    #expect(result.document.rows.count == 1)
    let row = result.named[0]
    #expect(row.number("kind") == 1 && row.number("value") == 5_000_000 && row.number("other_value") == 5000)
    #expect(row.text("believed") == "Panel" && row.text("other_origin") == "Blog")
    #expect(near(row.number("ratio"), 0.001) && row.text("why") == "reliability 2 before 6")
    #expect(row.text("source") == "Panel" && row.text("other_source") == "Blog")
    // The median of two months: 0.001 and 4.98/5, as one of logarithms.
    #expect(near(row.number("bias"), (0.001 * 0.996).squareRoot()) && row.number("count") == 2)
    #expect(result.document.summaryLines[0].contains("a power of ten"))
  }

  @Test("a pair of origins is one row: the bias over all months, the values of the month furthest apart")
  func pairs() throws {
    // Beta over Alpha: 1.2, 1.3, 1.1, 1.2 and, in the fifth month, where Beta says a bound, nothing.
    for (month, one, other) in [
      ("2025-01", "10M", "12M"), ("2025-02", "10M", "13M"), ("2025-03", "10M", "11M"), ("2025-04", "20M", "24M"),
      ("2025-05", "20M", ">25M"),
    ] {
      try market.observe("P", "mau", month, one, by: "Alpha", on: "2025-06-01")
      try market.observe("P", "mau", month, other, by: "Beta", on: month == "2025-01" ? "2025-07-01" : "2025-05-01")
    }
    let result = try run(["P"])
    try #require(result.named.count == 1)
    let row = result.named[0]
    // Alpha is believed in the latest month that both have, Beta in January alone.
    #expect(row.text("origin") == "Alpha" && row.text("other_origin") == "Beta")
    #expect(row.text("period") == "2025-02" && row.number("value") == 10e6 && row.number("other_value") == 13e6)
    #expect(near(row.number("ratio"), 1.3) && near(row.number("bias"), 1.2) && row.number("count") == 4)
    #expect(row.text("believed") == "Alpha" && row.text("why") == "published 2025-06-01, after 2025-05-01")
    #expect(
      result.document.summaryLines == [
        "P: mau: Beta runs 1.2 × Alpha (median of 4 months); 10M by Alpha against 13M by Beta in 2025-02; believed: "
          + "Alpha (published 2025-06-01, after 2025-05-01)."
      ])
    // A row for each month in which the two exclude each other: of 10M [9.5, 10.5] and 11M [10.5, 11.5] that is none.
    let all = try self.run(["P"], all: true)
    #expect(all.named.map { $0.text("period") } == ["2025-01", "2025-02", "2025-04", "2025-05"])
    #expect(all.named[0].text("origin") == "Beta" && near(all.named[0].number("ratio"), 10 / 12.0))
    #expect(all.named.allSatisfy { $0["bias"] == .null && $0["count"] == .null && $0["why"] != .null })
    #expect(all.document.parameters.contains { $0.name == "all" })
  }

  @Test("of two equally far apart the later month is told, and three origins are three pairs")
  func ties() throws {
    for month in ["2025-01", "2025-02"] {
      try market.observe("P", "mau", month, "10M", by: "Panel")
      try market.observe("P", "mau", month, "20M", by: "Blog")
    }
    try market.observe("P", "mau", "2025-03", "15M", by: "Blog")
    try market.observe("P", "mau", "2025-03", "30M", by: "Gossip")
    try market.observe("P", "mau", "2025-02", "40M", by: "Gossip")
    let rows = try run(["P"]).named
    #expect(
      rows.map { "\($0.text("origin") ?? "") \($0.text("other_origin") ?? "") \($0.text("period") ?? "")" } == [
        "Panel Blog 2025-02", "Panel Gossip 2025-02", "Gossip Blog 2025-03",
      ], "\(rows)")
    // Gossip's reliability is 5 and Blog's 6: in March it is believed.
    #expect(near(rows[2].number("bias"), 0.5) && rows[2].number("count") == 2)
  }

  @Test("two sources that quote one origin, or two publications of one day, are quoted differently")
  func quotedDifferently() throws {
    try market.observe("P", "mau", "2025-01", "10M", by: "Panel", in: "Blog", on: "2025-02-01")
    try market.observe("P", "mau", "2025-01", "14M", by: "Panel", in: "Paper", on: "2025-03-01")
    let result = try run(["P"])
    try #require(result.named.count == 1)
    let row = result.named[0]
    #expect(row.text("origin") == "Panel" && row.text("other_origin") == "Panel")
    #expect(row.text("source") == "Paper" && row.text("other_source") == "Blog" && row.text("believed") == "Paper")
    #expect(
      result.document.summaryLines[0].hasPrefix(
        "P: mau: quoted differently: Panel in Blog runs 0.714 × Panel in Paper (1 month); 14M by Panel in Paper"))
    // The Panel's own later figure revises both.
    try market.observe("P", "mau", "2025-01", "12M", by: "Panel", on: "2025-04-01")
    #expect(try run(["P"]).document.rows.isEmpty)
    // What quotes it later says something else again.
    try market.observe("P", "mau", "2025-01", "19M", by: "Panel", in: "Paper", on: "2025-05-01")
    #expect(try run(["P"]).named.map { $0.text("why") } == ["first-hand before quoted"])
  }

  @Test("a claim that its origin has revised contradicts nobody, in the view too")
  func superseded() throws {
    try market.observe("P", "mau", "2025-01", "10M", by: "Panel", on: "2025-02-01")
    try market.observe("P", "mau", "2025-01", "20M", by: "Panel", on: "2025-03-01")
    try market.observe("P", "mau", "2025-01", "20M", by: "Blog", on: "2025-03-05")
    func inView() throws -> [String] {
      try market.connection.query("SELECT a_origin || ' ' || b_origin FROM snapshot_conflicts") { $0.text(0) }
    }
    #expect(try run(["P"]).document.rows.isEmpty && inView().isEmpty)
    try market.observe("P", "mau", "2025-01", "20M", by: "Blog", in: "Paper", on: "2025-03-06")
    #expect(try run(["P"]).document.rows.isEmpty && inView().isEmpty)
    try market.observe("P", "mau", "2025-01", "25M", by: "Blog", in: "Paper", on: "2025-03-07")
    #expect(try inView() == ["Panel Blog", "Blog Blog"])
    // The Blog's own figure agrees with the Panel's; who quotes it does not agree with the Blog.
    let quoted = try run(["P"]).named
    #expect(quoted.map { $0.text("other_source") } == ["Paper"] && quoted[0].text("origin") == "Blog")
  }

  @Test("two figures that contradict each other read differently, in the table as in the sentence")
  func apart() throws {
    try market.observe("Alpha", "mau", "2025-12", "51234", by: "Panel")
    try market.observe("Alpha", "mau", "2025-12", "51249", by: "Blog")
    try market.observe("Beta", "mau", "2025-12", "5123", by: "Panel")
    try market.observe("Beta", "mau", "2025-12", "5999", by: "Blog")
    let document = try run().document
    let shown = document.display.compactMap { column -> [String]? in
      guard case .claims(let claims) = column.content else { return nil }
      return claims.map { $0.text().joined }
    }
    #expect(shown == [["51.23K", "5,123"], ["51.25K", "5,999"]])
    for (sentence, row) in zip(document.summaryLines, 0...) {
      #expect(shown.allSatisfy { sentence.contains(" \($0[row]) ") }, "\(sentence)")
    }
  }

  @Test("what an origin has since revised itself is not a conflict")
  func revised() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel", on: "2026-01-10")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", by: "Panel", on: "2026-02-10")
    #expect(try run(["Alpha"]).document.rows.isEmpty)
    try market.observe("Alpha", "mau", "2025-12", "7.0M", by: "Panel", in: "Blog", on: "2026-03-10")
    #expect(try run(["Alpha"]).named.map { $0.number("other_value") } == [7_000_000])
  }

  @Test("one origin's figures under two definitions do not contradict each other; two origins' do")
  func family() throws {
    try market.metric("active_users", type: "instant", aggregation: "none", additive: false, family: "users")
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel")
    try market.observe("Alpha", "active_users", "2025-12-24", "<500K", by: "Panel")
    #expect(try run().document.rows.isEmpty)
    try market.observe("Alpha", "active_users", "2025-12-31", "<400K", by: "Blog")
    try market.observe("Alpha", "active_users", "2026-01-01", "<400K", by: "Blog")
    let rows = try run().named
    #expect(rows.map { $0.text("other_period") } == ["2025-12-31"])
    #expect(rows[0].number("kind") == 2 && rows[0].number("ratio") == 0.08)
  }

  @Test("a part above its stated whole, also where the whole is only a lower bound")
  func parts() throws {
    try market.metric("operating_cost", unit: "currency_per_day")
    try market.metric("inference_cost", unit: "currency_per_day", partOf: "operating_cost")
    try market.observe("Alpha", "operating_cost", "2025-12", ">1M", currency: "USD")
    try market.observe("Alpha", "inference_cost", "2025-12", "15M", currency: "USD")
    try market.observe("Beta", "operating_cost", "2025-12", "20M", currency: "USD")
    try market.observe("Beta", "inference_cost", "2025-12", "15M", currency: "USD")
    try market.observe("Gamma", "operating_cost", "2025-12", "1M", currency: "CNY")
    try market.observe("Gamma", "inference_cost", "2025-12", "15M", currency: "USD")
    let result = try run()
    let rows = result.named
    #expect(rows.map { $0.text("product") } == ["Alpha"])
    #expect(
      rows[0].number("kind") == 3 && near(rows[0].number("ratio"), 1 / 15.0)
        && rows[0].text("metric") == "inference_cost")
    #expect(
      result.document.summaryLines[0].contains("inference_cost USD 15M/day in 2025-12")
        && result.document.summaryLines[0].contains(">USD 1M"))
  }

  @Test("a length of periods and a currency narrow the claims; what is not a currency is refused")
  func narrowed() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel")
    try market.observe("Alpha", "mau", "2025-12", "5.0K", by: "Blog")
    try market.observe("Alpha", "mau", "2025-Q4", "5.0M", by: "Panel")
    try market.observe("Alpha", "mau", "2025-Q4", "6.0M", by: "Blog")
    #expect(try run(all: true).named.map { $0.text("period") } == ["2025-12", "2025-Q4"])
    let pair = try run()
    #expect(pair.named.map { $0.text("period") } == ["2025-12"] && pair.named[0].number("count") == 2)
    #expect(pair.document.summaryLines[0].contains(" (median of 2 periods)"))
    #expect(try run { $0.by = .quarter }.named.map { $0.text("period") } == ["2025-Q4"])
    #expect(try run { $0.by = .week }.document.rows.isEmpty)
    #expect(try run { $0.currency = "usd" }.document.rows.isEmpty)
    let error = #expect(throws: StoreError.self) { try run { $0.currency = "dollars" } }
    #expect(error?.kind == .usage && error?.message == "\"dollars\" is not a currency code")
  }

  @Test("the picture shows how far apart the claims are, either way; of events with two dates it shows the number")
  func picture() throws {
    func bars() throws -> [String: Double?] {
      guard case .bars(let chart) = try run().document.charts.first else { return [:] }
      return Dictionary(uniqueKeysWithValues: chart.bars.map { ($0.name, $0.point.value) })
    }
    #expect(try bars().isEmpty)
    try market.event("Beta shuts", type: "shutdown", effective: "2025-10-01", subjects: ["Beta"])
    try market.event("Beta ends", type: "shutdown", effective: "2025-11-01", subjects: ["Beta"])
    #expect(try bars() == ["events": 1])
    try market.observe("Alpha", "mau", "2025-12", "5.0K", by: "Panel")
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Blog")
    #expect(try bars() == ["Alpha mau, 2025-12": 1000])
  }

  @Test("one shutdown on two dates; a month that holds the day is not another date")
  func events() throws {
    try market.product("Alpha")
    try market.event(
      "Alpha closes", type: "shutdown", status: "planned", effective: "2026-09-24", subjects: ["Alpha"], source: "Panel"
    )
    try market.event(
      "Alpha ends", type: "shutdown", status: "planned", effective: "2026-09-01", precision: "month",
      subjects: ["Alpha"], source: "Blog")
    #expect(try run(["Alpha"]).document.rows.isEmpty)
    try market.event(
      "Alpha shut", type: "shutdown", status: "planned", effective: "2026-10-01", subjects: ["Alpha"], source: "Blog",
      on: "2026-04-03")
    let rows = try run(["Alpha"]).named
    #expect(rows.map { $0.number("kind") } == [4, 4])
    #expect(rows.allSatisfy { $0.text("metric") == "shutdown" })
    #expect(
      rows.contains {
        $0.text("period") == "2026-09-24" && $0.text("other_period") == "2026-10-01" && $0.text("believed") == "Panel"
      })
  }
}

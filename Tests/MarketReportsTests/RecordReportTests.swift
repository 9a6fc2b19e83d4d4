import MarketModel
import MarketReports
import MarketStore
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
    _ products: [String] = [], segment: String? = nil, _ change: (inout CommonParameters) -> Void = { _ in }
  ) throws
    -> ReportRun
  {
    var common = CommonParameters(products: products, segment: segment, clock: Market.clock)
    change(&common)
    let result = try conflicts(ConflictsParameters(common), in: market.store)
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
    #expect(row.text("believed") == "Panel" && row.text("other_origin") == "Blog" && row.number("ratio") == 1000)
    #expect(result.document.summaryLines[0].contains("a power of ten"))
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
    #expect(rows[0].number("kind") == 2 && rows[0].number("ratio") == 12.5)
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
    #expect(rows[0].number("kind") == 3 && rows[0].number("ratio") == 15 && rows[0].text("metric") == "inference_cost")
    #expect(
      result.document.summaryLines[0].contains("inference_cost USD 15M/day in 2025-12")
        && result.document.summaryLines[0].contains(">USD 1M"))
  }

  @Test("a length of periods and a currency narrow the claims; what is no currency is refused")
  func narrowed() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel")
    try market.observe("Alpha", "mau", "2025-12", "5.0K", by: "Blog")
    try market.observe("Alpha", "mau", "2025-Q4", "5.0M", by: "Panel")
    try market.observe("Alpha", "mau", "2025-Q4", "6.0M", by: "Blog")
    #expect(try run().named.map { $0.text("period") } == ["2025-12", "2025-Q4"])
    #expect(try run { $0.by = .quarter }.named.map { $0.text("period") } == ["2025-Q4"])
    #expect(try run { $0.by = .week }.document.rows.isEmpty)
    #expect(try run { $0.currency = "usd" }.document.rows.isEmpty)
    let error = #expect(throws: StoreError.self) { try run { $0.currency = "dollars" } }
    #expect(error?.kind == .usage && error?.message == "\"dollars\" is no currency code")
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

  @Test("one shutdown on two dates; a month that holds the day is no other date")
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

@Suite struct RevisionTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
  }

  private func run(since: String, until: String? = nil, recorded: String? = nil) throws -> ReportRun {
    let result = try revisions(
      RevisionsParameters(
        CommonParameters(recordedAsOf: recorded, clock: Market.clock), since: try #require(CalendarDay.parse(since)),
        until: until.flatMap { CalendarDay.parse($0) }
      ),
      in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test("a later vintage revises, a first one adds, the same figure again is nothing")
  func vintages() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-02-10")
    try market.observe("Alpha", "mau", "2026-01", "7.0M", on: "2026-02-10")
    try market.observe("Beta", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Beta", "mau", "2025-12", "5.0M", on: "2026-02-10")
    try market.observe("Gamma", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Gamma", "mau", "2025-12", "5.0M", on: "2026-02-10", status: .provisional)
    let result = try run(since: "2026-01-31")
    #expect(
      result.named.map { [$0.text("class"), $0.text("product"), $0.text("period")] } == [
        ["revised", "Alpha", "2025-12"], ["added", "Alpha", "2026-01"], ["re-flagged", "Gamma", "2025-12"],
      ])
    #expect(near(result.named[0].number("change"), 0.2))
    #expect(
      result.named[0].text("old_published_on") == "2026-01-10"
        && result.named[0].text("new_published_on") == "2026-02-10")
    #expect(try run(since: "2026-02-10").document.rows.isEmpty)
    #expect(try run(since: "2026-01-01", until: "2026-01-31").named.allSatisfy { $0.text("class") == "added" })
    #expect(throws: StoreError.self) { try run(since: "2026-02-01", until: "2026-01-01") }
  }

  @Test(
    "as recorded: what the store did not hold yet is no news, whatever its date, and what it took back later still stands"
  )
  func recorded() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-02-10")
    let second = try market.openImport(at: "2026-04-08T00:00:00.000Z")
    try market.observe("Beta", "mau", "2025-12", "3.0M", on: "2026-02-10")
    try market.connection.run(
      "UPDATE observations SET retracted_by = \(second) WHERE publication_id = \(market.publication("Synthetic example", "2026-02-10")) AND import_id < \(second)"
    )
    func found(_ since: String, _ until: String? = nil, at recorded: String?) throws -> [String] {
      try run(since: since, until: until, recorded: recorded).named.map {
        "\($0.text("class") ?? "") \($0.text("product") ?? "")"
      }
    }
    #expect(try found("2026-01-31", at: nil) == ["added Beta"])
    #expect(try found("2026-01-31", at: "2026-04-07") == ["revised Alpha"])
    #expect(try found("2026-01-31", "2026-04-30", at: "2026-04-07") == ["revised Alpha"])
    #expect(try found("2026-01-31", "2026-04-30", at: "2026-04-08") == ["added Beta"])
    #expect(try found("2026-01-31", at: "2026-04-02") == [])
    #expect(try found("2026-04-07", at: "2026-04-08") == ["revised Alpha"])
  }

  @Test("what was only added is pictured by its number")
  func picture() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    guard case .bars(let chart) = try run(since: "2026-01-01").document.charts.first else {
      Issue.record("no chart")
      return
    }
    #expect(chart.bars.map { "\($0.name) \($0.point.value ?? 0)" } == ["added 1.0"])
    #expect(try run(since: "2026-01-10").document.charts.isEmpty)
  }

  @Test("the table names the currency of money, and a bound by its sign, row by row")
  func claims() throws {
    try market.metric("revenue", unit: "currency", aggregation: "sum")
    try market.metric("retention_rate", unit: "ratio", additive: false, maximum: 1)
    try market.observe("Alpha", "revenue", "2025-12", "1.4M", on: "2026-01-10", currency: "USD")
    try market.observe("Alpha", "revenue", "2025-12", "1.5M", on: "2026-02-10", currency: "USD")
    try market.observe("Alpha", "revenue", "2025-12", "9.8M", on: "2026-01-10", currency: "CNY")
    try market.observe("Alpha", "revenue", "2025-12", "<9M", on: "2026-02-10", currency: "CNY")
    try market.observe("Alpha", "retention_rate", "2025-12", "8%", on: "2026-02-10")
    let document = try run(since: "2026-01-31").document
    func shown(_ title: String) -> [String] {
      guard case .claims(let claims) = document.display.first(where: { $0.title == title })?.content else { return [] }
      return claims.map { $0.text().joined }
    }
    #expect(document.rows.map { $0[2] } == [.text("retention_rate"), .text("revenue"), .text("revenue")])
    #expect(shown("Was") == ["–", "USD 1.4M", "CNY 9.8M"])
    #expect(shown("Is") == ["8%", "USD 1.5M", "<CNY 9M"])
  }

  @Test("a correction of the same publication and an undone import are seen by when the store learned of them")
  func corrections() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Beta", "mau", "2025-12", "3.0M", on: "2026-01-10")
    let second = try market.openImport(at: "2026-04-08T00:00:00.000Z")
    try market.connection.run("UPDATE observations SET retracted_by = \(second)")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-01-10")
    let result = try run(since: "2026-04-05")
    #expect(result.named.map { $0.text("class") } == ["revised", "removed"])
    #expect(result.named[0].number("old_value") == 5_000_000 && result.named[0].number("new_value") == 6_000_000)
    #expect(result.named[1].number("old_value") == 3_000_000 && result.named[1]["new_value"] == .null)
    #expect(try run(since: "2026-04-08").document.rows.isEmpty)
  }
}

@Suite struct CoverageTests {
  @Test("gaps, age, the next figure and staleness follow the rhythm of the data")
  func rhythm() throws {
    let market = try Market()
    try market.metric("mau")
    try market.metric("price", unit: "count", type: "instant", aggregation: "last")
    try market.observe("Alpha", "mau", "2025-10", "5.0M", on: "2025-11-10")
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel", in: "Blog", on: "2026-01-10")
    try market.observe("Alpha", "price", "2026-01-05", "20", on: "2026-01-06")
    let result = try coverage(
      CoverageParameters(CommonParameters(products: ["Alpha"], clock: Market.clock)), in: market.store)
    try expectShellAgrees(result, market)
    let mau = result.named[0]
    #expect(mau.text("first_period") == "2025-10" && mau.text("last_period") == "2025-12")
    #expect(mau.number("observed") == 2 && mau.number("missing") == 1 && mau.number("quoted_share") == 0.5)
    #expect(mau.number("age_days") == 90 && mau.text("next_expected") == "2026-02-10" && mau.text("stale") == "yes")
    let price = result.named[1]
    #expect(price["missing"] == .null && price["next_expected"] == .null && price.text("stale") == "yes")
    let earlier = try coverage(
      CoverageParameters(
        CommonParameters(products: ["Alpha"], now: CalendarDay.parse("2026-02-10"), clock: Market.clock)),
      in: market.store
    )
    #expect(earlier.named.map { $0.text("stale") } == ["no", "no"])
  }
}

@Suite struct ImpactTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
    try market.segment("S", ["Alpha", "Beta", "Gamma"])
  }

  private func run(
    _ event: String, window: Int = 3, controls: [String] = [], products: [String] = [], from: String? = nil,
    to: String? = nil
  ) throws -> ReportRun {
    let common = CommonParameters(
      products: products, from: try from.map { try Period.parse($0).get() },
      to: try to.map { try Period.parse($0).get() },
      clock: Market.clock)
    let result = try impact(
      ImpactParameters(common, event: event, window: window, controls: controls), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  @Test("means of whole months on both sides, the event's own left out, against the rest of the segment")
  func levels() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    for (month, alpha, beta) in [
      ("2025-07", "9.0M", "9.0M"), ("2025-08", "1.0M", "4.0M"), ("2025-09", "3.0M", "4.0M"), ("2025-10", "50M", "50M"),
      ("2025-11", "3.0M", "4.0M"),
      ("2025-12", "5.0M", "6.0M"),
    ] {
      try market.observe("Alpha", "mau", month, alpha)
      try market.observe("Beta", "mau", month, beta)
    }
    let result = try run("alpha gets", window: 2)
    #expect(
      result.named.map { [$0.text("product"), $0.text("role")] } == [["Alpha", "treated"], ["Beta", "control"]])
    #expect(result.named[0].number("before") == 2_000_000 && result.named[0].number("after") == 4_000_000)
    #expect(near(result.named[0].number("change"), 1) && near(result.named[1].number("change"), 0.25))
    // ln 2 − ln 1.25
    #expect(near(result.document.summary["difference_in_differences"]?.number, 0.470003629245735556))
    #expect(result.document.summary["causal"] == .bool(false))
    #expect(result.document.notes.contains { $0.hasPrefix("Not causal") })
    #expect(try run("1", window: 2).document.rows == result.document.rows)
  }

  @Test("the periods asked for bound those on both sides")
  func bounds() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    for (month, alpha) in [("2025-08", "1.0M"), ("2025-09", "3.0M"), ("2025-11", "4.0M"), ("2025-12", "8.0M")] {
      try market.observe("Alpha", "mau", month, alpha)
      try market.observe("Beta", "mau", month, "5.0M")
    }
    func sides(_ from: String?, _ to: String?) throws -> [Double?] {
      let row = try run("Alpha gets cheaper", from: from, to: to).named[0]
      return [row.number("before"), row.number("after"), row.number("periods_before"), row.number("periods_after")]
    }
    #expect(try sides(nil, nil) == [2e6, 6e6, 2, 2])
    #expect(try sides("2025-09", nil) == [3e6, 6e6, 1, 2])
    #expect(try sides("2025-09", "2025-11") == [3e6, 4e6, 1, 1])
    #expect(throws: StoreError.self) { try sides("2025-11", "2025-09") }
  }

  @Test("without a control there is no difference in differences; unknown, ambiguous and undated events are refused")
  func refusals() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    try market.event("Alpha gets slower", type: "other", subjects: ["Alpha"])
    for month in ["2025-09", "2025-11"] { try market.observe("Alpha", "mau", month, "5.0M") }
    let result = try run("Alpha gets cheaper")
    #expect(result.document.summary["difference_in_differences"] == .null)
    #expect(result.document.notes.contains("No control with figures, so there is no difference in differences."))
    #expect(throws: StoreError.self) { try run("Alpha gets") }
    #expect(throws: StoreError.self) { try run("Alpha gets slower") }
    #expect(throws: StoreError.self) { try run("Nothing") }
    #expect(throws: StoreError.self) { try run("Alpha gets cheaper", window: 0) }
    #expect(throws: StoreError.self) { try run("Alpha gets cheaper", controls: ["Alpha"], products: ["Alpha"]) }
  }

  @Test("a named control without figures is said by name; when none is left, that is an error")
  func lostControls() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    for product in ["Alpha", "Beta"] {
      for month in ["2025-09", "2025-11"] { try market.observe(product, "mau", month, "5.0M") }
    }
    try market.observe("Gamma", "mau", "2025-09", "5.0M")
    try market.product("Delta")
    let result = try run("Alpha gets cheaper", controls: ["Beta", "Gamma", "Delta"])
    #expect(result.document.summary["difference_in_differences"]?.number == 0)
    #expect(
      result.document.notes.contains(
        "Left out as a control, for there is no MAU of it on both sides of the event: Gamma and Delta."))
    #expect(try !run("Alpha gets cheaper", controls: ["Beta"]).document.notes.contains { $0.hasPrefix("Left out") })
    let error = #expect(throws: StoreError.self) { try run("Alpha gets cheaper", controls: ["Gamma", "Delta"]) }
    #expect(
      error?.kind == .usage
        && error?.message == "no control is left: there is no MAU of Gamma and Delta on both sides of the event")
  }

  @Test("the events shown are those of the days looked at, and an unknown one has its nearest named")
  func eventsAround() throws {
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    try market.event("Beta gets a new voice", type: "feature", effective: "2025-12-31", subjects: ["Beta"])
    try market.event("Beta gets an old voice", type: "feature", effective: "2026-01-01", subjects: ["Beta"])
    try market.event("Alpha is said to be great", type: "claim", status: "asserted", subjects: ["Alpha"])
    for product in ["Alpha", "Beta"] {
      for month in ["2025-09", "2025-11"] { try market.observe(product, "mau", month, "5.0M") }
    }
    #expect(
      try run("Alpha gets", window: 2).document.events.map(\.title) == ["Alpha gets cheaper", "Beta gets a new voice"])
    #expect(try run("Alpha gets", window: 1).document.events.map(\.title) == ["Alpha gets cheaper"])
    let error = #expect(throws: StoreError.self) { try run("alpha gtes cheap") }
    #expect(
      error?.kind == .name
        && error?.remedy == .anyOf(["did you mean \"Alpha gets cheaper\"?", .see(.listing("events"))]))
    #expect(#expect(throws: StoreError.self) { try run("zzzzzzzz") }?.remedy == .see(.listing("events")))
  }
}

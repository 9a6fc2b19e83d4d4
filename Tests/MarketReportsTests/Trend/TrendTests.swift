import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct TrendTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
  }

  private func run(
    _ products: [String] = [], base: String? = nil, average: Int? = nil,
    _ change: (inout CommonParameters) throws -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, clock: Market.clock)
    try change(&common)
    let base = try base.map { try Period.parse($0).get() }
    let result = try trend(TrendParameters(common, base: base, movingAverage: average), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  private func observe(_ product: String, _ values: [(String, String)], metric: String = "mau") throws {
    for (period, value) in values { try market.observe(product, metric, period, value) }
  }

  @Test("growth carries the intervals of both ends")
  func growth() throws {
    try observe("Alpha", [("2025-11", "4.0M"), ("2025-12", "5.0M")])
    let row = try #require(run(["Alpha"]).row("Alpha", "2025-12"))
    #expect(near(row.number("change"), 0.25))
    #expect(near(row.number("change_low"), 4.95 / 4.05 - 1))
    #expect(near(row.number("change_high"), 5.05 / 3.95 - 1))
  }

  @Test("a gap is a row of its own and no growth is computed across it")
  func gap() throws {
    try observe("Alpha", [("2025-10", "4.0M"), ("2025-12", "5.0M")])
    try observe("Beta", [("2025-10", "1.0M"), ("2025-11", "2.0M"), ("2025-12", "3.0M")])
    let result = try run(["Alpha"])
    let row = try #require(result.row("Alpha", "2025-11"))
    #expect(row["value"] == .null && row["qualifier"] == .null && row["origin"] == .null)
    #expect(result.row("Alpha", "2025-12")?["change"] == .null)
    #expect(result.document.notes.contains("Alpha: no observation in 2025-11; nothing is computed across a gap."))
    guard case .trend(let chart)? = result.document.charts.first else { throw Market.Mistake(text: "no chart") }
    #expect(chart.lines.first?.points.map(\.value) == [4_000_000, nil, 5_000_000])
  }

  @Test("as of a day inside a month that month is not over, whatever the clock says")
  func today() throws {
    for (month, day) in [("2025-11", "2025-12-05"), ("2025-12", "2025-12-18")] {
      try market.observe("Alpha", "mau", month, month == "2025-11" ? "4.0M" : "5.0M", on: day)
    }
    #expect(near(try run(["Alpha"]).row("Alpha", "2025-12")?.number("change"), 0.25))
    let early = try run(["Alpha"]) { $0.asOf = CalendarDay.parse("2025-12-20") }
    #expect(early.row("Alpha", "2025-12")?["change"] == .null)
    #expect(early.document.notes.contains("Alpha: 2025-12 is not over and is left out of growth."))
    // A period that ends today is not over either: growth stops before it, in the rows as in the sentence.
    let lastDay = try run(["Alpha"]) { $0.now = CalendarDay.parse("2025-12-31") }
    #expect(lastDay.row("Alpha", "2025-12")?["change"] == .null)
    #expect(lastDay.document.summaryLines == ["Alpha: 5M in 2025-12; one point gives no growth rate."])
    // Nothing is known of days to come: a later day of knowledge moves nothing.
    let late = try run(["Alpha"]) {
      $0.asOf = CalendarDay.parse("2026-12-20")
      $0.now = CalendarDay.parse("2025-12-20")
    }
    #expect(late.row("Alpha", "2025-12")?["change"] == .null)
  }

  @Test("year on year is joined on the calendar, not twelve rows back")
  func yearOnYear() throws {
    try observe("Alpha", [("2024-12", "2.0M"), ("2025-06", "9.0M"), ("2025-12", "5.0M")])
    let result = try run(["Alpha"])
    #expect(near(result.row("Alpha", "2025-12")?.number("change_year"), 1.5))
    #expect(result.row("Alpha", "2025-06")?["change_year"] == .null)
  }

  @Test("weeks are compared with the same ISO week of the year before")
  func yearOnYearByWeek() throws {
    try market.metric("wau")
    try observe("Alpha", [("2024-W10", "2.0M"), ("2025-W10", "3.0M")], metric: "wau")
    let result = try run(["Alpha"]) { $0.metric = "wau" }
    #expect(near(result.row("Alpha", "2025-W10")?.number("change_year"), 0.5))
  }

  @Test("the index is 100 in its base, also when the base lies before the periods shown")
  func index() throws {
    try observe("Alpha", [("2025-10", "4.0M"), ("2025-11", "5.0M"), ("2025-12", "6.0M")])
    let whole = try run(["Alpha"], base: "2025-10")
    #expect(whole.named.map { $0.number("index") } == [100, 125, 150])
    let late = try run(["Alpha"], base: "2025-10") { $0.from = try Period.parse("2025-12").get() }
    #expect(late.named.map { $0.number("index") } == [150])
    #expect(near(late.named[0].number("change"), 0.2))
  }

  @Test("an index without a base value is refused, and never moved")
  func missingBase() throws {
    try observe("Alpha", [("2025-11", "5.0M"), ("2025-12", "6.0M")])
    let error = #expect(throws: StoreError.self) { try run(["Alpha"], base: "2025-10") }
    #expect(error?.kind == .usage && error?.message.contains("Alpha has no mau in 2025-10") == true)
    #expect(throws: StoreError.self) { try run(["Alpha"], base: "2025-Q4") }
  }

  @Test("a moving average is printed only where all its periods are known")
  func movingAverage() throws {
    try observe("Alpha", [("2025-07", "3.0M"), ("2025-09", "6.0M"), ("2025-10", "9.0M"), ("2025-11", "12M")])
    let result = try run(["Alpha"], average: 3)
    let averages = result.named.map { $0.number("moving_average") }
    #expect(averages.dropLast().allSatisfy { $0 == nil })
    #expect(averages.last == 9_000_000)
  }

  @Test("a bound gives no growth rate and is said to be one")
  func bound() throws {
    try observe("Alpha", [("2025-11", "5.0M"), ("2025-12", "<500K"), ("2026-01", "1.0M")])
    let result = try run(["Alpha"])
    #expect(
      result.row("Alpha", "2025-12")?["value"] == .null && result.row("Alpha", "2025-12")?.number("high") == 500_000)
    #expect(result.row("Alpha", "2025-12")?["change"] == .null && result.row("Alpha", "2026-01")?["change"] == .null)
  }

  @Test("the month that is not over is left out of growth")
  func incompleteMonth() throws {
    try observe("Alpha", [("2026-02", "4.0M"), ("2026-03", "5.0M"), ("2026-04", "1.0M")])
    let result = try run(["Alpha"])
    #expect(near(result.row("Alpha", "2026-03")?.number("change"), 0.25))
    #expect(result.row("Alpha", "2026-04")?["change"] == .null)
    #expect(result.document.notes.contains("Alpha: 2026-04 is not over and is left out of growth."))
    #expect(result.document.summary["products"]?[0]?["last_period"] == .string("2026-03"))
    let later = try run(["Alpha"]) { $0.now = CalendarDay.parse("2026-05-01") }
    #expect(near(later.row("Alpha", "2026-04")?.number("change"), -0.8))
  }

  @Test("growth is yearly from twelve months on and monthly below")
  func compoundGrowth() throws {
    try observe("Alpha", [("2024-01", "1.0M"), ("2025-01", "2.0M")])
    try observe("Beta", [("2025-01", "1.0M"), ("2025-03", "4.0M")])
    let result = try run(["Alpha", "Beta"])
    let products = result.document.summary["products"]
    #expect(near(products?[0]?["cagr"]?.number, 1) && products?[0]?["cmgr"] == .null)
    #expect(near(products?[1]?["cmgr"]?.number, 1) && products?[1]?["cagr"] == .null)
    #expect(
      result.document.summaryLines[1]
        == "Beta: 1M in 2025-01 to 4M in 2025-03, CMGR +100.0% a month (2 months: too short for a yearly rate).")
  }

  @Test("projections are rows of their own and enter no growth")
  func projections() throws {
    try observe("Alpha", [("2025-11", "4.0M"), ("2025-12", "5.0M")])
    try market.observe("Alpha", "mau", "2025-12", "9.0M", by: "Forecaster", status: .projected)
    try market.observe("Alpha", "mau", "2026-01", "10M", by: "Forecaster", status: .target)
    let result = try run(["Alpha"])
    #expect(result.named.map { $0.text("status") } == ["reported", "reported", "projected", "target"])
    #expect(result.named[2]["change"] == .null && result.named[3]["change"] == .null)
    #expect(near(result.named[1].number("change"), 0.25))
  }

  // MARK: Believed values

  @Test("the believed value: disclosed, reliable, first-hand, latest, a point, in this order")
  func believed() throws {
    try market.source("Panel", reliability: 2)
    try market.source("Blog", reliability: 6)
    func value(_ period: String) throws -> Double? { try run(["Alpha"]).row("Alpha", period)?.number("value") }
    try market.observe("Alpha", "mau", "2025-01", "undisclosed", by: "Panel", on: "2026-03-09")
    try market.observe("Alpha", "mau", "2025-01", "1.0M", by: "Blog", on: "2026-03-01")
    #expect(try value("2025-01") == 1_000_000)
    try market.observe("Alpha", "mau", "2025-02", "1.0M", by: "Blog", on: "2026-03-09")
    try market.observe("Alpha", "mau", "2025-02", "2.0M", by: "Panel", on: "2026-03-01")
    #expect(try value("2025-02") == 2_000_000)
    try market.observe("Alpha", "mau", "2025-03", "1.0M", by: "Panel", in: "Blog", on: "2026-03-09")
    try market.observe("Alpha", "mau", "2025-03", "2.0M", by: "Panel", on: "2026-03-01")
    #expect(try value("2025-03") == 2_000_000)
    try market.observe("Alpha", "mau", "2025-04", "1.0M", by: "Panel", on: "2026-03-09")
    try market.observe("Alpha", "mau", "2025-04", "2.0M", by: "Panel", on: "2026-03-01")
    #expect(try value("2025-04") == 1_000_000)
    try market.source("Twin", reliability: 2)
    try market.observe("Alpha", "mau", "2025-05", "<9M", by: "Panel", on: "2026-03-01")
    try market.observe("Alpha", "mau", "2025-05", "2.0M", by: "Twin", on: "2026-03-01")
    // Two publications of one day differ in their number, and the later number counts as later.
    #expect(try value("2025-05") == 2_000_000)
    try market.source("house", reliability: 0)
    try market.observe("Alpha", "mau", "2025-04", "7.0M", by: "house", on: "2026-01-01")
    #expect(try value("2025-04") == 7_000_000)
  }

  @Test("as of a day only what was published by then is known; as of now equals the latest")
  func asOf() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", on: "2026-01-10")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", on: "2026-02-10")
    func value(_ day: String) throws -> Double? {
      try run(["Alpha"]) { $0.asOf = CalendarDay.parse(day) }.named.first?.number("value")
    }
    #expect(try value("2026-01-09") == nil)
    #expect(try value("2026-01-10") == 5_000_000)
    #expect(try value("2026-02-09") == 5_000_000)
    #expect(try value("2026-02-10") == 6_000_000)
    let latest = try run(["Alpha"])
    #expect(try run(["Alpha"]) { $0.asOf = Market.clock }.document.rows == latest.document.rows)
  }

  @Test("as recorded: an undone import, and what the undo revived, show as the store held them")
  func recordedAsOf() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M")
    let second = try market.openImport(at: "2026-04-04T00:00:00.000Z")
    try market.connection.run("UPDATE observations SET retracted_by = \(second)")
    try market.observe("Alpha", "mau", "2025-12", "6.0M")
    let undo = try market.openImport(at: "2026-04-05T00:00:00.000Z", undoing: second)
    try market.connection.run("UPDATE observations SET retracted_by = \(undo) WHERE import_id = \(second)")
    try market.connection.run(
      """
      INSERT INTO revivals (series_id, period_id, publication_id, origin_id, import_id, retracted_by, revived_by)
      SELECT series_id, period_id, publication_id, origin_id, import_id, retracted_by, \(undo)
      FROM observations WHERE retracted_by = \(second)
      """)
    try market.connection.run("UPDATE observations SET retracted_by = NULL WHERE retracted_by = \(second)")
    func value(_ time: String?) throws -> Double? {
      try run(["Alpha"]) { $0.recordedAsOf = time }.named.first?.number("value")
    }
    #expect(try value("2026-04-02") == nil)
    #expect(try value("2026-04-03") == 5_000_000)
    #expect(try value("2026-04-04T00:00:00Z") == 6_000_000)
    #expect(try value("2026-04-05T00:00:00.000Z") == 5_000_000)
    #expect(try value(nil) == 5_000_000)
    #expect(throws: StoreError.self) { try value("yesterday") }
    #expect(throws: StoreError.self) { try value("2026-04-04T25:00:00Z") }
  }

  @Test("as recorded: an event and a rate whose revision was undone show as the store held them at every step")
  func recordedEventsAndRates() throws {
    try market.metric("revenue", unit: "currency", aggregation: "sum")
    try market.observe("Alpha", "revenue", "2025-10", "100", currency: "CNY", exact: true)
    try market.openImport()
    func take(_ status: String, _ rate: String) throws -> Int64 {
      let files = [
        "event_type,title,status,effective,subjects,source,published_on\nshutdown,Alpha "
          + "closes,\(status),2025-10-20,Alpha,Synthetic example,2026-04-02\n",
        "base,quote,kind,period,rate,source,published_on\nCNY,USD,average,2025-10,\(rate),Synthetic "
          + "example,2026-04-02\n",
      ]
      let result = try market.store.importFiles(
        files.map { .text(name: "f", Array($0.utf8)) }, options: ImportOptions())
      #expect(result.problems.isEmpty)
      return try #require(result.number)
    }
    var steps: [Int64] = [try take("planned", "0.14"), try take("occurred", "0.15"), try take("cancelled", "0.16")]
    // The middle one changes nothing at once; then the last brings back the first.
    for undone in [steps[1], steps[2]] { steps.append(try market.store.undoImport(undone).number) }
    steps.append(try take("occurred", "0.17"))
    steps.append(try market.store.undoImport(steps[5]).number)
    // What `--recorded-as-of` finds is the last import by a time: the times are set apart here.
    try market.connection.execute("DROP TRIGGER imports_update")
    for (day, step) in steps.enumerated() {
      let time = "2026-05-0\(day + 1)T00:00:00.000Z"
      try market.connection.run("UPDATE imports SET recorded_at = \(time), closed_at = \(time) WHERE id = \(step)")
    }
    func state(_ time: String?) throws -> String {
      let result = try run(["Alpha"]) {
        $0.metric = "revenue"
        $0.currency = "USD"
        $0.recordedAsOf = time
      }
      let value = result.row("Alpha", "2025-10")?.number("value").map { "\(Int($0.rounded()))" } ?? "none"
      return value + " " + result.document.events.map(\.status).joined(separator: ",")
    }
    #expect(try state("2026-04-30") == "none ")
    let held = try steps.indices.map { try state("2026-05-0\($0 + 1)") }
    #expect(
      held == ["14 planned", "15 occurred", "16 cancelled", "16 cancelled", "14 planned", "17 occurred", "14 planned"])
    #expect(try state(nil) == "14 planned")
  }

  @Test("only what one source printed, or one origin measured")
  func sourceAndOrigin() throws {
    try market.observe("Alpha", "mau", "2025-12", "5.0M", by: "Panel", in: "Blog")
    try market.observe("Alpha", "mau", "2025-12", "6.0M", by: "Meter")
    #expect(try run(["Alpha"]) { $0.origin = "panel" }.named.map { $0.number("value") } == [5_000_000])
    #expect(try run(["Alpha"]) { $0.source = "Meter" }.named.map { $0.number("value") } == [6_000_000])
    let nothing = try run(["Alpha"]) { $0.source = "Panel" }
    #expect(
      nothing.document.rows.isEmpty && nothing.document.notes[0] == "There is no observation of MAU of Alpha in Panel.")
    try market.observe("Alpha", "mau", "2025-12", "7.0M", by: "Panel", on: "2026-04-05")
    let early = try run(["Alpha"]) {
      $0.asOf = CalendarDay.parse("2026-04-03")
      $0.source = "panel"
      $0.origin = "Panel"
    }
    #expect(
      early.document.notes == [
        "Nothing was known of MAU of Alpha by Panel in Panel on 2026-04-03; it was first published on 2026-04-05."
      ])
  }

  // MARK: Roll-up and money

  @Test("months roll up into whole quarters by the metric's aggregation")
  func rollUp() throws {
    try market.metric("downloads", unit: "count", aggregation: "sum")
    try market.metric("registered", type: "instant", aggregation: "last")
    try market.metric("peak", aggregation: "max", additive: false)
    let months = [("2025-07", "1.0M"), ("2025-08", "2.0M"), ("2025-09", "6.0M"), ("2025-10", "9.0M")]
    for metric in ["mau", "downloads", "registered", "peak"] { try observe("Alpha", months, metric: metric) }
    func quarter(_ metric: String) throws -> NamedRow {
      let result = try run(["Alpha"]) {
        $0.metric = metric
        $0.by = .quarter
      }
      #expect(result.document.rows.count == 1)
      return try #require(result.row("Alpha", "2025-Q3"))
    }
    #expect(near(try quarter("mau").number("value"), 3_000_000))
    let sum = try quarter("downloads")
    #expect(
      near(sum.number("value"), 9_000_000) && near(sum.number("low"), 8_850_000) && near(sum.number("high"), 9_150_000))
    #expect(try quarter("registered").number("value") == 6_000_000)
    #expect(try quarter("peak").number("value") == 6_000_000)
    #expect(try quarter("mau").text("status") == "derived")
  }

  @Test("a sum of bounds is a bound on the same side, one of both sides a range")
  func bounds() throws {
    try market.metric("downloads", unit: "count", aggregation: "sum")
    func quarter(_ product: String, _ texts: [String]) throws -> NamedRow {
      try observe(product, zip(["2025-07", "2025-08", "2025-09"], texts).map { ($0, $1) }, metric: "downloads")
      let result = try run([product]) {
        $0.metric = "downloads"
        $0.by = .quarter
      }
      return try #require(result.row(product, "2025-Q3"))
    }
    let above = try quarter("Alpha", [">1M", ">2M", "3M"])
    #expect(above.text("qualifier") == "ge" && near(above.number("low"), 5.5e6) && above["high"] == .null)
    let between = try quarter("Beta", ["1M-2M", "2M", "3M"])
    #expect(between.text("qualifier") == "range" && between["value"] == .null)
    let about = try quarter("Gamma", ["~1M", "2M", "3M"])
    #expect(about.text("qualifier") == "approx" && near(about.number("value"), 6e6))
    try market.metric("balance", unit: "count", aggregation: "sum", minimum: nil)
    try observe("Delta", [("2025-07", "<1M"), ("2025-08", "2M"), ("2025-09", "3M")], metric: "balance")
    let below = try #require(
      run(["Delta"]) {
        $0.metric = "balance"
        $0.by = .quarter
      }.row("Delta", "2025-Q3"))
    #expect(below.text("qualifier") == "le" && below["low"] == .null)
  }

  @Test("a quarter that was stated itself is not overwritten by its months")
  func statedQuarter() throws {
    try observe("Alpha", [("2025-07", "1.0M"), ("2025-08", "2.0M"), ("2025-09", "6.0M"), ("2025-Q3", "4.0M")])
    let result = try run(["Alpha"]) { $0.by = .quarter }
    #expect(result.named.map { $0.number("value") } == [4_000_000])
  }

  @Test("what has no legal roll-up is refused, and what is too coarse is not split")
  func refusedGranularity() throws {
    try market.metric("active", type: "instant", aggregation: "none", additive: false)
    try observe("Alpha", [("2025-07", "1.0M")], metric: "active")
    try observe("Alpha", [("2025-07", "1.0M")])
    #expect(throws: StoreError.self) {
      try run(["Alpha"]) {
        $0.metric = "active"
        $0.by = .quarter
      }
    }
    #expect(throws: StoreError.self) { try run(["Alpha"]) { $0.by = .week } }
  }

  @Test("money converts at the period's average rate, which is named; without a rate it is n/a")
  func money() throws {
    try market.metric("revenue", unit: "currency", aggregation: "sum")
    try market.observe("Alpha", "revenue", "2025-Q3", "100M", currency: "CNY")
    try market.observe("Alpha", "revenue", "2025-Q4", "138M", currency: "CNY")
    try market.rate("USD", "CNY", "average", "2025-Q4", 6.9, 6.8, 7.0)
    try market.rate("USD", "CNY", "spot", "2025-Q3", 7, 7, 7)
    let result = try run(["Alpha"]) {
      $0.metric = "revenue"
      $0.currency = "USD"
    }
    let row = try #require(result.row("Alpha", "2025-Q4"))
    #expect(near(row.number("value"), 20_000_000))
    #expect(near(row.number("low"), 137_500_000 / 7) && near(row.number("high"), 138_500_000 / 6.8))
    #expect(result.row("Alpha", "2025-Q3")?["value"] == .null)
    #expect(result.document.notes.contains("2025-Q3: n/a (no USD/CNY rate for 2025-Q3)."))
    #expect(
      result.document.notes.contains(
        "2025-Q4: CNY converted at 6.9000 CNY per USD (average rate, Synthetic example, 2026-04-02)."))
  }

  @Test("two currencies are never compared as they are")
  func mixedCurrencies() throws {
    try market.metric("revenue", unit: "currency", aggregation: "sum")
    try market.observe("Alpha", "revenue", "2025-Q4", "100M", currency: "CNY")
    try market.observe("Beta", "revenue", "2025-Q4", "100M", currency: "EUR")
    let error = #expect(throws: StoreError.self) { try run(["Alpha", "Beta"]) { $0.metric = "revenue" } }
    #expect(error?.message.contains("CNY and EUR") == true)
    #expect(throws: StoreError.self) { try run(["Alpha"]) { $0.currency = "USD" } }
  }

  // MARK: Names and nothing

  @Test("an unknown product is an error that offers the nearest names; dates that run backwards are refused")
  func names() throws {
    try observe("Alpha", [("2025-12", "5.0M")])
    #expect(throws: StoreError.self) { try run(["Alhpa"]) }
    #expect(throws: StoreError.self) {
      try run(["Alpha"]) {
        $0.from = try Period.parse("2026-01").get()
        $0.to = try Period.parse("2025-01").get()
      }
    }
    #expect(throws: StoreError.self) {
      try run(["Alpha"]) { $0.segment = "x" }
    }
  }

  @Test("nothing known says what is known instead")
  func nothing() throws {
    try market.metric("wau")
    try observe("Alpha", [("2025-12", "5.0M")])
    let result = try run(["Alpha"]) { $0.metric = "wau" }
    #expect(result.document.rows.isEmpty)
    #expect(result.document.notes == ["There is no observation of WAU of Alpha.", "Known of Alpha: mau (--metric)."])
    #expect(result.document.command == ["tidemark", "trend", "Alpha", "--metric", "wau"])
  }
}

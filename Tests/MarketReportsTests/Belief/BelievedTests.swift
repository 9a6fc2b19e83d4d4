import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

/// Which claim is believed, of whom, and in which periods: what every report of values begins with.
@Suite struct BelievedTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric("mau")
  }

  private func trend(_ products: [String], _ change: (inout CommonParameters) -> Void = { _ in }) throws -> ReportRun {
    var common = CommonParameters(products: products, clock: Market.clock)
    change(&common)
    let run = try MarketReports.trend(TrendParameters(common), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  private func share(_ products: [String], _ change: (inout CommonParameters) -> Void = { _ in }) throws -> ReportRun {
    var common = CommonParameters(products: products, clock: Market.clock)
    change(&common)
    let run = try MarketReports.share(ShareParameters(common), in: market.store)
    try expectShellAgrees(run, market)
    return run
  }

  @Test("the periods shown are those of what was known: a later month does not hide the quarter")
  func granularity() throws {
    try market.observe("Alpha", "mau", "2025-Q1", "9M", on: "2025-04-10")
    let later = try market.openImport(at: "2026-04-05T00:00:00.000Z")
    try market.observe("Alpha", "mau", "2025-01", "3M", on: "2025-06-10")
    for run in [
      try trend(["Alpha"]) { $0.asOf = CalendarDay.parse("2025-05-01") },
      try share(["Alpha"]) { $0.recordedAsOf = "2026-04-04" },
    ] {
      #expect(run.named.map { $0.text("period") } == ["2025-Q1"] && run.named[0].number("value") == 9_000_000)
    }
    #expect(try trend(["Alpha"]).named.map { $0.text("period") } == ["2025-01"])
    let undo = try market.openImport(at: "2026-04-06T00:00:00.000Z", undoing: later)
    try market.connection.run("UPDATE observations SET retracted_by = \(undo) WHERE import_id = \(later)")
    #expect(try trend(["Alpha"]).named.map { $0.text("period") } == ["2025-Q1"])
  }

  @Test("of two sources of one day a point is believed before a bound, whichever came first")
  func sameDay() throws {
    for (product, texts) in [("Alpha", ["5M", "<9M"]), ("Beta", ["<9M", "5M"])] {
      for (origin, text) in zip(["Meter", "Panel"], texts) {
        try market.observe(product, "mau", "2025-12", text, by: origin)
      }
    }
    for run in [try trend(["Alpha", "Beta"]), try share(["Alpha", "Beta"])] {
      #expect(run.named.map { $0.number("value") } == [5_000_000, 5_000_000])
    }
    #expect(
      try market.connection.query("SELECT value FROM current_snapshots") { $0.optionalDouble(0) } == [
        5_000_000, 5_000_000,
      ])
  }

  @Test("a later day is believed before a point")
  func laterDay() throws {
    try market.observe("Alpha", "mau", "2025-12", "5M", by: "Meter", on: "1999-12-30")
    try market.observe("Alpha", "mau", "2025-12", "<9M", by: "Panel", on: "1999-12-31")
    for run in [try trend(["Alpha"]), try share(["Alpha"])] {
      #expect(run.named.map { $0.number("high") } == [9_000_000])
    }
  }

  @Test("a name means a product or a company itself before any that begin with it, and several of those are ambiguous")
  func names() throws {
    for name in ["Bo1", "Bo2", "Carta"] { try market.observe(name, "mau", "2025-12", "5M") }
    for name in ["Bo Limited", "Car"] { try market.observe(name, "mau", "2025-12", "7M", isCompany: true) }
    let error = #expect(throws: StoreError.self) { try trend(["Bo"]) }
    #expect(error?.kind == .name && error?.message == "\"Bo\" is ambiguous: Bo1, Bo2")
    #expect(try trend(["bo-limited"]).named.map { $0.text("product") } == ["Bo Limited"])
    #expect(try trend(["car"]).named.map { $0.text("product") } == ["Car"])
    #expect(try trend(["cart"]).named.map { $0.text("product") } == ["Carta"])
  }

  @Test("days that hold no whole month show none")
  func insideAMonth() throws {
    try market.observe("Alpha", "mau", "2025-12", "6M")
    let inside: (inout CommonParameters) -> Void = {
      $0.by = .month
      $0.from = CalendarDay.parse("2025-12-10").flatMap { Period(day: $0) }
      $0.to = CalendarDay.parse("2025-12-20").flatMap { Period(day: $0) }
    }
    #expect(try trend(["Alpha"], inside).document.rows.isEmpty && share(["Alpha"], inside).document.rows.isEmpty)
  }

  @Test("a share of what is rolled up says how")
  func rolledUp() throws {
    for month in ["2025-10", "2025-11", "2025-12"] {
      try market.observe("Alpha", "mau", month, "6M")
      try market.observe("Beta", "mau", month, "4M")
    }
    let run = try share(["Alpha", "Beta"]) { $0.by = .quarter }
    #expect(run.row("Alpha", "2025-Q4")?.number("share") == 0.6)
    #expect(run.document.notes.contains("Derived from months by their mean, whole quarters only."))
    #expect(try !share(["Alpha", "Beta"]).document.notes.contains { $0.hasPrefix("Derived") })
  }
}

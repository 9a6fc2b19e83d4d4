import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

@Suite struct RetentionReportTests {
  private let market: Market

  init() throws {
    market = try Market()
    try market.metric(
      "retention", unit: "ratio", aggregation: "none", additive: false, maximum: 1, byDay: true, family: "retention")
  }

  private func run(
    _ products: [String], model: RetentionModel? = nil, fits: Bool = true, horizon: Int? = nil,
    _ change: (inout CommonParameters) -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, clock: Market.clock)
    change(&common)
    let result = try retention(
      RetentionParameters(common, model: model, fits: fits, horizon: horizon), in: market.store)
    // Models are not SQL: the rest of the rows is the shell's.
    var plain = result
    let extrapolated = result.document.columns.count - 1
    plain.document.rows = result.document.rows.filter { $0[extrapolated] == .null }.map { row in
      var row = row
      row[extrapolated - 1] = .null
      return row
    }
    try expectShellAgrees(plain, market)
    return result
  }

  private func pooled(_ run: ReportRun, _ day: Int) -> NamedRow? {
    run.named.first { $0["cohort"] == .null && $0.number("day") == Double(day) && $0["extrapolated"] == .null }
  }

  @Test("pooled over the cohorts old enough, weighted by their sizes")
  func pooling() throws {
    try market.observe("Alpha", "retention", "2025-10", "50%", dayOffset: 1, cohortSize: 1000)
    try market.observe("Alpha", "retention", "2025-10", "30%", dayOffset: 30, cohortSize: 1000)
    try market.observe("Alpha", "retention", "2025-11", "40%", dayOffset: 1, cohortSize: 3000)
    let result = try run(["Alpha"])
    #expect(near(pooled(result, 1)?.number("retention"), 0.425))
    #expect(pooled(result, 1)?.number("cohorts") == 2 && pooled(result, 1)?.number("cohort_size") == 4000)
    #expect(near(pooled(result, 30)?.number("retention"), 0.3) && pooled(result, 30)?.number("cohorts") == 1)
    #expect(near(pooled(result, 1)?.number("low"), (0.495 * 1000 + 0.395 * 3000) / 4000))
    guard case .triangle(let triangle)? = result.document.charts.last else { throw Market.Mistake(text: "no triangle") }
    #expect(triangle.days == [1, 30] && triangle.cohorts.map(\.name) == ["2025-10", "2025-11"])
    #expect(triangle.cohorts[1].cells[1] == .gap)
  }

  @Test("without all cohort sizes the pool is unweighted, and labelled so")
  func unweighted() throws {
    try market.observe("Alpha", "retention", "2025-10", "50%", dayOffset: 1, cohortSize: 1000)
    try market.observe("Alpha", "retention", "2025-11", "40%", dayOffset: 1)
    let result = try run(["Alpha"])
    #expect(near(pooled(result, 1)?.number("retention"), 0.45))
    #expect(pooled(result, 1)?["cohort_size"] == .null)
    #expect(result.document.notes.contains("Alpha: cohort sizes are not known, so the pooled curve is unweighted."))
  }

  @Test("a cohort known by a bound leaves the pool without a point, and the curve without a fit")
  func bounds() throws {
    try market.observe("Alpha", "retention", "2025-10", "50%", dayOffset: 1)
    try market.observe("Alpha", "retention", "2025-11", "<40%", dayOffset: 1)
    let result = try run(["Alpha"])
    #expect(pooled(result, 1)?["retention"] == .null && pooled(result, 1)?.text("qualifier") == "range")
    #expect(near(pooled(result, 1)?.number("high"), (0.505 + 0.4) / 2))
    #expect(result.document.summary["curves"]?[0]?["fits"] == .array([]))
    #expect(result.document.summaryLines == ["Alpha: D1 24.8–45.3%, one bound, no fit."])
  }

  @Test("plans are curves of their own")
  func plans() throws {
    try market.observe("Alpha", "retention", "2025-10", "50%", plan: "pro", dayOffset: 1)
    try market.observe("Alpha", "retention", "2025-10", "30%", plan: "free", dayOffset: 1)
    #expect(try run(["Alpha"]).named.compactMap { $0.text("plan") } == ["free", "free", "pro", "pro"])
    #expect(try run(["Alpha"]) { $0.plan = "pro" }.named.compactMap { $0.number("retention") } == [0.5, 0.5])
  }

  /// Fader and Hardie's published "High End" survival data, years 0 to 7, read as ages in days.
  private func observeHighEnd() throws {
    for (year, percent) in [
      (1, "86.9%"), (2, "74.3%"), (3, "65.3%"), (4, "59.3%"), (5, "55.1%"), (6, "51.7%"), (7, "49.1%"),
    ] {
      try market.observe("High End", "retention", "2025-01", percent, dayOffset: year, cohortSize: 1000)
    }
  }

  @Test("the published curve gets the published fit, residuals and extrapolation, at most to twice the last age")
  func publishedFit() throws {
    try observeHighEnd()
    let result = try run(["High End"], model: .sbg)
    let fit = result.document.summary["curves"]?[0]?["fits"]?[0]
    #expect(fit?["model"] == .string("sbg"))
    #expect(
      near(fit?["parameters"]?["alpha"]?.number, 0.668, 0.001)
        && near(fit?["parameters"]?["beta"]?.number, 3.806, 0.001))
    #expect(near(fit?["log_likelihood"]?.number, -1611.158, 1e-6))
    let beyond = result.named.filter { $0["extrapolated"] != .null }
    #expect(beyond.first?.number("day") == 8 && near(beyond.first?.number("extrapolated"), 0.460, 0.001))
    #expect(beyond.last?.number("day") == 14)
    #expect(try run(["High End"], model: .sbg, horizon: 10).named.last?.number("day") == 10)
    #expect(try run(["High End"], horizon: 100).document.notes.contains { $0.contains("no further") })
  }

  @Test("all models are ranked best first, the power law last without a likelihood")
  func ranking() throws {
    try observeHighEnd()
    let fits = try run(["High End"]).document.summary["curves"]?[0]?["fits"]
    let scores = (0..<4).compactMap { fits?[$0]?["aic"]?.number }
    #expect(scores.count == 4 && scores == scores.sorted())
    #expect(fits?[4]?["model"] == .string("power") && fits?[4]?["aic"] == .null)
    #expect(
      try run(["High End"], fits: false).named.allSatisfy { $0["fitted"] == .null && $0["extrapolated"] == .null })
  }

  @Test("a metric that is not by age is refused")
  func refused() throws {
    try market.metric("mau")
    #expect(throws: StoreError.self) { try run(["Alpha"]) { $0.metric = "mau" } }
    try market.product("Alpha")
    #expect(throws: StoreError.self) { try run(["Alpha"], horizon: 0) }
  }
}

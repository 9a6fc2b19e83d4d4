import Foundation
import MarketModel
import MarketReports
import MarketStore
import TestSupport
import Testing

/// Trends before an event, placebos and intervals.
@Suite struct ImpactEstimateTests {
  private let market: Market

  init() throws { market = try Market() }

  private func run(_ event: String, metric: String = "mau", window: Int = 3, products: [String] = []) throws
    -> ReportRun
  {
    let common = CommonParameters(products: products, metric: metric, clock: Market.clock)
    let result = try impact(ImpactParameters(common, event: event, window: window), in: market.store)
    try expectShellAgrees(result, market)
    return result
  }

  /// Months from 2024-01 on.
  private func observe(_ product: String, _ values: [Int]) throws {
    for (index, value) in values.enumerated() {
      let month = index % 12 + 1
      try market.observe(product, "mau", "\(2024 + index / 12)-\(month < 10 ? "0" : "")\(month)", "\(value)")
    }
  }

  @Test("organ donations: the published estimate, and California's place among the states")
  func organDonations() throws {
    try market.metric("donor_rate", unit: "ratio", maximum: 1)
    try market.segment("States", OrganDonations.rates.map(\.state))
    for (state, rates) in OrganDonations.rates {
      for (quarter, rate) in zip(OrganDonations.quarters, rates) {
        let digits = String(rate % 100)
        try market.observe(state, "donor_rate", quarter, "\(rate / 100).\(digits.count < 2 ? "0" : "")\(digits)%")
      }
    }
    try market.event(
      "California asks for an active choice", type: "other", effective: "2011-07-01", subjects: ["California"])
    let run = try run("California asks", metric: "donor_rate")
    let summary = run.document.summary
    // −2.2 points: Huntington-Klein, The Effect, chapter 18.
    #expect(near(summary["difference_in_differences"]?.number, -0.022458974358974405, 1e-12))
    // In points: (0.2743 − 0.2666) / 2, of the others likewise; three quarters lie between the middles.
    #expect(near(summary["pre_trend"]?["treated"]?.number, 0.00385, 1e-12))
    #expect(near(summary["pre_trend"]?["controls"]?.number, 0.002378846153846159, 1e-12))
    #expect(near(summary["trend_adjusted"]?.number, -0.026872435897435903, 1e-12))
    #expect(summary["placebo_in_space"] == .object([JSONField("rank", .integer(5)), JSONField("of", .integer(27))]))
    // No earlier date has three quarters on each side.
    #expect(summary["placebo"] == .null)
    // A figure of four digits is off by half of the last at most: 0.00005 on each side of each difference.
    #expect(near(summary["low"]?.number, -0.022458974358974405 - 0.0002, 1e-9))
    #expect(near(summary["high"]?.number, -0.022458974358974405 + 0.0002, 1e-9))
    let california = try #require(run.named.first { $0.text("role") == "treated" })
    #expect(near(california.number("before"), (0.2666 + 0.2731 + 0.2743) / 3, 1e-12))
    #expect(near(california.number("change"), (0.2636 + 0.2607 + 0.2641 - 0.2666 - 0.2731 - 0.2743) / 3, 1e-12))
    #expect(run.document.notes.contains { $0.contains("the event's own being the first after it") })
    // The figures have four digits, so the trends differ for certain, and the adjusted estimate leads.
    #expect(run.document.summaryLines[0].hasPrefix("California: \u{2212}2.7 pp against the controls ("))
    #expect(run.document.summaryLines[0].contains("Unadjusted \u{2212}2.2 pp ["))
    #expect(run.document.summaryLines[1].contains("number 5 of 27"))
  }

  @Test("a steady growth of 10% against flat controls is no effect")
  func steadyGrowth() throws {
    try market.metric("mau")
    try market.segment("S", ["Alpha", "Beta", "Gamma"])
    let steady = [10_000_000, 11_000_000, 12_100_000, 13_310_000, 14_641_000, 16_105_100, 17_715_610]
    try observe("Alpha", steady)
    try observe("Beta", Array(repeating: 5_000_000, count: 7))
    try observe("Gamma", Array(repeating: 7_000_000, count: 7))
    try market.event("Alpha gets cheaper", type: "pricing", effective: "2024-04-15", subjects: ["Alpha"])
    let run = try run("Alpha gets")
    let summary = run.document.summary
    #expect(near(summary["difference_in_differences"]?.number, 4 * log(1.1), 1e-12))
    #expect(near(summary["pre_trend"]?["treated"]?.number, log(1.1), 1e-12))
    #expect(near(summary["pre_trend"]?["controls"]?.number, 0, 1e-12))
    #expect(abs(summary["trend_adjusted"]?.number ?? 1) < 1e-12)
    #expect(
      run.document.summaryLines[0].hasPrefix(
        "Alpha: 0.0% against the controls (Beta and Gamma), adjusted for the trends"),
      "\(run.document.summaryLines)")
    #expect(run.document.summaryLines[0].contains("Unadjusted +46.4% ["))
    // Each figure claims half a person either way: the extremes over all of them at once.
    func mean(_ values: ArraySlice<Int>, _ half: Double) -> Double {
      values.map { log(Double($0) + half) }.reduce(0, +) / Double(values.count)
    }
    let control = log(5_000_000.5) / 2 + log(7_000_000.5) / 2 - log(4_999_999.5) / 2 - log(6_999_999.5) / 2
    let low = mean(steady[4...], -0.5) - mean(steady[..<3], 0.5) - control
    #expect(near(summary["low"]?.number, low, 1e-12))
    let high = mean(steady[4...], 0.5) - mean(steady[..<3], -0.5) + control
    #expect(near(summary["high"]?.number, high, 1e-12))
  }

  @Test("an event on a period's first day leaves nothing out, and its placebos leave nothing out either")
  func firstDay() throws {
    try market.metric("mau")
    try market.segment("S", ["Alpha", "Beta"])
    try observe("Alpha", [100, 100, 100, 100, 100, 400, 400])
    try observe("Beta", [100, 100, 100, 100, 100, 100, 100])
    try market.event("On the first", type: "pricing", effective: "2024-06-01", subjects: ["Alpha"])
    try market.event("On the second", type: "pricing", effective: "2024-06-02", subjects: ["Alpha"])
    try market.event(
      "In the month", type: "pricing", effective: "2024-06-01", precision: "month", subjects: ["Alpha"])
    func sides(_ event: String) throws -> [Double?] {
      let run = try run(event, window: 1)
      let row = run.named[0]
      let placebo = run.document.summary["placebo"]
      return [row.number("before"), row.number("after"), placebo?["rank"]?.number, placebo?["of"]?.number]
        .map { $0?.rounded() }
    }
    // June is the first after; placebos at February to May end before June: before January to April, after February to
    // May.
    #expect(try sides("On the first") == [100, 400, 1, 5])
    // June is left out, July is after; placebos leave a month out too: January and March, February and April, March and
    // May.
    #expect(try sides("On the second") == [100, 400, 1, 4])
    #expect(try sides("In the month") == [100, 400, 1, 4])
    let summary = try run("On the first", window: 1).document.summary
    #expect(summary["trend_adjusted"] == .null && summary["pre_trend"] == .null)
    #expect(summary["placebo_in_space"] == .null)
    // Two months on each side: two lie between their middles.
    try market.observe("Alpha", "mau", "2024-04", "50", on: "2026-04-03")
    let two = try run("On the first", window: 2).document.summary
    // ln 400 − (ln 50 + ln 100) / 2 − 2 (ln 100 − ln 50) = ln 4 − 1.5 ln 2
    #expect(near(two["trend_adjusted"]?.number, log(4.0) - 1.5 * log(2.0), 1e-12))
  }

  @Test("p is printed from nineteen placebos on, ties against the estimate")
  func ranks() throws {
    try market.metric("mau")
    try market.segment("S", ["Alpha", "Beta"])
    var alpha = Array(repeating: 100, count: 22) + [200, 200]
    // A jump by as much as the event's, once.
    alpha[3] = 200
    try observe("Alpha", alpha)
    try observe("Beta", Array(repeating: 100, count: 24))
    try market.event("Early", type: "pricing", effective: "2025-10-15", subjects: ["Alpha"])
    try market.event("Late", type: "pricing", effective: "2025-11-01", subjects: ["Alpha"])
    // Late: before October (id 21), after November; 21 earlier dates, of which two are as large (up, and down).
    let late = try run("Late", window: 1).document.summary
    #expect(
      late["placebo"]
        == .object([JSONField("rank", .integer(3)), JSONField("of", .integer(22)), JSONField("p", .real(3.0 / 22))]))
    // A window of three: before August to October, after November to January, which is not there.
    let wide = try run("Late", window: 3)
    #expect(wide.document.summary["placebo"]?["p"] == .null)
    #expect(wide.document.summaryLines[1].contains("the smallest p that they allow is 0.06"))
  }
}

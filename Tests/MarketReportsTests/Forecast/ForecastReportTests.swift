import MarketModel
import MarketStore
import SQLite
import TestSupport
import Testing

@testable import MarketReports

@Suite struct ForecastReportTests {
  private let market: Market

  /// Months from 2025-01 on, a figure each; nil is a gap.
  private func fill(_ product: String, _ figures: [String?], by origin: String = "Alpha", from first: Int = 0) throws {
    for (index, figure) in figures.enumerated() {
      guard let figure else { continue }
      try market.observe(product, "mau", month(first + index), figure, by: origin)
    }
  }

  private func month(_ index: Int) -> String {
    Period(.month, ordinal: 2025 * 12 + index)?.label ?? ""
  }

  init() throws {
    market = try Market()
    try market.metric("mau")
    try market.source("Alpha", reliability: 2)
    try market.source("Beta", reliability: 3)
    try market.source("Own", reliability: 0)
  }

  private func run(
    _ products: [String], horizon: Int? = nil, model: ForecastModel = .mean, level: Double = 80,
    _ change: (inout CommonParameters) throws -> Void = { _ in }
  ) throws -> ReportRun {
    var common = CommonParameters(products: products, events: false, clock: Market.clock)
    try change(&common)
    return try forecast(
      ForecastParameters(common, horizon: horizon, model: model, level: level), in: market.store)
  }

  /// The periods that the statement gives, as the plain statement orders them.
  private func input(_ run: ReportRun) throws -> [String] {
    let statement = try market.connection.prepare(String(run.sql.dropLast()))
    var found: [String] = []
    while try statement.step() { found.append("\(statement.row.text(1)) \(statement.row.text(0))") }
    return found
  }

  private let twelve: [String?] = [
    "100K", "104K", "101K", "107K", "111K", "109K", "116K", "118K", "117K", "123K", "127K", "126K",
  ]

  @Test("the history ends at the first gap, bound, range or change of origin before the latest point")
  func history() throws {
    try fill("Gap", [nil, "9M", nil] + twelve.dropFirst(3))
    try fill("Bound", ["9M", "9M", "<9M"] + twelve.dropFirst(3))
    try fill("Range", ["9M", "9M", "8M-9M"] + twelve.dropFirst(3))
    try fill("Moved", ["9M", "9M", "9M"], by: "Beta")
    try fill("Moved", twelve.dropFirst(3).map { $0 }, from: 3)
    // Beta is believed where Alpha is silent, and that breaks Alpha's series on both sides.
    try fill("Spliced", ["9M", "9M", nil] + twelve.dropFirst(3))
    try fill("Spliced", [nil, nil, "9M"], by: "Beta")
    try fill("Whole", twelve)
    try fill("Whole", twelve.map { _ in "5M" }, by: "Beta")
    let statement = try input(try run(["Gap", "Bound", "Range", "Moved", "Spliced", "Whole"]))
    for product in ["Gap", "Bound", "Range", "Moved", "Spliced"] {
      #expect(statement.filter { $0.hasPrefix("\(product) ") } == (3..<12).map { "\(product) \(month($0))" })
    }
    #expect(statement.filter { $0.hasPrefix("Whole ") } == (0..<12).map { "Whole \(month($0))" })
  }

  @Test("a figure of the analyst's own stands in for its origin's; a period that is not over is left out")
  func overrides() throws {
    try fill("Own", twelve)
    try market.observe("Own", "mau", month(5), "110K", by: "Own", on: "2026-04-03")
    try fill("Open", twelve)
    for index in 12..<16 { try market.observe("Open", "mau", month(index), "130K", by: "Alpha") }
    let run = try run(["Own", "Open"])
    let statement = try input(run)
    #expect(statement.count { $0.hasPrefix("Own ") } == 12)
    // 2026-04 is not over on 2026-04-10.
    #expect(statement.last { $0.hasPrefix("Open ") } == "Open 2026-03")
    #expect(statement.count { $0.hasPrefix("Open ") } == 15)
    #expect(run.document.summary["products"]?[1]?["origin"] == "Alpha and Own")
  }

  @Test("the rows are the engine's forecast of the history, widened by the last figure's interval, kept in the range")
  func rows() throws {
    try fill("Aurora", twelve)
    let values = [100e3, 104e3, 101e3, 107e3, 111e3, 109e3, 116e3, 118e3, 117e3, 123e3, 127e3, 126e3]
    for (model, level) in [(ForecastModel.mean, 80.0), (.theta, 95), (.ets, 50)] {
      let expected = try Forecast(
        from: values,
        ForecastOptions(
          model: model, horizon: 4, level: level / 100, periodsPerYear: 12, range: 0 ... .infinity,
          lastInterval: 125_500...126_500))
      let run = try run(["Aurora"], horizon: 4, model: model, level: level)
      #expect(run.named.map { $0.text("period") } == ["2026-01", "2026-02", "2026-03", "2026-04"])
      #expect(run.named.map { $0.number("value") } == expected.steps.map(\.value))
      #expect(run.named.map { $0.number("low") } == expected.steps.map(\.low))
      #expect(run.named.map { $0.number("high") } == expected.steps.map(\.high))
      #expect(run.named.allSatisfy { $0.text("model") == model.rawValue && $0.text("metric") == "mau" })
    }
    let backtest = try #require(
      Backtest(of: values, ForecastOptions(horizon: 4, periodsPerYear: 12, range: 0 ... .infinity)))
    let run = try run(["Aurora"], horizon: 4)
    #expect(run.named.allSatisfy { $0.number("backtest_error") == backtest.error })
    #expect(run.named.allSatisfy { $0.number("naive_error") == backtest.naiveError })
    let summary = try #require(run.document.summary["products"]?[0])
    #expect(summary["model"] == "mean" && summary["origin"] == "Alpha" && summary["level"]?.number == 0.8)
    #expect(summary["history"]?["from"] == "2025-01" && summary["history"]?["to"] == "2025-12")
    #expect(summary["history"]?["points"]?.number == 12)
    #expect(!hasRefusals(run.document))
  }

  @Test("a falling count is never forecast below nothing, and a ratio never above one")
  func range() throws {
    try fill("Sinking", (0..<10).map { "\(100 - 10 * $0)K" })
    let sinking = try run(["Sinking"], level: 99)
    #expect(sinking.named.allSatisfy { ($0.number("low") ?? -1) >= 0 })
    #expect(sinking.named.contains { $0.number("low") == 0 })
    try market.metric("reach", unit: "ratio", additive: false, minimum: 0, maximum: 1)
    for index in 0..<10 { try market.observe("Rising", "reach", month(index), "\(50 + 5 * index)%", by: "Alpha") }
    let rising = try run(["Rising"], level: 99) { $0.metric = "reach" }
    #expect(rising.named.allSatisfy { ($0.number("high") ?? 2) <= 1 } && rising.named.count == 5)
  }

  @Test("a product with too short a run is refused in the notes, and the others are forecast all the same")
  func refusals() throws {
    try fill("Young", ["1M", "1M", "2M", "2M", "3M", "3M", "4M"])
    try fill("Old", twelve)
    try market.product("Silent")
    let some = try run(["Young", "Old", "Silent"])
    #expect(Set(some.named.compactMap { $0.text("product") }) == ["Old"])
    #expect(hasRefusals(some.document))
    #expect(
      some.document.notes.prefix(2) == [
        "Silent: not forecast: no point of MAU is known.",
        "Young: not forecast: a forecast needs at least 8 points in a row, not 7.",
      ])
    #expect(some.document.summary["refused"]?[1]?["product"] == "Young")
    let far = try run(["Old"], horizon: 7)
    #expect(far.named.isEmpty && hasRefusals(far.document) && far.document.charts.isEmpty)
    #expect(far.document.notes[0].hasSuffix("more than half of the history; the most is 6."))
    #expect(try run(["Old"]).named.count == 6)
    for level in [0.0, 100, -5, .nan] { #expect(throws: StoreError.self) { try run(["Old"], level: level) } }
    #expect(throws: StoreError.self) { try run(["Old"], horizon: 0) }
  }

  @Test("where figures overtake each other, the summary says who passes whom, when and how surely")
  func crossing() throws {
    try fill("Climber", (0..<12).map { "\(1000 + 20 * $0)K" })
    // Its history ends a month later: the crossing is counted from there.
    try fill("Rock", (0..<13).map { _ in "1300K" })
    let run = try run(["Rock", "Climber"])
    let crossing = try #require(run.document.summary["crossings"]?[0])
    #expect(crossing["product"] == "Climber" && crossing["passes"] == "Rock")
    #expect(run.document.summary["crossings"]?[1] == nil)
    let climber = run.named.filter { $0.text("product") == "Climber" }
    let first = try #require(climber.first { ($0.number("value") ?? 0) > 1_300_000 }?.text("period"))
    #expect(crossing["period"] == .string(first))
    guard case .string(let from)? = crossing["from"] else { return #expect(Bool(false), "no beginning") }
    #expect(from <= first && from >= "2026-02")
    #expect(
      run.document.summaryLines.contains { $0.hasPrefix("Climber is expected to pass Rock in \(first) (80%: \(from)") })
  }

  @Test("the chart joins history and forecast, and says where the forecast begins")
  func chart() throws {
    try fill("Aurora", twelve)
    try fill("Borealis", twelve.dropLast(2).map { $0 })
    let run = try run(["Aurora", "Borealis"], horizon: 3)
    guard case .trend(let chart)? = run.document.charts.first else { return #expect(Bool(false), "no chart") }
    #expect(chart.periods.map(\.label).first == "2025-01" && chart.periods.last?.label == "2026-03")
    #expect(chart.lines.map(\.name) == ["Aurora", "Borealis"])
    #expect(chart.lines.map(\.forecastFrom) == [12, 10])
    #expect(chart.lines[0].points.map(\.value).prefix(2) == [100_000, 104_000])
    #expect(chart.lines[0].points.last?.value == run.row("Aurora", "2026-03")?.number("value"))
    #expect(chart.lines[1].points.suffix(2).map(\.form) == [.gap, .gap])
  }

  @Test("what was asked for stands in the parameters and in the command, and the defaults do not")
  func parameters() throws {
    try fill("Aurora", twelve)
    let plain = try run(["Aurora"])
    #expect(plain.document.command == ["tidemark", "forecast", "Aurora", "--metric", "mau", "--no-events"])
    let asked = try run(["Aurora"], horizon: 2, model: .ets, level: 97.5)
    #expect(
      asked.document.command == [
        "tidemark", "forecast", "Aurora", "--metric", "mau", "--no-events", "--horizon", "2", "--model", "ets",
        "--level", "97.5",
      ])
    #expect(asked.document.title == "Forecast of MAU of Aurora, by month")
    #expect(plain == (try run(["Aurora"])))
  }

  @Test("a metric by age and irregular spans are refused")
  func wrongMetrics() throws {
    try market.metric("retention", unit: "ratio", additive: false, maximum: 1, byDay: true)
    try market.observe("Aurora", "retention", "2025-01", "40%", by: "Alpha", dayOffset: 30)
    #expect(throws: StoreError.self) { try run(["Aurora"]) { $0.metric = "retention" } }
    try market.observe("Odd", "mau", "2025-01-15/2025-02-03", "1M", by: "Alpha")
    #expect(throws: StoreError.self) { try run(["Odd"]) }
  }
}

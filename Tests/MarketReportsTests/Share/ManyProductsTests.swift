import MarketModel
import MarketStore
import TestSupport
import Testing

@testable import MarketReports

/// A chart of more products than a reader can tell apart shows the rest as "other", and its title says so.
@Suite struct ManyProductsTests {
  private let market: Market
  private let common = CommonParameters(events: false, clock: Market.clock)

  /// P0 to P18 have 100, 110 … 280; in the third month Beta says the same of P0.
  init() throws {
    market = try Market()
    for code in ["mau", "rating"] { try market.metric(code, unit: "persons", additive: code == "mau") }
    for number in 0..<19 {
      for month in 1...3 {
        try market.observe(
          "P\(number)", "mau", "2026-0\(month)", "\(100 + 10 * number)",
          by: month == 3 && number == 0 ? "Beta" : "Alpha")
      }
      try market.observe("P\(number)", "rating", "2026-01", "\(100 + 10 * number)", by: "Alpha")
    }
  }

  private func shares(top: Int? = nil, believe: [String] = []) throws -> ShareChart {
    var common = common
    common.believe = believe
    let run = try share(ShareParameters(common, top: top), in: market.store)
    guard case .share(let chart)? = run.document.charts.first else { throw Market.Mistake(text: "no chart") }
    return chart
  }

  @Test("a stack of nineteen keeps its whole: eleven and the rest", arguments: [nil, 15], [[], ["median"]])
  func stack(_ top: Int?, _ believe: [String]) throws {
    let chart = try shares(top: top, believe: believe)
    #expect(chart.members.count == 12 && chart.members.last?.name == "other")
    #expect(chart.members.first?.name == "P18")
    // In March no single origin has them all, so that there is no median.
    for period in believe.isEmpty ? 0..<3 : 0..<2 {
      #expect(near(chart.members.compactMap { $0.shares[period].value }.reduce(0, +), 1))
    }
    // 100 to 170 of 3610, as printed: each ±5, for figures that end in a zero.
    let other = try #require(chart.members.last?.shares[0])
    #expect(near(other.value, 1080 / 3610.0))
    #expect(other.low ?? 1 < 1080 / 3610.0 && other.high ?? 0 > 1080 / 3610.0)
    #expect(
      chart.title.hasSuffix("; the 11 largest of \(top == nil ? 19 : 16), the others as \"other\""), "\(chart.title)")
    let few = try shares(top: 3)
    #expect(few.members.count == 4 && !few.title.contains("largest"))
  }

  @Test("the areas break where somebody's figure is of another origin than before") func breaks() throws {
    #expect(try shares().breaks == [2])
    #expect(try shares(believe: ["median"]).breaks == [])
    #expect(try shares(believe: ["only:Alpha"]).breaks == [])
  }

  @Test("lines: the sum of the others where they may be summed, else the largest alone, which is said")
  func lines() throws {
    func chart(_ metric: String) throws -> LineChart {
      var common = common
      common.metric = metric
      let run = try trend(TrendParameters(common), in: market.store)
      guard case .trend(let chart)? = run.document.charts.first else { throw Market.Mistake(text: "no chart") }
      return chart
    }
    let summed = try chart("mau")
    #expect(summed.lines.count == 12 && summed.lines.last?.name == "other")
    #expect(summed.lines.last?.points.map(\.value) == [1080, 1080, 1080] && summed.lines.last?.breaks == [2])
    #expect(summed.title.hasSuffix("; the 11 largest of 19, the others as \"other\""))
    let largest = try chart("rating")
    #expect(largest.lines.count == 12 && largest.lines.last?.name == "P7")
    #expect(largest.title.hasSuffix("; the 12 largest of 19, which must not be summed"))
  }

  @Test("where one of the others has a bound, their sum is a range; where nobody has a figure there is none")
  func bounds() throws {
    try market.observe("P0", "mau", "2026-05", "<50", by: "Beta")
    try market.observe("P1", "mau", "2026-05", "20", by: "Beta")
    let run = try trend(TrendParameters(common), in: market.store)
    guard case .trend(let chart)? = run.document.charts.first else { throw Market.Mistake(text: "no chart") }
    let other = try #require(chart.lines.last?.points)
    #expect(other[3] == .gap && other[4].value == nil && other[4].high ?? 0 > 65 && other[4].qualifier == .range)
  }
}

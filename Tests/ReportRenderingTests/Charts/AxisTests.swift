import MarketModel
import MarketReports
import TestSupport
import Testing

@testable import ReportRendering

@Suite struct AxisTests {
  @Test("ticks are round, cover the range and carry no binary dust")
  func ticks() {
    #expect(niceTicks(from: 0, to: 7.8e6, count: 5) == [0, 2e6, 4e6, 6e6, 8e6])
    #expect(niceTicks(from: 0, to: 0.3, count: 5).map { "\($0)" } == ["0.0", "0.1", "0.2", "0.3"])
    #expect(niceTicks(from: -0.02, to: 0.045, count: 5) == [-0.02, 0, 0.02, 0.04, 0.06])
    var generator = SeededGenerator(state: 3)
    for _ in 0..<2000 {
      let low = Double.random(in: -1e6...1e6, using: &generator)
      let high = low + Double.random(in: 1e-3...1e6, using: &generator)
      let ticks = niceTicks(from: low, to: high, count: 5)
      #expect((2...12).contains(ticks.count))
      #expect((ticks.first ?? 0) <= low + 1e-6 && (ticks.last ?? 0) >= high - 1e-6)
    }
  }

  @Test("period labels thin out to round months, and planned events extend the axis")
  func labels() {
    let axis = PeriodAxis(Samples.months("2025-02", 14), events: Samples.events)
    #expect(axis.ahead == 3)
    #expect(axis.labelable.suffix(3).map(\.label) == ["2026-04", "2026-05", "2026-06"])
    #expect(
      axis.labelled(width: 10, room: 25).map { axis.labelable[$0].label } == [
        "2025-04", "2025-07", "2025-10", "2026-01", "2026-04",
      ])
    #expect(axis.label(0) == PeriodAxis.Label(main: "Feb", year: "2025"))
    let quarters = PeriodAxis([Samples.period("2025-Q4")].compactMap(\.self), events: Samples.events)
    #expect(quarters.labelable.map(\.label) == ["2025-Q4", "2026-Q1", "2026-Q2"])
  }

  @Test(
    "a period's label leaves the year to the line below, where it has one",
    arguments: [
      ("2026-03", "Mar", "2026"), ("2026-03-24", "24 Mar", "2026"), ("2025-Q4", "Q4", "2025"),
      ("2026-H1", "H1", "2026"), ("2026-W01", "W01", "2026"), ("2026", "2026", nil),
      ("2025-12-29/2026-01-05", "2025-12-29/2026-01-05", nil),
    ] as [(String, String, String?)])
  func label(text: String, main: String, year: String?) throws {
    let axis = PeriodAxis([try #require(Samples.period(text))])
    #expect(axis.label(0) == PeriodAxis.Label(main: main, year: year))
  }

  @Test("days thin out to Mondays, weeks to the first of their year")
  func thinning() throws {
    func labels(_ first: String, _ count: Int, room: Double) throws -> [String] {
      let axis = PeriodAxis(Samples.months(first, count))
      return axis.labelled(width: 10, room: room).map { axis.labelable[$0].label }
    }
    #expect(try labels("2026-03-01", 20, room: 60) == ["2026-03-02", "2026-03-09", "2026-03-16"])
    #expect(try labels("2025-W40", 20, room: 130) == ["2025-W40", "2026-W01"])
  }

  @Test(
    "an event's date is short",
    arguments: [
      ("2026-03-24", "24 Mar"), ("2026-03", "Mar 2026"), ("2026-04-02/2026-10-02", "2 Apr – 2 Oct"),
      ("2026-Q1", "2026-Q1"),
    ])
  func dates(text: String, short: String) throws { #expect(shortDate(try #require(Samples.period(text))) == short) }

  @Test("labels move apart inside their limits, and no further than they must")
  func spreading() {
    #expect(spread([10, 12, 50], gap: 16, from: 0, to: 100) == [10, 26, 50])
    #expect(spread([98, 97], gap: 16, from: 0, to: 100) == [100, 84])
  }

  /// WCAG 2.1, relative luminance and contrast ratio.
  private func contrast(_ one: String, _ other: String) -> Double {
    func luminance(_ hex: String) -> Double {
      let channels = stride(from: 1, to: 7, by: 2).map { offset -> Double in
        let start = hex.index(hex.startIndex, offsetBy: offset)
        let value = Double(Int(hex[start..<hex.index(start, offsetBy: 2)], radix: 16) ?? 0) / 255
        return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// x^2.4 as x² · x^(2/5), the fifth root by Newton's method.
  private func pow(_ x: Double) -> Double {
    var root = x
    for _ in 0..<60 { root -= (root * root * root * root * root - x) / (5 * root * root * root * root) }
    return x * x * root * root
  }

  @Test("all text has a contrast of at least 4.5 to 1, in light and in dark")
  func contrasts() {
    for color in ChartPalette.series + [ChartPalette.ink, ChartPalette.muted] {
      for ground in [ChartPalette.background, ChartPalette.ahead] {
        #expect(contrast(color.light, ground.light) >= 4.5, "\(color.light)")
        #expect(contrast(color.dark, ground.dark) >= 4.5, "\(color.dark)")
      }
    }
    for (text, cell) in zip(ChartPalette.heatText, ChartPalette.heat) {
      #expect(contrast(text.light, cell.light) >= 4.5, "\(cell.light)")
      #expect(contrast(text.dark, cell.dark) >= 4.5, "\(cell.dark)")
    }
  }
}

import MarketModel
import TestSupport
import Testing

@Suite struct FigureTests {
  @Test(
    "a claim is printed as it was made",
    arguments: [
      (7.8e6, 7.75e6, 7.85e6, .eq, .persons, "7.8M"),
      (nil, 0, 500_000, .lt, .persons, "<500K"),
      (500_000, 0, 500_000, .lt, .persons, "<500K"),
      (nil, 0, 500_000, .le, .persons, "≤500K"),
      (nil, 1e6, nil, .gt, .persons, ">1M"),
      (1e6, 5e5, 1.5e6, .approx, .persons, "~1M"),
      (nil, 4.5e6, 5e6, .range, .persons, "4.5M–5M"),
      (nil, nil, nil, .notDisclosed, .persons, "n/d"),
      (nil, nil, nil, nil, .persons, "–"),
      (8e8, 7.995e8, 8.005e8, .eq, .devices, "800M"),
      (7_812_345, 7_812_344.5, 7_812_345.5, .eq, .persons, "7.81M"),
      (7e6, 5e6, 9e6, .eq, .persons, "7M [5M–9M]"),
      (999_999, nil, nil, .eq, .persons, "1M"),
      (1234, nil, nil, .eq, .persons, "1,234"),
      (0.943, 0.9425, 0.9435, .eq, .ratio, "94.3%"),
      (nil, 0, 0.08, .lt, .ratio, "<8%"),
      (nil, 0.07, 0.08, .range, .ratio, "7–8%"),
      (nil, 0, 5e5, nil, .persons, "<500K"),
      (nil, 0, 5e5, .range, .persons, "0–500K"),
      (nil, 1e5, 5e5, nil, .persons, "100K–500K"),
      (2.5, 2.45, 2.55, .eq, .multiple, "2.5×"),
      (1, 1, 1, .eq, .rank, "#1"),
      (15, 14.5, 15.5, .eq, .months, "15 mo"),
    ] as [(Double?, Double?, Double?, Qualifier?, MetricUnit, String)])
  func claims(value: Double?, low: Double?, high: Double?, qualifier: Qualifier?, unit: MetricUnit, text: String) {
    #expect(FigureStyle(unit: unit).claim(value: value, low: low, high: high, qualifier: qualifier).joined == text)
  }

  @Test(
    "a number below ten thousand is written in full, and rounds up to the next scale as a whole",
    arguments: [
      (999.7, "1,000"), (1000, "1,000"), (5123, "5,123"), (5999, "5,999"), (9999.4, "9,999"), (9999.6, "10K"),
      (12_345, "12.3K"), (999_499, "999K"), (999_500, "1M"), (0.285, "0.285"), (-5123, "−5,123"), (0, "0"),
    ] as [(Double, String)])
  func scales(value: Double, text: String) { #expect(FigureStyle.count.number(value) == text) }

  @Test(
    "two numbers that differ never read alike when they are told from one another",
    arguments: [
      (51_234, 51_249, .persons, "51.23K", "51.25K"), (5123.2, 5123.4, .count, "5,123.2", "5,123.4"),
      (9999.6, 9999.7, .count, "9,999.6", "9,999.7"), (0.0512, 0.0514, .ratio, "5.12%", "5.14%"),
      (7_800_000, 4_700_000, .persons, "7.8M", "4.7M"), (3, 3, .count, "3", "3"),
      (0.1, 0.10000000000000002, .score, "0.1", "0.10000000000000002"),
    ] as [(Double, Double, MetricUnit, String, String)])
  func told(a: Double, b: Double, unit: MetricUnit, first: String, second: String) {
    let style = FigureStyle(unit: unit).telling(a, from: b)
    #expect(style.number(a) == first && style.number(b) == second)
  }

  @Test("random numbers that differ read differently") func toldAtRandom() {
    var random = SeededGenerator(state: 11)
    for _ in 0..<5000 {
      let a = Double.random(in: 0...1, using: &random) * ([1, 1e4, 1e7, 1e12].randomElement(using: &random) ?? 1)
      let b = a * (1 + Double.random(in: -1e-3...1e-3, using: &random))
      guard let unit = MetricUnit.allCases.randomElement(using: &random) else { continue }
      let style = FigureStyle(unit: unit).telling(a, from: b)
      #expect(a == b || style.number(a) != style.number(b), "\(a) \(b) \(unit)")
    }
  }

  @Test("money is printed with its currency, once")
  func money() {
    let style = FigureStyle(unit: .currency, currency: "USD")
    #expect(style.number(1.4e6) == "USD 1.4M")
    #expect(style.number(0.25) == "USD 0.25")
    #expect(style.claim(value: nil, low: 4.5e6, high: 5e6, qualifier: .range).joined == "USD 4.5M–5M")
    let perDay = FigureStyle(unit: .currencyPerDay, currency: "USD")
    #expect(perDay.claim(value: nil, low: 1e6, high: nil, qualifier: .gt).joined == ">USD 1M/day")
  }

  @Test("percentages keep one decimal, small ones two digits, and bounds stay bounds")
  func percentages() {
    let style = FigureStyle.ratio
    #expect(style.percent(0.624, low: 0.62, high: 0.628).joined == "62.4% [62.0–62.8]")
    #expect(style.percent(nil, low: 0.94, high: 1).joined == ">94.0%")
    #expect(style.percent(nil, low: 0, high: 0.06).joined == "<6.0%")
    #expect(style.percent(nil, low: 0.2, high: 0.3).joined == "20.0–30.0%")
    #expect(style.percent(0.000737, low: nil, high: nil).joined == "0.074%")
    #expect(style.change(0.04, low: nil, high: nil).joined == "+4.0%")
    #expect(style.change(-0.04, low: -0.053, high: -0.027).joined == "−4.0% [−5.3 to −2.7]")
    #expect(style.change(0, low: nil, high: nil).joined == "0.0%")
    #expect(style.points(0.012).joined == "+1.2 pp")
    #expect(FigureStyle(unit: .ratio, signs: .ascii).change(-0.04, low: nil, high: nil).joined == "-4.0%")
  }

  @Test("rounding is that of the printed decimals")
  func rounding() {
    let style = FigureStyle.ratio
    #expect(style.percent(0.62450, low: nil, high: nil).joined == "62.5%")
    #expect(style.percent(0.00285, low: nil, high: nil).joined == "0.3%")
    #expect(style.fixed(0.5, decimals: 4) == "0.5000" && style.fixed(-0.00001, decimals: 4) == "0.0000")
    #expect(style.fixed(-1.23456, decimals: 3) == "−1.235")
    #expect(style.plain(0.530816, decimals: 4) == "0.5308")
    #expect(style.plain(99_999.96, decimals: 1) == "100,000")
  }
}

@Suite struct PhraseTests {
  @Test("one is one, and everything else is several") func counts() {
    #expect(counted(1, "month") == "1 month" && counted(0, "month") == "0 months" && counted(3, "month") == "3 months")
    #expect(counted(12_345, "row") == "12,345 rows" && counted(2, "entry", "entries") == "2 entries")
  }

  @Test("names are listed in a sentence's way, many of them cut") func lists() {
    #expect(listed([]) == "" && listed(["a"]) == "a" && listed(["a", "b"]) == "a and b")
    #expect(listed(["a", "b", "c"]) == "a, b and c")
    #expect(listed(["a", "b", "c", "d"], limit: 3) == "a, b and 2 more")
  }
}

import MarketModel
import TestSupport
import Testing

@Suite struct DecimalDigitsTests {
  @Test(
    "numbers are the shortest decimal that reads back, without an exponent in the usual range",
    arguments: [
      (7_800_000.0, "7800000"), (0.624, "0.624"), (0.1, "0.1"), (1e-6, "0.000001"), (1.5e-5, "0.000015"),
      (1e18, "1000000000000000000"),
      (9_007_199_254_740_992.0, "9007199254740992"), (1e17, "100000000000000000"), (-0.0, "0"), (-12.5, "-12.5"),
      (1e-7, "1e-7"),
      (1.25e-9, "1.25e-9"), (3e20, "3e20"), (0.30000000000000004, "0.30000000000000004"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e308"), (123_456_789.125, "123456789.125"),
    ])
  func numberText(value: Double, text: String) { #expect(exactText(value) == text) }

  @Test("every double reads back as itself")
  func numbersReadBack() {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      #expect(exactText(value).flatMap(Double.init) == value)
    }
    for _ in 0..<20_000 {
      let value = Double.random(in: -1e9...1e9, using: &generator)
      let text = exactText(value)
      #expect(text.flatMap(Double.init) == value)
      #expect(text?.contains("e") == false)
    }
  }
}

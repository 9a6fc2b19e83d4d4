import MarketModel
import TestSupport
import Testing

@Suite struct QuantityProperties {
  static let unbounded = QuantityContext(unit: .score)

  /// A decimal of up to `digits` digits as text, with its digits and its count of decimals.
  static func decimal(_ digits: Int, _ random: inout SeededGenerator) -> (text: String, digits: String, decimals: Int) {
    let count = Int.random(in: 1...digits, using: &random)
    var run = ""
    for _ in 0..<count { run += String(Int.random(in: 0...9, using: &random)) }
    let decimals = Int.random(in: 0..<count, using: &random)
    let text = decimals == 0 ? run : "\(run.dropLast(decimals)).\(run.suffix(decimals))"
    return (text, run, decimals)
  }

  /// digits · 10 ± 5 as text, by schoolbook addition: no floating point, no fixed width.
  static func shifted(_ digits: String, up: Bool) -> String {
    var places = (digits + (up ? "5" : "0")).utf8.map { Int($0) - 48 }
    if up { return places.map(String.init).joined() }
    guard digits.contains(where: { $0 != "0" }) else { return "-5" }
    places[places.count - 1] = 5
    var at = places.count - 2
    while places[at] == 0 {
      places[at] = 9
      at -= 1
    }
    places[at] -= 1
    return places.map(String.init).joined()
  }

  @Test(
    "value and interval of a plain decimal are the nearest doubles of its exact ends",
    arguments: [3, 9, 15, 17, 18, 30])
  func exact(_ digits: Int) throws {
    var random = SeededGenerator(state: UInt64(digits))
    for _ in 0..<4000 {
      let (text, run, decimals) = Self.decimal(digits, &random)
      guard let value = Double(text), value <= 1e18 else { continue }
      let low = try #require(Double("\(Self.shifted(run, up: false))e-\(decimals + 1)"))
      let high = try #require(Double("\(Self.shifted(run, up: true))e-\(decimals + 1)"))
      #expect(
        try parseQuantity(text, Self.unbounded).get()
          == .quantity(Quantity(qualifier: .eq, value: value, low: low, high: high)), "\(text)")
      let negative = value == 0 ? 0 : -value
      let mirrored = Quantity(qualifier: .eq, value: negative, low: -high, high: -low)
      #expect(try parseQuantity("-" + text, Self.unbounded).get() == .quantity(mirrored), "-\(text)")
    }
  }

  @Test("a figure between two doubles goes to the nearer one, and a tie to the even one")
  func ties() throws {
    func value(_ text: String) throws -> Double? {
      guard case .quantity(let quantity) = try parseQuantity(text, Self.unbounded).get() else { return nil }
      return quantity.value
    }
    // 2^53 + 1 lies halfway between 2^53 and 2^53 + 2.
    #expect(try value("9007199254740993") == 9_007_199_254_740_992)
    #expect(try value("9007199254740993.00000000000000000000") == 9_007_199_254_740_992)
    #expect(try value("9007199254740993.00000000000000000001") == 9_007_199_254_740_994)
    #expect(try value("9007199254740992.99999999999999999999") == 9_007_199_254_740_992)
    #expect(try value("9007199254740995") == 9_007_199_254_740_996)
  }

  @Test("scales and percent shift the decimal exactly")
  func scales() throws {
    var random = SeededGenerator(state: 7)
    let suffixes: [(String, Int, MetricUnit)] = [
      ("K", 3, .score), ("M", 6, .score), ("B", 9, .score), ("%", -2, .ratio), (" thousand", 3, .score),
      ("万", 4, .score),
      ("亿", 8, .score), ("e5", 5, .score), ("e-7", -7, .score), (" trillion", 12, .score),
    ]
    for _ in 0..<3000 {
      let (text, run, decimals) = Self.decimal(12, &random)
      let (suffix, power, unit) = try #require(suffixes.randomElement(using: &random))
      let value = try #require(Double("\(text)e\(power)"))
      guard value <= 1e18 else { continue }
      let exponent = power - decimals - 1
      let low = try #require(Double("\(Self.shifted(run, up: false))e\(exponent)"))
      let high = try #require(Double("\(Self.shifted(run, up: true))e\(exponent)"))
      let expected = Quantity(qualifier: .eq, value: value, low: low, high: high)
      #expect(
        try parseQuantity(text + suffix, QuantityContext(unit: unit)).get() == .quantity(expected), "\(text)\(suffix)")
    }
  }

  @Test("the path for plain numbers gives what the grammar gives")
  func twoPaths() {
    var random = SeededGenerator(state: 11)
    let contexts = [
      QuantityContext(unit: .persons, minimum: 0), QuantityContext(unit: .ratio, minimum: 0, maximum: 1),
      QuantityContext(unit: .currency),
      QuantityContext(unit: .currency, currency: Currency(code: "EUR")),
      QuantityContext(unit: .persons, decimalComma: true),
      QuantityContext(unit: .ratio, minimum: -1, qualifier: .approx),
      QuantityContext(unit: .persons, minimum: 0, qualifier: .lt),
    ]
    for _ in 0..<4000 {
      var text = Self.decimal(16, &random).text
      if Bool.random(using: &random) { text = "-" + text }
      text += ["", "", "K", "M", "B", "%"].randomElement(using: &random) ?? ""
      for context in contexts {
        // A blank in front keeps a field away from the short path.
        switch (parseQuantity(text, context), parseQuantity(" " + text, context)) {
        case (.success(let a), .success(let b)): #expect(a == b, "\(text)")
        case (.failure(let a), .failure(let b)): #expect(a.kind == b.kind, "\(text)")
        default: Issue.record("\(text) is read in one of two ways")
        }
      }
    }
  }

  @Test("whatever is typed, it is read or refused, and what is read keeps the store's rules")
  func soup() {
    var random = SeededGenerator(state: 13)
    let pieces =
      [
        "1", "5", "0", "12", "345", ".", ",", "-", "+", "−", "–", "~", "<", ">", "=", "≤", "%", "M", "K", "mm", "x",
        "e", "E9", "$", "¥",
        "€", "USD",
        "EUR", "yuan", "亿", "万", " ", "\u{A0}", "to", "about", "at least", "or more", "c.", "n/a", "undisclosed", "0x",
        "pp", "'", "_", "#",
        "/day",
        "\0", "\u{1B}", "٣", "NaN", "inf", "million",
      ].map { Array($0.utf8) } + [[0xFF], [0xC2], [0xE2, 0x80], [0xF0, 0x9F]]
    let contexts = MetricUnit.allCases.flatMap { unit in
      [
        QuantityContext(unit: unit, minimum: 0, maximum: 1),
        QuantityContext(unit: unit, currency: Currency(code: "USD")),
        QuantityContext(unit: unit, minimum: -1, decimalComma: true, qualifier: .le),
      ]
    }
    var read = 0
    for round in 0..<60_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...7, using: &random) { bytes += pieces.randomElement(using: &random) ?? [] }
      let context = contexts[round % contexts.count]
      switch bytes.withUnsafeBytes({ parseQuantity($0, context) }) {
      case .success(.skipped): break
      case .success(.quantity(let quantity)):
        read += 1
        #expect(quantity.keepsTheRules(of: context), "\(bytes) \(quantity)")
      case .failure(let error):
        if error.offset < 0 || error.length < 0 || error.offset + error.length > bytes.count {
          Issue.record("place \(bytes) \(error)")
        }
        if error.message.isEmpty || error.remedy.description.isEmpty || error.message.unicodeScalars.contains("\u{1B}")
        {
          Issue.record("text \(bytes) \(error)")
        }
      }
      if case .failure(let error) = bytes.withUnsafeBytes({ Period.parse($0) }), error.message.isEmpty {
        Issue.record("period \(bytes)")
      }
    }
    #expect(read > 500)
  }

  @Test("enormous and broken fields are refused in one pass")
  func enormous() {
    let size = 500_000
    let fields: [(String, QuantityError.Kind)] = [
      (String(repeating: "9", count: size), .tooLarge), (String(repeating: "-", count: size), .notANumber),
      (String(repeating: "1,", count: size), .thousandsSeparators),
      (String(repeating: "1.", count: size), .thousandsSeparators),
      ("5" + String(repeating: " ", count: size) + "x", .multipleOfOther),
      (String(repeating: "less ", count: size), .notANumber),
      ("less" + String(repeating: " ", count: size), .notANumber), (String(repeating: "<", count: size), .doubleBound),
      (String(repeating: "\0", count: size), .notANumber), ("5" + String(repeating: "a", count: size), .trailingText),
      ("1e" + String(repeating: "9", count: size), .tooLarge), (String(repeating: "٣", count: size), .foreignDigits),
      (String(repeating: "$", count: size), .notANumber), ("5" + String(repeating: "万", count: size), .ambiguousScale),
      ("0x" + String(repeating: "F", count: size), .hexadecimal),
      ("5" + String(repeating: "-", count: size), .notANumber),
    ]
    for (text, kind) in fields {
      guard case .failure(let error) = parseQuantity(text, QuantityContext(unit: .persons)) else {
        Issue.record("accepted \(text.prefix(8))")
        continue
      }
      #expect(error.kind == kind, "\(text.prefix(8)): \(error.kind)")
      #expect(error.message.utf8.count < 400)
      #expect(error.remedy.description.utf8.count < 400)
      guard case .failure(let period) = Period.parse(text) else {
        Issue.record("a period \(text.prefix(8))")
        continue
      }
      #expect(period.message.utf8.count < 400)
    }
    #expect(throws: QuantityError.self) {
      try [UInt8](repeating: 0xFF, count: size).withUnsafeBytes { try parseQuantity($0, Self.unbounded).get() }
    }
  }

  @Test("leading and trailing zeros of any number change nothing but the precision claimed")
  func zeros() throws {
    let zeros = String(repeating: "0", count: 100_000)
    let one = Quantity(qualifier: .eq, value: 1, low: 1, high: 1)
    #expect(try parseQuantity("1." + zeros, Self.unbounded).get() == .quantity(one))
    #expect(
      try parseQuantity(zeros + "1", Self.unbounded).get()
        == .quantity(Quantity(qualifier: .eq, value: 1, low: 0.5, high: 1.5)))
    let none = Quantity(qualifier: .eq, value: 0, low: 0, high: 0)
    #expect(try parseQuantity("0." + zeros + "1", Self.unbounded).get() == .quantity(none))
    #expect(try parseQuantity("1e-999999999999", Self.unbounded).get() == .quantity(none))
  }
}

extension Quantity {
  /// The CHECKs of the observations table, and the metric's bounds.
  func keepsTheRules(of context: QuantityContext) -> Bool {
    for case let number? in [value, low, high] where !number.isFinite { return false }
    if let value, abs(value) > 1e18 { return false }
    for case let number? in [value, low, high] {
      if let minimum = context.minimum, number < minimum { return false }
      if let maximum = context.maximum, number > maximum { return false }
    }
    if qualifier != .notDisclosed, context.unit.isMoney != (currency != nil) { return false }
    switch qualifier {
    case .eq, .approx:
      guard let value, let low, let high else { return false }
      return low <= value && value <= high
    case .lt, .le: return value == nil && high != nil && (low ?? -.infinity) <= (high ?? -.infinity)
    case .gt, .ge: return value == nil && low != nil && (low ?? .infinity) <= (high ?? .infinity)
    case .range: return value == nil && low != nil && high != nil && (low ?? 1) <= (high ?? 0)
    case .notDisclosed: return value == nil && low == nil && high == nil
    }
  }
}

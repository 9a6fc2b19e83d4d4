import Foundation
import MarketModel
import Testing

/// What fuzzing found of the grammars (`Tests/Fuzz`), in every ordinary run.
@Suite struct GrammarCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fuzz/corpus")

  private func corpus(_ target: String) throws -> [(name: String, bytes: [UInt8])] {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appendingPathComponent(target).path)
      .sorted()
    #expect(names.count > 100)
    return try names.map { ($0, [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent("\(target)/\($0)")))) }
  }

  /// The first two bytes of an entry choose how the rest is read, as in `Tests/Fuzz/Fuzz.swift`.
  private func context(_ first: UInt8, _ second: UInt8) -> QuantityContext {
    let units: [MetricUnit] = [
      .persons, .devices, .ratio, .multiple, .currency, .currencyPerDay, .months, .rank, .count, .score,
    ]
    var context = QuantityContext(unit: units[Int(first) % units.count], decimalComma: second & 1 != 0)
    if second & 2 != 0 { (context.minimum, context.maximum) = (0, 1) }
    if second & 4 != 0 { context.currency = Currency(code: "USD") }
    if second & 8 != 0 { context.qualifier = Qualifier.allCases[Int(second >> 4) % Qualifier.allCases.count] }
    return context
  }

  @Test(
    "a value is refused with a reason, or keeps the store's rules and comes back from its own numbers, as an export writes them"
  )
  func values() throws {
    var read = 0
    var compared = 0
    var refused = 0
    for (name, bytes) in try corpus("value") where bytes.count >= 2 {
      let context = context(bytes[0], bytes[1])
      switch bytes.dropFirst(2).withUnsafeBytes({ parseQuantity($0, context) }) {
      case .success(.skipped): break
      case .success(.quantity(let quantity)):
        read += 1
        #expect(quantity.keepsTheRules(of: context), "\(name) \(quantity)")
        // "1e18" is the largest value; what it may be rounded from has no spelling.
        if [quantity.low, quantity.high].contains(where: { ($0 ?? 0).magnitude > 1e18 }) { continue }
        compared += 1
        var again = context
        (again.decimalComma, again.qualifier) = (false, nil)
        again.currency = quantity.currency ?? context.currency
        let texts = [quantity.value, quantity.low, quantity.high].map { $0.map { Array("\($0)".utf8) } ?? [] }
        let stated = texts[0].withUnsafeBytes { value in
          texts[1].withUnsafeBytes { low in
            texts[2].withUnsafeBytes { high in
              Quantity.stated(value: value, low: low, high: high, qualifier: quantity.qualifier, context: again)
            }
          }
        }
        #expect(try stated.get() == .quantity(quantity), "\(name)")
      case .failure(let error):
        refused += 1
        #expect(
          !error.message.isEmpty && !error.remedy.description.isEmpty && error.offset >= 0 && error.length >= 0,
          "\(name)")
      }
    }
    #expect(compared > 50 && compared > read - 10 && refused > 100, "\(read) \(compared) \(refused)")
  }

  @Test("a period is refused with a reason, or comes back from its label and from its id")
  func periods() throws {
    var read = 0
    var refused = 0
    for (name, bytes) in try corpus("period") where !bytes.isEmpty {
      let order: DateOrder? = bytes[0] % 3 == 0 ? nil : bytes[0] % 3 == 1 ? .dmy : .mdy
      switch bytes.dropFirst().withUnsafeBytes({ Period.parse($0, dateOrder: order) }) {
      case .success(let period):
        read += 1
        #expect(period.start.map { $0 <= period.end } ?? true, "\(name)")
        #expect(try Period.parse(period.label).get() == period, "\(name) \(period.label)")
        #expect((period.id == nil) == (period.granularity == .span), "\(name)")
        if let id = period.id { #expect(Period(id: id) == period, "\(name)") }
      case .failure(let error):
        refused += 1
        #expect(!error.message.isEmpty, "\(name)")
      }
    }
    #expect(read > 20 && refused > 100, "\(read) \(refused)")
  }
}

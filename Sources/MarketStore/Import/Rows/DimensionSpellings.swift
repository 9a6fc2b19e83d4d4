import MarketModel
import Records

/// The currency, plan, region and platform of a row as one number; each spelling is understood once.
final class DimensionSpellings {
  private let series: SeriesIndex
  private let words = ByteDictionary()
  private var texts: [String] = []
  private let combinations = ByteDictionary()
  /// By number; nil where there is none.
  private var currencies: [Currency?] = []
  /// No currency, and `all` of the rest.
  let none: Int32

  init(_ series: SeriesIndex) {
    self.series = series
    none = series.number(of: SeriesIndex.Dimensions())
    notice(none)
  }

  private struct Spelling {
    var currency: Int32
    var plan: Int32
    var region: Int32
    var platform: Int32
  }

  /// An empty text leaves a dimension as it is without a column. Returns nil when the currency's is no currency code.
  func number(
    currency: UnsafeRawBufferPointer, plan: UnsafeRawBufferPointer, region: UnsafeRawBufferPointer,
    platform: UnsafeRawBufferPointer
  ) -> Int32? {
    let spelling = Spelling(currency: word(currency), plan: word(plan), region: word(region), platform: word(platform))
    if let known = withUnsafeBytes(of: spelling, { combinations.value($0) }) { return known }
    var dimensions = SeriesIndex.Dimensions()
    if spelling.currency >= 0 {
      dimensions.currency = texts[Int(spelling.currency)].uppercased()
      guard Currency(code: dimensions.currency) != nil else { return nil }
    }
    if spelling.plan >= 0 { dimensions.plan = texts[Int(spelling.plan)].lowercased() }
    if spelling.region >= 0 { dimensions.region = texts[Int(spelling.region)].lowercased() }
    if spelling.platform >= 0 { dimensions.platform = texts[Int(spelling.platform)].lowercased() }
    let number = series.number(of: dimensions)
    notice(number)
    withUnsafeBytes(of: spelling) { combinations.insert($0, number) }
    return number
  }

  /// The currency of a number that came from here.
  func currency(of number: Int32) -> Currency? { currencies[Int(number)] }

  private func notice(_ number: Int32) {
    while currencies.count <= Int(number) {
      currencies.append(Currency(code: series.dimensions[currencies.count].currency))
    }
  }

  /// Number of a text; -1 for an empty one.
  private func word(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    if bytes.count == 0 { return -1 }
    if let known = words.value(bytes) { return known }
    let number = Int32(truncatingIfNeeded: texts.count)
    texts.append(bytes.text)
    words.insert(bytes, number)
    return number
  }
}

import System

/// An invented market of any size, the same for the same seed and size: every row is a function of its number, so that
/// a file can be written in any order without holding it.
struct MarketData {
  static let months = 50
  static let metrics = [
    MetricColumn(
      code: "mau", name: "Monthly active users", unit: "persons", aggregation: "mean", isAdditive: true, scale: 2e6),
    MetricColumn(
      code: "dau", name: "Daily active users", unit: "persons", aggregation: "mean", isAdditive: true, scale: 4e5),
    MetricColumn(
      code: "new_users", name: "New users", unit: "persons", aggregation: "sum", isAdditive: true, scale: 1e5),
    MetricColumn(code: "downloads", name: "Downloads", unit: "count", aggregation: "sum", isAdditive: true, scale: 9e4),
    MetricColumn(code: "sessions", name: "Sessions", unit: "count", aggregation: "sum", isAdditive: true, scale: 5e6),
    MetricColumn(code: "visits", name: "Web visits", unit: "count", aggregation: "sum", isAdditive: true, scale: 8e5),
    MetricColumn(
      code: "stickiness", name: "Stickiness", unit: "ratio", aggregation: "mean", isAdditive: false, scale: 0,
      decimals: 4),
    MetricColumn(
      code: "conversion", name: "Conversion", unit: "ratio", aggregation: "mean", isAdditive: false, scale: 0,
      decimals: 1, isPercent: true),
    MetricColumn(
      code: "rating", name: "Rating", unit: "score", aggregation: "mean", isAdditive: false, scale: 0, decimals: 2),
    MetricColumn(
      code: "price_index", name: "Price index", unit: "multiple", aggregation: "mean", isAdditive: false, scale: 0,
      decimals: 3),
  ]
  static let sources = ["App Meter", "Panel Watch"]

  struct MetricColumn {
    var code: String
    var name: String
    var unit: String
    var aggregation: String
    var isAdditive: Bool
    /// Of the middling product; 0: a figure below 1 (or 5, for a score).
    var scale: Double
    var decimals = 0
    var isPercent = false
  }

  enum Size: String, CaseIterable, Sendable {
    /// 20 products, and 200: for smoke tests.
    case rows10k = "10k"
    case rows100k = "100k"
    /// 2,000 products: both sources count the users, one of them the rest.
    case rows1m = "1m"
    /// 8,000 products, both sources for everything, and a later vintage of every fourth claim.
    case rows10m = "10m"

    var products: Int {
      switch self {
      case .rows10k: 20
      case .rows100k: 200
      case .rows1m: 2_000
      case .rows10m: 8_000
      }
    }
    var rows: Int { products * rowsPerProduct }
    var rowsPerProduct: Int { self == .rows10m ? 1_250 : 500 }
    /// Members of the segment that reports are asked about.
    var segmentMembers: Int { min(200, products / 10) }
  }

  enum Order: String, CaseIterable, Sendable {
    /// By product, metric, period and date of publication: as the store's key.
    case sorted
    /// Month by month, as feeds arrive.
    case time
    case random
  }

  let size: Size
  let seed: UInt64

  /// What a row is about.
  struct Claim {
    var product: Int
    var metric: Int
    /// 0 is 2021-01.
    var month: Int
    var source: Int
    /// A later publication of the same figure.
    var isRestated: Bool
  }

  /// The claim at a place of the sorted file.
  func claim(sorted place: Int) -> Claim {
    let product = place / size.rowsPerProduct
    var rest = place % size.rowsPerProduct
    if size == .rows10m {
      // Five rows for two months: both sources twice, and the first source's restatement of the even month.
      let metric = rest / 125
      rest %= 125
      let pair = rest / 5
      switch rest % 5 {
      case 0: return Claim(product: product, metric: metric, month: pair * 2, source: 0, isRestated: false)
      case 1: return Claim(product: product, metric: metric, month: pair * 2, source: 1, isRestated: false)
      case 2: return Claim(product: product, metric: metric, month: pair * 2, source: 0, isRestated: true)
      case 3: return Claim(product: product, metric: metric, month: pair * 2 + 1, source: 0, isRestated: false)
      default: return Claim(product: product, metric: metric, month: pair * 2 + 1, source: 1, isRestated: false)
      }
    }
    if rest < 100 { return Claim(product: product, metric: 0, month: rest / 2, source: rest & 1, isRestated: false) }
    let slot = rest / 50
    return Claim(
      product: product, metric: metric(slot: slot, product), month: rest % 50, source: (product + slot) & 1,
      isRestated: false)
  }

  /// The claim at a place of the file that comes month by month. Not made for the largest size.
  func claim(time place: Int) -> Claim {
    let perMonth = size.products * 10
    let (month, rest) = (place / perMonth, place % perMonth)
    let (product, slot) = (rest / 10, rest % 10)
    if slot < 2 { return Claim(product: product, metric: 0, month: month, source: slot, isRestated: false) }
    return Claim(
      product: product, metric: metric(slot: slot, product), month: month, source: (product + slot) & 1,
      isRestated: false)
  }

  func claim(random place: Int) -> Claim { claim(sorted: shuffled(place)) }

  /// Slots 2 to 9 of a product are the metrics 1 to 8; every second product has the tenth metric in place of the ninth.
  private func metric(slot: Int, _ product: Int) -> Int { slot == 9 && product & 1 == 1 ? 9 : slot - 1 }

  /// Where a place of the sorted file goes in the shuffled one: four Feistel rounds, walked until inside.
  private func shuffled(_ place: Int) -> Int {
    var half: UInt64 = 1
    while 1 << (half * 2) < UInt64(size.rows) { half += 1 }
    let mask = (UInt64(1) << half) - 1
    var value = UInt64(place)
    repeat {
      var (left, right) = (value >> half, value & mask)
      for round in 0..<4 as Range<UInt64> { (left, right) = (right, left ^ mixed(right ^ round << 32) & mask) }
      value = left << half | right
    } while value >= UInt64(size.rows)
    return Int(value)
  }

  /// Sixty-four bits that look random (SplitMix64's finaliser).
  func mixed(_ number: UInt64) -> UInt64 {
    var z = (number ^ seed &* 0x9E37_79B9_7F4A_7C15) &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  func fraction(_ number: UInt64) -> Double { Double(mixed(number) >> 11) / 9_007_199_254_740_992 }

  /// The figure in units of its last printed decimal. `version` 1 is what a revision says.
  func units(_ claim: Claim, version: Int) -> (units: Int, luck: UInt64) {
    let column = Self.metrics[claim.metric]
    let series = UInt64(claim.product * 16 + claim.metric)
    let identity =
      (series * 64 + UInt64(claim.month)) * 8 + UInt64(claim.source * 4 + (claim.isRestated ? 2 : 0) + version)
    let luck = mixed(identity)
    let wobble = Double(luck >> 11) / 9_007_199_254_740_992
    switch column.unit {
    case "ratio": return (1 + Int(wobble * (column.isPercent ? 998 : 9_998)), luck)
    case "score": return (100 + Int(wobble * 400), luck)
    case "multiple": return (1 + Int(wobble * 4_000), luck)
    default:
      let size = exp2(fraction(UInt64(claim.product) | 1 << 40) * 13 - 10)
      let growth = 1 + (fraction(UInt64(claim.product) | 1 << 41) - 0.45) * 0.06
      return (1 + Int(column.scale * size * pow(growth, Double(claim.month)) * (0.9 + 0.2 * wobble)), luck)
    }
  }
}

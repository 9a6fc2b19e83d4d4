import System
@testable import MarketReports

/// Made series of the kinds that the M3 competition has, the same on every run.
enum MadeSeries {
  /// International airline passengers, thousands, 1949 to 1960, month by month: Box and Jenkins, Time Series Analysis
  /// (1970), series G.
  static let airline: [Double] = [
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114,
    140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191,
    172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259,
    229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405,
    355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435, 491,
    505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535,
    622, 606, 508, 461, 390, 432,
  ]

  static func noise(_ count: Int, mean: Double = 0, deviation: Double = 1, seed: UInt64 = 1) -> [Double] {
    var generator = NormalGenerator(seed: seed)
    return (0..<count).map { _ in mean + deviation * generator.next() }
  }

  static func randomWalk(_ count: Int, from start: Double = 100, drift: Double = 0, seed: UInt64 = 2) -> [Double] {
    var value = start
    return noise(count, mean: drift, seed: seed).map { step in
      value += step
      return value
    }
  }

  /// Growth by 1% a month, a season that multiplies, and 3% of noise.
  static func seasonal(_ count: Int, seed: UInt64 = 3) -> [Double] {
    noise(count, mean: 1, deviation: 0.03, seed: seed).enumerated().map { t, factor in
      500 * pow(1.01, Double(t)) * (1 + 0.2 * sin(Double(t) * .pi / 6)) * factor
    }
  }

  /// Sales that are mostly zero.
  static func intermittent(_ count: Int) -> [Double] {
    noise(count, seed: 4).map { $0 > 0.8 ? (10 * $0).rounded() : 0 }
  }

  static func line(_ count: Int, from start: Double, by step: Double) -> [Double] {
    (0..<count).map { start + step * Double($0) }
  }
}

import System
import Testing

@testable import MarketReports

/// Fader and Hardie's survival data, years 0 to 12.
enum Published {
  static let highEnd = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4].map { $0 / 100 }
  static let regular = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3].map { $0 / 100 }
}

/// Exact values, so that the interval is the value.
func points(_ survivals: [Double], ages: [Double]? = nil) -> [RetentionPoint] {
  survivals.enumerated().map { i, s in RetentionPoint(age: ages?[i] ?? Double(i), survival: s, low: s, high: s) }
}

func fitAll(_ survivals: [Double], ages: [Double]? = nil, size: Double? = 1000) throws -> RetentionFits {
  try fitRetention(RetentionData(points: points(survivals, ages: ages), cohortSize: size)).get()
}

func fitted(_ fits: RetentionFits, _ model: RetentionModel) throws -> RetentionFit {
  try #require(fits[model]?.fit, "\(model) was refused: \(String(describing: fits[model]))")
}

func reasonAgainst(_ points: [RetentionPoint], size: Double? = nil) -> String? {
  guard case .failure(let refusal) = fitRetention(RetentionData(points: points, cohortSize: size)) else { return nil }
  return refusal.reason
}

func reason(_ outcome: FitOutcome?) -> String? {
  if case .refused(_, let reason)? = outcome { reason } else { nil }
}

/// As printed: rounded to a number of decimals.
func rounded(_ values: [Double], _ decimals: Int) -> [Double] {
  let scale = pow(10, Double(decimals))
  return values.map { ($0 * scale).rounded() / scale }
}

import System

/// The likelihood of a retention curve, per person who started.
///
/// LL/n = Σ (s(i) − s(i+1))·ln(S(t_i) − S(t_{i+1})) + s(last)·ln S(t_last): who was lost between two observed
/// ages was
/// lost somewhere in between, whatever the spacing. On consecutive periods this is Fader and Hardie's Σ (n(t−1) −
/// n(t))·ln P(t) + n(T)·ln S(T), divided by n.
struct RetentionLikelihood: Sendable {
  /// Observed times after 0, rising, in the models' unit.
  let times: [Double]
  /// The share of the cohort that survives to each time, not rising.
  let survivals: [Double]

  var end: Double { times.last ?? 0 }
  var lastSurvival: Double { survivals.last ?? 1 }

  /// LL/n, minus infinity where the curve cannot produce the data.
  func callAsFunction(_ curve: SurvivalCurve) -> Double {
    var sum = 0.0
    var logBefore = 0.0
    var before = 1.0
    for i in times.indices {
      let log = curve.logSurvival(at: times[i])
      let lost = before - survivals[i]
      if lost > 0 {
        // ln(e^logBefore − e^log), exact where the two are close.
        sum += lost * (logBefore + Self.logOneMinusExp(log - logBefore))
      }
      logBefore = log
      before = survivals[i]
    }
    sum += before * logBefore
    return sum.isNaN ? -.infinity : sum
  }

  /// The same data at no more than `count` of their times, for a first look at long curves. It keeps the last time.
  func thinned(to count: Int) -> RetentionLikelihood {
    guard times.count > count, count > 0 else { return self }
    let kept = (1...count).map { $0 * times.count / count - 1 }
    return RetentionLikelihood(times: kept.map { times[$0] }, survivals: kept.map { survivals[$0] })
  }

  /// ln(1 − e^x) for x ≤ 0.
  static func logOneMinusExp(_ x: Double) -> Double {
    x > -0.6931 ? log(-expm1(x)) : log1p(-exp(x))
  }
}

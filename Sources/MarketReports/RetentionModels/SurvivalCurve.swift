import System

/// S(t) of a model with its parameters, kept in a form that stays exact where the usual one rounds (q next to 1).
/// Time is in the models' unit, not in days.
enum SurvivalCurve: Sendable, Equatable {
  /// S = e^(−hazard·t), hazard = −ln(1 − θ).
  case geometric(hazard: Double)
  /// S = e^(−h·(t/end)^c): h is −ln S at the time `end`.
  case weibull(h: Double, end: Double, c: Double)
  /// S = B(a, b + t^c) / B(a, b); the shifted beta-geometric is c = 1.
  case beta(a: Double, b: Double, c: Double)
  /// S = e^(logA)·t^−b.
  case power(logA: Double, b: Double)

  /// ln S(t), at most 0, for t ≥ 0.
  func logSurvival(at t: Double) -> Double {
    guard t > 0 else { return 0 }
    switch self {
    case .geometric(let hazard): return -hazard * t
    case .weibull(let h, let end, let c): return -h * pow(t / end, c)
    case .beta(let a, let b, let c):
      // Beyond 1e280 the quotients in `logGammaRise` would underflow; S is 0 or flat there anyway.
      return min(0, logBetaRatio(a: a, b: b, x: c == 1 ? t : min(pow(t, c), 1e280)))
    // Below t = 1 the power law can exceed 1, and at 0 it is infinite.
    case .power(let logA, let b): return min(0, logA - b * log(t))
    }
  }

  func survival(at t: Double) -> Double {
    exp(logSurvival(at: min(t, 1e280)))
  }

  /// ln (B(a, b + x) / B(a, b)). The ratio is symmetric in a and x, so the smaller of them is made the step: then
  /// neither a model that runs towards the geometric one (a → ∞) nor a long time (x → ∞) loses digits.
  private func logBetaRatio(a: Double, b: Double, x: Double) -> Double {
    a <= x
      ? logGammaRise(from: b, by: a) - logGammaRise(from: b + x, by: a)
      : logGammaRise(from: b, by: x) - logGammaRise(from: a + b, by: x)
  }
}

import System

/// Where the likelihood of one model is highest.
enum Optimum {
  case inside(SurvivalCurve, perHead: Double)
  /// The likelihood only ever rises towards the edge of what the parameters may be, up to `perHead`: there is no
  /// estimate.
  case boundary(reason: String, perHead: Double)

  /// LL/n at the optimum, or its supremum.
  var perHead: Double {
    switch self {
    case .inside(_, let perHead), .boundary(_, let perHead): perHead
    }
  }
}

/// Fits each model by maximum likelihood, and tells an optimum from a likelihood that climbs to a boundary.
///
/// Three signs of a boundary: the search ends at the edge of a box far wider than any real curve; the model gains
/// nothing over the simpler one that it becomes at infinite parameters; or, for the beta-discrete-Weibull, nothing over
/// its limit c → ∞.
struct MaximumLikelihood {
  let likelihood: RetentionLikelihood
  private let thinned: RetentionLikelihood

  /// A gain in LL/n that counts as none: 1e-5 in the log-likelihood of 1000 people.
  static let gain = 1e-8

  init(_ likelihood: RetentionLikelihood) {
    self.likelihood = likelihood
    thinned = likelihood.thinned(to: 64)
  }

  /// The likelihood is concave in the hazard u = −ln(1 − θ), so the zero of its slope is bisected.
  func geometric() -> Optimum {
    guard likelihood.lastSurvival < 1 else {
      return .boundary(reason: onBoundary("nobody left, so theta is 0"), perHead: 0)
    }
    func slope(_ u: Double) -> Double {
      var sum = -likelihood.lastSurvival * likelihood.end
      var (time, survival) = (0.0, 1.0)
      for (next, nextSurvival) in zip(likelihood.times, likelihood.survivals) {
        let gap = next - time
        sum += (survival - nextSurvival) * (gap / expm1(u * gap) - time)
        (time, survival) = (next, nextSurvival)
      }
      return sum
    }
    var (low, high) = (-80.0, 7.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if slope(exp(middle)) > 0 { low = middle } else { high = middle }
    }
    let curve = SurvivalCurve.geometric(hazard: exp((low + high) / 2))
    let perHead = likelihood(curve)
    // e^−u is then lost beside 1.
    guard exp(low) < 36 else {
      return .boundary(reason: onBoundary("nearly everyone left at once, so theta is 1"), perHead: perHead)
    }
    return .inside(curve, perHead: perHead)
  }

  func weibull() -> Optimum {
    let end = likelihood.end
    let box = Box(names: ["the hazard", "c"], lower: [-40, log(1e-3)], upper: [7, log(50)])
    let last = max(-log(likelihood.lastSurvival), 1e-15)
    // On Weibull paper, ln(−ln S) against ln t, the curve is a line with slope c.
    let line = leastSquares(
      zip(likelihood.times, likelihood.survivals).filter { $1 < 1 }.map { (log($0 / end), log(-log($1))) })
    let starts = [[log(last), 0], [log(last), log(max(line?.slope ?? 0, 0.05))]]
    return fit(box, starts) { .weibull(h: exp($0[0]), end: end, c: exp($0[1])) }
  }

  /// `geometric` is what this model becomes at α, β → ∞.
  func shiftedBetaGeometric(geometric: Optimum) -> Optimum {
    let box = Box(names: ["alpha", "beta"], lower: [-16, -40], upper: [16, 40])
    let starts = [0.2, 1, 5].map { [log($0), logRatio(a: $0, c: 1)] }
    let found = fit(box, starts) { Self.beta(logA: $0[0], logRatio: $0[1], c: 1) }
    if found.perHead - geometric.perHead < Self.gain {
      return .boundary(
        reason: onBoundary("alpha and beta run off to infinity, where it is the geometric model"),
        perHead: geometric.perHead)
    }
    return found
  }

  /// `weibull` is what this model becomes at a, b → ∞, and `sbg` what it is at c = 1.
  func betaDiscreteWeibull(weibull: Optimum, sbg: Optimum) -> Optimum {
    let (power, exponent) = powerLimit()
    // t^c must not overflow.
    let maximum = min(40, 600 / log(max(likelihood.end, 2)))
    // By a·c, the power by which S falls in the end, rather than by a: the data tell it far better than a or c alone.
    let box = Box(names: ["a", "b", "c"], lower: [-20, -40, log(1e-3)], upper: [20, 40, log(maximum)])
    var shapes =
      [0.3, 3].flatMap { a in [0.7, 1.8].map { (a: a, c: $0) } } + [2.5, 5].map { (a: exponent / $0, c: $0) }
    if case .inside(.weibull(_, _, let c), _) = weibull { shapes.append((30, c)) }
    var starts = shapes.map { [log($0.a * $0.c), logRatio(a: $0.a, c: $0.c), log($0.c)] }
    if case .inside(.beta(let a, let b, _), _) = sbg { starts.append([log(a), log(b / a), 0]) }
    let found = fit(box, starts) { Self.beta(logA: $0[0] - $0[2], logRatio: $0[1], c: exp($0[2])) }

    let limit = max(weibull.perHead, power)
    guard found.perHead - limit < Self.gain else { return found }
    let what =
      power > weibull.perHead
      ? "c runs off to infinity, where it is a power law"
      : "a and b run off to infinity, where it is the discrete Weibull model"
    return .boundary(reason: onBoundary(what), perHead: limit)
  }

  /// What the beta-discrete-Weibull becomes where c → ∞ and a → 0 with a·c fixed: S = min(1, A·t^−g), and its
  /// g.
  private func powerLimit() -> (perHead: Double, exponent: Double) {
    let end = log(likelihood.end)
    // By ln S at the end, and g.
    let line = leastSquares(zip(likelihood.times, likelihood.survivals).map { (log($0), log($1)) })
    let exponent = max(-(line?.slope ?? 0), 1e-3)
    let box = Box(names: ["A", "b"], lower: [-40, -20], upper: [7, 7])
    let last = log(max(-log(likelihood.lastSurvival), 1e-15))
    let search = NelderMead(lower: box.lower, upper: box.upper)
    let best = search.minimise(from: [[last, log(exponent)], [last, log(exponent / 3)]]) {
      let g = exp($0[1])
      return -likelihood(.power(logA: g * end - exp($0[0]), b: g))
    }
    return (-best.value, exp(best.point[1]))
  }

  // MARK: The search

  /// Where the logarithms of the parameters may be.
  private struct Box {
    var names: [String]
    var lower: [Double]
    var upper: [Double]
  }

  /// Long curves are first fitted at a few of their times, from every start, and at all of them from where that ends.
  private func fit(_ box: Box, _ starts: [[Double]], _ curve: ([Double]) -> SurvivalCurve) -> Optimum {
    let search = NelderMead(lower: box.lower, upper: box.upper)
    var best = search.minimise(from: starts) { -thinned(curve($0)) }
    if thinned.times.count < likelihood.times.count {
      best = search.minimise(from: [best.point]) { -likelihood(curve($0)) }
    }
    for (i, name) in box.names.enumerated() {
      let atZero = best.point[i] < box.lower[i] + 0.5
      if atZero || best.point[i] > box.upper[i] - 0.5 {
        return .boundary(reason: onBoundary("\(name) runs off to \(atZero ? "0" : "infinity")"), perHead: -best.value)
      }
    }
    guard best.value.isFinite else {
      return .boundary(reason: "no parameters make these data possible", perHead: -.infinity)
    }
    return .inside(curve(best.point), perHead: -best.value)
  }

  /// By a, the shape, and b/a, the scale: in a and b themselves the optimum is a long narrow ridge.
  private static func beta(logA: Double, logRatio: Double, c: Double) -> SurvivalCurve {
    .beta(a: exp(logA), b: exp(logA + logRatio), c: c)
  }

  /// ln(b/a) of the curve through the last observed point.
  private func logRatio(a: Double, c: Double) -> Double {
    let target = log(likelihood.lastSurvival)
    var (low, high) = (-40.0, 40.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let curve = Self.beta(logA: log(a), logRatio: middle, c: c)
      if curve.logSurvival(at: likelihood.end) < target { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func onBoundary(_ what: String) -> String { "the optimum is on a boundary: \(what)" }
}

/// The straight line closest to some points; nil for fewer than two different x.
func leastSquares(_ points: [(x: Double, y: Double)]) -> (intercept: Double, slope: Double)? {
  guard points.count >= 2 else { return nil }
  let count = Double(points.count)
  let meanX = points.reduce(0) { $0 + $1.x } / count
  let meanY = points.reduce(0) { $0 + $1.y } / count
  let spread = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
  let shared = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
  guard spread > 0, (shared / spread).isFinite else { return nil }
  return (meanY - shared / spread * meanX, shared / spread)
}

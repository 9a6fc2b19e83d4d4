import System
import TestSupport
import Testing

@testable import MarketReports

@Suite("curves that are refused")
struct RefusedCurves {
  @Test("fewer than three points after day 0")
  func tooFew() {
    #expect(reasonAgainst([])?.contains("no point after day 0") == true)
    #expect(reasonAgainst(points([1, 0.5]))?.contains("one point after day 0") == true)
    #expect(reasonAgainst(points([1, 0.5, 0.4]))?.contains("two points after day 0") == true)
    #expect(reasonAgainst(points([1, 0.5, 0.4, 0.3])) == nil)
  }

  @Test("a bound is never used as a point, not even beside enough points")
  func bound() {
    let bound = RetentionPoint(age: 30, survival: .nan, low: 0, high: 0.08, isBound: true)
    #expect(reasonAgainst([bound])?.contains("day 30 is only a bound") == true)
    #expect(reasonAgainst(points([1, 0.5, 0.4, 0.3]) + [bound])?.contains("day 30 is only a bound") == true)
  }

  @Test("a rise beyond rounding, and only that")
  func rise() {
    func printed(_ survivals: [Double]) -> [RetentionPoint] {
      survivals.enumerated().map {
        RetentionPoint(age: Double($0), survival: $1, low: $1 - 0.005, high: min(1, $1 + 0.005))
      }
    }
    #expect(reasonAgainst(printed([1, 0.5, 0.51, 0.4])) == nil)
    #expect(reasonAgainst(printed([1, 0.5, 0.52, 0.4]))?.contains("rises beyond rounding from day 1 to day 2") == true)
    // Each step is within rounding, all of them together are not.
    #expect(
      reasonAgainst(printed([1, 0.5, 0.508, 0.516, 0.4]))?.contains("rises beyond rounding from day 1 to day 3") == true
    )
  }

  @Test("a rise within rounding loses nobody and invents nobody")
  func smallRise() throws {
    let low = [1, 0.6, 0.5, 0.5, 0.4]
    let rising = [1, 0.6, 0.5, 0.504, 0.4].enumerated().map {
      RetentionPoint(age: Double($0), survival: $1, low: $1 - 0.005, high: $1 + 0.005)
    }
    let fits = try fitRetention(RetentionData(points: rising, cohortSize: 1000)).get()
    let flat = try fitRetention(RetentionData(points: points(low), cohortSize: 1000)).get()
    #expect(try fitted(fits, .sbg).logLikelihood == fitted(flat, .sbg).logLikelihood)
    // The residual is of the value as observed.
    let fit = try fitted(fits, .sbg)
    #expect(fit.residuals[2].residual == 0.504 - fit.survival(at: 3))
  }

  @Test("nobody left at a point")
  func zero() {
    #expect(reasonAgainst(points([1, 0.5, 0.2, 0]))?.contains("day 3 is 0") == true)
  }

  @Test("a value that is not a share", arguments: [-0.1, 1.5, 40, .nan, .infinity, -.infinity])
  func noShare(_ value: Double) {
    #expect(reasonAgainst(points([1, 0.5, value, 0.2]))?.contains("not between 0 and 1") == true)
  }

  @Test("day 0 below 1")
  func dayZero() {
    #expect(reasonAgainst(points([0.9, 0.5, 0.4, 0.3]))?.contains("must be 1") == true)
  }

  @Test("an age that is there twice, or is not an age", arguments: [-1, .nan, .infinity, 1e300])
  func ages(_ age: Double) {
    #expect(
      reasonAgainst(points([1, 0.5, 0.4, 0.3], ages: [0, 1, 2, 2]))?.contains("day 2 is there more than once") == true)
    #expect(reasonAgainst(points([1, 0.5, 0.4, 0.3], ages: [0, 1, 2, age]))?.contains("not an age") == true)
  }
}

@Suite("hostile curves")
struct HostileCurves {
  private func check(_ fits: RetentionFits, _ what: String) {
    #expect(fits.outcomes.count == 5, "\(what)")
    var lastAIC = -Double.infinity
    for fit in fits.outcomes.compactMap(\.fit) {
      #expect(fit.parameters.allSatisfy { $0.isFinite && $0 > 0 }, "\(what): \(fit.model) \(fit.parameters)")
      #expect(fit.residuals.allSatisfy { abs($0.residual) <= 1 }, "\(what): \(fit.model)")
      if let aic = fit.aic {
        #expect(aic.isFinite && aic >= lastAIC, "\(what): \(fit.model) \(aic)")
        lastAIC = aic
      }
      for part in [0.001, 0.5, 1, 2] {
        let s = fit.survival(at: part * fits.lastAge)
        #expect(s >= 0 && s <= 1, "\(what): \(fit.model) gives \(s)")
      }
    }
    // A model is at least as likely as the one it contains.
    func perHead(_ model: RetentionModel) -> Double? { fits[model]?.fit?.logLikelihood.map { $0 / fits.cohortSize } }
    for (larger, smaller) in [
      (RetentionModel.sbg, RetentionModel.geometric), (.weibull, .geometric), (.bdw, .sbg), (.bdw, .weibull),
    ] {
      if let l = perHead(larger), let s = perHead(smaller) {
        #expect(l >= s - 1e-9, "\(what): \(larger) \(l) \(smaller) \(s)")
      }
    }
  }

  @Test("extreme numbers give a fit or a reason, never a trap or no number")
  func extremes() throws {
    let survivals: [[Double]] = [
      [1, 1e-300, 1e-301, 1e-302], [1] + Array(repeating: .leastNonzeroMagnitude, count: 3),
      [1, 1 - 1e-16, 1 - 1e-15, 1 - 1e-14],
      [1, 1, 1, 1e-300],
      [1, 1, 1, 0.5], [1, 0.5, 1e-12, 1e-12], [1, 1 - 1e-9, 0.5, 0.5], [1, 1e-3, 1e-3, 9e-4],
    ]
    let ages: [[Double]] = [
      [0, 1, 2, 3], [0, 1, 2, 1e9], [0, 1e-300, 2e-300, 3e-300], [0, 1e-9, 1, 1e9], [0, 999_999_998, 999_999_999, 1e9],
      [0, 0.1, 0.2, 0.3],
    ]
    for s in survivals { for a in ages { check(try fitAll(s, ages: a), "\(s) at \(a)") } }
  }

  @Test("random falling curves, seeded")
  func random() throws {
    var dice = SeededGenerator(state: 7)
    for round in 0..<60 {
      var (age, s) = (0.0, 1.0)
      var (ages, survivals) = ([0.0], [1.0])
      for _ in 0..<(3 + Int(dice.unit() * 8)) {
        age += 1 + (dice.unit() * (round.isMultiple(of: 2) ? 2 : 60)).rounded(.down)
        s *= 1 - pow(dice.unit(), 1 + Double(round % 5))
        ages.append(age)
        survivals.append(max(s, 1e-6))
      }
      check(try fitAll(survivals, ages: ages), "\(survivals) at \(ages)")
    }
  }

  @Test("ten thousand points")
  func long() throws {
    let curve = SurvivalCurve.beta(a: 0.8, b: 20, c: 1)
    let fits = try fitAll((0...10_000).map { curve.survival(at: Double($0)) })
    check(fits, "10,000 points")
    let sbg = try fitted(fits, .sbg)
    #expect(abs(sbg.parameters[0] - 0.8) < 1e-3)
    #expect(abs(sbg.parameters[1] - 20) < 1e-2)
  }

  @Test("intervals that are not numbers, or do not hold their value, claim nothing beyond it")
  func intervals() throws {
    let odd = [0.6, 0.5, 0.4].enumerated().map {
      RetentionPoint(age: Double($0 + 1), survival: $1, low: .nan, high: -.infinity)
    }
    #expect(
      fitRetention(RetentionData(points: odd)) == fitRetention(RetentionData(points: points([1, 0.6, 0.5, 0.4]))))
  }

  @Test("the same data give the same fits, bit for bit")
  func deterministic() throws {
    #expect(try fitAll(Published.highEnd) == fitAll(Published.highEnd))
  }
}

import System
import Testing

@testable import MarketReports

@Suite("published fits")
struct PublishedFits {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var data: [Double]
    var sbg: [Double]
    var sbgLL: Double
    var ahead: [Double]
    var weibull: [Double]
    var weibullLL: Double
    var theta: Double
    var geometricLL: Double
    var bdw: [Double]
    var power: [Double]
  }

  static let cases = [
    Case(
      testDescription: "High End", data: Published.highEnd, sbg: [0.668, 3.806], sbgLL: -1611.158,
      ahead: [46.0, 43.6, 41.4, 39.5, 37.8],
      weibull: [0.84997, 0.76884], weibullLL: -1619.926, theta: 0.10333, geometricLL: -1637.093,
      bdw: [0.2143, 1.4266, 1.7236],
      power: [0.89099, 0.29857]),
    Case(
      testDescription: "Regular", data: Published.regular, sbg: [0.704, 1.182], sbgLL: -1680.265,
      ahead: [22.0, 20.4, 19.1, 18.0, 17.0],
      weibull: [0.61882, 0.57157], weibullLL: -1688.520, theta: 0.22603, geometricLL: -1794.621,
      bdw: [0.4556, 0.7793, 1.2835],
      power: [0.64694, 0.49948]),
  ]

  @Test("every model gives the published parameters and likelihoods to their printed digits", arguments: cases)
  func published(_ expected: Case) throws {
    let fits = try fitAll(Array(expected.data[...7]))

    let sbg = try fitted(fits, .sbg)
    #expect(rounded(sbg.parameters, 3) == expected.sbg)
    #expect(try rounded([#require(sbg.logLikelihood)], 3) == [expected.sbgLL])
    #expect(rounded((8...12).map { 100 * sbg.survival(at: Double($0)) }, 1) == expected.ahead)

    let weibull = try fitted(fits, .weibull)
    #expect(rounded(weibull.parameters, 5) == expected.weibull)
    #expect(try rounded([#require(weibull.logLikelihood)], 3) == [expected.weibullLL])

    let geometric = try fitted(fits, .geometric)
    #expect(rounded(geometric.parameters, 5) == [expected.theta])
    #expect(try rounded([#require(geometric.logLikelihood)], 3) == [expected.geometricLL])

    #expect(try rounded(fitted(fits, .bdw).parameters, 4) == expected.bdw)

    let power = try fitted(fits, .power)
    #expect(rounded(power.parameters, 5) == expected.power)
    #expect(power.logLikelihood == nil)
    #expect(power.aic == nil)
  }

  @Test("models are ranked by AIC, the power law comes last")
  func ranking() throws {
    #expect(
      try fitAll(Array(Published.highEnd[...7])).outcomes.map(\.model) == [.bdw, .sbg, .weibull, .geometric, .power])
    #expect(
      try fitAll(Array(Published.regular[...7])).outcomes.map(\.model) == [.sbg, .bdw, .weibull, .geometric, .power])
  }

  @Test("AIC is 2k − 2LL")
  func aic() throws {
    let fits = try fitAll(Array(Published.regular[...7]))
    for (model, k) in [(RetentionModel.sbg, 2.0), (.bdw, 3), (.weibull, 2), (.geometric, 1)] {
      let fit = try fitted(fits, model)
      #expect(try #require(fit.aic) == 2 * k - 2 * #require(fit.logLikelihood))
      #expect(Double(fit.model.parameterNames.count) == k)
      #expect(fit.parameters.count == fit.model.parameterNames.count)
    }
  }

  @Test("only the models asked for are fitted, and as they are among all")
  func subset() throws {
    let data = RetentionData(points: points(Array(Published.highEnd[...7])), cohortSize: 1000)
    let all = try fitRetention(data).get()
    let some = try fitRetention(data, models: [.power, .bdw, .bdw]).get()
    #expect(some.outcomes.map(\.model) == [.bdw, .power])
    #expect(some[.bdw] == all[.bdw])
    #expect(some[.sbg] == nil)
    #expect(try fitRetention(data, models: []).get().outcomes.isEmpty)
  }
}

@Suite("retention likelihood")
struct Likelihood {
  /// P(1), P(2) … by the recurrence of the paper, independent of the gamma function.
  static func recurrence(alpha: Double, beta: Double, to end: Int) -> [Double] {
    var chances = [alpha / (alpha + beta)]
    for t in 2...end { chances.append(chances[t - 2] * (beta + Double(t) - 2) / (alpha + beta + Double(t) - 1)) }
    return chances
  }

  @Test("a wide interval is as likely as the finer periods within it together")
  func unequalSpacing() {
    let (alpha, beta) = (0.7, 3.1)
    let fine = Self.recurrence(alpha: alpha, beta: beta, to: 30)
    let data = RetentionLikelihood(times: [1, 7, 30], survivals: [0.8, 0.5, 0.3])
    let expected =
      0.2 * log(fine[0]) + 0.3 * log(fine[1..<7].reduce(0, +)) + 0.2 * log(fine[7..<30].reduce(0, +))
      + 0.3 * log(1 - fine.reduce(0, +))
    #expect(abs(data(.beta(a: alpha, b: beta, c: 1)) - expected) < 1e-13)
  }

  @Test("the gamma form of S is the recurrence's, also where α and β are huge")
  func survival() {
    for (alpha, beta) in [(0.7, 3.1), (1e-3, 2e-3), (30, 0.5), (1e6, 9e6), (1e7, 1e3)] {
      var left = 1.0
      for (i, chance) in Self.recurrence(alpha: alpha, beta: beta, to: 60).enumerated() {
        left -= chance
        let s = SurvivalCurve.beta(a: alpha, b: beta, c: 1).survival(at: Double(i + 1))
        #expect(abs(s - left) < 1e-12, "α \(alpha) β \(beta) t \(i + 1)")
      }
    }
  }

  @Test("it keeps its digits where t^c is in the tens of millions")
  func largeTimes() {
    let data = RetentionLikelihood(times: [3, 7, 14, 34], survivals: [0.676, 0.527, 0.437, 0.374])
    let curve = SurvivalCurve.beta(a: 0.05031264489638127, b: 0.41657738820064816, c: 5.004183819556816)
    // Computed with 50 digits; with plain ln Γ in doubles it comes out 6e-5 too high.
    #expect(abs(1000 * data(curve) - -1414.0754254241519) < 1e-9)
  }

  @Test("ln Γ(z + d) − ln Γ(z) keeps its digits where a plain difference has none left")
  func gammaRise() {
    // Γ(z + 3) / Γ(z) = z (z + 1) (z + 2).
    for z in [0.3, 5, 15.9, 16, 40, 1e5, 1e12, 1e100] {
      let expected = log(z) + log(z + 1) + log(z + 2)
      #expect(abs(logGammaRise(from: z, by: 3) - expected) <= 1e-14 * max(1, abs(expected)), "z \(z)")
    }
    #expect(logGammaRise(from: 1e12, by: 0) == 0)
  }

  @Test("the fit on uneven ages is the maximum of that likelihood")
  func isMaximum() throws {
    let ages = [0.0, 1, 3, 7, 14, 30]
    let survivals = [1, 0.55, 0.41, 0.30, 0.24, 0.17]
    let fits = try fitAll(survivals, ages: ages, size: 500)
    let (alpha, beta) = try { ($0[0], $0[1]) }(fitted(fits, .sbg).parameters)
    func total(_ alpha: Double, _ beta: Double) -> Double {
      let fine = Self.recurrence(alpha: alpha, beta: beta, to: 30)
      var sum = 500 * survivals[5] * log(1 - fine.reduce(0, +))
      for i in 1..<ages.count {
        sum += 500 * (survivals[i - 1] - survivals[i]) * log(fine[Int(ages[i - 1])..<Int(ages[i])].reduce(0, +))
      }
      return sum
    }
    let best = total(alpha, beta)
    #expect(abs(try #require(fitted(fits, .sbg).logLikelihood) - best) < 1e-8)
    for factor in [0.999, 1.001] {
      #expect(total(alpha * factor, beta) < best)
      #expect(total(alpha, beta * factor) < best)
    }
  }
}

@Suite("fits of generated curves")
struct GeneratedCurves {
  private func recover(_ model: RetentionModel, _ parameters: [Double], _ survival: (Double) -> Double) throws {
    let fit = try fitted(fitAll([1] + (1...24).map { survival(Double($0)) }, size: 1e9), model)
    for (found, expected) in zip(fit.parameters, parameters) {
      #expect(abs(found / expected - 1) < 1e-4, "\(model) \(parameters) gave \(fit.parameters)")
    }
  }

  @Test("each model finds its own parameters again")
  func recovery() throws {
    for (a, b) in [(0.668, 3.806), (0.2, 0.3), (5, 40), (2, 900), (12, 3)] {
      try recover(.sbg, [a, b]) { SurvivalCurve.beta(a: a, b: b, c: 1).survival(at: $0) }
    }
    for (a, b, c) in [(0.2143, 1.4266, 1.7236), (0.4556, 0.7793, 1.2835), (2, 6, 0.6), (0.5, 4, 1)] {
      try recover(.bdw, [a, b, c]) { SurvivalCurve.beta(a: a, b: b, c: c).survival(at: $0) }
    }
    for (q, c) in [(0.85, 0.77), (0.3, 0.2), (0.999, 1.8), (0.9, 1)] {
      try recover(.weibull, [q, c]) { pow(q, pow($0, c)) }
    }
    for theta in [1e-6, 0.1, 0.6] { try recover(.geometric, [theta]) { pow(1 - theta, $0) } }
    for (scale, b) in [(0.9, 0.3), (0.4, 1.2)] { try recover(.power, [scale, b]) { scale * pow($0, -b) } }
  }

  @Test("exactly geometric data leave the geometric model and refuse the two that only approach it")
  func geometricData() throws {
    for theta in [0.01, 0.1, 0.4] {
      let fits = try fitAll((0...12).map { pow(1 - theta, Double($0)) })
      #expect(fits.best?.model == .geometric)
      #expect(abs(try fitted(fits, .geometric).parameters[0] - theta) < 1e-12)
      #expect(reason(fits[.sbg])?.contains("boundary") == true)
      #expect(reason(fits[.bdw])?.contains("boundary") == true)
      // The discrete Weibull holds the geometric inside, at c = 1.
      #expect(abs(try fitted(fits, .weibull).parameters[1] - 1) < 1e-5)
      #expect(fits.outcomes.suffix(2).map(\.model) == [.sbg, .bdw])
    }
  }

  @Test("a curve that falls ever faster is not a mixture of constant chances")
  func accelerating() throws {
    let fits = try fitAll((0...10).map { pow(0.97, pow(Double($0), 1.6)) })
    #expect(reason(fits[.sbg])?.contains("geometric") == true)
    #expect(reason(fits[.bdw])?.contains("discrete Weibull") == true)
    #expect(fits.best?.model == .weibull)
  }

  @Test("on exact power-law data c runs off to infinity and the beta-discrete-Weibull is refused")
  func powerData() throws {
    let early = try fitAll([1] + (1...12).map { 0.8 * pow(Double($0), -0.4) })
    #expect(reason(early[.bdw])?.contains("c runs off to infinity") == true)
    // Seen only from day 15 on, nearly every such curve is a power law.
    let late = try fitAll([1, 0.677, 0.533, 0.515, 0.506, 0.459], ages: [0, 15, 32, 47, 57, 76])
    #expect(reason(late[.bdw])?.contains("c runs off to infinity") == true)
  }

  @Test("after a first loss nobody leaves: the models with a tail are refused, the geometric stands")
  func plateau() throws {
    let fits = try fitAll([1, 0.5, 0.5, 0.5, 0.5])
    #expect(fits.outcomes.compactMap(\.fit).map(\.model) == [.geometric])
    for model in [RetentionModel.sbg, .bdw, .weibull] { #expect(reason(fits[model])?.contains("boundary") == true) }
  }

  @Test("where nobody ever leaves, every model is refused alone")
  func nobodyLeaves() throws {
    let fits = try fitAll([1, 1, 1, 1, 1])
    #expect(fits.outcomes.count == 5)
    #expect(fits.best == nil)
  }
}

@Suite("fitted curves")
struct FittedCurves {
  @Test("S(0) is 1, S never rises, and stays within 0 and 1 far beyond the data")
  func shape() throws {
    for data in [Published.highEnd, Published.regular] {
      for fit in try fitAll(Array(data[...7])).outcomes.compactMap(\.fit) {
        #expect(fit.survival(at: 0) == 1)
        #expect(fit.survival(at: -3) == 1)
        var before = 1.0
        for age in stride(from: 0.0, through: 100, by: 0.25) + [1e6, 1e300, .infinity] {
          let s = fit.survival(at: age)
          #expect(s >= 0 && s <= before, "\(fit.model) at \(age)")
          before = s
        }
        #expect(!fit.survival(at: .nan).isNaN)
      }
    }
  }

  @Test("a residual is observed minus fitted, one for each age after 0")
  func residuals() throws {
    let fits = try fitAll(Array(Published.highEnd[...7]))
    for fit in fits.outcomes.compactMap(\.fit) {
      #expect(fit.residuals.map(\.age) == [1, 2, 3, 4, 5, 6, 7])
      for residual in fit.residuals {
        #expect(residual.residual == Published.highEnd[Int(residual.age)] - fit.survival(at: residual.age))
      }
    }
    #expect(abs(try fitted(fits, .power).residuals[0].residual - (0.869 - 0.89099)) < 1e-5)
  }

  @Test("curves mean nothing beyond twice the last observed age")
  func extrapolation() throws {
    #expect(try fitAll([1, 0.5, 0.3, 0.2], ages: [0, 7, 14, 35]).extrapolationLimit == 70)
  }
}

@Suite("the time unit")
struct TimeUnit {
  @Test("months and years given in days are periods: the same fit whatever the unit of the ages")
  func scale() throws {
    let survivals = Array(Published.regular[...7])
    let years = try fitAll(survivals)
    for days in [30.0, 365] {
      let scaled = try fitAll(survivals, ages: (0...7).map { Double($0) * days })
      #expect(scaled.timeUnit == days)
      #expect(scaled.outcomes.map(\.model) == years.outcomes.map(\.model))
      for (fit, other) in zip(scaled.outcomes.compactMap(\.fit), years.outcomes.compactMap(\.fit)) {
        #expect(fit.parameters == other.parameters)
        #expect(fit.logLikelihood == other.logLikelihood)
        #expect(fit.survival(at: 9 * days) == other.survival(at: 9))
      }
    }
  }

  @Test("ages without a common divisor are counted in days")
  func days() throws {
    let survivals = [1, 0.4, 0.25, 0.12]
    #expect(try fitAll(survivals, ages: [0, 1, 7, 30]).timeUnit == 1)
    #expect(try fitAll(survivals, ages: [0, 7, 14, 28]).timeUnit == 7)
    #expect(try fitAll(survivals, ages: [0, 0.5, 1, 2]).timeUnit == 1)
  }

  @Test("a Weibull curve is the same curve in any unit")
  func weibull() throws {
    let survivals = [1, 0.8, 0.7, 0.62, 0.58]
    let coarse = try fitted(fitAll(survivals, ages: [0, 30, 60, 90, 120]), .weibull)
    // One age more, with nobody lost since the day before it, brings the unit down to a day.
    let fine = try fitted(fitAll(survivals + [0.58], ages: [0, 30, 60, 90, 120, 121]), .weibull)
    #expect(fine.timeUnit == 1)
    #expect(abs(coarse.survival(at: 45) - fine.survival(at: 45)) < 0.005)
  }

  @Test("the order of the points does not matter, nor whether day 0 is among them")
  func order() throws {
    let all = points(Array(Published.highEnd[...7]))
    let expected = fitRetention(RetentionData(points: all))
    #expect(fitRetention(RetentionData(points: all.reversed())) == expected)
    #expect(fitRetention(RetentionData(points: Array(all.dropFirst()))) == expected)
  }
}

@Suite("the cohort's size")
struct CohortSize {
  @Test("parameters do not depend on it, likelihoods are in proportion to it")
  func proportion() throws {
    let survivals = Array(Published.regular[...7])
    let (small, large) = (try fitAll(survivals, size: 100), try fitAll(survivals, size: 5000))
    for model in [RetentionModel.sbg, .bdw, .weibull, .geometric] {
      let (a, b) = (try fitted(small, model), try fitted(large, model))
      #expect(a.parameters == b.parameters)
      #expect(abs(try #require(b.logLikelihood) / #require(a.logLikelihood) - 50) < 1e-9)
    }
    // Three parameters pay off only once there are people enough.
    #expect(small.best?.model == .sbg)
    #expect(large.best?.model == .bdw)
    #expect(small.notes.isEmpty)
  }

  @Test("unknown, it is taken as 1000 and a note says so")
  func unknown() throws {
    let fits = try fitAll(Array(Published.highEnd[...7]), size: nil)
    #expect(try rounded([#require(fitted(fits, .sbg).logLikelihood)], 3) == [-1611.158])
    #expect(fits.notes.contains { $0.contains("cohort size unknown") && $0.contains("1000") })
  }

  @Test("as many parameters as points is said in a note")
  func saturated() throws {
    let fits = try fitAll([1, 0.63, 0.47, 0.38])
    _ = try fitted(fits, .bdw)
    #expect(fits.notes.contains { $0.contains("beta-discrete-Weibull") && $0.contains("as many parameters as points") })
  }

  @Test("what is not a number of people is refused", arguments: [0, -5, 0.5, .nan, .infinity, 1e300])
  func impossible(_ size: Double) {
    #expect(reasonAgainst(points([1, 0.5, 0.4, 0.3]), size: size)?.contains("cohort size") == true)
  }
}

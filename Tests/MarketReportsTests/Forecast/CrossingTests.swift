import Testing

@testable import MarketReports

@Suite("crossings")
struct CrossingTests {
  /// Behind by a little and growing by 2 a period, against a product that does not.
  static func pair(noise: Double = 0.5) throws -> (rising: Forecast, flat: Forecast) {
    let rising = zip(MadeSeries.line(30, from: 40, by: 2), MadeSeries.noise(30, deviation: noise)).map { $0 + $1 }
    let flat = MadeSeries.noise(30, mean: 106, deviation: noise, seed: 5)
    let options = ForecastOptions(horizon: 12)
    return try (Forecast(from: rising, options), Forecast(from: flat, options))
  }

  @Test("the first period in which the forecasts change order, inside its interval")
  func first() throws {
    let (rising, flat) = try Self.pair()
    let crossing = try #require(Crossing(of: rising, over: flat))
    let expected = try #require((0..<12).first { rising.steps[$0].value > flat.steps[$0].value }) + 1
    #expect(crossing.step == expected && expected > 1)
    #expect(crossing.earliest <= crossing.step)
    #expect(try #require(crossing.latest) >= crossing.step)
    #expect(crossing.probability > 0.95 && crossing.probability <= 1)
  }

  @Test("the same forecasts give the same crossing; only the one behind passes")
  func deterministic() throws {
    let (rising, flat) = try Self.pair()
    #expect(Crossing(of: rising, over: flat) == Crossing(of: rising, over: flat))
    #expect(Crossing(of: flat, over: rising) == nil)
    #expect(Crossing(of: rising, over: rising) == nil)
    // Too far behind for the horizon.
    let far = try Forecast(from: MadeSeries.noise(30, mean: 400, seed: 5), ForecastOptions(horizon: 12))
    #expect(Crossing(of: rising, over: far) == nil)
  }

  @Test("a higher level or noisier series have the wider interval")
  func wider() throws {
    let (rising, flat) = try Self.pair(noise: 3)
    let levels = try [0.2, 0.5, 0.8, 0.95].map { try #require(Crossing(of: rising, over: flat, level: $0)) }
    for (narrow, wide) in zip(levels, levels.dropFirst()) {
      #expect(wide.step == narrow.step && wide.earliest <= narrow.earliest && wide.latest ?? 99 >= narrow.latest ?? 99)
    }

    #expect(levels[3].earliest < levels[0].earliest && levels[3].latest ?? 99 > levels[0].latest ?? 99)
    #expect(Crossing(of: rising, over: flat) == levels[2])
    let calm = try Self.pair(noise: 0.01)
    let sure = try #require(Crossing(of: calm.rising, over: calm.flat))
    #expect(sure.earliest >= levels[2].earliest && sure.latest ?? 99 <= levels[2].latest ?? 99)
    #expect(sure.probability > 0.99)
  }

  @Test("histories that end at different times are set side by side")
  func lag() throws {
    let (rising, flat) = try Self.pair(noise: 0.01)
    let options = ForecastOptions(horizon: 12)
    let both = try #require(Crossing(of: rising, over: flat))
    // The flat one's figures are known two periods longer: nothing changes but the count, from there on.
    let longer = try Forecast(from: MadeSeries.noise(32, mean: 106, deviation: 0.01, seed: 5), options)
    let crossing = try #require(Crossing(of: rising, over: longer, lag: 2))
    #expect(crossing.step == both.step - 2)
    let shorter = try Forecast(from: MadeSeries.noise(28, mean: 106, deviation: 0.01, seed: 5), options)
    #expect(Crossing(of: rising, over: shorter, lag: -2)?.step == both.step)
    // None where the first is ahead by then, or no period is common.
    #expect(Crossing(of: rising, over: longer, lag: 11) == nil)
    #expect(Crossing(of: rising, over: longer, lag: 12) == nil && Crossing(of: rising, over: longer, lag: -12) == nil)
  }

  @Test("simulated courses spread as far as the intervals")
  func spread() throws {
    for (model, width) in [(ForecastModel.theta, 0.0), (.ets, 0), (.mean, 0), (.mean, 30)] {
      let series = MadeSeries.randomWalk(60, from: 1000, seed: 6)
      let last = series[59]
      let options = ForecastOptions(model: model, horizon: 8, lastInterval: (last - width)...(last + width))
      let forecast = try Forecast(from: series, options)
      var generator = NormalGenerator(seed: 3)
      let courses = (0..<4000).map { _ in forecast.course(from: &generator) }
      for (i, step) in forecast.steps.enumerated() {
        let values = courses.map { $0[i] }
        let mean = values.reduce(0, +) / 4000
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
        let own = (step.high - step.low - 2 * width) / 2 / 1.2815515655446004
        // A uniform shift has a third of its half width squared as variance.
        let expected = (own * own + width * width / 3).squareRoot()
        #expect(abs(variance.squareRoot() / expected - 1) < 0.05)
        #expect(abs(mean - step.value) < 0.1 * expected)
      }
    }
  }

  @Test("courses keep to the range, too")
  func range() throws {
    let forecast = try Forecast(
      from: MadeSeries.noise(30, mean: 0.5, deviation: 0.4), ForecastOptions(range: 0...1, lastInterval: 0...1))
    var generator = NormalGenerator(seed: 3)
    let values = (0..<100).flatMap { _ in forecast.course(from: &generator) }
    #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 } && values.contains(0) && values.contains(1))
  }
}

@Suite("the normal distribution")
struct NormalDistributionTests {
  @Test("the tables' figures")
  func quantiles() {
    for (level, deviations) in [
      (0.5, 0.6744897501960817), (0.8, 1.2815515655446004), (0.95, 1.959963984540054), (0.99, 2.5758293035489004),
      (0.999999, 4.891638475698745),
    ] { #expect(near(standardDeviations(holding: level), deviations, 1e-10)) }
    #expect(standardDeviations(holding: 1e-300) < 1e-299 && standardDeviations(holding: 1.0.nextDown) < 9)
  }

  @Test("the draws have mean 0, variance 1, the tails of the tables, and are the same every time")
  func draws() {
    let draws = MadeSeries.noise(20000, seed: 42)
    let mean = draws.reduce(0, +) / 20000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
    #expect(abs(mean) < 0.02 && abs(variance - 1) < 0.03)
    #expect(abs(Double(draws.count { abs($0) > 1.96 }) / 20000 - 0.05) < 0.005)
    let lagged = zip(draws, draws.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 20000
    #expect(abs(lagged) < 0.02)
    #expect(draws == MadeSeries.noise(20000, seed: 42) && draws != MadeSeries.noise(20000, seed: 43))
  }

  /// The first output of SplitMix64 from 1234567 is 6457827717110365317.
  @Test("the generator is the published one")
  func published() {
    var generator = NormalGenerator(seed: 1_234_567)
    #expect(generator.uniform() == Double((6_457_827_717_110_365_317 as UInt64 >> 11) + 1) * 0x1p-53)
    #expect(generator.uniform() == Double((3_203_168_211_198_807_973 as UInt64 >> 11) + 1) * 0x1p-53)
  }
}

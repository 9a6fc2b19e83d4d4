import Testing

@testable import MarketReports

@Suite("forecasts")
struct ForecastEngineTests {
  static let kinds: [[Double]] = [
    MadeSeries.airline, MadeSeries.seasonal(48), MadeSeries.seasonal(24), MadeSeries.noise(40, mean: 50),
    MadeSeries.randomWalk(30), MadeSeries.randomWalk(8), MadeSeries.intermittent(36),
    MadeSeries.line(20, from: 5, by: 2), MadeSeries.noise(30, mean: -5), MadeSeries.line(12, from: 10, by: -1),
  ]

  static func steps(
    _ history: [Double], _ model: ForecastModel = .mean, level: Double = 0.8, range: ClosedRange<Double>? = nil,
    lastInterval: ClosedRange<Double>? = nil
  ) throws -> [ForecastStep] {
    let range = range ?? -.infinity ... .infinity
    return try Forecast(
      from: history,
      ForecastOptions(model: model, level: level, periodsPerYear: 12, range: range, lastInterval: lastInterval)
    ).steps
  }

  @Test("the point and the interval are the means of the two methods', the interval times the one factor")
  func mean() throws {
    let series = MadeSeries.seasonal(48)
    let options = ForecastOptions(horizon: 18, periodsPerYear: 12)
    let forecast = try Forecast(from: series, options)
    // 512 is the power of two under the largest value.
    let scale = series.reduce(0, max).binade
    let scaled = series.map { $0 / scale }
    let theta = Theta(fitting: scaled, period: 12).moments(horizon: 18)
    let ets = ExponentialSmoothing.best(for: scaled, period: 12).moments(horizon: 18)
    #expect(forecast.steps.count == 18)
    #expect(forecast.methods.count == 2)
    #expect(forecast.methods[0] == "seasonal Theta" && forecast.methods[1].hasPrefix("ETS("))
    for (step, pair) in zip(forecast.steps, zip(theta, ets)) {
      let half = 1.05 * 1.2815515655446004 * scale * (pair.0.standardDeviation + pair.1.standardDeviation) / 2
      #expect(near(step.value, scale * (pair.0.mean + pair.1.mean) / 2))
      #expect(near(step.low, step.value - half) && near(step.high, step.value + half))
    }
    for model in [ForecastModel.theta, .ets] {
      var alone = options
      alone.model = model
      let expected = model == .theta ? theta : ets
      let steps = try Forecast(from: series, alone).steps
      #expect(zip(steps, expected).allSatisfy { near($0.value, scale * $1.mean) })
    }
  }

  @Test("the same figures give the same forecast, bit by bit", arguments: ForecastModel.allCases)
  func deterministic(_ model: ForecastModel) throws {
    for series in Self.kinds { #expect(try Self.steps(series, model) == Self.steps(series, model)) }
  }

  @Test("another unit gives the same forecast in that unit", arguments: ForecastModel.allCases)
  func unit(_ model: ForecastModel) throws {
    for series in Self.kinds {
      let plain = try Self.steps(series, model)
      // By a power of two exactly, however far.
      for factor in [0x1p-900, 0x1p20, 0x1p900] {
        let expected = plain.map {
          ForecastStep(value: $0.value * factor, low: $0.low * factor, high: $0.high * factor)
        }
        #expect(try Self.steps(series.map { $0 * factor }, model) == expected)
      }
      for (step, other) in zip(plain, try Self.steps(series.map { $0 * 1000 }, model)) {
        let size = 1000 * max(abs(step.low), abs(step.high))
        #expect(abs(other.value - 1000 * step.value) < 1e-6 * size && abs(other.high - 1000 * step.high) < 1e-6 * size)
      }
    }
  }

  @Test("where nothing multiplies, a series moved has its forecast moved along", arguments: ForecastModel.allCases)
  func shift(_ model: ForecastModel) throws {
    for series in [MadeSeries.noise(30, mean: -5), MadeSeries.randomWalk(40, from: -60), MadeSeries.intermittent(36)] {
      let plain = try Self.steps(series, model)
      let moved = try Self.steps(series.map { $0 - 40 }, model)
      for (step, other) in zip(plain, moved) {
        #expect(near(other.value, step.value - 40, 1e-6))
        #expect(near(other.low, step.low - 40, 1e-6) && near(other.high, step.high - 40, 1e-6))
      }
    }
  }

  @Test("a higher level has the wider interval, a later period never a narrower one without a season")
  func nested() throws {
    for model in ForecastModel.allCases {
      for series in Self.kinds {
        let levels = try [0.5, 0.8, 0.95, 0.999].map { try Self.steps(series, model, level: $0) }
        for (narrow, wide) in zip(levels, levels.dropFirst()) {
          #expect(zip(narrow, wide).allSatisfy { $1.low < $0.low && $0.high < $1.high && $0.value == $1.value })
        }
        let plain = try Forecast(from: series, ForecastOptions(model: model)).steps
        guard model == .theta else { continue }
        #expect(zip(plain, plain.dropFirst()).allSatisfy { $1.high - $1.low >= ($0.high - $0.low) * (1 - 1e-12) })
      }
    }
  }

  @Test("forecasts and intervals stay in the metric's range")
  func range() throws {
    let shares = MadeSeries.noise(24, mean: 0.97, deviation: 0.02).map { min($0, 1) }
    for step in try Self.steps(shares, level: 0.999, range: 0...1) {
      #expect(step.high == 1 && step.low > 0 && step.value <= 1 && step.low <= step.value)
    }
    let falling = try Self.steps(MadeSeries.line(12, from: 10, by: -1).map { max($0, 0) }, range: 0 ... .infinity)
    #expect(falling.allSatisfy { $0.low == 0 && $0.value >= 0 && $0.high >= $0.value })
    // Without the range they would not.
    #expect(try Self.steps(MadeSeries.line(12, from: 10, by: -1))[5].value < 0)
  }

  @Test("the last figure's interval widens each side by what it spans there")
  func widened() throws {
    let series = MadeSeries.randomWalk(30)
    let last = series[29]
    let plain = try Self.steps(series)
    let wide = try Self.steps(series, lastInterval: (last - 3)...(last + 0.5))
    for (step, other) in zip(plain, wide) {
      #expect(other.value == step.value && near(other.low, step.low - 3) && near(other.high, step.high + 0.5))
    }
    // An interval that lies beside the figure narrows nothing.
    let above = try Self.steps(series, lastInterval: (last + 1)...(last + 2))
    #expect(zip(plain, above).allSatisfy { $0.low == $1.low && near($1.high, $0.high + 2) })
    let below = try Self.steps(series, lastInterval: (last - 2)...(last - 1))
    #expect(zip(plain, below).allSatisfy { $0.high == $1.high && near($1.low, $0.low - 2) })
  }

  @Test("a series that never changed goes on, as sure as its figures")
  func constant() throws {
    for value in [0, 7, -3, 1e300, .leastNonzeroMagnitude] {
      let series = [Double](repeating: value, count: 9)
      let step = ForecastStep(value: value, low: value, high: value)
      #expect(try Self.steps(series) == [ForecastStep](repeating: step, count: 4))
    }
    let rounded = try Self.steps([Double](repeating: 7, count: 9), lastInterval: 6.5...7.5)
    #expect(rounded[3] == ForecastStep(value: 7, low: 6.5, high: 7.5))
  }

  @Test("any finite history has a finite forecast", arguments: ForecastModel.allCases)
  func finite(_ model: ForecastModel) throws {
    var histories = Self.kinds
    for count in [8, 9, 12, 23, 24, 25] {
      let places = (0..<count).map { Double($0) }
      histories += [
        places.map { $0 == 0 ? 1 : 0 }, places.map { $0 == Double(count - 1) ? 1 : 0 },
        places.map { .greatestFiniteMagnitude * ($0.truncatingRemainder(dividingBy: 2) == 0 ? 1 : -1) },
        places.map { .leastNonzeroMagnitude * ($0 + 1) }, places.map { $0 == 3 ? 1e300 : 1e-300 },
        places.map { 1 + Double.ulpOfOne * $0.truncatingRemainder(dividingBy: 3) },
        places.map { $0.truncatingRemainder(dividingBy: 12) }, places.map { $0 < Double(count / 2) ? 1 : 1e9 },
        places.map { Double(sign: .plus, exponent: Int(8 * $0), significand: 1) },
      ]
    }
    for history in histories {
      for step in try Self.steps(history, model, level: 0.99) {
        #expect(step.value.isFinite && step.low.isFinite && step.high.isFinite)
        #expect(step.low <= step.value && step.value <= step.high)
      }
    }
  }

  @Test("a season is looked for from 24 points on, in months, quarters and halves of a year")
  func seasonFrom24() throws {
    func theta(_ series: [Double], _ periodsPerYear: Int) throws -> String {
      try Forecast(from: series, ForecastOptions(model: .theta, periodsPerYear: periodsPerYear)).methods[0]
    }
    for (period, names) in [(12, "seasonal Theta"), (4, "seasonal Theta"), (2, "seasonal Theta"), (6, "Theta")] {
      let series = (0..<36).map { 10 + Double($0 % period) + ($0 % period == 1 ? 8 : 0) }
      #expect(try theta(series, period) == names)
      #expect(try theta(Array(series.prefix(23)), period) == "Theta")
    }
    let quarters = (0..<24).map { 10 + Double($0 % 4) }
    #expect(try theta(quarters, 4) == "seasonal Theta")
    #expect(try theta(Array(quarters.dropLast()), 4) == "Theta")
  }

  @Test("what is refused, and with which words")
  func refused() throws {
    func refusal(_ history: [Double], _ options: ForecastOptions = ForecastOptions()) -> ForecastRefusal? {
      do {
        _ = try Forecast(from: history, options)
        return nil
      } catch { return error }
    }
    let seven = MadeSeries.line(7, from: 1, by: 1)
    #expect(refusal(seven) == .tooFewPoints(7))
    #expect(refusal([]) == .tooFewPoints(0))
    #expect(refusal(seven + [9]) == nil)
    #expect(refusal(seven + [9, 9], ForecastOptions(horizon: 4)) == nil)
    #expect(refusal(seven + [9, 9], ForecastOptions(horizon: 5)) == .horizon(5, most: 4))
    #expect(refusal(seven + [9], ForecastOptions(horizon: 0)) == .horizon(0, most: 4))
    #expect(refusal(seven + [9], ForecastOptions(level: 1)) == .level)
    #expect(refusal(seven + [9], ForecastOptions(level: 0)) == .level)
    #expect(refusal(seven + [.infinity]) == .notFinite(at: 7))
    #expect(ForecastRefusal.tooFewPoints(7).description == "a forecast needs at least 8 points in a row, not 7")
    #expect(
      ForecastRefusal.horizon(5, most: 4).description
        == "a horizon of 5 periods is more than half of the history; the most is 4")
    #expect(ForecastRefusal.horizon(0, most: 4).description == "a horizon is at least 1 period, not 0")
    #expect(ForecastRefusal.level.description == "a level is above 0% and below 100%")
    #expect(ForecastRefusal.notFinite(at: 7).description == "point 8 is not a finite number")
  }

  @Test("six periods ahead, or half of a short history")
  func horizon() throws {
    for (count, expected) in [(8, 4), (9, 4), (11, 5), (12, 6), (13, 6), (100, 6)] {
      #expect(try Forecast.horizon(for: count, asked: nil) == expected)
    }
    #expect(try Forecast.horizon(for: 100, asked: 50) == 50)
    #expect(throws: ForecastRefusal.horizon(51, most: 50)) { try Forecast.horizon(for: 100, asked: 51) }
  }
}

@Suite("the backtest")
struct BacktestTests {
  /// 1, 2, …, 10 one period ahead: from 8 points the naive method says 8 for 9, from 9 points 9 for 10.
  @Test("the naive method's error, by hand")
  func naive() throws {
    let test = try #require(Backtest(of: MadeSeries.line(10, from: 1, by: 1), ForecastOptions(horizon: 1)))
    #expect(test.origins == 2)
    #expect(near(test.naiveError, (1 / 8.5 + 1 / 9.5) / 2))
    // Two periods ahead only from 8 points: 8 for 9 and for 10.
    let two = try #require(Backtest(of: MadeSeries.line(10, from: 1, by: 1), ForecastOptions(horizon: 2)))
    #expect(two.origins == 1 && near(two.naiveError, (1 / 8.5 + 2 / 9) / 2))
    #expect(test.error < test.naiveError && !test.isNaiveBetter)
  }

  @Test("the forecasts' errors are those of forecasts made from the figures up to the origin")
  func windows() throws {
    let series = MadeSeries.randomWalk(16, drift: 1)
    for model in ForecastModel.allCases {
      let options = ForecastOptions(model: model, horizon: 4)
      let test = try #require(Backtest(of: series, options))
      var sum = 0.0
      for origin in 8...12 {
        for (step, actual) in zip(try Forecast(from: Array(series[..<origin]), options).steps, series[origin...]) {
          sum += abs(actual - step.value) / ((abs(actual) + abs(step.value)) / 2)
        }
      }
      #expect(test.origins == 5 && near(test.error, sum / 20))
    }
  }

  @Test("none without 8 points before and the horizon after")
  func tooShort() {
    #expect(Backtest(of: MadeSeries.randomWalk(11), ForecastOptions(horizon: 4)) == nil)
    #expect(Backtest(of: MadeSeries.randomWalk(12), ForecastOptions(horizon: 4))?.origins == 1)
    #expect(Backtest(of: MadeSeries.randomWalk(7)) == nil)
    #expect(Backtest(of: MadeSeries.randomWalk(30), ForecastOptions(horizon: 16)) == nil)
    #expect(Backtest(of: MadeSeries.randomWalk(11) + [.nan, 1, 2]) == nil)
  }

  @Test("of many origins every second or third is taken, the last among them")
  func many() throws {
    func origins(_ count: Int) -> Int? {
      Backtest(of: MadeSeries.noise(count, mean: 9), ForecastOptions(model: .theta, horizon: 1))?.origins
    }
    // 24, 25, 48 and 49 possible ones.
    #expect([32, 33, 56, 57].map(origins) == [24, 13, 24, 17])
    // Of 26 possible ones 13; the naive method is wrong only from the last.
    let jump = [Double](repeating: 1, count: 33) + [3]
    let test = try #require(Backtest(of: jump, ForecastOptions(horizon: 1)))
    #expect(test == Backtest(of: jump, ForecastOptions(horizon: 1)))
    #expect(near(test.naiveError, 1.0 / 13) && near(test.error, 1.0 / 13))
  }

  @Test("zeros, opposite signs and the largest numbers have an error from 0 to 2")
  func extremes() throws {
    let zeros = try #require(Backtest(of: [Double](repeating: 0, count: 20)))
    #expect(zeros.error == 0 && zeros.naiveError == 0 && !zeros.isNaiveBetter)
    let swing = (0..<20).map { $0.isMultiple(of: 2) ? Double.greatestFiniteMagnitude : -.greatestFiniteMagnitude }
    let test = try #require(Backtest(of: swing, ForecastOptions(horizon: 1)))
    #expect(near(test.naiveError, 2) && test.error >= 0 && test.error <= 2)
  }

  @Test("a walk is as well repeated, a season is not")
  func evidence() throws {
    let seasonal = try #require(Backtest(of: MadeSeries.seasonal(72), ForecastOptions(periodsPerYear: 12)))
    #expect(!seasonal.isNaiveBetter && seasonal.error < 0.7 * seasonal.naiveError)
    // A step that stays, then one that stays: the last figure is right and smoothing late.
    let steps = (0..<40).map { Double(1 + $0 / 10 % 2) }
    #expect(try #require(Backtest(of: steps, ForecastOptions(model: .theta, horizon: 1))).isNaiveBetter)
  }
}

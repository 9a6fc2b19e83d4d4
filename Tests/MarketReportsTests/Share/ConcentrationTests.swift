@testable import MarketReports
import TestSupport
import Testing

@Suite struct ConcentrationTests {
  @Test("the interval is that of a fine grid over the box, shares computed anew at each point")
  func grid() {
    var generator = SeededGenerator(state: 3)
    for _ in 0..<40 {
      let boxes = (0..<3).map { _ in
        let low = Double.random(in: 0...10, using: &generator)
        return (low: low, high: low + Double.random(in: 0...10, using: &generator))
      }
      var least = 2.0
      var most = 0.0
      let steps = 24
      for code in 0..<((steps + 1) * (steps + 1) * (steps + 1)) {
        let places = [code % (steps + 1), code / (steps + 1) % (steps + 1), code / (steps + 1) / (steps + 1)]
        let values = zip(boxes, places).map { $0.low + ($0.high - $0.low) * Double($1) / Double(steps) }
        let sum = values.reduce(0, +)
        let index = values.reduce(0) { $0 + $1 * $1 } / (sum * sum)
        least = min(least, index)
        most = max(most, index)
      }
      let found = Concentration(boxes.map { .init(value: $0.low, low: $0.low, high: $0.high) })
      #expect(found.isExact)
      #expect(abs((found.high ?? 0) - most) < 1e-12)
      #expect((found.low ?? 1) <= least + 1e-12 && (found.low ?? 0) > least - 0.01)
    }
  }

  @Test("beyond 16 members the upper end is a bound that corners never pass")
  func many() {
    var generator = SeededGenerator(state: 5)
    let boxes = (0..<17).map { _ in
      let low = Double.random(in: 0...10, using: &generator)
      return (low: low, high: low + Double.random(in: 0...3, using: &generator))
    }
    let bound = Concentration.maximum(boxes).0
    var best = 0.0
    for code in 0..<(1 << 17) {
      var sum = 0.0
      var square = 0.0
      for (place, box) in boxes.enumerated() {
        let v = code & (1 << place) == 0 ? box.low : box.high
        sum += v
        square += v * v
      }
      best = max(best, square / (sum * sum))
    }
    #expect(bound >= best - 1e-12 && bound < best * 1.02)
  }

  @Test("extremes: a monopoly, nobody, equal intervals, no upper end")
  func extremes() {
    #expect(Concentration([.init(value: 5, low: 4, high: 6)]) == Concentration([.init(value: 5, low: 4, high: 6)]))
    #expect(Concentration([.init(value: 5, low: 4, high: 6)]).value == 1)
    #expect(Concentration([]).value == nil && Concentration([]).high == nil)
    let equal = Concentration([.init(value: 5, low: 4, high: 6), .init(value: 5, low: 4, high: 6)])
    #expect(equal.value == 0.5 && abs((equal.low ?? 0) - 0.5) < 1e-12)
    let open = Concentration([.init(value: nil, low: 4, high: nil), .init(value: 5, low: 4, high: 6)])
    #expect(open.value == nil && open.high == 1 && abs((open.low ?? 0) - 0.5) < 1e-9)
    let fromZero = Concentration([.init(value: nil, low: 0, high: 2), .init(value: nil, low: 0, high: 3)])
    #expect(fromZero.high == 1 && abs((fromZero.low ?? 0) - 0.5) < 1e-9)
  }
}

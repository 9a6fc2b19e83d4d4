/// Nelder and Mead's downhill simplex in a box, deterministic and bounded (The Computer Journal 7, 1965). It needs no
/// derivatives, of which those of the beta function are unwieldy, and steps over places where the likelihood is 0.
struct NelderMead {
  /// The box; points outside it are moved to its edge.
  var lower: [Double]
  var upper: [Double]
  /// Evaluations of one descent.
  var limit = 600

  typealias Vertex = (point: [Double], value: Double)

  /// The lowest value found: from the best of the starts, then again from there with a fresh simplex, which frees one
  /// that collapsed on a slope, until that gains nothing.
  func minimise(from starts: [[Double]], _ f: ([Double]) -> Double) -> Vertex {
    var best: Vertex = ([], .infinity)
    for start in starts {
      let found = descend(from: start, step: 0.4, f)
      if found.value < best.value || best.point.isEmpty { best = found }
    }
    for round in 0..<8 {
      let found = descend(from: best.point, step: round.isMultiple(of: 2) ? 0.05 : -0.3, f)
      let gain = best.value - found.value
      if gain > 0 { best = found }
      if !(gain > 1e-13) && round > 0 { break }
    }
    return best
  }

  private func descend(from start: [Double], step: Double, _ f: ([Double]) -> Double) -> Vertex {
    var evaluations = 0
    func vertex(_ point: [Double]) -> Vertex {
      evaluations += 1
      let inside = point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
      let value = f(inside)
      return (inside, value.isNaN ? .infinity : value)
    }

    var simplex = [vertex(start)]
    for i in start.indices {
      var point = simplex[0].point
      // Away from the edge: a flat simplex never leaves it.
      point[i] += point[i] + step > upper[i] || point[i] + step < lower[i] ? -step : step
      simplex.append(vertex(point))
    }
    let count = start.count

    while evaluations < limit {
      // Stable, so that equal values keep their order and every machine takes the same way.
      simplex.sort { $0.value < $1.value }
      let best = simplex[0]
      let worst = simplex[count]
      let size = start.indices.map { i in simplex.map { abs($0.point[i] - best.point[i]) }.max() ?? 0 }.max() ?? 0
      if size < 1e-9 || (size < 1e-5 && worst.value - best.value < 1e-15) { break }

      let centre = start.indices.map { i in simplex.dropLast().reduce(0) { $0 + $1.point[i] } / Double(count) }
      func along(_ factor: Double) -> [Double] {
        start.indices.map { centre[$0] + factor * (worst.point[$0] - centre[$0]) }
      }
      let reflected = vertex(along(-1))
      if reflected.value < best.value {
        let expanded = vertex(along(-2))
        simplex[count] = expanded.value < reflected.value ? expanded : reflected
        continue
      }
      if reflected.value < simplex[count - 1].value {
        simplex[count] = reflected
        continue
      }
      let outside = reflected.value < worst.value
      let contracted = vertex(along(outside ? -0.5 : 0.5))
      if contracted.value < min(reflected.value, worst.value) {
        simplex[count] = contracted
        continue
      }
      for i in 1...count {
        simplex[i] = vertex(start.indices.map { 0.5 * (simplex[i].point[$0] + best.point[$0]) })
      }
    }
    simplex.sort { $0.value < $1.value }
    return simplex[0]
  }
}

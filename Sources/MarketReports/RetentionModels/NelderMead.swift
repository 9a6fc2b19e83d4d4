/// Nelder and Mead's downhill simplex in a box, deterministic and bounded (The Computer Journal 7, 1965). It needs no
/// derivatives, of which those of the beta function are unwieldy, and steps over places where the likelihood is 0.
struct NelderMead {
  /// The box; points outside it are moved to its edge.
  var lower: [Double]
  var upper: [Double]
  /// Evaluations of one descent.
  var limit = 600
  /// Fresh simplexes at most, after the first.
  var restarts = 8
  /// A descent ends once the simplex is smaller than this in every coordinate, or smaller than `flatSize` while its
  /// values differ by less than `flatness`.
  var size = 1e-9
  var flatSize = 1e-5
  var flatness = 1e-15

  typealias Vertex = (point: [Double], value: Double)

  /// The lowest value found: from the best of the starts, then again from there with a fresh simplex, which frees one
  /// that collapsed on a slope, until that gains nothing.
  func minimise(from starts: [[Double]], _ f: ([Double]) -> Double) -> Vertex {
    var best: Vertex = ([], .infinity)
    for start in starts {
      let found = descend(from: start, step: 0.4, f)
      if found.value < best.value || best.point.isEmpty { best = found }
    }
    for round in 0..<restarts {
      let found = descend(from: best.point, step: round.isMultiple(of: 2) ? 0.05 : -0.3, f)
      let gain = best.value - found.value
      if gain > 0 { best = found }
      if !(gain > 1e-13) && round > 0 { break }
    }
    return best
  }

  private func descend(from start: [Double], step: Double, _ f: ([Double]) -> Double) -> Vertex {
    let count = start.count
    var evaluations = 0
    // Moves the point into the box and gives its value.
    func value(_ point: inout [Double]) -> Double {
      evaluations += 1
      for i in 0..<count { point[i] = min(max(point[i], lower[i]), upper[i]) }
      let value = f(point)
      return value.isNaN ? .infinity : value
    }

    var first = start
    var simplex: [Vertex] = [(first, value(&first))]
    simplex[0].point = first
    for i in 0..<count {
      var point = first
      // Away from the edge: a flat simplex never leaves it.
      point[i] += point[i] + step > upper[i] || point[i] + step < lower[i] ? -step : step
      let height = value(&point)
      simplex.append((point, height))
    }
    var centre = first
    // Room for two trial points, which change places with vertices, so that a step allocates nothing.
    var trial = first
    var second = first

    while evaluations < limit {
      Self.sort(&simplex)
      let worst = simplex[count].value
      var size = 0.0
      for vertex in 1...count {
        for i in 0..<count { size = max(size, abs(simplex[vertex].point[i] - simplex[0].point[i])) }
      }
      if size < self.size || (size < flatSize && worst - simplex[0].value < flatness) { break }

      for i in 0..<count {
        var sum = 0.0
        for vertex in 0..<count { sum += simplex[vertex].point[i] }
        centre[i] = sum / Double(count)
      }
      func place(_ point: inout [Double], _ factor: Double) {
        for i in 0..<count { point[i] = centre[i] + factor * (simplex[count].point[i] - centre[i]) }
      }
      func accept(_ point: inout [Double], _ value: Double) {
        swap(&simplex[count].point, &point)
        simplex[count].value = value
      }
      place(&trial, -1)
      let reflected = value(&trial)
      if reflected < simplex[0].value {
        place(&second, -2)
        let expanded = value(&second)
        if expanded < reflected { accept(&second, expanded) } else { accept(&trial, reflected) }
        continue
      }
      if reflected < simplex[count - 1].value {
        accept(&trial, reflected)
        continue
      }
      place(&second, reflected < worst ? -0.5 : 0.5)
      let contracted = value(&second)
      if contracted < min(reflected, worst) {
        accept(&second, contracted)
        continue
      }
      for vertex in 1...count {
        for i in 0..<count { second[i] = 0.5 * (simplex[vertex].point[i] + simplex[0].point[i]) }
        simplex[vertex].value = value(&second)
        swap(&simplex[vertex].point, &second)
      }
    }
    Self.sort(&simplex)
    return simplex[0]
  }

  /// Stable, so that equal values keep their order and every machine takes the same way.
  private static func sort(_ simplex: inout [Vertex]) {
    for i in 1..<simplex.count {
      var j = i
      while j > 0 && simplex[j].value < simplex[j - 1].value {
        simplex.swapAt(j, j - 1)
        j -= 1
      }
    }
  }
}

import System

/// How many standard deviations on each side of the mean hold a share of a normal distribution: 1.96 for 0.95.
/// `level` is above 0 and below 1.
func standardDeviations(holding level: Double) -> Double {
  var (low, high) = (0.0, 40.0)
  while true {
    let middle = 0.5 * (low + high)
    guard middle > low, middle < high else { return low }
    // By the tails, which keep their digits near a level of 1.
    if erfc(middle * 0.5.squareRoot()) > 1 - level { low = middle } else { high = middle }
  }
}

/// Draws from the standard normal distribution, the same ones for the same seed: SplitMix64 (Steele, Lea and Flood,
/// OOPSLA 2014) and the transform of Box and Muller (1958).
struct NormalGenerator {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64) { state = seed }

  /// Uniform, above 0 and at most 1.
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Double((bits >> 11) + 1) * 0x1p-53
  }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = (-2 * log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}

import System

/// ln Γ(z) for z > 0. `lgamma` writes a global sign, so it must not be called from several threads.
func logGamma(_ z: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(z, &sign)
}

/// ln Γ(z + d) − ln Γ(z) for z > 0, d ≥ 0, without the cancellation that a plain difference suffers where z is
/// large.
///
/// From z = 16 on by Stirling's series (Abramowitz and Stegun 6.1.40), whose leading terms are subtracted by hand.
func logGammaRise(from z: Double, by d: Double) -> Double {
  guard z >= 16 else { return logGamma(z + d) - logGamma(z) }
  return (z - 0.5) * log1p(d / z) + d * (log(z + d) - 1) + stirlingRest(z + d) - stirlingRest(z)
}

/// What Stirling's formula leaves over; the first term left out is below 1e-16 from z = 16 on.
private func stirlingRest(_ z: Double) -> Double {
  let r = 1 / z
  let r2 = r * r
  return r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 * (1.0 / 1680 - r2 / 1188))))
}

// Fractions as per cent: shares, changes and differences of shares.
extension FigureStyle {
  /// "62.4% [62.0–62.8]"; without a point "<62.8%", ">94.0%" or "37.2–62.8%".
  public func percent(_ value: Double?, low: Double? = nil, high: Double? = nil) -> FigureText {
    let (value, low, high) = (finite(value), finite(low), finite(high))
    if let value {
      guard let low, let high, low != high else { return FigureText(signedPercent(value) + "%") }
      return FigureText(signedPercent(value) + "%", interval: "[\(percentRange(low, high))]")
    }
    switch (low, high) {
    case (nil, nil): return FigureText(signs.missing)
    case (nil, let high?): return FigureText("<" + signedPercent(high) + "%")
    case (let low?, nil): return FigureText(">" + signedPercent(low) + "%")
    case (let low?, let high?):
      if low <= 0, high < 1 { return FigureText("<" + signedPercent(high) + "%") }
      if high >= 1, low > 0 { return FigureText(">" + signedPercent(low) + "%") }
      return FigureText(percentRange(low, high) + "%")
    }
  }

  /// "37.2–62.8", "−3.1 to 2.0": two fractions, without the sign of per cent.
  public func percentRange(_ low: Double, _ high: Double) -> String {
    low < 0 || high < 0
      ? signedPercent(low) + " to " + signedPercent(high) : signedPercent(low) + signs.dash + signedPercent(high)
  }

  /// "+4.0%", with its interval "[+2.7 to +5.3]".
  public func change(_ value: Double?, low: Double? = nil, high: Double? = nil) -> FigureText {
    let (value, low, high) = (finite(value), finite(low), finite(high))
    if let value {
      guard let low, let high, low != high else { return FigureText(explicit(value) + "%") }
      return FigureText(explicit(value) + "%", interval: "[\(explicit(low)) to \(explicit(high))]")
    }
    switch (low, high) {
    case (nil, nil): return FigureText(signs.missing)
    case (nil, let high?): return FigureText("<" + explicit(high) + "%")
    case (let low?, nil): return FigureText(">" + explicit(low) + "%")
    case (let low?, let high?): return FigureText(explicit(low) + " to " + explicit(high) + "%")
    }
  }

  /// A difference of two fractions: "+1.2 pp".
  public func points(_ value: Double?) -> FigureText {
    guard let value = finite(value) else { return FigureText(signs.missing) }
    return FigureText(explicit(value) + " pp")
  }

  private func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  private func signedPercent(_ fraction: Double) -> String {
    let digits = percentDigits(fraction, trimmed: false)
    return fraction < 0 && digits.contains(where: { $0 != "0" && $0 != "." }) ? signs.minus + digits : digits
  }

  private func explicit(_ fraction: Double) -> String {
    let digits = percentDigits(fraction, trimmed: false)
    guard digits.contains(where: { $0 != "0" && $0 != "." }) else { return digits }
    return (fraction < 0 ? signs.minus : "+") + digits
  }

  /// One decimal; as many more as it takes to keep two digits of a small fraction, or to tell two figures apart.
  func percentDigits(_ fraction: Double, trimmed: Bool) -> String {
    guard let exact = DecimalDigits(fraction) else { return signs.missing }
    let percent = exact.scaled(by: 2)
    let enough = percent.isZero || percent.exponent >= 0 ? 1 : min(1 - percent.exponent + 1, 6)
    let decimals = enough + max(0, digits - unit.digits)
    return percent.rounded(decimals: decimals).magnitudeText(minimumDecimals: trimmed ? 0 : 1, grouping: true)
  }
}

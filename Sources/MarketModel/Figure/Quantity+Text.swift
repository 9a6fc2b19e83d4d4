extension Quantity {
  /// What it allows one to say.
  public var claimForm: ClaimForm { ClaimForm(value: value, low: low, high: high, qualifier: qualifier) }

  /// For people: 7.8M, <500K, ~1M, 4.5M–5M, 94.3%, n/d, USD 1.4M.
  ///
  /// Without the interval of a point.
  ///
  /// - Parameter other: Where it stands against another one, the two read differently if they differ.
  public func printed(unit: MetricUnit, against other: Quantity? = nil) -> String {
    let style = FigureStyle(unit: unit, currency: currency?.code)
    return (other.map { style.telling(claimForm, from: $0.claimForm) } ?? style)
      .claim(value: value, low: low, high: high, qualifier: qualifier).main
  }
}

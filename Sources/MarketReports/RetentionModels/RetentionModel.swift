/// A model of how a cohort survives: S(t) is the share of those who started that is still there at time t, S(0) = 1.
///
/// Time t is counted in whole units of `RetentionFits.timeUnit` days, because the first three models are built on
/// renewal periods and their curves depend on how long a period is. Between and beyond the observed ages the same
/// formulas are used with any t, through the gamma function.
///
/// Sources: Fader and Hardie, "How to project customer retention", Journal of Interactive Marketing 21 (2007) for
/// `sbg`, `weibull` and `geometric`; Fader, Hardie, Liu, Davin and Steenburgh, "How to project customer retention
/// revisited: the role of duration dependence", Journal of Interactive Marketing 43 (2018) for `bdw`.
public enum RetentionModel: String, CaseIterable, Sendable {
  /// Shifted beta-geometric: each person leaves with a constant chance per unit, and the chances follow a
  /// beta(α, β) distribution. S(t) = B(α, β + t) / B(α, β).
  case sbg
  /// Beta-discrete-Weibull: as `sbg`, but a person's own chance also changes with time when c ≠ 1.
  /// S(t) = B(a, b + t^c) / B(a, b).
  case bdw
  /// Discrete Weibull: everyone alike, the chance of leaving falls (c < 1) or rises (c > 1). S(t) = q^(t^c).
  case weibull
  /// Geometric: everyone alike, one constant chance θ of leaving per unit. S(t) = (1 − θ)^t.
  case geometric
  /// Power law, S(t) = A·t^−b for t ≥ 1, a straight line through the logarithms. It describes; it has no
  /// likelihood.
  case power

  /// The names of `RetentionFit.parameters`, in their order.
  public var parameterNames: [String] {
    switch self {
    case .sbg: ["alpha", "beta"]
    case .bdw: ["a", "b", "c"]
    case .weibull: ["q", "c"]
    case .geometric: ["theta"]
    case .power: ["A", "b"]
    }
  }

  /// The model's name in a sentence.
  public var title: String {
    switch self {
    case .sbg: "shifted beta-geometric"
    case .bdw: "beta-discrete-Weibull"
    case .weibull: "discrete Weibull"
    case .geometric: "geometric"
    case .power: "power law"
    }
  }
}

/// How far a fitted curve is from what was observed.
public struct RetentionResidual: Sendable, Equatable {
  /// Days since the start.
  public var age: Double
  /// Observed minus fitted, as a fraction.
  public var residual: Double

  /// `age` in days, `residual` as a fraction.
  public init(age: Double, residual: Double) {
    self.age = age
    self.residual = residual
  }
}

/// One model fitted to one retention curve.
public struct RetentionFit: Sendable, Equatable {
  /// The model that was fitted.
  public var model: RetentionModel
  /// In the order of `model.parameterNames`, for time in units of `timeUnit`.
  public var parameters: [Double]
  /// Natural logarithm of the likelihood of the whole cohort; nil for the power law.
  public var logLikelihood: Double?
  /// Akaike's criterion, 2k − 2·LL with k parameters: lower is better. Nil for the power law.
  public var aic: Double?
  /// One for each observed age after 0, in order of age.
  public var residuals: [RetentionResidual]
  /// Days in one unit of the model's time.
  public var timeUnit: Double

  /// The parameters again in the form that loses no digits far from 1.
  let curve: SurvivalCurve

  /// The share that the model expects still there at an age in days: 1 up to age 0, never rising.
  ///
  /// Any age is answered; a report draws nothing beyond `RetentionFits.extrapolationLimit`.
  public func survival(at age: Double) -> Double {
    age > 0 ? curve.survival(at: age / timeUnit) : 1
  }
}

/// What became of one model.
public enum FitOutcome: Sendable, Equatable {
  case fitted(RetentionFit)
  /// This model cannot describe these data; the others may.
  case refused(RetentionModel, reason: String)

  /// The model that was tried.
  public var model: RetentionModel {
    switch self {
    case .fitted(let fit): fit.model
    case .refused(let model, _): model
    }
  }

  /// The fit; nil when the model was refused.
  public var fit: RetentionFit? {
    if case .fitted(let fit) = self { fit } else { nil }
  }
}

/// All models fitted to one retention curve.
public struct RetentionFits: Sendable, Equatable {
  /// Best first: by AIC, then the power law, then the refused ones in the order of `RetentionModel`.
  public var outcomes: [FitOutcome]
  /// Days in one unit of the models' time: the greatest common divisor of the observed ages, so that ages 30, 60, 90
  /// are periods 1, 2, 3 and ages 1, 7, 30 are days. One day when an age is not whole.
  public var timeUnit: Double
  /// The size that the likelihoods are for, given or assumed.
  public var cohortSize: Double
  /// The last observed age in days.
  public var lastAge: Double
  /// What a reader must know to not misread the fits.
  public var notes: [String]

  /// Curves mean nothing beyond this age in days: twice the last observed one.
  public var extrapolationLimit: Double { 2 * lastAge }

  /// The fit to show when none is asked for.
  public var best: RetentionFit? { outcomes.first?.fit }

  /// The outcome of one model, nil when it was not asked for.
  public subscript(model: RetentionModel) -> FitOutcome? {
    outcomes.first { $0.model == model }
  }
}

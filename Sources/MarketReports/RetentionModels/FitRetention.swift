import System

/// Fits retention models to one curve by maximum likelihood, the power law by ordinary least squares on logarithms, and
/// ranks them by AIC.
///
///     switch fitRetention(RetentionData(points: points, cohortSize: 1000)) {
///     case .success(let fits): print(fits.best?.survival(at: 60) ?? "no model fits")
///     case .failure(let refusal): print("no fit: \(refusal.reason)")
///     }
///
/// All of the data are refused, with the reason, when: a value is only a bound; fewer than three points follow day 0; a
/// value is not above 0 and at most 1; retention rises beyond what the intervals allow; day 0 is not 1; an age repeats
/// or is not an age. A model is refused alone when its optimum is on a boundary of its parameters.
///
/// - Parameters:
///   - data: one product, plan, cohort and definition; ages in days.
///   - models: those wanted.
/// - Returns: an outcome for each model of `models`, best first. The same data give the same result, bit for bit.
public func fitRetention(
  _ data: RetentionData, models: [RetentionModel] = RetentionModel.allCases
) -> Result<RetentionFits, RetentionRefusal> {
  do throws(RetentionRefusal) {
    return .success(fit(try FittableRetention(data), models: models, sizeIsKnown: data.cohortSize != nil))
  } catch {
    return .failure(error)
  }
}

private func fit(_ curve: FittableRetention, models: [RetentionModel], sizeIsKnown: Bool) -> RetentionFits {
  let search = MaximumLikelihood(curve.likelihood)
  let wanted = RetentionModel.allCases.filter(models.contains)
  // The simpler models are where the others end, so they come first, asked for or not.
  let geometric = search.geometric()
  let weibull = wanted.contains { $0 == .weibull || $0 == .bdw } ? search.weibull() : geometric
  let sbg = wanted.contains { $0 == .sbg || $0 == .bdw } ? search.shiftedBetaGeometric(geometric: geometric) : geometric
  let outcomes = wanted.map { model in
    switch model {
    case .geometric: curve.outcome(model, geometric)
    case .weibull: curve.outcome(model, weibull)
    case .sbg: curve.outcome(model, sbg)
    case .bdw: curve.outcome(model, search.betaDiscreteWeibull(weibull: weibull, sbg: sbg))
    case .power: curve.powerLaw()
    }
  }

  var notes: [String] = []
  if !sizeIsKnown && outcomes.contains(where: { $0.fit?.aic != nil }) {
    notes.append(
      "cohort size unknown: log-likelihood and AIC are for \(plainNumber(curve.cohortSize)) people, and the order of "
        + "the models depends on it"
    )
  }
  for fit in outcomes.compactMap(\.fit) where fit.parameters.count >= curve.ages.count {
    notes.append("\(fit.model.title): as many parameters as points, so its residuals say nothing")
  }
  return RetentionFits(
    outcomes: ranked(outcomes), timeUnit: curve.timeUnit, cohortSize: curve.cohortSize, lastAge: curve.ages.last ?? 0,
    notes: notes)
}

/// By AIC, then those without one, then the refused; equals in the order of fewer parameters, then of `RetentionModel`.
private func ranked(_ outcomes: [FitOutcome]) -> [FitOutcome] {
  func key(_ place: Int) -> (Int, Double, Int, Int) {
    guard let fit = outcomes[place].fit else { return (2, 0, 0, place) }
    return (fit.aic == nil ? 1 : 0, fit.aic ?? 0, fit.parameters.count, place)
  }
  return outcomes.indices.sorted { key($0) < key($1) }.map { outcomes[$0] }
}

extension FittableRetention {
  fileprivate func outcome(_ model: RetentionModel, _ optimum: Optimum) -> FitOutcome {
    switch optimum {
    case .boundary(let reason, _): return .refused(model, reason: reason)
    case .inside(let curve, let perHead):
      let parameters = curve.parameters(of: model)
      let logLikelihood = perHead * cohortSize
      let aic = 2 * Double(parameters.count) - 2 * logLikelihood
      return fitted(model, curve, parameters: parameters, logLikelihood: logLikelihood, aic: aic)
    }
  }

  fileprivate func powerLaw() -> FitOutcome {
    let points = zip(ages, observed).map { (x: $0 / timeUnit, y: $1) }.filter { $0.x >= 1 }
    guard points.count >= 3, let line = leastSquares(points.map { (log($0.x), log($0.y)) }) else {
      return .refused(.power, reason: "fewer than three points from time 1 on")
    }
    guard line.slope < 0 else {
      return .refused(.power, reason: "retention does not fall, and a power law that rises is not a retention curve")
    }
    let scale = exp(line.intercept)
    guard scale.isFinite, scale > 0 else { return .refused(.power, reason: "A is beyond what a number can hold") }
    let curve = SurvivalCurve.power(logA: line.intercept, b: -line.slope)
    return fitted(.power, curve, parameters: [scale, -line.slope], logLikelihood: nil, aic: nil)
  }

  private func fitted(
    _ model: RetentionModel, _ curve: SurvivalCurve, parameters: [Double], logLikelihood: Double?, aic: Double?
  ) -> FitOutcome {
    // q of a curve that hardly falls, or falls at once, can be lost in rounding.
    let isLost = model == .weibull && !(parameters[0] > 0 && parameters[0] < 1)
    guard !isLost, parameters.allSatisfy(\.isFinite) else {
      return .refused(model, reason: "the optimum is on a boundary: its parameters are beyond what a number can hold")
    }
    let residuals = zip(ages, observed).map { age, value in
      RetentionResidual(age: age, residual: value - curve.survival(at: age / timeUnit))
    }
    return .fitted(
      RetentionFit(
        model: model, parameters: parameters, logLikelihood: logLikelihood, aic: aic, residuals: residuals,
        timeUnit: timeUnit,
        curve: curve))
  }
}

extension SurvivalCurve {
  /// In the order of `model.parameterNames`.
  fileprivate func parameters(of model: RetentionModel) -> [Double] {
    switch self {
    case .geometric(let hazard): [-expm1(-hazard)]
    case .weibull(let h, let end, let c): [exp(-h / pow(end, c)), c]
    case .beta(let a, let b, let c): model == .sbg ? [a, b] : [a, b, c]
    case .power(let logA, let b): [exp(logA), b]
    }
  }
}

/// The rows of one product and plan: its cohorts, its pooled curve and what was fitted to it.
struct RetentionCurve {
  enum Fitting {
    case fitted(RetentionFits)
    case refused(String)
    /// `--no-fit`.
    case notAsked
  }
  let product: String
  let plan: String
  /// The triangle, in order of cohort and age.
  var cohorts: [[Cell]] = []
  /// In order of age.
  var pooled: [[Cell]] = []
  var fitting = Fitting.notAsked
  /// The fit shown in `fitted` and `extrapolated`.
  var shown: RetentionFit?
  /// Ages that the shown fit was carried on to.
  var extrapolated: [(day: Int, retention: Double)] = []
  var notes: [String] = []

  private typealias Field = RetentionColumn

  var name: String { plan == "all" ? product : "\(product) (\(plan))" }

  /// All rows in the order of the statement, the extrapolated ones after the pooled ones.
  var rows: [[Cell]] {
    let fitted = pooled.map { row in
      var row = row
      if let shown, let day = row[Field.day].number { row[Field.fitted] = .real(shown.survival(at: day)) }
      return row
    }
    let beyond = extrapolated.map { day, retention in
      [
        .text(product), .text(plan), .null, .integer(Int64(day)), .null, .null, .null, .null, .null, .null, .null,
        .real(retention),
      ]
        as [Cell]
    }
    return cohorts + fitted + beyond
  }

  static func curves(of rows: [[Cell]], _ parameters: RetentionParameters) -> [RetentionCurve] {
    var curves: [RetentionCurve] = []
    for row in rows {
      guard let product = row[Field.product].string, let plan = row[Field.plan].string else { continue }
      if curves.last?.product != product || curves.last?.plan != plan {
        curves.append(RetentionCurve(product: product, plan: plan))
      }
      if row[Field.cohort] == .null {
        curves[curves.count - 1].pooled.append(row)
      } else {
        curves[curves.count - 1].cohorts.append(row)
      }
    }
    if parameters.fits {
      for index in curves.indices { curves[index].fit(parameters) }
    }
    return curves
  }

  private mutating func fit(_ parameters: RetentionParameters) {
    guard !pooled.isEmpty else {
      fitting = .refused("its cohorts may overlap and are not pooled")
      return
    }
    let points = pooled.compactMap { row -> RetentionPoint? in
      guard let day = row[Field.day].number else { return nil }
      let value = row[Field.retention].number
      return RetentionPoint(
        age: day, survival: value ?? 0, low: row[Field.low].number ?? 0, high: row[Field.high].number ?? 1,
        isBound: value == nil)
    }
    let data = RetentionData(points: points, cohortSize: pooled.first?[Field.cohortSize].number)
    switch fitRetention(data, models: parameters.model.map { [$0] } ?? RetentionModel.allCases) {
    case .failure(let refusal): fitting = .refused(refusal.reason)
    case .success(let fits):
      fitting = .fitted(fits)
      shown = fits.best
      notes = fits.notes
      if let shown { extrapolate(shown, fits, horizon: parameters.horizon) }
    }
  }

  /// At most eight ages after the last observed one, on the model's own grid of time.
  private mutating func extrapolate(_ fit: RetentionFit, _ fits: RetentionFits, horizon: Int?) {
    var end = fits.extrapolationLimit
    if let horizon {
      if Double(horizon) > end {
        notes.append("extrapolated to D\(Int(end)), twice the last observed age, and no further")
      }
      end = min(end, Double(horizon))
    }
    guard end > fits.lastAge, fits.timeUnit >= 1 else { return }
    let units = Int((end - fits.lastAge) / fits.timeUnit)
    guard units >= 1 else { return }
    let steps = min(8, units)
    for step in 1...steps {
      let day = fits.lastAge + Double(units * step / steps) * fits.timeUnit
      extrapolated.append((Int(day), fit.survival(at: day)))
    }
  }
}

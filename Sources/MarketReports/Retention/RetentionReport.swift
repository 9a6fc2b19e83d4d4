import MarketModel
import MarketStore
import SQLite

/// How long people stay.
public struct RetentionParameters: Sendable, Equatable {
  /// The products, the metric by age and the knowledge to report on. Its periods are those of the cohorts.
  public var common: CommonParameters
  /// Nil: every model is fitted and the best by AIC shown.
  public var model: RetentionModel?
  /// False: no model is fitted, and the curves are shown as observed.
  public var fits: Bool
  /// The last age extrapolated to, in days; at most twice the last observed one, which is the default too.
  public var horizon: Int?

  /// Unless told, every model is fitted and the best is drawn to twice the last observed age.
  public init(_ common: CommonParameters, model: RetentionModel? = nil, fits: Bool = true, horizon: Int? = nil) {
    self.common = common
    self.model = model
    self.fits = fits
    self.horizon = horizon
  }
}

/// The triangle of cohorts by age, the pooled curve of each product and plan, and the models fitted to it. Ages are
/// days.
///
/// The statement gives every row but the extrapolated ones, with `fitted` and `extrapolated` null: a model is not SQL.
///
/// - Throws: `StoreError` of kind `name` for an unknown name, `usage` for a metric that is not by age.
public func retention(_ parameters: RetentionParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let scope = try ReportScope(parameters.common, defaultMetric: "retention", in: store)
    guard scope.metric.isByDayOffset else {
      throw StoreError(
        .usage, "\(scope.metric.code) is not observed by age, so it has no retention curve",
        remedy: .anyOf(["use a retention metric", .see(.trend)]))
    }
    try scope.believing.requireClaims("a retention curve")
    if let horizon = parameters.horizon, horizon < 1 {
      throw StoreError(.usage, "a horizon of \(horizon) makes no sense", remedy: "give a number of days from 1 on")
    }
    let timeline = try scope.timeline()
    let query = RetentionQuery(scope: scope, timeline: timeline)
    let statement = try query.statement()
    let rows = try store.connection.cells(statement)
    let curves = RetentionCurve.curves(of: rows, parameters)
    var request = scope.request(.retention)
    request.add("model", parameters.model?.rawValue)
    request.addFlag("no_fit", !parameters.fits)
    request.add("horizon", parameters.horizon)
    let document = try RetentionDocument(query: query, curves: curves, parameters: parameters).document(request)
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

import MarketModel
import MarketStore
import SQLite

/// What is to be expected of the next periods.
public struct ForecastParameters: Sendable, Equatable {
  /// The products, the metric, the periods of the history and the knowledge to report on.
  public var common: CommonParameters
  /// Periods ahead; nil for the smaller of 6 and half of the history.
  public var horizon: Int?
  /// The method.
  public var model: ForecastModel
  /// How often the intervals are to hold, in per cent.
  public var level: Double

  /// The mean of the methods at 80 %, unless told.
  public init(_ common: CommonParameters, horizon: Int? = nil, model: ForecastModel = .mean, level: Double = 80) {
    self.common = common
    self.horizon = horizon
    self.model = model
    self.level = level
  }
}

/// Forecasts of each product from the last unbroken run of its believed points of one origin, with prediction
/// intervals, the error of a backtest beside the naive method's, and who is expected to pass whom.
///
/// The statement gives the history: models are not SQL.
///
/// - Throws: `StoreError` of kind `name` for an unknown name, `usage` for a metric by age, irregular spans, a horizon
///   or a level that cannot be.
public func forecast(_ parameters: ForecastParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    let scope = try ReportScope(parameters.common, defaultMetric: "mau", in: store)
    try scope.requireNoAges("its curve is extrapolated, not forecast")
    guard parameters.level > 0, parameters.level < 100 else {
      throw StoreError(
        .usage, "\(ForecastRefusal.level)", remedy: "give a number of per cent between 0 and 100, as in 80")
    }
    if let horizon = parameters.horizon, horizon < 1 {
      throw StoreError(
        .usage, "\(ForecastRefusal.horizon(horizon, most: 0))", remedy: "give a number of periods from 1 on")
    }
    try scope.believing.requireClaims("a forecast")
    let timeline = try scope.regularTimeline("they have no next period")
    let query = ForecastQuery(scope: scope, timeline: timeline)
    let statement = try query.statement()
    let rows = try store.connection.cells(statement)
    var request = scope.request(.forecast)
    request.add("horizon", parameters.horizon)
    request.add("model", parameters.model == .mean ? nil : parameters.model.rawValue)
    request.add("level", parameters.level == 80 ? nil : parameters.level)
    let document = try ForecastDocument(scope: scope, timeline: timeline, input: rows, parameters: parameters)
      .document(request)
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

/// Whether a forecast refused a product.
public func hasRefusals(_ document: ReportDocument) -> Bool {
  guard case .object(let fields) = document.summary,
    case .array(let refused)? = fields.first(where: { $0.name == "refused" })?.value
  else { return false }
  return !refused.isEmpty
}

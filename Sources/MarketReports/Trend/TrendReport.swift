import MarketModel
import MarketStore
import SQLite

/// How a metric developed, period by period.
public struct TrendParameters: Sendable, Equatable {
  /// The products, the metric, the periods and the knowledge to report on.
  public var common: CommonParameters
  /// The period whose value is 100 in the `index` column.
  public var base: Period?
  /// Width of the trailing moving average in periods.
  public var movingAverage: Int?
  /// The age in days of a metric that is observed by age, which then needs one: no other metric has any.
  public var day: Int?

  /// Without `base` there is no index, without `movingAverage` no moving average.
  public init(_ common: CommonParameters, base: Period? = nil, movingAverage: Int? = nil, day: Int? = nil) {
    self.common = common
    self.base = base
    self.movingAverage = movingAverage
    self.day = day
  }
}

/// Believed values by product and period, with change, year-on-year change, index and moving average. A gap is a row
/// without a value.
///
/// - Throws: `StoreError` of kind `name` for an unknown name, `usage` for an index base that has no value, a roll-up
///   that the metric does not allow, or a mix of currencies.
public func trend(_ parameters: TrendParameters, in store: Store) throws -> ReportRun {
  try store.reading {
    var scope = try ReportScope(parameters.common, defaultMetric: "mau", in: store)
    scope.day = try age(parameters.day, scope)
    var timeline = try scope.timeline()
    let width = parameters.movingAverage ?? 1
    guard width >= 1, width <= 1000 else {
      throw StoreError(
        .usage, "a moving average of \(width) makes no sense", remedy: "give a number of periods from 2 on")
    }
    timeline.readBack(max(1, timeline.yearBefore?.upperBound ?? 0, Int64(width) - 1))
    let base = try parameters.base.map { try indexBase($0, timeline, scope) }
    if let base { timeline.read(base) }
    let query = TrendQuery(scope: scope, timeline: timeline, base: base, movingAverage: parameters.movingAverage)
    let statement = try query.statement()
    // What is chained has no column in the rows: it comes behind them and is taken off.
    let wide = try store.connection.cells(query.isChained ? try query.statement(marksChains: true) : statement)
    let rows = wide.map { Array($0.prefix(TrendColumn.columns.count)) }
    if let base = parameters.base { try requireBase(base, rows, scope) }
    var request = scope.request(.trend)
    request.add("base", parameters.base?.label)
    request.add("moving_average", parameters.movingAverage)
    request.add("day", parameters.day)
    let document = try TrendDocument(
      query: query, rows: rows, chained: ChainedFigures(wide, query), base: parameters.base
    )
    .document(request)
    return ReportRun(document: document, sql: statement.literalText + ";")
  }
}

/// One age makes a series over time; two of them are two series, which are never compared.
private func age(_ day: Int?, _ scope: ReportScope) throws -> Int? {
  guard scope.metric.isByDayOffset else {
    if let day {
      throw StoreError(
        .usage, "\(scope.metric.code) is not observed by age, so it has no day \(day)", remedy: .omit(.day))
    }
    return nil
  }
  if let day {
    guard (0...36525).contains(day) else {
      throw StoreError(.usage, "an age of \(day) days makes no sense", remedy: "give whole days from 0 to 36525")
    }
    return day
  }
  let ages = try scope.ages()
  let found = ages.isEmpty ? "" : ": " + listed(ages.map(String.init), limit: 12)
  throw StoreError(
    .usage, "\(scope.metric.code) is observed by age, and one age is not compared with another\(found)",
    remedy: .anyOf([.set(.day, ages.first.map(String.init)), .see(.retention)]))
}

private func indexBase(_ base: Period, _ timeline: Timeline, _ scope: ReportScope) throws -> Int64 {
  guard base.granularity == timeline.granularity, let id = base.id else {
    throw StoreError(
      .usage, "the base \(base) is a \(base.granularity.name), but \(scope.metric.code) is shown \(timeline.phrase)",
      remedy: .anyOf(["name a \(timeline.granularity.name)", .set(.by, base.granularity.name)]))
  }
  return Int64(id)
}

/// Every product shown needs a value to be 100: a missing base is never moved. Where some origins have it and others
/// not, the periods of those have no index.
private func requireBase(_ base: Period, _ rows: [[Cell]], _ scope: ReportScope) throws {
  let lacking = productRuns(rows, TrendColumn.product).filter { product in
    let points = product.rows.filter { TrendQuery.isActual($0) && $0[TrendColumn.value] != .null }
    return !points.isEmpty && points.allSatisfy { $0[TrendColumn.index] == .null }
  }
  if !lacking.isEmpty {
    throw StoreError(
      .usage, "\(listed(lacking.map(\.name))) has no \(scope.metric.code) in \(base) to set to 100",
      remedy: .anyOf([.set(.base, nil), "leave that product out"]))
  }
}

import MarketModel

/// What growth is computed with where the first and the last figure are not of one origin.
struct GrowthChain {
  /// By the label of the later period: the factor from the period before to it, by one origin.
  var links: [String: Double] = [:]
  /// What each origin says itself, by the label of the period.
  var own: [String: [String: Double]] = [:]

  /// Of each product, from the rows of `TrendQuery.chainStatement`.
  static func all(_ rows: [[Cell]]) -> [String: GrowthChain] {
    var chains: [String: GrowthChain] = [:]
    for row in rows {
      guard let product = row[0].string, let period = row[1].string else { continue }
      if let factor = row[2].number { chains[product, default: GrowthChain()].links[period] = factor }
      if let origin = row[3].string, let value = row[4].number {
        chains[product, default: GrowthChain()].own[origin, default: [:]][period] = value
      }
    }
    return chains
  }
}

/// Where index and moving average are those of a chain, for the summary and the notes.
struct ChainedFigures {
  private var index: [String: [String]] = [:]
  private var movingAverage: [String: [String]] = [:]

  /// - Parameter wide: The rows with their hidden columns, where the query has them.
  init(_ wide: [[Cell]], _ query: TrendQuery) {
    guard query.isChained else { return }
    for row in wide {
      guard let product = row[TrendColumn.product].string, let period = row[TrendColumn.period].string else { continue }
      if row[TrendColumn.indexChained] == .integer(1) { index[product, default: []].append(period) }
      if row[TrendColumn.movingAverageChained] == .integer(1) { movingAverage[product, default: []].append(period) }
    }
  }

  /// The periods in which they are; nothing where there is none.
  func fields(_ product: String) -> [JSONField] {
    [("index_chained", index[product]), ("moving_average_chained", movingAverage[product])].compactMap {
      name, periods in
      periods.map { JSONField(name, .array($0.map(JSONValue.string))) }
    }
  }

  func notes(_ product: String) -> [String] {
    [("index", index[product]), ("moving average", movingAverage[product])].compactMap { name, periods in
      periods.map {
        "\(product): the \(name) is chained over changes of origin in \(listed($0, limit: 12)): no single origin is "
          + "there at both ends."
      }
    }
  }
}

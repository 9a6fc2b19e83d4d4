import MarketModel
import SQLite

/// Finds figures a thousand times above or below both neighbours of their own series, as the rows go by in the order of
/// the key: a unit that was mistaken, most of the time. Once for each series.
struct FarFigures {
  /// Both neighbours are so many times larger or smaller.
  static let factor = 1000.0
  private static let most = 20
  private var series: Int32 = 0
  private var isFound = false
  private var before: (period: Int32, value: Double)?
  private var current: (period: Int32, value: Double)?
  private(set) var found: [(series: Int32, period: Int32)] = []
  private(set) var leftOut = 0

  @inline(__always) mutating func take(_ row: PendingObservation) {
    guard row.action != .refuse, row.action != .drop, row.value > 0 else { return }
    if row.series != series {
      (series, isFound, before, current) = (row.series, false, nil, (row.period, row.value))
      return
    }
    guard let now = current else { return }
    if row.period == now.period { return }
    // Months and quarters of one series are no neighbours.
    if row.period / 10_000_000 != now.period / 10_000_000 {
      (before, current) = (nil, (row.period, row.value))
      return
    }
    if let before, !isFound {
      let isAbove = now.value >= Self.factor * before.value && now.value >= Self.factor * row.value
      let isBelow = now.value * Self.factor <= before.value && now.value * Self.factor <= row.value
      if isAbove || isBelow {
        isFound = true
        if found.count < Self.most { found.append((series, now.period)) } else { leftOut += 1 }
      }
    }
    (before, current) = (now, (row.period, row.value))
  }
}

extension ImportSession {
  /// What is worth a notice of them.
  func notices(_ far: FarFigures) throws -> [String] {
    var notices = try far.found.compactMap { one in
      try store.connection.first(
        """
        SELECT m.code, coalesce(p.name, c.name), t.label FROM series s JOIN metrics m ON m.id = s.metric_id
          JOIN periods t ON t.id = \(Int64(one.period))
          LEFT JOIN products p ON p.id = s.product_id LEFT JOIN companies c ON c.id = s.company_id
        WHERE s.id = \(Int64(one.series))
        """
      ) { row in
        "\(row.text(0)) of \(row.text(1)) in \(row.text(2)) is a thousand times its neighbours, "
          + "or a thousandth: is its unit right?"
      }
    }
    if far.leftOut > 0 { notices.append("\(far.leftOut) more series have such a figure") }
    return notices
  }
}

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
  /// The last two periods of the series and their values; 0: none yet.
  private var before = 0.0
  private var period: Int32 = 0
  private var current = 0.0
  private(set) var found: [(series: Int32, period: Int32)] = []
  private(set) var leftOut = 0

  @inline(__always) mutating func take(_ row: UnsafePointer<PendingObservation>) {
    let (next, value) = (row.pointee.period, row.pointee.value)
    guard row.pointee.action != .refuse, row.pointee.action != .drop, value > 0 else { return }
    if row.pointee.series != series {
      (series, isFound, before) = (row.pointee.series, false, 0)
    } else if next == period {
      return
    } else if next / 10_000_000 != period / 10_000_000 {
      // Months and quarters of one series are no neighbours.
      before = 0
    } else {
      if before > 0, !isFound, isFar(from: value) {
        isFound = true
        if found.count < Self.most { found.append((series, period)) } else { leftOut += 1 }
      }
      before = current
    }
    (period, current) = (next, value)
  }

  @inline(__always) private func isFar(from value: Double) -> Bool {
    current >= Self.factor * before && current >= Self.factor * value
      || current * Self.factor <= before && current * Self.factor <= value
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

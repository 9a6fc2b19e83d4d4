import SQLite

/// Series by subject, metric, dimensions and day offset; missing ones are added.
final class SeriesIndex {
  private let connection: Connection
  private let seen = ByteDictionary()
  @exclusivity(unchecked) private var firstNew = Int32.max

  init(_ connection: Connection) { self.connection = connection }

  struct Key: Equatable {
    /// A product's id, or the negative of a company's.
    var subject: Int32
    var metric: Int32
    /// Number of an interned combination of currency, plan, region and platform.
    var dimensions: Int32
    /// -1: none.
    var dayOffset: Int32
  }

  struct Dimensions: Hashable {
    var currency = ""
    var plan = "all"
    var region = "all"
    var platform = "all"
  }

  @exclusivity(unchecked) private(set) var dimensions: [Dimensions] = []
  private var dimensionNumbers: [Dimensions: Int32] = [:]

  func number(of value: Dimensions) -> Int32 {
    if let known = dimensionNumbers[value] { return known }
    let number = Int32(truncatingIfNeeded: dimensions.count)
    dimensions.append(value)
    dimensionNumbers[value] = number
    return number
  }

  func isNew(_ id: Int32) -> Bool { id >= firstNew }

  func id(_ key: Key) throws -> Int32 {
    if let known = withUnsafeBytes(of: key, { seen.value($0) }) { return known }
    let at = dimensions[Int(key.dimensions)]
    let product: Int64? = key.subject > 0 ? Int64(key.subject) : nil
    let company: Int64? = key.subject < 0 ? -Int64(key.subject) : nil
    let day: Int64? = key.dayOffset >= 0 ? Int64(key.dayOffset) : nil
    let found: Int64?
    if let product {
      found = try connection.first(
        """
        SELECT id FROM series WHERE product_id = \(product) AND metric_id = \(Int64(key.metric))
          AND currency = \(at.currency)
          AND plan = \(at.plan) AND region = \(at.region) AND platform = \(at.platform)
            AND ifnull(day_offset, -1) = \(Int64(key.dayOffset))
        """
      ) { $0.int(0) }
    } else {
      found = try connection.first(
        """
        SELECT id FROM series WHERE company_id = \(company) AND metric_id = \(Int64(key.metric))
          AND currency = \(at.currency)
          AND plan = \(at.plan) AND region = \(at.region) AND platform = \(at.platform)
            AND ifnull(day_offset, -1) = \(Int64(key.dayOffset))
        """
      ) { $0.int(0) }
    }
    let id: Int32
    if let found {
      id = Int32(truncatingIfNeeded: found)
    } else {
      try connection.run(
        """
        INSERT INTO series (product_id, company_id, metric_id, currency, plan, region, platform, day_offset)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """,
        product, company, Int64(key.metric), at.currency, at.plan, at.region, at.platform, day)
      id = Int32(truncatingIfNeeded: connection.lastInsertRowID)
      firstNew = min(firstNew, id)
    }
    withUnsafeBytes(of: key) { seen.insert($0, id) }
    return id
  }
}

import MarketModel

/// The value columns of a wide file, which are all periods or all products. A product may have a name like a period
/// ("2026"): the other columns tell.
struct WideCells {
  private var columns: [(at: Int, period: Period?, product: CatalogueEntry?)] = []

  /// Takes a column whose name is no other column's; false when it can be neither a period nor a product.
  mutating func add(_ name: String, at: Int, _ catalogue: ColumnNames) throws -> Bool {
    let period: Period? = if case .success(let found) = Period.parse(name) { found } else { nil }
    let product = try catalogue.product(name)
    if period == nil, product == nil, catalogue.create == nil { return false }
    columns.append((at, period, product))
    return true
  }

  func cells(
    _ header: [String], hasPeriod: Bool, isNearRole: (String) -> Bool, _ catalogue: ColumnNames,
    unknown: (String, Int, [String]) -> HeaderError
  ) throws -> [(field: Int, key: CellKey)] {
    if !hasPeriod, columns.contains(where: { $0.period != nil }) || columns.isEmpty {
      return try columns.map { column in
        guard let period = column.period else {
          if column.product == nil { throw unknown(header[column.at], column.at, []) }
          throw HeaderError(
            column: column.at, message: "some columns are periods and \"\(header[column.at])\" is a product",
            remedy: "a wide file has one or the other; with products, a column period says when")
        }
        return (column.at, .period(period))
      }
    }
    return try columns.map { column in
      if let product = column.product { return (column.at, .product(product)) }
      let name = header[column.at]
      if column.period != nil {
        throw HeaderError(
          column: column.at, message: "\"\(name)\" is a period, and the file has a column period too",
          remedy: "a wide file has one column per period or a column period")
      }
      if catalogue.create != nil, let error = tooLongName("product", name) {
        throw HeaderError(column: column.at, message: error.message, remedy: error.remedy)
      }
      guard !isNearRole(name), let made = try catalogue.create?(name) else {
        throw unknown(name, column.at, try catalogue.nearest(name))
      }
      return (column.at, .product(made))
    }
  }
}

import MarketModel

/// What a column of an import holds; the raw value is its canonical header.
enum ColumnRole: String, CaseIterable {
  // Observations.
  case product, company, metric, period, value, source, origin
  case publishedOn = "published_on"
  case currency, plan, region, platform
  case dayOffset = "day_offset"
  case cohort
  case cohortSize = "cohort_size"
  case status, qualifier, low, high, note
  // Events.
  case eventType = "event_type"
  case title
  case announcedOn = "announced_on"
  case effective
  case effectiveTo = "effective_to"
  case subjects, partners, amount
  // The catalogue.
  case country
  case parentCompany = "parent_company"
  case parentProduct = "parent_product"
  case kind, alias, name, segment, definition
  case validFrom = "valid_from"
  case validTo = "valid_to"
  case unit
  case periodType = "period_type"
  case aggregation, additive, direction
  case minimum = "min_value"
  case maximum = "max_value"
  case byDayOffset = "by_day_offset"
  case family
  case partOf = "part_of"
  case reliability, publisher, author, url
  case base, quote, rate
  case report, command, description, sql, alert
}

extension ImportShape {
  /// The columns that a file of this shape may have.
  var roles: [ColumnRole] {
    switch self {
    case .long:
      [
        .product, .company, .metric, .period, .value, .source, .origin, .publishedOn, .currency, .plan, .region,
        .platform, .dayOffset,
        .cohort, .cohortSize, .status, .qualifier, .low, .high, .note,
      ]
    case .wide:
      [
        .product, .company, .metric, .period, .source, .origin, .publishedOn, .currency, .plan, .region, .platform,
        .status, .note,
      ]
    case .cohorts:
      [
        .product, .company, .metric, .cohort, .cohortSize, .source, .origin, .publishedOn, .plan, .region, .platform,
        .status, .note,
      ]
    case .events:
      [
        .eventType, .title, .status, .announcedOn, .effective, .effectiveTo, .subjects, .partners, .amount, .currency,
        .source, .origin,
        .publishedOn, .note,
      ]
    case .companies: Self.roles(of: .company)
    case .products: Self.roles(of: .product) + [.segment]
    case .aliases: [.alias, .kind, .name]
    case .segments: Self.roles(of: .segment) + [.product, .validFrom, .validTo]
    case .metrics: Self.roles(of: .metric)
    case .sources: Self.roles(of: .source) + [.title, .publishedOn]
    case .fx: [.base, .quote, .kind, .period, .rate, .low, .high, .source, .publishedOn, .note]
    case .reports: [.report, .command, .description, .sql, .alert]
    }
  }

  private static func roles(of kind: CatalogueKind) -> [ColumnRole] {
    [ColumnRole(rawValue: kind.rawValue)].compactMap { $0 } + CatalogueField.all(of: kind).map(\.role)
  }

  /// Other words for a column, without case, blanks, `_` and `-`.
  var aliases: [String: ColumnRole] {
    switch self {
    case .long, .wide, .cohorts:
      [
        "app": .product, "name": .product, "kpi": .metric, "indicator": .metric, "date": .period, "month": .period,
        "timeperiod": .period,
        "obsvalue": .value, "amount": .value, "obsstatus": .status, "asof": .publishedOn, "vintage": .publishedOn,
        "releasedate": .publishedOn, "day": .dayOffset, "ccy": .currency, "size": .cohortSize,
      ]
    case .events:
      [
        "type": .eventType, "event": .title, "asof": .publishedOn, "vintage": .publishedOn, "releasedate": .publishedOn,
        "ccy": .currency,
        "effectiveon": .effective, "date": .effective,
      ]
    case .aliases: ["of": .name]
    case .fx:
      [
        "month": .period, "date": .period, "timeperiod": .period, "vintage": .publishedOn, "asof": .publishedOn,
        "releasedate": .publishedOn,
      ]
    case .companies, .products, .segments, .metrics, .sources, .reports: [:]
    }
  }

  /// One value a row, or one value a cell.
  var isWide: Bool { self == .wide || self == .cohorts }
}

/// What a value cell of a wide file says by its column.
enum CellKey {
  case none
  case period(Period)
  case product(CatalogueEntry)
  case dayOffset(Int32)
}

/// Where in a record each thing stands.
struct ImportColumns {
  var shape: ImportShape
  /// Field index by role.
  var index: [ColumnRole: Int] = [:]
  /// The fields that hold values: one for a long file, many for a wide one.
  var cells: [(field: Int, key: CellKey)] = []
  var fieldCount: Int
  /// Keys that some objects of a JSON file have and that say nothing to us: a record that has one is refused for it.
  var unknown: [Int: FieldFault] = [:]
}

/// A header cannot be understood: an error of the whole file.
struct HeaderError: Error {
  /// Index of the offending column, nil when the header as a whole is meant.
  var column: Int?
  var message: String
  var remedy: Remedy?

  var fault: FieldFault { FieldFault(field: column, kind: "header", message: message, remedy: remedy) }
}

/// What a header may name of the catalogue: a wide file has columns that are products.
struct ColumnNames {
  var product: (String) throws -> CatalogueEntry?
  /// nil unless unknown products are added.
  var create: ((String) throws -> CatalogueEntry?)?
  var nearest: (String) throws -> [String]
}

extension ImportSession {
  var columnNames: ColumnNames {
    ColumnNames(
      product: { [unowned self] in try products.entry(named: $0) }, create: products.create,
      nearest: { [unowned self] in try products.nearest(to: $0) })
  }
}

/// A header's name without case, blanks, `_` and `-`.
func headerKey(_ name: String) -> String {
  String(
    String.UnicodeScalarView(
      name.lowercased().unicodeScalars.filter { !($0 == "_" || $0 == "-" || $0.properties.isWhitespace) }))
}

extension ImportColumns {
  /// Understands a header.
  ///
  /// - Parameter shape: what an earlier, shorter header of the file was found to be.
  /// - Parameter leavingOut: columns that count as left out.
  init(
    header: [String], options: ImportOptions, shape known: ImportShape? = nil, leavingOut: Set<Int> = [],
    names catalogue: ColumnNames
  ) throws {
    let mapping = Dictionary(options.mapping.map { (headerKey($0.theirs), $0) }, uniquingKeysWith: { $1 })
    for entry in options.mapping where !header.contains(where: { headerKey($0) == headerKey(entry.theirs) }) {
      throw HeaderError(
        column: nil, message: "the mapping names a column \"\(entry.theirs)\" that the file does not have",
        remedy: "its columns: \(header.joined(separator: ", "))")
    }
    // What each column is called once the mapping has been applied; nil for one that is left out.
    let names: [String?] = header.enumerated().map { at, name in
      if leavingOut.contains(at) { return nil }
      guard let entry = mapping[headerKey(name)] else { return name }
      return entry.ours.isEmpty ? nil : entry.ours
    }
    shape = try known ?? options.shape ?? Self.detectShape(names.compactMap { $0 }, allowsAliases: mapping.isEmpty)
    fieldCount = header.count
    let roles = Dictionary(uniqueKeysWithValues: shape.roles.map { (headerKey($0.rawValue), $0) })
    let aliases = mapping.isEmpty ? shape.aliases : [:]
    var wide = WideCells()
    for (at, name) in names.enumerated() {
      guard let name else { continue }
      let key = headerKey(name)
      if shape == .long, mapping.isEmpty, index[.dayOffset] == nil, Self.dayColumn(key) != nil {
        throw HeaderError(
          column: at, message: "\"\(name)\" is a day offset: this looks like one column per day",
          remedy: .anyOf([.set(.shape, "cohorts"), "name the column day_offset"]))
      }
      if let role = roles[key] ?? aliases[key] {
        if let other = index[role] {
          throw HeaderError(
            column: at, message: "\"\(header[at])\" and \"\(header[other])\" are both the column \(role.rawValue)",
            remedy: .set(.map, "\(header[at])="))
        }
        index[role] = at
        if role == .value { cells.append((at, .none)) }
        continue
      }
      if key.isEmpty {
        throw HeaderError(
          column: at, message: "column \(at + 1) has no name", remedy: "name it, or leave it out by deleting it")
      }
      if shape == .cohorts, let day = Self.dayColumn(key, needsLetter: false) {
        cells.append((at, .dayOffset(day)))
        continue
      }
      if shape == .wide, try wide.add(name, at: at, catalogue) { continue }
      throw unknownColumn(header[at], at, shape == .wide ? try catalogue.nearest(name) : [])
    }
    if shape == .wide {
      cells = try wide.cells(
        header, hasPeriod: index[.period] != nil, isNearRole: isNearRole, catalogue, unknown: unknownColumn)
    }
    try requireColumns(options)
  }

  private func unknownColumn(_ name: String, _ at: Int, _ nearest: [String]) -> HeaderError {
    return HeaderError(
      column: at, message: "unknown column \"\(name)\"",
      remedy: .anyOf(
        [Remedy.didYouMean(nearest)].compactMap { $0 } + [
          .set(.map, "\(name)=COLUMN"), .set(.map, "\(name)="),
          "the columns of \(shape.rawValue) are \(shape.roles.map(\.rawValue).joined(separator: ", "))",
        ]))
  }

  /// A misspelled column name is no product to be added.
  private func isNearRole(_ name: String) -> Bool {
    let key = Array(headerKey(name).unicodeScalars)
    return shape.roles.contains { role in
      editDistance(key, Array(headerKey(role.rawValue).unicodeScalars), atMost: 2) != nil
    }
  }

  /// `D7`, `day 7`, `d_7`, and `7` where nothing else can be meant: the day offset; nil for anything else.
  static func dayColumn(_ key: String, needsLetter: Bool = true) -> Int32? {
    let digits =
      key.hasPrefix("day") ? key.dropFirst(3) : key.hasPrefix("d") ? key.dropFirst() : needsLetter ? nil : key[...]
    guard let digits, !digits.isEmpty, digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let day = Int32(digits),
      day <= 36525
    else { return nil }
    return day
  }

  /// Tells the shape by the columns that only it has.
  private static func detectShape(_ names: [String], allowsAliases: Bool) throws -> ImportShape {
    let keys = Set(names.map(headerKey))
    func has(_ roles: ColumnRole...) -> Bool { roles.allSatisfy { keys.contains(headerKey($0.rawValue)) } }
    func known(_ role: ColumnRole) -> Bool {
      has(role) || allowsAliases && ImportShape.long.aliases.contains { $0.value == role && keys.contains($0.key) }
    }
    if has(.eventType) || has(.title) && (has(.announcedOn) || has(.effective)) { return .events }
    if has(.base, .quote) { return .fx }
    if has(.alias) { return .aliases }
    if has(.report) && (has(.command) || has(.sql)) { return .reports }
    if has(.metric, .unit) { return .metrics }
    if keys.contains(where: { dayColumn($0) != nil }) && !known(.value) { return .cohorts }
    if known(.value) { return .long }
    if has(.cohort) { return .cohorts }
    if has(.source) && (has(.reliability) || has(.kind)) { return .sources }
    if has(.segment) && !has(.company) && !has(.kind) { return .segments }
    if names.contains(where: { if case .success = Period.parse($0) { true } else { false } }) { return .wide }
    if known(.period) { return .wide }
    if keys.contains("product") { return .products }
    if has(.company) { return .companies }
    throw HeaderError(
      column: nil, message: "the header does not tell what the rows are: \(names.joined(separator: ", "))",
      remedy: .anyOf([
        "name the columns as in product,metric,period,value,source,published_on", .set(.shape, nil), .set(.map, nil),
      ]))
  }

  private func requireColumns(_ options: ImportOptions) throws {
    func missing(_ role: ColumnRole, flag: Bool = true) -> Bool {
      index[role] == nil && !(flag && options.defaults[role.rawValue] != nil)
    }
    func fail(_ column: String, _ setting: Remedy.Setting? = nil) -> HeaderError {
      HeaderError(
        column: nil, message: "there is no column \(column)",
        remedy: .anyOf(["add it", setting.map { .set($0, nil) } ?? .set(.map, "THEIRS=\(column)")]))
    }
    switch shape {
    case .long, .wide, .cohorts:
      if cells.isEmpty {
        throw HeaderError(
          column: nil, message: shape == .long ? "there is no column value" : "there is no column with values",
          remedy: shape == .long
            ? .anyOf(["add it", .set(.map, "THEIRS=value")])
            : shape == .wide
              ? "a wide file has a column per period or per product" : "a cohort file has columns D1, D7, …")
      }
      let hasProductCells = cells.contains { if case .product = $0.key { true } else { false } }
      let hasPeriodCells = cells.contains { if case .period = $0.key { true } else { false } }
      if !hasProductCells, missing(.product), index[.company] == nil { throw fail("product", .product) }
      if missing(.metric) { throw fail("metric", .metric) }
      if !hasPeriodCells, index[.period] == nil, index[.cohort] == nil {
        throw fail(shape == .cohorts ? "cohort" : "period")
      }
      if missing(.source) { throw fail("source", .source) }
    case .events:
      for role in [ColumnRole.eventType, .title, .status] where missing(role) { throw fail(role.rawValue) }
      if missing(.source) { throw fail("source", .source) }
    case .companies: if missing(.company) { throw fail("company") }
    case .products: if missing(.product, flag: false) { throw fail("product") }
    case .aliases: for role in [ColumnRole.alias, .kind, .name] where missing(role) { throw fail(role.rawValue) }
    case .segments: if missing(.segment) { throw fail("segment") }
    case .metrics:
      for role in [ColumnRole.metric, .unit] where missing(role, flag: false) { throw fail(role.rawValue) }
    case .sources: if missing(.source, flag: false) { throw fail("source") }
    case .fx:
      for role in [ColumnRole.base, .quote, .kind, .period, .rate] where missing(role) { throw fail(role.rawValue) }
      if missing(.source) { throw fail("source", .source) }
    case .reports: if missing(.report) { throw fail("report") }
    }
  }
}

import MarketModel

/// What a column of an import holds; the raw value is its canonical header.
enum ColumnRole: String, CaseIterable {
  // Observations.
  case product, company, metric, period, value, source, origin
  case publishedOn = "published_on"
  /// The publication's title.
  case documentTitle = "document_title"
  case currency, plan, region, platform
  case dayOffset = "day_offset"
  case cohort
  case cohortSize = "cohort_size"
  case status, qualifier, low, high, note
  case unitMultiplier = "unit_mult"
  /// Says that the file is an export of ours.
  case ownExport = "tidemark_export"
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
        .product, .company, .metric, .period, .value, .source, .origin, .publishedOn, .documentTitle, .currency, .plan,
        .region,
        .platform, .dayOffset,
        .cohort, .cohortSize, .status, .qualifier, .low, .high, .unitMultiplier, .note, .ownExport,
      ]
    case .measures:
      [
        .product, .company, .period, .source, .origin, .publishedOn, .documentTitle, .currency, .plan, .region,
        .platform, .status,
        .unitMultiplier, .note,
      ]
    case .wide:
      [
        .product, .company, .metric, .period, .source, .origin, .publishedOn, .documentTitle, .currency, .plan, .region,
        .platform,
        .status, .unitMultiplier, .note,
      ]
    case .cohorts:
      [
        .product, .company, .metric, .cohort, .cohortSize, .source, .origin, .publishedOn, .documentTitle, .plan,
        .region, .platform,
        .status, .note,
      ]
    case .events:
      [
        .eventType, .title, .status, .announcedOn, .effective, .effectiveTo, .subjects, .partners, .amount, .currency,
        .source, .origin,
        .publishedOn, .documentTitle, .note,
      ]
    case .companies: Self.roles(of: .company)
    case .products: Self.roles(of: .product) + [.segment]
    case .aliases: [.alias, .kind, .name]
    case .segments: Self.roles(of: .segment) + [.product, .validFrom, .validTo]
    case .metrics: Self.roles(of: .metric)
    case .sources: Self.roles(of: .source) + [.title, .publishedOn]
    case .fx: [.base, .quote, .kind, .period, .rate, .low, .high, .source, .publishedOn, .documentTitle, .note]
    case .reports: [.report, .command, .description, .sql, .alert]
    }
  }

  private static func roles(of kind: CatalogueKind) -> [ColumnRole] {
    [ColumnRole(rawValue: kind.rawValue)].compactMap { $0 } + CatalogueField.all(of: kind).map(\.role)
  }

  /// Other words for a column, without case, blanks, `_` and `-`.
  var aliases: [String: ColumnRole] {
    switch self {
    case .long, .wide, .cohorts, .measures:
      [
        "app": .product, "name": .product, "kpi": .metric, "indicator": .metric, "date": .period, "month": .period,
        "timeperiod": .period,
        "obsvalue": .value, "amount": .value, "obsstatus": .status, "obsflag": .status, "flag": .status,
        "flags": .status, "asof": .publishedOn, "vintage": .publishedOn,
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
  var isWide: Bool { self == .wide || self == .cohorts || self == .measures }

  /// What a column of a file of observations may be, whatever its shape.
  static let allObservationRoles = ImportShape.long.roles
}

/// What a value cell of a wide file says by its column.
enum CellKey {
  case none
  case period(Period)
  case product(CatalogueEntry)
  case metric(CatalogueEntry)
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
  /// What stands around the table and may say how its numbers are meant.
  var captions: [String] = []
  /// A heading says that letters behind the figures are Eurostat's flags.
  var hasFlags = false
  /// What an empty cell of a column means, where a publisher's profile says it.
  var whereEmpty: [ColumnRole: String] = [:]
  /// Columns that a publisher's profile leaves out.
  var leftOut: [String] = []
  /// The ages are months, which have no length of their own.
  private(set) var hasMonthAges = false
  /// The two columns that make a period together.
  var periodPair: (first: Int, second: Int)?

  var isOwnExport: Bool { index[.ownExport] != nil }
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
  var metric: (String) throws -> CatalogueEntry?
  /// nil unless unknown products are added.
  var create: ((String) throws -> CatalogueEntry?)?
  /// Why an unknown name is not to be made.
  var refuses: ((String) -> StoreError?)?
  var nearest: (String) throws -> [String]
}

extension ImportSession {
  var columnNames: ColumnNames {
    ColumnNames(
      product: { [unowned self] in try products.entry(named: $0) },
      metric: { [unowned self] in try metrics.entry(named: $0) }, create: products.create,
      refuses: products.refuses,
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
    fieldCount = header.count
    hasFlags = header.contains { $0.lowercased().contains("\\time_period") }
    // What a mapping calls a column, without case and blanks.
    let form = try options.publisher?.form(of: header)
    var mapped = form?.mapped(header) ?? [:]
    for entry in options.profileMapping {
      for at in header.indices where headerKey(header[at]) == headerKey(entry.theirs) { mapped[at] = entry.ours }
    }
    var faults: [HeaderError] = []
    for entry in options.mapping {
      let found = header.indices.filter { headerKey(header[$0]) == headerKey(entry.theirs) }
      for at in found { mapped[at] = entry.ours }
      if found.isEmpty {
        faults.append(
          HeaderError(
            column: nil, message: "the mapping names a column \"\(entry.theirs)\" that the file does not have",
            remedy: .anyOf(
              [Remedy.didYouMean(nearestNames(to: entry.theirs, among: header))].compactMap { $0 }
                + ["its columns are \(header.joined(separator: ", "))"])))
      }
    }
    if let form {
      try Self.leaveOut(header, form, options, &mapped, catalogue)
      leftOut = header.indices.filter { mapped[$0]?.isEmpty == true && !header[$0].isEmpty }.map { header[$0] }
      for (name, value) in form.whereEmpty {
        if let role = ColumnRole(rawValue: name) { whereEmpty[role] = value }
      }
    }
    let names = header.enumerated().map { leavingOut.contains($0.offset) ? "" : mapped[$0.offset] ?? $0.element }
    let found = try known ?? options.shape ?? Self.catalogueShape(names.filter { !$0.isEmpty })
    if let found, !found.isObservations {
      shape = found
      try understandCatalogue(header, mapped, leavingOut, options, &faults)
    } else {
      do {
        let understood = try ObservationHeader(
          header, options, known: found, leavingOut: leavingOut, mapped: mapped, catalogue)
        (shape, index, cells) = (understood.shape, understood.index, understood.cells)
        periodPair = understood.periodPair
        hasMonthAges = shape == .cohorts && cells.contains { headerKey(header[$0.field]).hasPrefix("month") }
      } catch let errors as HeaderErrors {
        throw HeaderErrors(all: faults + errors.all)
      }
    }
    if !faults.isEmpty { throw HeaderErrors(all: faults) }
  }

  /// What a publisher's profile leaves out: whatever is not understood.
  private static func leaveOut(
    _ header: [String], _ form: PublisherProfile.Form, _ options: ImportOptions, _ mapped: inout [Int: String],
    _ catalogue: ColumnNames
  ) throws {
    let roles = Set(ImportShape.allObservationRoles.map { headerKey($0.rawValue) })
    let period = Set(options.periodColumns.map(headerKey))
    for at in header.indices where mapped[at] == nil && form.leavesOthersOut {
      let key = headerKey(header[at])
      if roles.contains(key) || ImportShape.long.aliases[key] != nil || period.contains(key) { continue }
      if dayColumn(key) != nil { continue }
      if case .success = Period.parse(header[at], options.dates) { continue }
      if try catalogue.metric(header[at]) != nil { continue }
      mapped[at] = ""
    }
  }

  /// Events and the catalogue: a column by its name, and nothing else.
  private mutating func understandCatalogue(
    _ header: [String], _ mapped: [Int: String], _ leavingOut: Set<Int>, _ options: ImportOptions,
    _ faults: inout [HeaderError]
  ) throws {
    let roles = Dictionary(uniqueKeysWithValues: shape.roles.map { (headerKey($0.rawValue), $0) })
    for (at, name) in header.enumerated() where !leavingOut.contains(at) {
      let target = mapped[at] ?? name
      if target.isEmpty, mapped[at] != nil { continue }
      let key = headerKey(target)
      if key.isEmpty {
        faults.append(HeaderError(column: at, message: "column \(at + 1) has no name", remedy: .set(.map, "=")))
      } else if let role = roles[key] ?? shape.aliases[key] {
        if let other = index[role] {
          let isTwin = headerKey(header[at]) == headerKey(header[other])
          faults.append(
            HeaderError(
              column: at,
              message:
                "\"\(header[other])\" (column \(other + 1)) and \"\(name)\" (column \(at + 1)) are both the column "
                + role.rawValue,
              remedy: isTwin ? "give one of them another name in the file" : .set(.map, "\(name)=")))
        }
        index[role] = at
      } else {
        faults.append(
          HeaderError(
            column: at, message: "unknown column \"\(name)\"",
            remedy: .anyOf(
              [Remedy.didYouMean(nearestNames(to: name, among: shape.roles.map(\.rawValue)))].compactMap { $0 } + [
                .set(.map, "\(name)=COLUMN"), .set(.map, "\(name)="),
                "the columns of \(shape.rawValue) are \(shape.roles.map(\.rawValue).joined(separator: ", "))",
              ])))
      }
    }
    requireColumns(options, &faults)
  }

  /// `D7`, `day 7`, `d_7`, and `7` where nothing else can be meant: the day offset; nil for anything else.
  /// In a table of cohorts also `week 1` and `month 2`.
  static func dayColumn(_ key: String, needsLetter: Bool = true, takesWeeks: Bool = false) -> Int32? {
    var length: Int32 = 1
    var digits: Substring?
    if key.hasPrefix("day") {
      digits = key.dropFirst(3)
    } else if key.hasPrefix("d") {
      digits = key.dropFirst()
    } else if takesWeeks, key.hasPrefix("week") {
      (digits, length) = (key.dropFirst(4), 7)
    } else if takesWeeks, key.hasPrefix("month") {
      (digits, length) = (key.dropFirst(5), daysOfMonth)
    } else if !needsLetter {
      digits = key[...]
    }
    guard let digits, !digits.isEmpty, digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int32(digits), number * length <= 36525
    else { return nil }
    return number * length
  }

  /// How many days a month of age has: month n is day 30n.
  private static let daysOfMonth: Int32 = 30

  /// The shape of events or of the catalogue, told by the columns that only it has; nil for observations.
  private static func catalogueShape(_ names: [String]) throws -> ImportShape? {
    let keys = Set(names.map(headerKey))
    func has(_ roles: ColumnRole...) -> Bool { roles.allSatisfy { keys.contains(headerKey($0.rawValue)) } }
    func known(_ role: ColumnRole) -> Bool {
      has(role) || ImportShape.long.aliases.contains { $0.value == role && keys.contains($0.key) }
    }
    /// All columns are those of the shape, or near them: a slip of the pen.
    func fits(_ shape: ImportShape) -> Bool {
      keys.allSatisfy { key in
        shape.roles.contains {
          editDistance(Array(headerKey($0.rawValue).unicodeScalars), Array(key.unicodeScalars), atMost: 2) != nil
        }
      }
    }
    if has(.eventType) || has(.title) && (has(.announcedOn) || has(.effective)) { return .events }
    if has(.base, .quote) { return .fx }
    if has(.alias) { return .aliases }
    if has(.report) && (has(.command) || has(.sql)) { return .reports }
    if has(.metric, .unit) && !known(.value) { return .metrics }
    if known(.value) || known(.period) || has(.cohort) { return nil }
    if has(.source) && (has(.reliability) || has(.kind)) { return .sources }
    if has(.segment) && !has(.company) && !has(.kind) { return .segments }
    if has(.product), fits(.products) { return .products }
    if has(.company), fits(.companies) { return .companies }
    return nil
  }

  private func requireColumns(_ options: ImportOptions, _ faults: inout [HeaderError]) {
    func missing(_ role: ColumnRole, flag: Bool = true) -> Bool {
      index[role] == nil && !(flag && options.defaults[role.rawValue] != nil)
    }
    let required: [ColumnRole] =
      switch shape {
      case .events: [.eventType, .title, .status, .source, .publishedOn]
      case .companies: [.company]
      case .products: [.product]
      case .aliases: [.alias, .kind, .name]
      case .segments: [.segment]
      case .metrics: [.metric, .unit]
      case .sources: [.source]
      case .fx: [.base, .quote, .kind, .period, .rate, .source, .publishedOn]
      case .reports: [.report]
      case .long, .wide, .cohorts, .measures: []
      }
    let takesFlag = shape == .events || shape == .fx
    let absent = required.filter { missing($0, flag: takesFlag || $0 != .source && $0 != .product && $0 != .metric) }
    guard !absent.isEmpty else { return }
    let flags: [Remedy] = absent.map { role in
      if takesFlag, role == .source { return .set(.source, nil) }
      if takesFlag, role == .publishedOn { return .set(.publishedOn, nil) }
      return .set(.map, "THEIRS=\(role.rawValue)")
    }
    faults.append(
      HeaderError(
        column: nil, message: "there is no column \(alternatives(absent.map(\.rawValue)))",
        remedy: .anyOf([absent.count == 1 ? "add it" : "add them", flags.count == 1 ? flags[0] : .allOf(flags)])))
  }
}

import MarketModel

/// The header of a file of observations, understood: which column holds what, and what the columns of values say by
/// their headings.
///
/// What is given wins: a column's own name, then a mapping's right side, then what a flag says, and last a guess.
struct ObservationHeader {
  private let header: [String]
  private let options: ImportOptions
  private let catalogue: ColumnNames
  private(set) var shape: ImportShape
  private(set) var index: [ColumnRole: Int] = [:]
  private(set) var cells: [(field: Int, key: CellKey)] = []
  private var faults: [HeaderError] = []
  /// Columns that no name and no mapping has claimed.
  private var open: [Int] = []
  private var periods: [(at: Int, period: Period)] = []
  private var ages: [(at: Int, day: Int32)] = []
  private var metrics: [(at: Int, entry: CatalogueEntry)] = []
  private var products: [(at: Int, entry: CatalogueEntry)] = []
  /// Columns that a mapping gives a name that nothing has yet.
  private var renamed: [(at: Int, name: String)] = []
  private(set) var periodPair: (first: Int, second: Int)?

  /// - Throws: `HeaderErrors` with everything that is wrong.
  init(
    _ header: [String], _ options: ImportOptions, known: ImportShape?, leavingOut: Set<Int>,
    mapped: [Int: String], _ catalogue: ColumnNames
  ) throws {
    (self.header, self.options, self.catalogue) = (header, options, catalogue)
    shape = known ?? options.shape ?? .long
    try claim(mapped, leavingOut)
    readDaysAsPeriods(mapped)
    try classify(isGiven: known ?? options.shape)
    require()
    if !faults.isEmpty { throw HeaderErrors(all: faults) }
  }

  private func has(_ role: ColumnRole) -> Bool { index[role] != nil }
  private func isGiven(_ role: ColumnRole) -> Bool { options.defaults[role.rawValue]?.isEmpty == false }

  private var hasProduct: Bool { has(.product) || has(.company) || isGiven(.product) }
  private var hasPeriod: Bool { has(.period) || has(.cohort) || !options.periodColumns.isEmpty }

  // MARK: Columns by their names

  private mutating func claim(_ mapped: [Int: String], _ leavingOut: Set<Int>) throws {
    let roles = Dictionary(
      ImportShape.allObservationRoles.map { (headerKey($0.rawValue), $0) }, uniquingKeysWith: { first, _ in first })
    let aliases = ImportShape.long.aliases
    let pair = options.periodColumns.map(headerKey)
    if pair.count == 2 {
      let found = pair.map { key in header.indices.first { headerKey(header[$0]) == key } }
      if let first = found[0], let second = found[1] {
        periodPair = (first, second)
      } else {
        let missing = zip(options.periodColumns, found).filter { $0.1 == nil }.map { "\"\($0.0)\"" }
        faults.append(
          HeaderError(
            column: nil,
            message: "the period is to come from \(missing.joined(separator: " and ")), which the file does not have",
            remedy: "its columns are \(header.joined(separator: ", "))"))
      }
    }
    for (at, name) in header.enumerated() where !leavingOut.contains(at) {
      let key = headerKey(name)
      if let target = mapped[at] {
        if target.isEmpty { continue }
        let key = headerKey(target)
        if let role = roles[key] ?? aliases[key] {
          take(role, at)
        } else if let metric = try catalogue.metric(target) {
          metrics.append((at, metric))
        } else if let product = try catalogue.product(target) {
          products.append((at, product))
        } else if case .success(let period) = Period.parse(target, options.dates) {
          periods.append((at, period))
        } else if let day = ImportColumns.dayColumn(key) {
          ages.append((at, day))
        } else {
          renamed.append((at, target))
        }
      } else if pair.contains(key) {
        continue
      } else if let role = roles[key] ?? aliases[key], !(shape == .cohorts && role == .period && has(.cohort)) {
        take(role, at)
      } else if key.isEmpty {
        faults.append(
          HeaderError(
            column: at, message: "column \(at + 1) has no name",
            remedy: .anyOf([.set(.map, "=COLUMN"), .set(.map, "=")])))
      } else {
        open.append(at)
      }
    }
  }

  /// A column called day is an age beside a period or a cohort, and the period where there is neither.
  private mutating func readDaysAsPeriods(_ mapped: [Int: String]) {
    guard let at = index[.dayOffset], mapped[at] == nil, headerKey(header[at]) == "day", !hasPeriod, periods.isEmpty
    else { return }
    index[.dayOffset] = nil
    index[.period] = at
  }

  private mutating func take(_ role: ColumnRole, _ at: Int) {
    guard let other = index[role] else {
      index[role] = at
      return
    }
    let isTwin = headerKey(header[at]) == headerKey(header[other])
    faults.append(
      HeaderError(
        column: at,
        message:
          "\"\(header[other])\" (column \(other + 1)) and \"\(header[at])\" (column \(at + 1)) "
          + "are both the column \(role.rawValue)",
        remedy: isTwin ? "give one of them another name in the file" : .set(.map, "\(header[at])=")))
  }

  // MARK: Columns of values

  private mutating func classify(isGiven given: ImportShape?) throws {
    if given != .cohorts, let value = index[.value] {
      shape = .long
      cells = [(value, .none)]
      let ages = open.filter { ImportColumns.dayColumn(headerKey(header[$0])) != nil }
      if let first = ages.first, ages.count == open.count, index[.dayOffset] == nil {
        faults.append(
          HeaderError(
            column: first, message: "\"\(header[first])\" is an age: this looks like one column per age",
            remedy: .anyOf([.set(.shape, "cohorts"), "name the column day_offset"])))
      } else {
        try unknown(open)
      }
      try refuseOthers()
      return
    }
    try sort(given)
    if index.isEmpty, cells.isEmpty, ages.isEmpty, periods.isEmpty, metrics.isEmpty, products.isEmpty, renamed.isEmpty,
      given == nil, !hasProduct
    {
      throw HeaderErrors(
        all: faults + [
          HeaderError(
            column: nil, message: "the header does not tell what the rows are: \(header.joined(separator: ", "))",
            remedy: .anyOf([
              "name the columns as in product,metric,period,value,source,published_on", .set(.shape, nil),
              .set(.map, nil),
            ]))
        ])
    }
    if !ages.isEmpty {
      try becomeCohorts()
    } else if !periods.isEmpty, !hasPeriod {
      try becomePeriods()
    } else if hasProduct, hasPeriod || !metrics.isEmpty && open.isEmpty {
      try becomeMeasures()
    } else if hasProduct {
      shape = given ?? .long
      try unknown(open + renamed.map(\.at))
      if faults.isEmpty { missingValues() }
    } else if !hasPeriod, metrics.isEmpty, products.isEmpty || !open.isEmpty {
      shape = given ?? .long
      try unknown(open + renamed.map(\.at))
      if faults.isEmpty || open.isEmpty { missingValues() }
    } else if !metrics.isEmpty, products.isEmpty, open.isEmpty, renamed.isEmpty {
      try becomeMeasures()
    } else {
      try becomeProducts()
    }
  }

  /// What the open columns' headings are, as far as they are anything.
  private mutating func sort(_ given: ImportShape?) throws {
    let isCohort = given == .cohorts || has(.cohort)
    var rest: [Int] = []
    for at in open {
      let name = header[at]
      let key = headerKey(name)
      if given != .wide, let day = ImportColumns.dayColumn(key, needsLetter: !isCohort, takesWeeks: isCohort) {
        ages.append((at, day))
      } else if let metric = try metric(heading: name), given != .wide || hasProduct {
        metrics.append((at, metric))
      } else if let product = try catalogue.product(name), !hasProduct, hasPeriod {
        products.append((at, product))
      } else if !hasPeriod, case .success(let period) = Period.parse(name, options.dates) {
        periods.append((at, period))
      } else {
        rest.append(at)
      }
    }
    open = rest
  }

  /// The metric that a heading names, what stands in brackets behind it left aside: "Revenue (in thousands)".
  private func metric(heading: String) throws -> CatalogueEntry? {
    if let found = try catalogue.metric(heading) { return found }
    guard let open = heading.lastIndex(where: { $0 == "(" || $0 == "[" }), open > heading.startIndex,
      let last = heading.last, last == ")" || last == "]"
    else { return nil }
    let inner = String(heading[open...])
    guard scaleNamed(in: inner) != nil || !ratioWords(inner).isEmpty || Currency(code: inner.filter(\.isLetter)) != nil
    else { return nil }
    return try catalogue.metric(String(heading[..<open]))
  }

  private mutating func becomeCohorts() throws {
    shape = .cohorts
    // Said to be cohorts: a column called value is none of them.
    if let value = index.removeValue(forKey: .value) { open.append(value) }
    cells = ages.sorted { $0.at < $1.at }.map { ($0.at, .dayOffset($0.day)) }
    if let period = index.removeValue(forKey: .period) {
      if has(.cohort) { open.append(period) } else { index[.cohort] = period }
    }
    try unknown(open + metrics.map(\.at) + products.map(\.at) + renamed.map(\.at))
  }

  private mutating func becomePeriods() throws {
    shape = .wide
    cells = periods.sorted { $0.at < $1.at }.map { ($0.at, .period($0.period)) }
    for at in open {
      if let product = try catalogue.product(header[at]) { products.append((at, product)) }
    }
    open.removeAll { at in products.contains { $0.at == at } }
    for product in products {
      faults.append(
        HeaderError(
          column: product.at, message: "some columns are periods and \"\(header[product.at])\" is a product",
          remedy: "a wide file has one or the other; with products, a column period says when"))
    }
    try unknown(open + metrics.map(\.at))
    metrics = []
    try refuseOthers(exceptPeriods: true)
  }

  /// A mapping to what nothing is called.
  private mutating func refuseRenamed() throws {
    for (at, name) in renamed {
      faults.append(
        HeaderError(
          column: at,
          message: "\"\(header[at])\" is mapped to \"\(name)\", which is not a column, metric, product or period",
          remedy: Remedy.didYouMean(try nearest(name)) ?? .set(.map, "\(header[at])=COLUMN")))
    }
  }

  /// A mapping to what nothing is called, or to what a file of this shape has no column for.
  private mutating func refuseOthers(exceptPeriods: Bool = false) throws {
    try refuseRenamed()
    let others = (metrics + products).map(\.at) + ages.map(\.at) + (exceptPeriods ? [] : periods.map(\.at))
    for at in others.sorted() where !faults.contains(where: { $0.column == at }) {
      faults.append(
        HeaderError(
          column: at, message: "\"\(header[at])\" would be a second column of values",
          remedy: .set(.map, "\(header[at])=")))
    }
  }

  /// A column per metric, or one column of values whose metric is given.
  private mutating func becomeMeasures() throws {
    let isMetricGiven = has(.metric) || isGiven(.metric)
    let columns = (open + metrics.map(\.at)).sorted()
    if isMetricGiven, columns.count == 1, renamed.isEmpty, hasPeriod {
      shape = .long
      index[.value] = columns[0]
      (cells, open) = ([(columns[0], .none)], [])
      return
    }
    shape = .measures
    if isMetricGiven, !metrics.isEmpty || columns.count > 1 {
      let names = columns.map { "\"\(header[$0])\"" }.joined(separator: ", ")
      faults.append(
        HeaderError(
          column: columns.first,
          message: columns.count == 1
            ? "a metric is given, and the column \(names) may hold its values"
            : "a metric is given, and there are \(columns.count) columns that may hold its values: \(names)",
          remedy: .anyOf(
            columns.prefix(2).map { .set(.map, "\(header[$0])=value") }
              + (isGiven(.metric) && open.isEmpty ? [.omit(.metric)] : []))))
      return
    }
    try refuseRenamed()
    try unknown(open)
    if metrics.isEmpty {
      if faults.isEmpty { missingValues() }
      return
    }
    for (position, metric) in metrics.enumerated() {
      if let other = metrics[..<position].first(where: { $0.entry.id == metric.entry.id }) {
        faults.append(twins(other.at, metric.at, "the metric \(metric.entry.name)"))
      }
    }
    cells = metrics.sorted { $0.at < $1.at }.map { ($0.at, .metric($0.entry)) }
  }

  private mutating func becomeProducts() throws {
    shape = .wide
    var named: [(at: Int, name: String, entry: CatalogueEntry?)] =
      products.map { ($0.at, $0.entry.name, $0.entry) } + renamed.map { ($0.at, $0.name, nil) }
      + open.map { ($0, header[$0], nil) }
    named.sort { $0.at < $1.at }
    for metric in metrics {
      faults.append(
        HeaderError(
          column: metric.at, message: "\"\(header[metric.at])\" is a metric, and other columns are products",
          remedy: .set(.map, "\(header[metric.at])=")))
    }
    let dated = open.filter { at in
      if case .success = Period.parse(header[at], options.dates) { true } else { false }
    }
    named.removeAll { column in dated.contains(column.at) }
    for at in periods.map(\.at) + dated {
      faults.append(
        HeaderError(
          column: at, message: "\"\(header[at])\" is a period, and the file has a column period too",
          remedy: "a wide file has one column per period or a column period"))
    }
    for (position, column) in named.enumerated() {
      let same = named[..<position].first {
        $0.entry.map { entry in entry.id == column.entry?.id } ?? false
          || normalizedName($0.name) == normalizedName(column.name)
      }
      if let same { faults.append(twins(same.at, column.at, "the product \(column.name)")) }
    }
    for column in named where column.entry == nil {
      if catalogue.create != nil, let error = tooLongName("product", column.name) {
        faults.append(HeaderError(column: column.at, message: error.message, remedy: error.remedy))
      } else if catalogue.create == nil || isNearRole(column.name) || periodReason(column.name) != nil {
        try unknown([column.at])
      } else if let total = catalogue.refuses?(column.name) {
        faults.append(
          HeaderError(
            column: column.at, message: total.message,
            remedy: .anyOf([.set(.map, "\(header[column.at])="), .set(.keepTotals, nil)])))
      }
    }
    // Nothing is added for a header that is refused.
    if faults.isEmpty {
      for column in named {
        if let entry = try column.entry ?? catalogue.create?(column.name) { cells.append((column.at, .product(entry))) }
      }
    }
    if named.isEmpty, faults.isEmpty { missingValues() }
  }

  // MARK: What is wrong

  private func twins(_ first: Int, _ second: Int, _ what: String) -> HeaderError {
    HeaderError(
      column: second,
      message:
        "\"\(header[first])\" (column \(first + 1)) and \"\(header[second])\" (column \(second + 1)) are both \(what)",
      remedy: headerKey(header[first]) == headerKey(header[second])
        ? "give one of them another name in the file" : .set(.map, "\(header[second])="))
  }

  private mutating func missingValues() {
    faults.append(
      HeaderError(
        column: nil, message: "there is no column with values",
        remedy: .anyOf([
          .set(.map, "THEIRS=value"), "a wide file has a column per period, product, metric or age",
        ])))
  }

  private mutating func unknown(_ columns: [Int]) throws {
    for at in columns.sorted() {
      let name = header[at]
      if let reason = periodReason(name), !hasPeriod || index[.value] == nil {
        faults.append(HeaderError(column: at, message: reason.message, remedy: reason.remedy))
        continue
      }
      let isOnlyValue = index[.value] == nil && cells.isEmpty && columns.count == 1
      faults.append(
        HeaderError(
          column: at, message: "unknown column \"\(name)\"",
          remedy: .anyOf(
            [Remedy.didYouMean(try nearest(name))].compactMap { $0 }
              + (isOnlyValue ? [.set(.map, "\(name)=value")] : [.set(.map, "\(name)=COLUMN")])
              + [
                .set(.map, "\(name)="),
                "the columns of \(shape.rawValue) are \(shape.roles.map(\.rawValue).joined(separator: ", "))",
              ])))
    }
  }

  /// Why a heading that looks like a period is none.
  private func periodReason(_ name: String) -> PeriodError? {
    guard case .failure(let error) = Period.parse(name, options.dates) else { return nil }
    switch error.kind {
    case .empty, .unrecognised, .compactDate: return nil
    case .excelSerial: return name.utf8.count == 5 ? error : nil
    default: return error
    }
  }

  private func nearest(_ name: String) throws -> [String] {
    let roles = ImportShape.allObservationRoles.map(\.rawValue)
    let near = nearestNames(to: name, among: roles, limit: 2)
    return Array((near + (try catalogue.nearest(name))).prefix(3))
  }

  /// A misspelled column name is no product to be added.
  private func isNearRole(_ name: String) -> Bool {
    let key = Array(headerKey(name).unicodeScalars)
    return ImportShape.allObservationRoles.contains { role in
      editDistance(key, Array(headerKey(role.rawValue).unicodeScalars), atMost: 2) != nil
    }
  }

  /// All that is missing, said at once.
  private mutating func require() {
    func isMissing(_ role: ColumnRole) -> Bool { !has(role) && !isGiven(role) }
    func sayNothing(_ key: (CellKey) -> Bool) -> Bool { !cells.contains { key($0.key) } }
    var columns: [String] = []
    var settings: [Remedy.Setting] = []
    if sayNothing({ if case .product = $0 { true } else { false } }), isMissing(.product), !has(.company),
      shape != .wide || periods.count > 0 || !cells.isEmpty
    {
      columns.append("product")
      settings.append(.product)
    }
    if isMissing(.metric), sayNothing({ if case .metric = $0 { true } else { false } }), metrics.isEmpty {
      columns.append("metric")
      settings.append(.metric)
    }
    if sayNothing({ if case .period = $0 { true } else { false } }), !hasPeriod {
      columns.append(shape == .cohorts ? "cohort" : "period")
    }
    if isMissing(.source) {
      columns.append("source")
      settings.append(.source)
    }
    if isMissing(.publishedOn) {
      columns.append("published_on")
      settings.append(.publishedOn)
    }
    guard !columns.isEmpty else { return }
    let others = columns.filter { name in !settings.contains { $0.rawValue == name } }
    let flags: [Remedy] = settings.map { .set($0, nil) } + others.map { .set(.map, "THEIRS=\($0)") }
    faults.append(
      HeaderError(
        column: nil, message: "there is no column \(alternatives(columns))",
        remedy: .anyOf([columns.count == 1 ? "add it" : "add them", flags.count == 1 ? flags[0] : .allOf(flags)])))
  }
}

/// Everything that is wrong with a header.
struct HeaderErrors: Error { var all: [HeaderError] }

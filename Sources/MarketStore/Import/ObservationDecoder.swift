import MarketModel

/// Turns the records of a long, wide or cohort file into observations with all names resolved and all values checked.
final class ObservationDecoder {
  private let session: ImportSession
  private let columns: ImportColumns
  private let record: Record
  private let file: String
  private let fileNumber: UInt16
  private let reader: any RecordReader
  private let isJSON: Bool
  private let isRagged: Bool
  /// The column of values where there is one only.
  private let singleField: Int?
  private var contexts: [Int32: MetricContext] = [:]
  /// What the last row said: feeds repeat themselves.
  private var lastMetric: MetricContext?
  private var lastSeries: (key: SeriesIndex.Key, id: Int32)?
  private var lastPublication: (source: Int32, day: CalendarDay, entry: PublicationIndex.Entry)?
  private let periodBytes = ByteDictionary()
  private let dayBytes = ByteDictionary()
  private let statusBytes = ByteDictionary()
  private let qualifierBytes = ByteDictionary()
  private let dimensionSpellings: DimensionSpellings
  private let defaults: Defaults
  /// Called when the chunk is full, to empty it: the cells of one row may go to several chunks.
  private let makeRoom: () throws -> Void

  private final class MetricContext {
    let id: Int32
    let metric: Metric
    let quantity: QuantityContext
    let isMoney: Bool
    let isByDayOffset: Bool

    init(id: Int32, metric: Metric, quantity: QuantityContext) {
      self.id = id
      self.metric = metric
      self.quantity = quantity
      isMoney = quantity.unit.isMoney
      isByDayOffset = metric.isByDayOffset
    }
  }

  /// The flags that stand in for columns, as bytes like a field's.
  private final class Defaults {
    private var kept: [UnsafeMutableRawBufferPointer] = []
    private(set) var fields: [ColumnRole: UnsafeRawBufferPointer] = [:]

    init(_ values: [String: String]) {
      for (name, value) in values {
        guard let role = ColumnRole(rawValue: name) else { continue }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: value.utf8.count, alignment: 1)
        copy.copyBytes(from: Array(value.utf8))
        kept.append(copy)
        fields[role] = UnsafeRawBufferPointer(copy)
      }
    }

    deinit { for buffer in kept { buffer.deallocate() } }
  }

  /// A column that may be missing, with the flag that stands in for it.
  private struct Source {
    var field: Int?
    var fallback: UnsafeRawBufferPointer?

    var isAbsent: Bool { field == nil && fallback == nil }
  }

  private let product: Source, company: Source, metric: Source, period: Source, source: Source, origin: Source, publishedOn: Source
  private let currency: Source, plan: Source, region: Source, platform: Source, dayOffset: Source, cohort: Source, cohortSize: Source
  private let status: Source, qualifier: Source, low: Source, high: Source, note: Source
  private let hasDimensions: Bool
  private let hasStatedInterval: Bool

  init(
    _ session: ImportSession, _ columns: ImportColumns, reader: any RecordReader, file: String, fileNumber: Int,
    makeRoom: @escaping () throws -> Void
  ) {
    self.makeRoom = makeRoom
    self.session = session
    self.columns = columns
    self.file = file
    self.fileNumber = UInt16(truncatingIfNeeded: fileNumber)
    record = reader.record
    isJSON = reader is JSONReader
    self.reader = reader
    isRagged = reader.isRagged
    dimensionSpellings = DimensionSpellings(session.series)
    if columns.cells.count == 1, case .none = columns.cells[0].key { singleField = columns.cells[0].field } else { singleField = nil }
    let defaults = Defaults(session.options.defaults)
    self.defaults = defaults
    func source(_ role: ColumnRole) -> Source { Source(field: columns.index[role], fallback: defaults.fields[role]) }
    (product, company, metric, period) = (source(.product), source(.company), source(.metric), source(.period))
    (self.source, origin, publishedOn) = (source(.source), source(.origin), source(.publishedOn))
    (currency, plan, region, platform) = (source(.currency), source(.plan), source(.region), source(.platform))
    (dayOffset, cohort, cohortSize) = (source(.dayOffset), source(.cohort), source(.cohortSize))
    (status, qualifier, low, high, note) = (source(.status), source(.qualifier), source(.low), source(.high), source(.note))
    hasDimensions = ![currency, plan, region, platform].allSatisfy(\.isAbsent)
    hasStatedInterval = !(low.isAbsent && high.isAbsent)
  }

  @inline(__always) private func text(_ source: Source) -> UnsafeRawBufferPointer {
    if let field = source.field, field < record.count {
      let bytes = record.fields[field].bytes.trimmed
      if bytes.count > 0 { return bytes }
    }
    return source.fallback ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Decodes the record at hand and appends its observations to `chunk`.
  func decode(into chunk: ObservationChunk) throws {
    session.result.read += columns.cells.count
    let made = session.made.count
    appended = 0
    do {
      if record.hasTextAfterQuote || record.count != columns.fieldCount && !isRagged || !columns.unknown.isEmpty {
        try checkFields(reader, columns)
      }
      let row = try sharedParts()
      if let singleField {
        try decodeCell(singleField, .none, row, 0, chunk)
      } else {
        for (number, cell) in columns.cells.enumerated() { try decodeCell(cell.field, cell.key, row, number, chunk) }
      }
    } catch let fault as FieldFault {
      // A fault of the row as a whole refuses every cell of it that says something.
      let silent = isSkippable(fault) ? columns.cells.count(where: { isSilent($0.field) }) : 0
      let refused = max(1, columns.cells.count - silent)
      session.result.skipped += columns.cells.count - refused
      try session.refuse(allFaults(first: fault), rows: refused)
    }
    // A name that only a refused row wanted is not added.
    if appended == 0, session.made.count > made { try session.takeBackNames(from: made) }
  }

  /// Observations that the record at hand has given.
  private var appended = 0

  /// Whether the cells of a faulty row can be told apart: not when their number is wrong.
  private func isSkippable(_ fault: FieldFault) -> Bool { fault.kind != "fields" }

  private func isSilent(_ field: Int) -> Bool {
    let bytes = field < record.count ? record.fields[field].bytes.trimmed : UnsafeRawBufferPointer(start: nil, count: 0)
    if case .success(.skipped) = parseQuantity(bytes, QuantityContext(unit: .score)) { return true }
    return false
  }

  private struct Shared {
    var subject: Int32
    var metric: MetricContext
    var period: Int32
    var dayOffset: Int32
    var source: Int32
    var origin: Int32
    var publication: PublicationIndex.Entry
    /// Number of its currency, plan, region and platform.
    var dimensions: Int32
    var status: ObservationStatus
    var cohortSize: Int64
  }

  /// Everything of a row but its values. 0 stands for what a cell's column will say.
  private func sharedParts() throws -> Shared {
    let subject = try readSubject()
    let metric = try readMetric()
    let period = try readPeriod()
    let source = try name(session.sources, text(self.source), .source)
    let originText = text(origin)
    let origin = originText.count == 0 ? source : try name(session.sources, originText, .origin)
    let publication = try readPublication(source)
    return Shared(
      subject: subject, metric: metric, period: period, dayOffset: try readDayOffset(metric), source: source, origin: origin,
      publication: publication, dimensions: try readDimensions(metric), status: try readStatus(), cohortSize: try readCohortSize(metric))
  }

  private func decodeCell(_ field: Int, _ key: CellKey, _ shared: Shared, _ number: Int, _ chunk: ObservationChunk) throws {
    let value = field < record.count ? record.fields[field].bytes.trimmed : UnsafeRawBufferPointer(start: nil, count: 0)
    switch try parse(value, context(shared.metric, shared.dimensions)) {
    case .success(.skipped): session.result.skipped += 1
    case .success(.quantity(let quantity)):
      do {
        try append(quantity, printed: value, field, key, shared, number, chunk)
      } catch let fault as FieldFault {
        try session.refuse([fault.problem(file: file, record: record)])
      }
    case .failure(let error): try session.refuse([fault(error, field).problem(file: file, record: record)])
    }
  }

  @inline(__always) private func parse(_ value: UnsafeRawBufferPointer, _ given: QuantityContext) throws -> Result<
    ParsedQuantity, QuantityError
  > {
    if hasStatedInterval {
      return Quantity.stated(value: value, low: text(low), high: text(high), qualifier: try readQualifier(), context: given)
    }
    if qualifier.isAbsent { return parseQuantity(value, given) }
    var context = given
    context.qualifier = try readQualifier()
    return parseQuantity(value, context)
  }

  private func fault(_ error: QuantityError, _ field: Int) -> FieldFault {
    let at = error.field == .low ? low.field ?? field : error.field == .high ? high.field ?? field : field
    return FieldFault(field: at, kind: error.field.rawValue, message: error.message, hint: error.hint)
  }

  @inline(__always) private func context(_ metric: MetricContext, _ dimensions: Int32) -> QuantityContext {
    var context = metric.quantity
    if metric.isMoney { context.currency = dimensionSpellings.currency(of: dimensions) }
    return context
  }

  private func append(
    _ quantity: Quantity, printed: UnsafeRawBufferPointer, _ field: Int, _ cell: CellKey, _ shared: Shared, _ number: Int,
    _ chunk: ObservationChunk
  ) throws {
    let metric = shared.metric.metric
    var key = SeriesIndex.Key(
      subject: shared.subject, metric: shared.metric.id, dimensions: shared.dimensions, dayOffset: shared.dayOffset)
    var period = shared.period
    switch cell {
    case .none: break
    case .period(let value): period = try session.periods.id(value)
    case .product(let entry): key.subject = Int32(truncatingIfNeeded: entry.id)
    case .dayOffset(let day): key.dayOffset = day
    }
    if metric.isByDayOffset != (key.dayOffset >= 0) {
      throw metric.isByDayOffset
        ? FieldFault(
          field: dayOffset.field, kind: "day_offset", message: "\(metric.code) needs a day offset",
          hint: "add a column day_offset: 30 for D30")
        : FieldFault(
          field: field, kind: "day_offset", message: "\(metric.code) has no day offsets", hint: "columns D1, D7 … are for retention")
    }
    let rowCurrency = shared.metric.isMoney ? dimensionSpellings.currency(of: shared.dimensions) : nil
    if quantity.currency != rowCurrency || shared.metric.isMoney && rowCurrency == nil {
      var dimensions = session.series.dimensions[Int(shared.dimensions)]
      dimensions.currency = quantity.currency?.code ?? dimensions.currency
      if dimensions.currency.isEmpty {
        throw FieldFault(
          field: currency.field ?? field, kind: "currency", message: "\(metric.code) is money and the row names no currency",
          hint: "add a column currency, or pass --currency CCY")
      }
      key.dimensions = session.series.number(of: dimensions)
    }
    var status = shared.status
    if quantity.qualifier == .notDisclosed {
      status = .notDisclosed
    } else if status == .notDisclosed {
      throw FieldFault(
        field: self.status.field, kind: "status", message: "status is not_disclosed, yet there is a value",
        hint: "leave the value out, or write undisclosed")
    }
    let series: Int32
    if let last = lastSeries, last.key == key {
      series = last.id
    } else {
      series = try session.series.id(key)
      lastSeries = (key, series)
    }
    let noteText =
      note.field.map { $0 < record.count ? record.fields[$0].bytes : .init(start: nil, count: 0) } ?? note.fallback
      ?? .init(start: nil, count: 0)
    // The plain number is its own text.
    if chunk.isFull { try makeRoom() }
    appended += 1
    let printedLength = quantity.qualifier == .eq && isPlainNumber(printed) ? 0 : min(printed.count, Int(UInt16.max))
    let offset = chunk.texts.append(UnsafeRawBufferPointer(rebasing: printed[..<printedLength]))
    chunk.texts.append(noteText)
    chunk.append(
      PendingObservation(
        series: series, period: period, publication: shared.publication.id, origin: shared.origin,
        line: UInt32(truncatingIfNeeded: record.line),
        byte: record.byte, length: UInt32(truncatingIfNeeded: record.raw.count), value: quantity.value ?? .nan, low: quantity.low ?? .nan,
        high: quantity.high ?? .nan, cohortSize: shared.cohortSize,
        text: UInt32(truncatingIfNeeded: offset), noteLength: UInt32(truncatingIfNeeded: noteText.count),
        valueTextLength: UInt16(printedLength),
        file: fileNumber, cell: UInt16(truncatingIfNeeded: number), qualifier: quantity.qualifier.rawValue, status: status.rawValue,
        action: .insert, mayExist: !shared.publication.isNew && !session.series.isNew(series)))
  }

  // MARK: One field each

  private func readSubject() throws -> Int32 {
    let productText = text(product)
    let companyText = text(company)
    if productText.count > 0 {
      let isKnownBefore = session.result.created.count
      let id = try name(session.products, productText, .product)
      if companyText.count > 0, session.result.created.count > isKnownBefore {
        let owner = try name(session.companies, companyText, .company)
        try session.store.connection.run("UPDATE products SET company_id = ?1 WHERE id = ?2", Int64(owner), Int64(id))
      }
      return id
    }
    if companyText.count > 0 { return -(try name(session.companies, companyText, .company)) }
    if columns.shape == .wide, columns.cells.contains(where: { if case .product = $0.key { true } else { false } }) { return 0 }
    throw FieldFault(
      field: product.field ?? company.field, kind: "product", message: "the row names no product",
      hint: "fill the column, or pass --product NAME")
  }

  private func name(_ index: NameIndex, _ bytes: UnsafeRawBufferPointer, _ role: ColumnRole) throws -> Int32 {
    if bytes.count == 0 {
      throw FieldFault(
        field: columns.index[role], kind: role.rawValue, message: "the row names no \(role.rawValue)",
        hint: "fill the column, or pass --\(role.rawValue) NAME")
    }
    let known = index.known(bytes)
    if known > 0 { return known }
    switch try index.find(bytes) {
    case .id(let id): return id
    case .unknown(let error):
      var hint = error.hint
      if !session.options.createsMissing { hint = [hint, "--create adds it"].compactMap { $0 }.joined(separator: "; ") }
      throw FieldFault(field: columns.index[role], kind: role.rawValue, message: error.message, hint: hint)
    }
  }

  private func readMetric() throws -> MetricContext {
    let bytes = text(metric)
    if bytes.count == 0 {
      throw FieldFault(
        field: metric.field, kind: "metric", message: "the row names no metric", hint: "fill the column, or pass --metric CODE")
    }
    let known = session.metrics.known(bytes)
    if let last = lastMetric, last.id == known { return last }
    let id: Int32
    switch try session.metrics.find(bytes) {
    case .id(let found): id = found
    case .unknown(let error):
      throw FieldFault(
        field: metric.field, kind: "metric", message: error.message,
        hint: [error.hint, "tidemark add metric CODE --unit UNIT makes one"].compactMap { $0 }.joined(separator: " "))
    }
    if let known = contexts[id] {
      lastMetric = known
      return known
    }
    guard let metric = try session.store.metric(id: Int64(id)) else { throw StoreError(.unusable, "metric \(id) is gone") }
    let context = MetricContext(
      id: id, metric: metric,
      quantity: QuantityContext(
        unit: metric.unit, minimum: metric.minimum, maximum: metric.maximum,
        decimalComma: session.options.decimalComma && !isJSON))
    contexts[id] = context
    lastMetric = context
    return context
  }

  private func readPeriod() throws -> Int32 {
    var bytes = text(period)
    var field = period.field
    let cohortText = text(cohort)
    if cohortText.count > 0 {
      if bytes.count > 0, !bytes.equals(cohortText) {
        throw FieldFault(
          field: cohort.field, kind: "cohort", message: "the row has a period and another cohort",
          hint: "for retention the period is the cohort: leave one out")
      }
      (bytes, field) = (cohortText, cohort.field)
    }
    if bytes.count == 0 {
      if columns.cells.contains(where: { if case .period = $0.key { true } else { false } }) { return 0 }
      throw FieldFault(
        field: field ?? cohort.field, kind: "period", message: "the row has no period",
        hint: "write 2026-03, 2026-Q1, 2026-03-24 or ../2026-03-24")
    }
    if let known = periodBytes.value(bytes) { return known }
    switch Period.parse(bytes, dateOrder: session.options.dateOrder) {
    case .success(let period):
      let id = try session.periods.id(period)
      periodBytes.insert(bytes, id)
      return id
    case .failure(let error):
      throw FieldFault(field: field, kind: cohortText.count > 0 ? "cohort" : "period", message: error.message, hint: error.hint)
    }
  }

  private func readPublication(_ source: Int32) throws -> PublicationIndex.Entry {
    let bytes = text(publishedOn)
    let day: CalendarDay
    if let known = dayBytes.value(bytes) {
      day = CalendarDay(julianDayNumber: known)
    } else {
      if bytes.count == 0 {
        throw FieldFault(
          field: publishedOn.field, kind: "published_on", message: "the row does not say when it was published",
          hint: "add a column published_on, or pass --published-on DATE")
      }
      day = try session.day(bytes, field: publishedOn.field, kind: "published_on")
      dayBytes.insert(bytes, day.julianDayNumber)
    }
    if let last = lastPublication, last.source == source, last.day == day { return last.entry }
    let entry = try session.publications.entry(source: source, on: day)
    lastPublication = (source, day, entry)
    return entry
  }

  private func readDimensions(_ metric: MetricContext) throws -> Int32 {
    guard hasDimensions else { return dimensionSpellings.none }
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    let currencyText = metric.isMoney ? text(currency) : nothing
    guard let number = dimensionSpellings.number(currency: currencyText, plan: text(plan), region: text(region), platform: text(platform))
    else {
      throw FieldFault(
        field: currency.field, kind: "currency", message: "\"\(currencyText.text)\" is no currency code",
        hint: "write three letters, such as USD")
    }
    return number
  }

  private func readDayOffset(_ context: MetricContext) throws -> Int32 {
    let bytes = text(dayOffset)
    guard bytes.count > 0 else { return -1 }
    let metric = context.metric
    guard metric.isByDayOffset else {
      throw FieldFault(
        field: dayOffset.field, kind: "day_offset", message: "\(metric.code) has no day offsets",
        hint: "leave the field empty; day offsets are for retention")
    }
    let digits = bytes[0] | 0x20 == UInt8(ascii: "d") ? UnsafeRawBufferPointer(rebasing: bytes[1...]) : bytes
    guard digits.count > 0, digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }), let day = Int32(digits.text), day <= 36525
    else {
      throw FieldFault(
        field: dayOffset.field, kind: "day_offset", message: "\"\(bytes.text)\" is no day offset",
        hint: "write 30 or D30: whole days, 0 to 36525")
    }
    return day
  }

  private func readCohortSize(_ context: MetricContext) throws -> Int64 {
    let bytes = text(cohortSize)
    guard bytes.count > 0 else { return 0 }
    let metric = context.metric
    guard metric.isByDayOffset else {
      throw FieldFault(
        field: cohortSize.field, kind: "cohort_size", message: "\(metric.code) has no cohorts",
        hint: "leave the field empty; cohort sizes are for retention")
    }
    let context = QuantityContext(unit: .persons, minimum: 1, decimalComma: session.options.decimalComma && !isJSON)
    switch parseQuantity(bytes, context) {
    case .success(.skipped): return 0
    case .success(.quantity(let quantity)):
      guard let size = quantity.value, size == size.rounded(), size <= 1e15 else {
        throw FieldFault(
          field: cohortSize.field, kind: "cohort_size", message: "\"\(bytes.text)\" is no number of persons", hint: "write a whole number")
      }
      return Int64(size)
    case .failure(let error): throw FieldFault(field: cohortSize.field, kind: "cohort_size", message: error.message, hint: error.hint)
    }
  }

  private func readStatus() throws -> ObservationStatus {
    let bytes = text(status)
    guard bytes.count > 0 else { return .reported }
    if let known = statusBytes.value(bytes), let status = ObservationStatus(rawValue: UInt8(truncatingIfNeeded: known)) { return status }
    guard let found = ObservationStatus(code: bytes.text) else {
      throw FieldFault(
        field: status.field, kind: "status", message: "\"\(bytes.text)\" is no status",
        hint: "one of: \(ObservationStatus.allCases.map(\.code).joined(separator: ", "))")
    }
    statusBytes.insert(bytes, Int32(found.rawValue))
    return found
  }

  private func readQualifier() throws -> Qualifier? {
    let bytes = text(qualifier)
    guard bytes.count > 0 else { return nil }
    if let known = qualifierBytes.value(bytes), let qualifier = Qualifier(rawValue: UInt8(truncatingIfNeeded: known)) { return qualifier }
    guard let found = Qualifier(code: bytes.text) else {
      throw FieldFault(
        field: qualifier.field, kind: "qualifier", message: "\"\(bytes.text)\" is no qualifier",
        hint: "one of: \(Qualifier.allCases.map(\.code).joined(separator: ", "))")
    }
    qualifierBytes.insert(bytes, Int32(found.rawValue))
    return found
  }

  /// Every fault of the row, so that it can be mended in one go: the readers are run again one by one.
  private func allFaults(first: FieldFault) -> [ImportProblem] {
    guard first.kind != "fields", first.kind != "quote" else { return [first.problem(file: file, record: record)] }
    var faults: [FieldFault] = []
    func note(_ body: () throws -> Void) {
      do { try body() } catch let fault as FieldFault { faults.append(fault) } catch {}
    }
    note { _ = try readSubject() }
    var metric: MetricContext?
    note { metric = try readMetric() }
    note { _ = try readPeriod() }
    var source: Int32 = 0
    note { source = try name(session.sources, text(self.source), .source) }
    note { if text(origin).count > 0 { _ = try name(session.sources, text(origin), .origin) } }
    if source > 0 { note { _ = try readPublication(source) } }
    note { _ = try readStatus() }
    note { _ = try readQualifier() }
    if let metric {
      var dimensions = dimensionSpellings.none
      var hasCurrency = true
      do { dimensions = try readDimensions(metric) } catch let fault as FieldFault {
        faults.append(fault)
        hasCurrency = false
      } catch {}
      note { _ = try readDayOffset(metric) }
      note { _ = try readCohortSize(metric) }
      // What a value means hangs on the currency: without it nothing is said of the value.
      for cell in columns.cells where cell.field < record.count && hasCurrency {
        note {
          if case .failure(let error) = try parse(record.fields[cell.field].bytes.trimmed, context(metric, dimensions)) {
            throw fault(error, cell.field)
          }
        }
      }
    }
    // A bad qualifier is met once as such and once with the value.
    var seen: [FieldFault] = []
    for fault in faults + [first] where !seen.contains(where: { $0.field == fault.field && $0.message == fault.message }) {
      seen.append(fault)
    }
    faults = seen
    return faults.map { $0.problem(file: file, record: record) }
  }
}

/// The faults that a row has as a row.
func checkFields(_ reader: any RecordReader, _ columns: ImportColumns) throws {
  let record = reader.record
  if record.count != columns.fieldCount, !reader.isRagged {
    throw FieldFault(
      field: nil, kind: "fields", message: "the row has \(record.count) fields, the header \(columns.fieldCount)",
      hint: "quote a field that holds the delimiter")
  }
  for (index, fault) in columns.unknown where !record[index].isAbsent { throw fault }
  for index in 0..<record.count where record.fields[index].hasTextAfterQuote {
    throw FieldFault(field: index, kind: "quote", message: "text after a closing quote", hint: "double a quote that belongs to the text")
  }
}

/// Whether the shortest text of a number is the number itself: `1234567`, `0.12`; then the text need not be kept.
func isPlainNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
  guard bytes.count > 0, bytes.count <= 15 else { return false }
  var hasPoint = false
  for index in 0..<bytes.count {
    let byte = bytes[index]
    if byte == UInt8(ascii: "."), !hasPoint, index > 0, index < bytes.count - 1 {
      hasPoint = true
    } else if byte &- 0x30 > 9 {
      return false
    }
  }
  if bytes[0] == UInt8(ascii: "0"), bytes.count > 1, bytes[1] != UInt8(ascii: ".") { return false }
  return !(hasPoint && bytes[bytes.count - 1] == UInt8(ascii: "0"))
}

extension ImportSession {
  /// A date of a field: YYYY-MM-DD, or a slashed one where `--date-order` settles it.
  func day(_ bytes: UnsafeRawBufferPointer, field: Int?, kind: String) throws -> CalendarDay {
    if let day = CalendarDay.parse(bytes) { return day }
    switch Period.parse(bytes, dateOrder: options.dateOrder) {
    case .success(let period) where period.granularity == .day: return period.end
    case .success(let period):
      throw FieldFault(
        field: field, kind: kind, message: "\"\(bytes.text)\" is a \(period.granularity.name), not a day",
        hint: "write the day: \(period.end)")
    case .failure(let error): throw FieldFault(field: field, kind: kind, message: error.message, hint: error.hint)
    }
  }
}

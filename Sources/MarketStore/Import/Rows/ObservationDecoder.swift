import MarketModel
import Records

/// Turns the records of a long, wide or cohort file into observations with all names resolved and all values checked.
final class ObservationDecoder {
  let session: ImportSession
  let columns: ImportColumns
  let record: Record
  let file: String
  let fileNumber: UInt16
  let reader: any RecordReader
  let isJSON: Bool
  let isRagged: Bool
  /// The column of values where there is one only.
  let singleField: Int?
  var contexts: [Int32: MetricContext] = [:]
  /// What the last row said: feeds repeat themselves.
  var lastMetric: MetricContext?
  var lastSeries: (key: SeriesIndex.Key, id: Int32)?
  var lastPublication: (source: Int32, day: CalendarDay, entry: PublicationIndex.Entry)?
  let periodBytes = ByteDictionary()
  let dayBytes = ByteDictionary()
  let statusBytes = ByteDictionary()
  let qualifierBytes = ByteDictionary()
  let dimensionSpellings: DimensionSpellings
  let defaults: Defaults
  /// Called when the chunk is full, to empty it: the cells of one row may go to several chunks.
  let makeRoom: () throws -> Void

  final class MetricContext {
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
  final class Defaults {
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
  struct Source {
    var field: Int?
    var fallback: UnsafeRawBufferPointer?

    var isAbsent: Bool { field == nil && fallback == nil }
  }

  let product: Source, company: Source, metric: Source, period: Source, source: Source, origin: Source,
    publishedOn: Source
  let currency: Source, plan: Source, region: Source, platform: Source, dayOffset: Source, cohort: Source,
    cohortSize: Source
  let status: Source, qualifier: Source, low: Source, high: Source, note: Source
  let hasDimensions: Bool
  let hasStatedInterval: Bool

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
    if columns.cells.count == 1, case .none = columns.cells[0].key {
      singleField = columns.cells[0].field
    } else {
      singleField = nil
    }
    let defaults = Defaults(session.options.defaults)
    self.defaults = defaults
    func source(_ role: ColumnRole) -> Source { Source(field: columns.index[role], fallback: defaults.fields[role]) }
    (product, company, metric, period) = (source(.product), source(.company), source(.metric), source(.period))
    (self.source, origin, publishedOn) = (source(.source), source(.origin), source(.publishedOn))
    (currency, plan, region, platform) = (source(.currency), source(.plan), source(.region), source(.platform))
    (dayOffset, cohort, cohortSize) = (source(.dayOffset), source(.cohort), source(.cohortSize))
    (status, qualifier, low, high, note) = (
      source(.status), source(.qualifier), source(.low), source(.high), source(.note)
    )
    hasDimensions = ![currency, plan, region, platform].allSatisfy(\.isAbsent)
    hasStatedInterval = !(low.isAbsent && high.isAbsent)
  }

  @inline(__always) func text(_ source: Source) -> UnsafeRawBufferPointer {
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
  var appended = 0

  /// Whether the cells of a faulty row can be told apart: not when their number is wrong.
  func isSkippable(_ fault: FieldFault) -> Bool { fault.kind != "fields" }

  func isSilent(_ field: Int) -> Bool {
    let bytes = field < record.count ? record.fields[field].bytes.trimmed : UnsafeRawBufferPointer(start: nil, count: 0)
    if case .success(.skipped) = parseQuantity(bytes, QuantityContext(unit: .score)) { return true }
    return false
  }

  struct Shared {
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
  func sharedParts() throws -> Shared {
    let subject = try readSubject()
    let metric = try readMetric()
    let period = try readPeriod()
    let source = try name(session.sources, text(self.source), .source)
    let originText = text(origin)
    let origin = originText.count == 0 ? source : try name(session.sources, originText, .origin)
    let publication = try readPublication(source)
    return Shared(
      subject: subject, metric: metric, period: period, dayOffset: try readDayOffset(metric), source: source,
      origin: origin,
      publication: publication, dimensions: try readDimensions(metric), status: try readStatus(),
      cohortSize: try readCohortSize(metric))
  }

  func decodeCell(_ field: Int, _ key: CellKey, _ shared: Shared, _ number: Int, _ chunk: ObservationChunk) throws {
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

  @inline(__always) func parse(_ value: UnsafeRawBufferPointer, _ given: QuantityContext) throws -> Result<
    ParsedQuantity, QuantityError
  > {
    if hasStatedInterval {
      return Quantity.stated(
        value: value, low: text(low), high: text(high), qualifier: try readQualifier(), context: given)
    }
    if qualifier.isAbsent { return parseQuantity(value, given) }
    var context = given
    context.qualifier = try readQualifier()
    return parseQuantity(value, context)
  }

  func fault(_ error: QuantityError, _ field: Int) -> FieldFault {
    let at = error.field == .low ? low.field ?? field : error.field == .high ? high.field ?? field : field
    return FieldFault(field: at, kind: error.field.rawValue, message: error.message, remedy: error.remedy)
  }

  @inline(__always) func context(_ metric: MetricContext, _ dimensions: Int32) -> QuantityContext {
    var context = metric.quantity
    if metric.isMoney { context.currency = dimensionSpellings.currency(of: dimensions) }
    return context
  }

  func append(
    _ quantity: Quantity, printed: UnsafeRawBufferPointer, _ field: Int, _ cell: CellKey, _ shared: Shared,
    _ number: Int,
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
          remedy: "add a column day_offset: 30 for D30")
        : FieldFault(
          field: field, kind: "day_offset", message: "\(metric.code) has no day offsets",
          remedy: "columns D1, D7 … are for retention")
    }
    let rowCurrency = shared.metric.isMoney ? dimensionSpellings.currency(of: shared.dimensions) : nil
    if quantity.currency != rowCurrency || shared.metric.isMoney && rowCurrency == nil {
      var dimensions = session.series.dimensions[Int(shared.dimensions)]
      dimensions.currency = quantity.currency?.code ?? dimensions.currency
      if dimensions.currency.isEmpty {
        throw FieldFault(
          field: currency.field ?? field, kind: "currency",
          message: "\(metric.code) is money and the row names no currency",
          remedy: .anyOf(["add a column currency", .set(.currency, nil)]))
      }
      key.dimensions = session.series.number(of: dimensions)
    }
    var status = shared.status
    if quantity.qualifier == .notDisclosed {
      status = .notDisclosed
    } else if status == .notDisclosed {
      throw FieldFault(
        field: self.status.field, kind: "status", message: "status is not_disclosed, yet there is a value",
        remedy: "leave the value out, or write undisclosed")
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
        byte: record.byte, length: UInt32(truncatingIfNeeded: record.raw.count), value: quantity.value ?? .nan,
        low: quantity.low ?? .nan,
        high: quantity.high ?? .nan, cohortSize: shared.cohortSize,
        text: UInt32(truncatingIfNeeded: offset), noteLength: UInt32(truncatingIfNeeded: noteText.count),
        valueTextLength: UInt16(printedLength),
        file: fileNumber, cell: UInt16(truncatingIfNeeded: number), qualifier: quantity.qualifier.rawValue,
        status: status.rawValue,
        action: .insert, mayExist: !shared.publication.isNew && !session.series.isNew(series)))
  }
}

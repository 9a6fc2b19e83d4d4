import MarketModel
import Records

/// Turns the records of a long, wide or cohort file into observations with all names resolved and all values checked.
///
/// One thread uses it, and no row is decoded inside another: checking that at every access cost an import a tenth.
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
  @exclusivity(unchecked) var lastMetric: MetricContext?
  @exclusivity(unchecked) var lastSeries: (key: SeriesIndex.Key, id: Int32)?
  @exclusivity(unchecked) var lastPublication: (source: Int32, day: CalendarDay, entry: PublicationIndex.Entry)?
  let periodBytes = ByteDictionary()
  /// Periods of two columns, by both texts.
  var pairPeriods: [String: Int32] = [:]
  @exclusivity(unchecked) var hasNotedCurrency = false
  /// The row's period is written as 202603.
  @exclusivity(unchecked) var isCompactMonth = false
  let dayBytes = ByteDictionary()
  let statusBytes = ByteDictionary()
  let qualifierBytes = ByteDictionary()
  let dimensionSpellings: DimensionSpellings
  let defaults: Defaults
  let evidence: FileEvidence
  let missing: [[UInt8]]
  /// The headings of the value columns, and the scale that each names.
  let headings: [String]
  let headingScales: [String?]
  /// A line above the table that names a scale, and a number of the values is refused for it or for a heading's.
  let captionScale: (text: String, scale: String)?
  let mayLackScale: Bool
  /// Called when the chunk is full, to empty it: the cells of one row may go to several chunks.
  let makeRoom: () throws -> Void

  final class MetricContext {
    let id: Int32
    let metric: Metric
    let quantity: QuantityContext
    let isMoney: Bool
    let isByDayOffset: Bool
    /// Of a ratio: what its file says about its numbers without %, and the number of that.
    let ratio: RatioEvidence?
    let ratioNumber: UInt16

    init(id: Int32, metric: Metric, quantity: QuantityContext, ratio: RatioEvidence?, ratioNumber: Int) {
      (self.ratio, self.ratioNumber) = (ratio, UInt16(truncatingIfNeeded: ratioNumber))
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
    publishedOn: Source, documentTitle: Source
  let currency: Source, plan: Source, region: Source, platform: Source, dayOffset: Source, cohort: Source,
    cohortSize: Source
  let status: Source, qualifier: Source, low: Source, high: Source, note: Source, unitMultiplier: Source
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
    evidence = session.evidence[fileNumber] ?? FileEvidence(file: file)
    session.evidence[fileNumber] = evidence
    missing = session.options.missing.map { Array($0.utf8) }
    headings = columns.cells.map { $0.field < reader.columns.count ? reader.columns[$0.field] : "" }
    headingScales = headings.map { scaleNamed(in: $0) }
    captionScale =
      columns.captions.lazy.compactMap { text in
        scaleNamed(in: text, isCaption: true).map { (text, $0) }
      }.first
    mayLackScale =
      session.options.scales.isEmpty && (captionScale != nil || headingScales.contains { $0 != nil })
    if let at = headingScales.firstIndex(where: { $0 != nil }), let scale = headingScales[at] {
      evidence.scaleHeading = (headings[at], scale)
    }
    dimensionSpellings = DimensionSpellings(session.series)
    if columns.cells.count == 1, case .none = columns.cells[0].key {
      singleField = columns.cells[0].field
    } else {
      singleField = nil
    }
    // Only where the file has such a column, and no flag says otherwise.
    let meant = columns.whereEmpty.filter { columns.index[$0.key] != nil }.map { ($0.key.rawValue, $0.value) }
    let defaults = Defaults(session.options.defaults.merging(meant) { given, _ in given })
    self.defaults = defaults
    func source(_ role: ColumnRole) -> Source { Source(field: columns.index[role], fallback: defaults.fields[role]) }
    (product, company, metric, period) = (source(.product), source(.company), source(.metric), source(.period))
    (self.source, origin, publishedOn) = (source(.source), source(.origin), source(.publishedOn))
    documentTitle = source(.documentTitle)
    (currency, plan, region, platform) = (source(.currency), source(.plan), source(.region), source(.platform))
    (dayOffset, cohort, cohortSize) = (source(.dayOffset), source(.cohort), source(.cohortSize))
    (status, qualifier, low, high, note) = (
      source(.status), source(.qualifier), source(.low), source(.high), source(.note)
    )
    unitMultiplier = source(.unitMultiplier)
    hasDimensions = ![currency, plan, region, platform].allSatisfy(\.isAbsent)
    hasStatedInterval = !(low.isAbsent && high.isAbsent)
    if !columns.isOwnExport { session.hasOthersFiles = true }
    for (role, _) in defaults.fields {
      // A column that the file lacks is all empty; a currency is for money only.
      if let field = columns.index[role] {
        if session.fullColumns[role.rawValue] == nil, field < reader.columns.count {
          session.fullColumns[role.rawValue] = reader.columns[field]
        }
      } else if role != .currency, !(role == .metric && columns.shape == .measures), !hasCells(of: role) {
        session.usedDefaults.insert(role.rawValue)
      }
    }
  }

  @inline(__always) func text(_ source: Source) -> UnsafeRawBufferPointer {
    if let field = source.field, field < record.count {
      let bytes = record.fields[field].bytes.trimmed
      if bytes.count > 0 { return bytes }
      if source.fallback != nil { noteUse(field) }
    }
    return source.fallback ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// A flag has filled an empty cell of this column.
  private func noteUse(_ field: Int) {
    for (role, at) in columns.index where at == field { session.usedDefaults.insert(role.rawValue) }
  }

  /// The headings say what the flag would.
  private func hasCells(of role: ColumnRole) -> Bool {
    columns.cells.contains { cell in
      switch cell.key {
      case .product: role == .product
      case .metric: role == .metric
      case .none, .period, .dayOffset: false
      }
    }
  }

  /// Decodes the record at hand and appends its observations to `chunk`.
  func decode(into chunk: ObservationChunk) throws {
    session.result.read += columns.cells.count
    let mark = session.mark
    appended = 0
    do {
      if record.hasTextAfterQuote || record.count != columns.fieldCount && !isRagged || !columns.unknown.isEmpty {
        try checkFields(reader, columns)
      }
      let row = try sharedParts()
      if columns.shape == .measures {
        try decodeMeasures(row, chunk)
      } else if let singleField {
        try decodeCell(singleField, .none, row, 0, chunk)
      } else {
        for (number, cell) in columns.cells.enumerated() { try decodeCell(cell.field, cell.key, row, number, chunk) }
      }
    } catch let fault as FieldFault {
      // A remark in a column that is left out: the row says nothing in those that are read.
      if isSkippable(fault), saysNothing {
        session.result.skipped += columns.cells.count
        return
      }
      // A fault of the row as a whole refuses every cell of it that says something.
      let silent = isSkippable(fault) ? columns.cells.count(where: { isSilent($0.field) }) : 0
      let refused = max(1, columns.cells.count - silent)
      session.result.skipped += columns.cells.count - refused
      try session.refuse(allFaults(first: fault), rows: refused)
    }
    // A name or publication that only a refused row wanted is not added.
    if appended == 0, session.mark != mark { try takeBack(to: mark) }
  }

  private func takeBack(to mark: ImportSession.Mark) throws {
    try session.takeBack(to: mark)
    (lastPublication, lastSeries) = (nil, nil)
  }

  /// Observations that the record at hand has given.
  @exclusivity(unchecked) var appended = 0

  /// Whether the cells of a faulty row can be told apart: not when their number is wrong.
  func isSkippable(_ fault: FieldFault) -> Bool { fault.kind != "fields" }

  private var saysNothing: Bool {
    let read = columns.index.values + columns.cells.map(\.field)
    return read.allSatisfy { $0 >= record.count || record.fields[$0].bytes.trimmed.count == 0 }
  }

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
    var status: StatusReading
    var cohortSize: Int64
    /// The power of ten that SDMX's UNIT_MULT gives; nil without one.
    var multiplier: Int?
  }

  /// What a status column says.
  struct StatusReading {
    var status = ObservationStatus.reported
    var note: String?
    /// It says that there is no figure.
    var isMissing = false
  }

  /// Everything of a row but its values. 0 stands for what a cell's column will say.
  func sharedParts() throws -> Shared {
    let subject = try readSubject()
    let metric = try columns.shape == .measures ? measure(columns.cells[0].key) : readMetric()
    let period = try readPeriod()
    let source = try name(session.sources, text(self.source), .source)
    let originText = text(origin)
    let origin = originText.count == 0 ? source : try name(session.sources, originText, .origin)
    let publication = try readPublication(source)
    return Shared(
      subject: subject, metric: metric, period: period, dayOffset: try readDayOffset(metric), source: source,
      origin: origin,
      publication: publication, dimensions: try readDimensions(metric), status: try readStatus(),
      cohortSize: try readCohortSize(metric), multiplier: try readMultiplier())
  }

  /// A column per metric: what hangs on the metric is read for each.
  private func decodeMeasures(_ row: Shared, _ chunk: ObservationChunk) throws {
    var row = row
    for (number, cell) in columns.cells.enumerated() {
      do {
        row.metric = try measure(cell.key)
        row.dimensions = try readDimensions(row.metric)
        row.dayOffset = try readDayOffset(row.metric)
        row.cohortSize = try readCohortSize(row.metric)
        try decodeCell(cell.field, cell.key, row, number, chunk)
      } catch let fault as FieldFault {
        try session.refuse([fault.problem(file: file, record: record)])
      }
    }
  }

  private func measure(_ key: CellKey) throws -> MetricContext {
    guard case .metric(let entry) = key else { return try readMetric() }
    return try context(ofMetric: Int32(truncatingIfNeeded: entry.id))
  }

  func decodeCell(_ field: Int, _ key: CellKey, _ shared: Shared, _ number: Int, _ chunk: ObservationChunk) throws {
    let value = field < record.count ? record.fields[field].bytes.trimmed : UnsafeRawBufferPointer(start: nil, count: 0)
    if !missing.isEmpty, isMissing(value) {
      session.result.skipped += 1
      return
    }
    var given = context(shared.metric, shared.dimensions)
    if let multiplier = shared.multiplier { given.factor = power(multiplier) }
    switch try parse(value, given) {
    case .success(.skipped):
      if shared.status.status == .notDisclosed {
        try append(.notDisclosed, printed: value, field, key, shared, number, chunk)
      } else {
        session.result.skipped += 1
      }
    case .success(.quantity(let quantity)):
      do {
        if mayLackScale, given.factor == 1 { try requireScale(value, shared.metric, field, number) }
        try append(quantity, printed: value, field, key, shared, number, chunk)
      } catch let fault as FieldFault {
        try session.refuse([fault.problem(file: file, record: record)])
      }
    case .failure(let error):
      if shared.status.isMissing, isNaN(value) {
        session.result.skipped += 1
      } else {
        try session.refuse([fault(error, field).problem(file: file, record: record)])
      }
    }
  }

  /// Refuses a number without a scale where the heading, or a line above the table, names one.
  private func requireScale(_ value: UnsafeRawBufferPointer, _ metric: MetricContext, _ field: Int, _ number: Int)
    throws
  {
    let named: (what: String, scale: String)
    if let scale = headingScales[number] {
      named = ("the heading \"\(headings[number])\"", scale)
    } else if let captionScale, metric.ratio == nil {
      named = ("\"\(captionScale.text)\" above the table", captionScale.scale)
    } else {
      return
    }
    guard isBareNumber(value) else { return }
    throw FieldFault(
      field: field, kind: "value", message: "\(named.what) names a scale, and the numbers have none",
      remedy: .anyOf([.set(.scale, named.scale), .set(.scale, "1")]))
  }

  private func isMissing(_ value: UnsafeRawBufferPointer) -> Bool {
    missing.contains { text in text.count == value.count && value.elementsEqual(text) }
  }

  private func isNaN(_ value: UnsafeRawBufferPointer) -> Bool { value.count == 3 && value.text.lowercased() == "nan" }

  /// Digits and the marks among them, and nothing that says a scale, a percentage or a currency.
  private func isBareNumber(_ value: UnsafeRawBufferPointer) -> Bool {
    value.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2C || $0 == 0x2E || $0 == 0x2D || $0 == 0x20 }
      && value.contains { $0 &- 0x31 < 9 }
  }

  private func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { product, _ in product * 10 } }

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
    case .metric: break
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
    var status = shared.status.status
    var added = shared.status.note
    if quantity.flag != 0, let flag = FlagMeaning(eurostat: quantity.flag) {
      if flag.isMissing || flag.status == .notDisclosed {
        throw FieldFault(
          field: field, kind: "value",
          message: "\"\(printed.text)\" has a figure and a flag that says there is none",
          remedy: "leave the figure out, or the flag")
      }
      status = flag.status ?? status
      if let note = flag.note { added = added.map { "\($0); \(note)" } ?? note }
    }
    if shared.status.isMissing {
      throw FieldFault(
        field: self.status.field, kind: "status", message: "the status says that there is no figure, yet there is one",
        remedy: "leave the figure out, or the status")
    }
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
    var noteLength = noteText.count
    if let added {
      var text = (noteLength > 0 ? "; " : "") + added
      noteLength += text.withUTF8 { bytes in
        _ = chunk.texts.append(UnsafeRawBufferPointer(bytes))
        return bytes.count
      }
    }
    evidence.take(quantity, printed: printed) { problem(field) }
    if let ratio = shared.metric.ratio {
      take(quantity, printed, ratio, key, period, shared, heading: headings[number], field, series)
    }
    chunk.append(
      PendingObservation(
        series: series, period: period, publication: shared.publication.id, origin: shared.origin,
        line: UInt32(truncatingIfNeeded: record.line),
        byte: record.byte, length: UInt32(truncatingIfNeeded: record.raw.count),
        form: quantity.form.intersection(.settledInRows).rawValue | (isCompactMonth ? FileEvidence.compactMonth : 0),
        ratio: quantity.form.contains(.bareRatio) ? shared.metric.ratioNumber : 0, value: quantity.value ?? .nan,
        low: quantity.low ?? .nan,
        high: quantity.high ?? .nan, cohortSize: shared.cohortSize,
        text: UInt32(truncatingIfNeeded: offset), noteLength: UInt32(truncatingIfNeeded: noteLength),
        valueTextLength: UInt16(printedLength),
        file: fileNumber, cell: UInt16(truncatingIfNeeded: number), qualifier: quantity.qualifier.rawValue,
        status: status.rawValue,
        action: .insert, mayExist: !shared.publication.isNew && !session.series.isNew(series)))
  }

  private func problem(_ field: Int) -> ImportProblem {
    FieldFault(field: field, kind: "value", message: "", remedy: nil).problem(file: file, record: record)
  }

  private func take(
    _ quantity: Quantity, _ printed: UnsafeRawBufferPointer, _ ratio: RatioEvidence, _ key: SeriesIndex.Key,
    _ period: Int32, _ shared: Shared, heading: String, _ field: Int, _ series: Int32
  ) {
    let isBare = quantity.form.contains(.bareRatio)
    if isBare {
      ratio.take(
        quantity, printed: printed, heading: heading, series: series, dayOffset: key.dayOffset,
        cohortSize: shared.cohortSize
      ) { problem(field) }
    }
    if ratio.isShare, let value = quantity.value {
      ratio.addShare(
        value, isBare: isBare, subject: key.subject,
        RatioEvidence.ShareKey(
          period: period, dimensions: key.dimensions, origin: shared.origin, publication: shared.publication.id))
    }
  }
}

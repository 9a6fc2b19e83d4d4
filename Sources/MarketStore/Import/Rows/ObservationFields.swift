import MarketModel
import Records

/// The fields of an observation, one reader each: a name, a date, a day offset … or the fault that refuses the row.
extension ObservationDecoder {
  func readSubject() throws -> Int32 {
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
    if columns.shape == .wide, columns.cells.contains(where: { if case .product = $0.key { true } else { false } }) {
      return 0
    }
    throw FieldFault(
      field: product.field ?? company.field, kind: "product", message: "the row names no product",
      remedy: .anyOf(["fill the column", .set(.product, nil)]))
  }

  func name(_ index: NameIndex, _ bytes: UnsafeRawBufferPointer, _ role: ColumnRole) throws -> Int32 {
    if bytes.count == 0 {
      throw FieldFault(
        field: columns.index[role], kind: role.rawValue, message: "the row names no \(role.rawValue)",
        remedy: .anyOf(
          ["fill the column"] + [Remedy.Setting(rawValue: role.rawValue).map { .set($0, nil) }].compactMap { $0 }))
    }
    let known = index.known(bytes)
    if known > 0 { return known }
    switch try index.find(bytes) {
    case .id(let id): return id
    case .unknown(let error):
      throw FieldFault(
        field: columns.index[role], kind: role.rawValue, message: error.message,
        remedy: session.remedy(for: error, index.kind), isUnknownName: true)
    }
  }

  func readMetric() throws -> MetricContext {
    let bytes = text(metric)
    if bytes.count == 0 {
      throw FieldFault(
        field: metric.field, kind: "metric", message: "the row names no metric",
        remedy: .anyOf(["fill the column", .set(.metric, nil)]))
    }
    let known = session.metrics.known(bytes)
    if let last = lastMetric, last.id == known { return last }
    let id: Int32
    switch try session.metrics.find(bytes) {
    case .id(let found): id = found
    case .unknown(let error):
      throw FieldFault(
        field: metric.field, kind: "metric", message: error.message,
        remedy: .oneOf([error.remedy, .run(.addMetric)]), isUnknownName: true)
    }
    let context = try context(ofMetric: id)
    lastMetric = context
    return context
  }

  func context(ofMetric id: Int32) throws -> MetricContext {
    if let known = contexts[id] { return known }
    guard let metric = try session.store.metric(id: Int64(id)) else {
      throw StoreError(.unusable, "metric \(id) is gone")
    }
    let context = makeContext(id, metric)
    session.metricNames.formUnion([normalizedName(metric.code), normalizedName(metric.name)])
    contexts[id] = context
    return context
  }

  /// What the options and the file say about the numbers of a metric.
  private func makeContext(_ id: Int32, _ metric: Metric) -> MetricContext {
    let options = session.options
    var quantity = QuantityContext(
      unit: metric.unit, minimum: metric.minimum, maximum: metric.maximum,
      decimalComma: options.decimalComma && !isJSON)
    quantity.defersToFile = true
    quantity.hasFlags = columns.hasFlags
    // A table in thousands has its percentages as they are.
    if columns.shape != .measures || metric.unit != .ratio || options.scales.contains(where: { $0.metric != nil }) {
      quantity.factor = options.scale(of: metric)
    }
    quantity.roundsToWhole = options.roundsToWhole(metric)
    guard metric.unit == .ratio else {
      return MetricContext(id: id, metric: metric, quantity: quantity, ratio: nil, ratioNumber: 0)
    }
    let given = options.unit(of: metric) ?? (columns.isOwnExport ? .fraction : nil)
    quantity.ratioUnit = given == .percent ? .percent : given == .fraction ? .fraction : nil
    let ratio =
      session.ratios.first { $0.metric.id == metric.id && $0.fileNumber == fileNumber }
      ?? RatioEvidence(metric, file: file, fileNumber: fileNumber, given: given)
    if !session.ratios.contains(where: { $0 === ratio }) { session.ratios.append(ratio) }
    for caption in columns.captions { ratio.note(caption) }
    // Numbers count from one: nought is a row without such a number.
    let number = (session.ratios.firstIndex { $0 === ratio } ?? 0) + 1
    return MetricContext(id: id, metric: metric, quantity: quantity, ratio: ratio, ratioNumber: number)
  }

  @inline(__always) func readMultiplier() throws -> Int? {
    try unitMultiplier.isAbsent ? nil : multiplier()
  }

  private func multiplier() throws -> Int? {
    let bytes = text(unitMultiplier)
    guard bytes.count > 0 else { return nil }
    guard let power = Int(bytes.text), power >= 0, power <= 12 else {
      throw FieldFault(
        field: unitMultiplier.field, kind: "unit_mult", message: "\"\(bytes.text)\" is not a power of ten from 0 to 12",
        remedy: "write 0 for units, 3 for thousands, 6 for millions")
    }
    return power
  }

  func readPeriod() throws -> Int32 {
    if let pair = columns.periodPair { return try readPeriod(pair.first, pair.second) }
    var bytes = text(period)
    var field = period.field
    let cohortText = text(cohort)
    if cohortText.count > 0 {
      if bytes.count > 0, !bytes.equals(cohortText) {
        throw FieldFault(
          field: cohort.field, kind: "cohort", message: "the row has a period and another cohort",
          remedy: "for retention the period is the cohort: leave one out")
      }
      (bytes, field) = (cohortText, cohort.field)
    }
    if bytes.count == 0 {
      if columns.cells.contains(where: { if case .period = $0.key { true } else { false } }) { return 0 }
      throw FieldFault(
        field: field ?? cohort.field, kind: "period", message: "the row has no period",
        remedy: .anyOf(
          totalCell.map { [.set(.skipRows, $0)] } ?? [] + ["write 2026-03, 2026-Q1, 2026-03-24 or ../2026-03-24"]))
    }
    isCompactMonth = bytes.count == 6 && bytes.allSatisfy { $0 &- 0x30 < 10 }
    if let known = periodBytes.value(bytes) { return known }
    switch Period.parse(bytes, session.options.dates) {
    case .success(let period):
      let id = try session.periods.id(period)
      periodBytes.insert(bytes, id)
      evidence.take(period, compact: isCompactMonth ? bytes.text : nil) {
        FieldFault(field: field, kind: "period", message: "", remedy: nil).problem(file: file, record: record)
      }
      return id
    case .failure(let error):
      throw FieldFault(
        field: field, kind: cohortText.count > 0 ? "cohort" : "period", message: error.message, remedy: error.remedy)
    }
  }

  /// A cell that says that the row is a sum of others.
  private var totalCell: String? {
    (0..<record.count).lazy.map { [record] in record.fields[$0].bytes.trimmed.text }.first(where: ImportSession.isTotal)
  }

  /// A period out of two columns: a year and a month or quarter, or the first and the last day.
  private func readPeriod(_ first: Int, _ second: Int) throws -> Int32 {
    let texts = [first, second].map { $0 < record.count ? record.fields[$0].bytes.trimmed.text : "" }
    let key = texts.joined(separator: "\u{1F}")
    if let known = pairPeriods[key] { return known }
    guard !texts[0].isEmpty, !texts[1].isEmpty else {
      throw FieldFault(
        field: texts[0].isEmpty ? first : second, kind: "period", message: "the row has no period",
        remedy: "fill both columns of the period")
    }
    let (a, b) = (texts[0], texts[1])
    var forms = ["\(a) \(b)", "\(b) \(a)", "\(a)/\(b)"]
    if let part = numberOfYear(a, b, second) ?? numberOfYear(b, a, first) { forms = [part] }
    var failure: PeriodError?
    for form in forms {
      switch Period.parse(form, DateReading(order: session.options.dateOrder)) {
      case .success(let period):
        let id = try session.periods.id(period)
        pairPeriods[key] = id
        return id
      case .failure(let error): failure = error
      }
    }
    throw FieldFault(
      field: first, kind: "period", message: "\"\(a)\" and \"\(b)\" are not a period together",
      remedy: failure.map {
        $0.kind == .unrecognised ? "write a year and a month, or a first and a last day" : $0.remedy
      })
  }

  /// A year and a number: of a quarter, half or week where the number's heading says so, else of a month.
  private func numberOfYear(_ year: String, _ number: String, _ field: Int) -> String? {
    guard year.utf8.count == 4, year.utf8.allSatisfy({ $0 &- 0x30 < 10 }), (1...2).contains(number.utf8.count),
      number.utf8.allSatisfy({ $0 &- 0x30 < 10 })
    else { return nil }
    let padded = number.utf8.count == 1 ? "0" + number : number
    let heading = field < reader.columns.count ? headerKey(reader.columns[field]) : ""
    func says(_ words: String...) -> Bool { words.contains { heading.hasPrefix($0) || heading.hasSuffix($0) } }
    if heading == "q" || says("quarter", "qtr", "quartal", "trimestre", "trimester", "kwartal", "kvartal") {
      return "\(year)-Q\(Int(number) ?? 0)"
    }
    if heading == "h" || says("half", "halfyear", "halbjahr", "semester", "semestre") {
      return "\(year)-H\(Int(number) ?? 0)"
    }
    if heading == "w" || heading == "kw" || says("week", "wk", "woche", "semaine", "semana") {
      return "\(year)-W\(padded)"
    }
    return "\(year)-\(padded)"
  }

  func readPublication(_ source: Int32) throws -> PublicationIndex.Entry {
    let bytes = text(publishedOn)
    let day: CalendarDay
    if let known = dayBytes.value(bytes) {
      day = CalendarDay(julianDayNumber: known)
    } else {
      if bytes.count == 0 {
        throw FieldFault(
          field: publishedOn.field, kind: "published_on", message: "the row does not say when it was published",
          remedy: .anyOf(["add a column published_on", .set(.publishedOn, nil)]))
      }
      day = try session.day(bytes, field: publishedOn.field, kind: "published_on")
      dayBytes.insert(bytes, day.julianDayNumber)
    }
    if !documentTitle.isAbsent {
      return try session.publications.entry(source: source, on: day, title: text(documentTitle))
    }
    if let last = lastPublication, last.source == source, last.day == day { return last.entry }
    let entry = try session.publications.entry(source: source, on: day)
    lastPublication = (source, day, entry)
    return entry
  }

  func readDimensions(_ metric: MetricContext) throws -> Int32 {
    guard hasDimensions else { return dimensionSpellings.none }
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    let currencyText = metric.isMoney ? text(currency) : nothing
    if metric.isMoney, currency.field == nil, currency.fallback != nil, !hasNotedCurrency {
      hasNotedCurrency = true
      session.usedDefaults.insert(ColumnRole.currency.rawValue)
    }
    guard
      let number = dimensionSpellings.number(
        currency: currencyText, plan: text(plan), region: text(region), platform: text(platform))
    else {
      throw FieldFault(
        field: currency.field, kind: "currency", message: "\"\(currencyText.text)\" is not a currency code",
        remedy: "write three letters, such as USD")
    }
    return number
  }

  func readDayOffset(_ context: MetricContext) throws -> Int32 {
    let bytes = text(dayOffset)
    guard bytes.count > 0 else { return -1 }
    let metric = context.metric
    guard metric.isByDayOffset else {
      throw FieldFault(
        field: dayOffset.field, kind: "day_offset", message: "\(metric.code) has no day offsets",
        remedy: "leave the field empty; day offsets are for retention")
    }
    let digits = bytes[0] | 0x20 == UInt8(ascii: "d") ? UnsafeRawBufferPointer(rebasing: bytes[1...]) : bytes
    guard digits.count > 0, digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let day = Int32(digits.text), day <= 36525
    else {
      throw FieldFault(
        field: dayOffset.field, kind: "day_offset", message: "\"\(bytes.text)\" is not a day offset",
        remedy: "write 30 or D30: whole days, 0 to 36525")
    }
    return day
  }

  func readCohortSize(_ context: MetricContext) throws -> Int64 {
    let bytes = text(cohortSize)
    guard bytes.count > 0 else { return 0 }
    let metric = context.metric
    guard metric.isByDayOffset else {
      throw FieldFault(
        field: cohortSize.field, kind: "cohort_size", message: "\(metric.code) has no cohorts",
        remedy: "leave the field empty; cohort sizes are for retention")
    }
    let context = QuantityContext(unit: .persons, minimum: 1, decimalComma: session.options.decimalComma && !isJSON)
    switch parseQuantity(bytes, context) {
    case .success(.skipped): return 0
    case .success(.quantity(let quantity)):
      guard let size = quantity.value, size == size.rounded(), size <= 1e15 else {
        throw FieldFault(
          field: cohortSize.field, kind: "cohort_size", message: "\"\(bytes.text)\" is not a number of persons",
          remedy: "write a whole number")
      }
      return Int64(size)
    case .failure(let error):
      // What settles values (rounding, the file's other numbers) is not for sizes.
      throw FieldFault(
        field: cohortSize.field, kind: "cohort_size", message: error.message,
        remedy: error.kind == .partOfWhole ? "write a whole number" : error.remedy)
    }
  }

  func readStatus() throws -> StatusReading {
    let bytes = text(status)
    guard bytes.count > 0 else { return StatusReading() }
    if let known = statusBytes.value(bytes), let status = ObservationStatus(rawValue: UInt8(truncatingIfNeeded: known))
    {
      return StatusReading(status: status)
    }
    // A statistical office's letters: a small one is Eurostat's, a capital SDMX's.
    if bytes.count == 1 {
      let letter = bytes[0]
      if letter == UInt8(ascii: ":") { return StatusReading(isMissing: true) }
      if let flag = letter >= 0x61 ? FlagMeaning(eurostat: letter) : FlagMeaning(sdmx: letter) {
        return StatusReading(status: flag.status ?? .reported, note: flag.note, isMissing: flag.isMissing)
      }
    }
    guard let found = ObservationStatus(code: bytes.text) else {
      throw FieldFault(
        field: status.field, kind: "status", message: "\"\(bytes.text)\" is not a status",
        remedy: "one of: \(ObservationStatus.allCases.map(\.code).joined(separator: ", "))")
    }
    statusBytes.insert(bytes, Int32(found.rawValue))
    return StatusReading(status: found)
  }

  func readQualifier() throws -> Qualifier? {
    let bytes = text(qualifier)
    guard bytes.count > 0 else { return nil }
    if let known = qualifierBytes.value(bytes), let qualifier = Qualifier(rawValue: UInt8(truncatingIfNeeded: known)) {
      return qualifier
    }
    guard let found = Qualifier(code: bytes.text) else {
      throw FieldFault(
        field: qualifier.field, kind: "qualifier", message: "\"\(bytes.text)\" is not a qualifier",
        remedy: "one of: \(Qualifier.allCases.map(\.code).joined(separator: ", "))")
    }
    qualifierBytes.insert(bytes, Int32(found.rawValue))
    return found
  }

  /// Every fault of the row, so that it can be mended in one go: the readers are run again one by one.
  func allFaults(first: FieldFault) -> [ImportProblem] {
    guard first.kind != "fields", first.kind != "quote" else { return [first.problem(file: file, record: record)] }
    var faults: [FieldFault] = []
    func note(_ body: () throws -> Void) {
      do { try body() } catch let fault as FieldFault { faults.append(fault) } catch {}
    }
    note { _ = try readSubject() }
    var metric: MetricContext?
    note { metric = columns.shape == .measures ? nil : try readMetric() }
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
          if case .failure(let error) = try parse(record.fields[cell.field].bytes.trimmed, context(metric, dimensions))
          {
            throw fault(error, cell.field)
          }
        }
      }
    }
    // A bad qualifier is met once as such and once with the value.
    var seen: [FieldFault] = []
    for fault in faults + [first]
    where !seen.contains(where: { $0.field == fault.field && $0.message == fault.message }) {
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
      remedy: fieldsRemedy(record, columns))
  }
  for (index, fault) in columns.unknown where !record[index].isAbsent { throw fault }
  for index in 0..<record.count where record.fields[index].hasTextAfterQuote {
    throw FieldFault(
      field: index, kind: "quote", message: "text after a closing quote",
      remedy: "double a quote that belongs to the text")
  }
}

/// A line of its own under or between the rows is no row; else a field has a delimiter in it.
private func fieldsRemedy(_ record: Record, _ columns: ImportColumns) -> Remedy {
  let text = record.count == 1 ? record[0].bytes.trimmed.text : ""
  let isLine = !text.isEmpty && text.utf8.count <= 100 && columns.fieldCount > 2 && !HeaderSearch.isFigure(text)
  return .anyOf((isLine ? [.set(.skipRows, text)] : []) + ["quote a field that holds the delimiter"])
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
        remedy: "write the day: \(period.end)")
    case .failure(let error): throw FieldFault(field: field, kind: kind, message: error.message, remedy: error.remedy)
    }
  }
}

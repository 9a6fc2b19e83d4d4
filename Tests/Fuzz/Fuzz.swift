import System

// One program, a target for each reader and grammar: FUZZ_TARGET says which. Compiled by `run` together with the
// sources it tests.

private enum Target: String {
  case csv, json, value, period
  /// A table with something around it.
  case around
  /// JSON with an envelope.
  case envelope
  /// The parts of a workbook.
  case sheet
  /// Number formats of a workbook.
  case format
}

private let target: Target = {
  guard let name = getenv("FUZZ_TARGET"), let target = Target(rawValue: String(cString: name)) else { return .csv }
  return target
}()

private func require(_ holds: Bool, _ what: String) {
  if holds { return }
  let line = Array("\(what)\n".utf8)
  _ = write(2, line, line.count)
  abort()
}

/// What the fuzzer calls with each input, nil for an empty one; a broken promise aborts, so what it returns is always
/// 0.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: data, count: size)
  switch target {
  case .csv, .json, .around, .envelope: fuzzReader(bytes)
  case .sheet: fuzzSheet(bytes)
  case .format: fuzzFormat(bytes)
  case .value: fuzzValue(bytes)
  case .period: fuzzPeriod(bytes)
  }
  return 0
}

/// Reads the same bytes in one block and in small ones: the records must be the same, and lie inside the input.
private func fuzzReader(_ bytes: UnsafeRawBufferPointer) {
  guard let first = bytes.first else { return }
  let text = Array(bytes.dropFirst())
  let whole = read(text, blockSize: 1 << 16)
  let pieces = read(text, blockSize: 1 + Int(first % 61))
  require(whole == pieces, "records depend on the size of the blocks:\n\(whole)\n\(pieces)")
}

private func read(_ text: [UInt8], blockSize: Int) -> [String] {
  var seen: [String] = []
  do {
    let input = try SpooledInput(name: "fuzz", bytes: text)
    let reader = try makeReader(input, blockSize)
    var line = 0
    repeat {
      let record = reader.record
      require(record.line >= line, "lines run backwards")
      line = record.line
      require(record.byte >= 0 && Int(record.byte) + record.raw.count <= text.count, "a record outside the input")
      require(
        record.raw.elementsEqual(text[Int(record.byte)..<(Int(record.byte) + record.raw.count)]),
        "raw is not what stands in the file")
      seen.append("\(record.line) \(record.byte)")
      for index in 0..<record.count {
        let field = record[index]
        if field.isAbsent { continue }
        require(field.offset >= 0 && field.offset + field.extent <= record.raw.count, "a field outside its record")
        require(field.bytes.invalidUTF8Offset() == nil, "a field that is no UTF-8")
        let place = LinePlace(
          of: field.offset, in: record.raw, before: record.before, charactersLost: record.charactersLost)
        require(
          place.column >= 1 && place.excerptColumn >= 1 && place.lineEnd <= record.raw.count, "a place outside its line"
        )
        seen.append("\(field.offset)+\(field.extent) \(field.hasTextAfterQuote) \(place.column) \(field.bytes.text)")
      }
    } while try reader.next()
  } catch let error as UnreadableFile {
    // Characters may combine across blocks, so columns of broken JSON are left out.
    seen.append(
      "\(error.line):\(target == .csv || target == .around ? error.column : 0) \(error.byte) \(error.message)")
  } catch {
    seen.append("\(error)")
  }
  return seen
}

private func makeReader(_ input: SpooledInput, _ blockSize: Int) throws -> any RecordReader {
  let buffer = InputBuffer(input, blockSize: blockSize)
  switch target {
  case .json: return try JSONReader(buffer)
  case .envelope:
    guard let place = try JSONOutline.records(of: input, skipping: 0, path: nil) else {
      return try JSONReader(InputBuffer(input, blockSize: blockSize))
    }
    require(place.byte >= place.lineStart && place.byte < input.size && place.objects > 0, "a place that is none")
    let before = try JSONOutline.characters(before: place, in: input)
    return try JSONReader(InputBuffer(input, skipping: Int(place.byte), blockSize: blockSize), at: (place, before))
  case .around:
    // The first letters say what a user would.
    let said = try input.bytes(at: 0, count: 3)
    guard said.count == 3 else { return try CSVReader(buffer) }
    var layout = TableLayout()
    if said[0] & 1 != 0 { layout.comment = "#" }
    if said[0] & 2 != 0 { layout.footer = Int(said[1] % 4) }
    if said[0] & 4 != 0 { layout.header = Int(said[2] % 6) + 1 }
    if said[0] & 8 != 0 { layout.delimiter = UInt8(ascii: ";") }
    if said[0] & 16 != 0 { layout.isSheet = true }
    func reader(_ limit: Int64) throws -> CSVReader {
      try CSVReader(
        InputBuffer(input, skipping: 3, limit: limit, blockSize: blockSize), layout: layout,
        judge: { knownHeadings($0) })
    }
    return try reader(layout.footer > 0 ? layout.end(reader(.max)) : .max)
  default: return try CSVReader(buffer)
  }
}

private func knownHeadings(_ cells: [String]) -> HeadingSigns {
  var signs = HeadingSigns()
  for cell in cells {
    if ["product", "period", "value", "a", "b"].contains(cell) {
      signs.known += 1
    } else if cell.count == 4, Int(cell) != nil {
      signs.possible += 1
    } else if HeaderSearch.isFigure(cell) {
      signs.figures += 1
    }
  }
  return signs
}

/// What a workbook's parts say, each from bytes as they are: nothing is written but lines of CSV that are as many as
/// rows.
private func fuzzSheet(_ bytes: UnsafeRawBufferPointer) {
  guard let first = bytes.first else { return }
  do {
    try ContainerLibraries.load()
    let text = Array(bytes.dropFirst())
    func walk(_ walk: XMLWalk) throws {
      var at = 0
      let step = 1 + Int(first >> 2)
      try walk.walk(part: "part", packedSize: nil) { target, count in
        let now = min(step, count, text.count - at)
        text.withUnsafeBytes { if let base = $0.baseAddress { target.copyMemory(from: base + at, byteCount: now) } }
        at += now
        return now
      }
    }
    switch first & 3 {
    case 0:
      let styles = StyleWalk()
      try walk(styles)
      for style in 0..<styles.formatNumbers.count { _ = styles.format(style) }
    case 1:
      let strings = SharedStringWalk(StringStore(limit: 64))
      try walk(strings)
      for number in 0..<strings.store.count {
        require(
          try strings.store.with(number) { require($0.invalidUTF8Offset() == nil, "a text that is no UTF-8") },
          "a lost text")
      }
    case 2:
      try walk(SheetListWalk())
      try walk(RelationWalk())
    default:
      let store = StringStore()
      try "shared".utf8.withContiguousStorageIfAvailable { try store.append(UnsafeRawBufferPointer($0)) }
      var written: [UInt8] = []
      let sheet = SheetWalk(strings: store, styles: nil, is1904: first & 4 != 0, isComma: first & 8 != 0) {
        written += $0
      }
      try walk(sheet)
      guard !written.isEmpty else { return }
      var layout = TableLayout()
      layout.isSheet = true
      layout.delimiter = UInt8(ascii: ",")
      let reader = try CSVReader(InputBuffer(SpooledInput(name: "fuzz", bytes: written)), layout: layout)
      while try reader.next() { require(reader.record.line <= 1_048_576, "a row that no sheet has") }
    }
  } catch let failure as DecodingFailure {
    require(!failure.message.isEmpty, "a refusal without a reason")
  } catch is UnreadableFile {
    // Blank texts make no header.
  } catch {
    require(false, "\(error)")
  }
}

/// A format's code, a line end, and a number.
private func fuzzFormat(_ bytes: UnsafeRawBufferPointer) {
  guard let first = bytes.first else { return }
  let parts = bytes.dropFirst().split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2, let number = DecimalText(UnsafeRawBufferPointer(rebasing: parts[1])) else { return }
  require(number.digits.count <= 15 && number.digits.first != 0 && number.digits.last != 0, "digits that are none")
  let format = NumberFormat(UnsafeRawBufferPointer(rebasing: parts[0]).text)
  let text = format.text(number, is1904: first & 1 != 0, isComma: first & 2 != 0)
  require(!text.isEmpty, "a number that shows nothing")
}

private func fuzzValue(_ bytes: UnsafeRawBufferPointer) {
  guard bytes.count >= 2 else { return }
  let text = UnsafeRawBufferPointer(rebasing: bytes[2...])
  let units: [MetricUnit] = [
    .persons, .devices, .ratio, .multiple, .currency, .currencyPerDay, .months, .rank, .count, .score,
  ]
  var context = QuantityContext(unit: units[Int(bytes[0]) % units.count], decimalComma: bytes[1] & 1 != 0)
  if bytes[1] & 2 != 0 { (context.minimum, context.maximum) = (0, 1) }
  if bytes[1] & 4 != 0 { context.currency = Currency(code: "USD") }
  if bytes[1] & 8 != 0 { context.qualifier = Qualifier.allCases[Int(bytes[1] >> 4) % Qualifier.allCases.count] }
  check(parseQuantity(text, context), text)
  let third = text.count / 3
  check(
    Quantity.stated(
      value: UnsafeRawBufferPointer(rebasing: text[..<third]),
      low: UnsafeRawBufferPointer(rebasing: text[third..<(2 * third)]),
      high: UnsafeRawBufferPointer(rebasing: text[(2 * third)...]), qualifier: context.qualifier, context: context),
    text)
}

private func check(_ parsed: Result<ParsedQuantity, QuantityError>, _ text: UnsafeRawBufferPointer) {
  switch parsed {
  case .success(.skipped): break
  case .success(.quantity(let quantity)):
    for number in [quantity.value, quantity.low, quantity.high].compactMap({ $0 }) {
      require(number.isFinite, "an infinite number")
    }
    if let low = quantity.low, let high = quantity.high { require(low <= high, "an interval that runs backwards") }
    switch quantity.qualifier {
    case .eq, .approx:
      guard let value = quantity.value, let low = quantity.low, let high = quantity.high else {
        return require(false, "a point without an interval")
      }
      require(low <= value && value <= high && abs(value) <= 1e18, "a point outside its interval")
    case .lt, .le: require(quantity.value == nil && quantity.high != nil, "an upper bound without a bound")
    case .gt, .ge: require(quantity.value == nil && quantity.low != nil, "a lower bound without a bound")
    case .range: require(quantity.value == nil && quantity.low != nil && quantity.high != nil, "a range without ends")
    case .notDisclosed:
      require(quantity.value == nil && quantity.low == nil && quantity.high == nil, "a figure that is not disclosed")
    }
  case .failure(let error):
    require(!error.message.isEmpty, "a refusal without a reason")
    require(error.offset >= 0 && error.length >= 0, "a refusal at no place")
  }
}

private func fuzzPeriod(_ bytes: UnsafeRawBufferPointer) {
  guard let first = bytes.first else { return }
  let text = UnsafeRawBufferPointer(rebasing: bytes[1...])
  let order: DateOrder? = first % 3 == 0 ? nil : first % 3 == 1 ? .dmy : .mdy
  switch Period.parse(text, dateOrder: order) {
  case .success(let period):
    if let start = period.start { require(start <= period.end, "a period that runs backwards") }
    if let id = period.id { require(Period(id: id) == period, "a period that its id does not give back") }
    guard case .success(let again) = Period.parse(period.label) else {
      return require(false, "a label that is no period: \(period.label)")
    }
    require(again == period, "a label that is another period: \(period.label)")
  case .failure(let error): require(!error.message.isEmpty, "a refusal without a reason")
  }
}

import MarketModel
import Records
import SQLite
import System

/// A file becomes records, and its records become observations or rows of the catalogue.
extension Importer {
  func read(_ file: File) throws {
    let name = file.input.name
    do {
      let reader = try makeReader(file)
      session.result.notices += reader.notices.map { inputs.count > 1 ? "\(name): \($0)" : $0 }
      let columns = try columns(of: reader, name)
      shapes[file.number] = columns.shape
      let before = recordsRead
      switch columns.shape {
      case .long, .wide, .cohorts, .measures: try readObservations(reader, columns, file)
      default: try readRows(reader, columns, name)
      }
      if recordsRead == before {
        session.result.notices.append("\(name): the file has a header and no rows")
      }
    } catch let error as UnreadableFile {
      try session.refuse([error.problem(file: name)])
    } catch let error as HeaderProblem {
      try session.refuse(error.problems)
    }
  }

  func makeReader(_ file: File) throws -> any RecordReader {
    let plain = try PlainInput(file.input, options, isCancelled: isCancelled)
    session.result.notices += plain.notices.map { inputs.count > 1 ? "\(file.input.name): \($0)" : $0 }
    bytesTotal += plain.input.size - file.input.size
    if plain.hasNamedSheet { used.insert(.sheet) }
    if plain.isSheet {
      texts[file.number] = plain.input
      sheets.insert(file.number)
      return try tableReader(plain.input, InputBuffer(plain.input), skipping: 0, isSheet: true)
    }
    let head = try plain.input.head(4096)
    let encoding: TextEncoding
    do {
      encoding = try TextEncoding.detect(head: head, name: options.encoding)
    } catch let error as UnknownEncoding {
      throw StoreError(
        .usage, "encoding \"\(error.name)\" is not known",
        remedy: "one of: \(TextEncoding.names.joined(separator: ", "))")
    }
    let text = encoding.isUTF8 ? plain.input : try plain.input.decoded(from: encoding)
    // Before a buffer stands on the text: this looks at its beginning.
    let input = try EurostatKeys.divided(text, from: encoding.isUTF8 ? encoding.markLength : 0) ?? text
    texts[file.number] = input
    let buffer = InputBuffer(input, skipping: encoding.isUTF8 ? encoding.markLength : 0)
    while buffer.end - buffer.start < 64, try buffer.refill() {}
    let start = UnsafeRawBufferPointer(start: buffer.base + buffer.start, count: buffer.end - buffer.start)
    if start.prefix(64).contains(0) { throw UnreadableFile.nul(line: 1, byte: 0) }
    let first = start.first { $0 > 0x20 }
    let markLength = encoding.isUTF8 ? encoding.markLength : 0
    guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
      return try tableReader(input, buffer, skipping: markLength)
    }
    guard let place = try JSONOutline.records(of: input, skipping: markLength, path: options.records) else {
      return try JSONReader(InputBuffer(input, skipping: markLength))
    }
    if options.records != nil { used.insert(.records) }
    let before = try JSONOutline.characters(before: place, in: input)
    return try JSONReader(InputBuffer(input, skipping: Int(place.byte)), at: (place, before))
  }

  func tableReader(
    _ input: SpooledInput, _ buffer: InputBuffer, skipping markLength: Int, isSheet: Bool = false
  ) throws -> CSVReader {
    var layout = options.layout
    layout.passedOver = Set(options.skipRows.map { $0.lowercased() })
    if isSheet { (layout.isSheet, layout.delimiter) = (true, UInt8(ascii: ",")) }
    layout.prefersTabs = input.name.lowercased().hasSuffix(".tsv")
    let judge = KnownHeadings(session).judge
    guard layout.footer > 0 else { return try CSVReader(buffer, layout: layout, judge: judge) }
    let end = try layout.end(CSVReader(buffer, layout: layout, judge: judge))
    return try CSVReader(InputBuffer(input, skipping: markLength, limit: end), layout: layout, judge: judge)
  }

  func readObservations(_ reader: any RecordReader, _ first: ImportColumns, _ file: File) throws {
    func decoder(_ columns: ImportColumns) throws -> ObservationDecoder {
      if columns.cells.count > Int(UInt16.max) {
        throw StoreError(.usage, "\(file.input.name) has more than 65,535 columns of values")
      }
      return ObservationDecoder(session, columns, reader: reader, file: file.input.name, fileNumber: file.number) {
        [self] in try spill()
      }
    }
    var columns = first
    var decode = try decoder(columns)
    // One object serves a whole file, and only JSON's columns grow.
    let record = reader.record
    let mayWiden = reader.isRagged
    while try reader.next() {
      if mayWiden, reader.columnCount != columns.fieldCount {
        columns = try widened(columns, reader, file.input.name)
        decode = try decoder(columns)
      }
      if session.passesOver(record) { continue }
      try decode.decode(into: chunk)
      recordsRead += 1
      if recordsRead & 0xFFF == 0 { try tick(reader) }
    }
  }

  func readRows(_ reader: any RecordReader, _ first: ImportColumns, _ name: String) throws {
    var columns = first
    while try reader.next() {
      if reader.columnCount != columns.fieldCount { columns = try widened(columns, reader, name) }
      if session.passesOver(reader.record) { continue }
      session.result.read += 1
      recordsRead += 1
      let mark = session.mark
      let before = session.result
      var refused: [ImportProblem] = []
      do {
        try checkFields(reader, columns)
        let reading = FieldReading(
          session: session, columns: columns, record: reader.record, isJSON: reader is JSONReader, file: name)
        // A row that turns out bad half-way must leave nothing behind.
        try store.connection.savepoint {
          if columns.shape == .events {
            try EventDecoder(session: session, reading: reading).decode()
          } else {
            try CatalogueDecoder(session: session, reading: reading).decode()
          }
        }
      } catch let fault as FieldFault {
        refused = [fault.problem(file: name, record: reader.record)]
      } catch let row as RowFaults {
        refused = row.faults.map { $0.problem(file: name, record: reader.record) }
      } catch let contradiction as RowContradiction {
        refused = [contradiction.fault(file: name).problem(file: name, record: reader.record)]
        (session.result.inserted, session.result.unchanged, session.result.revised) = (
          before.inserted, before.unchanged, before.revised
        )
        try session.takeBack(contradiction, in: columns.shape, file: name, line: reader.record.line)
      } catch let error as SQLiteError where error.isConstraint {
        refused = [
          FieldFault(
            field: nil, kind: "row", message: "the store cannot keep this row: it breaks a rule of the record",
            remedy: "compare its names and dates with those that the store has already"
          ).problem(file: name, record: reader.record)
        ]
        (session.result.inserted, session.result.unchanged, session.result.revised) = (
          before.inserted, before.unchanged, before.revised
        )
      }
      if !refused.isEmpty {
        if session.mark != mark { session.forget(to: mark) }
        try session.refuse(refused)
      }
      if recordsRead & 0xFF == 0 { try tick(reader) }
    }
  }

  func tick(_ reader: any RecordReader) throws {
    if isCancelled() { throw CancellationError() }
    progress?(
      ImportProgress(
        rows: session.result.read, bytesDone: bytesBefore + reader.bytesRead, bytesTotal: bytesTotal, isWriting: false))
  }
}

import MarketModel
import Records
import SQLite
import System

extension Store {
  /// Imports files: reads, checks and writes them in one transaction.
  ///
  /// All or nothing: a refused row refuses the import unless `options.keepsGoing`. A file whose bytes a standing import
  /// took before is left out, and when that holds for every file nothing happens (`alreadyImportedAs`). Memory stays
  /// the same whatever the size of the files.
  ///
  /// - Parameter isCancelled: asked every few thousand rows; true ends the import and leaves the store as it was.
  /// - Throws: `StoreError` when a file or the store cannot be read or written; `CancellationError` when cancelled.
  ///   What is wrong with rows is in the result.
  public func importFiles(
    _ inputs: [ImportInput], options: ImportOptions, progress: ((ImportProgress) -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> ImportResult {
    // Before the store is locked: a pipe may take its time.
    let spooled = try inputs.map { try SpooledInput($0) }
    // The importer has checked every row and resolved every id itself.
    try connection.setForeignKeys(false)
    try connection.setTriggers(false)
    defer {
      try? connection.setTriggers(true)
      try? connection.setForeignKeys(true)
    }
    do {
      var session: ImportSession?
      do {
        return try connection.transaction(.immediate) {
          let importer = try Importer(
            self, inputs: spooled, options: options, progress: progress, isCancelled: isCancelled)
          session = importer.session
          return try importer.run()
        }
      } catch is Importer.NothingWritten {
        var result = session?.result ?? ImportResult()
        result.number = nil
        if session?.hasFileProblems ?? false || result.refused > 0 && !options.keepsGoing {
          (result.inserted, result.unchanged, result.revised) = (0, 0, 0)
        }
        return result
      }
    } catch let error as SQLiteError {
      if isCancelled() { throw CancellationError() }
      throw StoreError(writing: path, error)
    }
  }
}

/// One import from its first byte to its closed row in `imports`.
final class Importer {
  /// Thrown to roll back an import whose answer is in the session's result.
  struct NothingWritten: Error {}

  let session: ImportSession
  private let store: Store
  private let inputs: [SpooledInput]
  private let options: ImportOptions
  private let progress: ((ImportProgress) -> Void)?
  private let isCancelled: @Sendable () -> Bool
  private let chunk: ObservationChunk
  private let runs = ObservationRuns()
  private var bytesBefore: Int64 = 0
  private var bytesTotal: Int64 = 0
  @exclusivity(unchecked) private var recordsRead = 0
  private var filesLeftOut = false

  init(
    _ store: Store, inputs: [SpooledInput], options: ImportOptions, progress: ((ImportProgress) -> Void)?,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    chunk = ObservationChunk(capacity: max(2, options.chunkRows))
    self.store = store
    self.inputs = inputs
    self.options = options
    self.progress = progress
    self.isCancelled = isCancelled
    let clockNotice = try store.clockNotice()
    let number = try store.openImport(
      kind: options.command == nil ? "import" : "manual",
      name: options.command ?? inputs.map(\.name).joined(separator: ", "))
    session = ImportSession(store, options: options, importID: number)
    session.result.number = number
    if let clockNotice { session.result.notices.append(clockNotice) }
  }

  func run() throws -> ImportResult {
    try session.checkDefaults()
    let files = try openFiles()
    if files.isEmpty { throw NothingWritten() }
    wholeFiles = files
    bytesTotal = files.reduce(0) { $0 + $1.input.size }
    session.hasSeveralFiles = inputs.count > 1
    for file in files {
      try read(file)
      bytesBefore += texts[file.number]?.size ?? file.input.size
    }
    try checkUse()
    settling = Settling(session: session)
    try settling.judge()
    try writeObservations(files)
    try checkParts()
    if session.passedOver > 0 {
      session.result.notices.append(
        "\(session.passedOver) \(session.passedOver == 1 ? "row was" : "rows were") passed over: "
          + options.skipRows.joined(separator: ", "))
    }
    try checkFlags()
    if options.isDryRun || session.hasFileProblems || !options.keepsGoing && session.hasProblems {
      throw NothingWritten()
    }
    try close(files)
    return session.result
  }

  private struct File {
    var input: SpooledInput
    var number: Int
    var sha256: String
  }

  /// The files that no standing import has taken yet, fingerprinted.
  private func openFiles() throws -> [File] {
    var files: [File] = []
    var seen: Set<String> = []
    for spooled in inputs {
      let sha256 = try fingerprint(spooled)
      if options.command == nil,
        let earlier = try store.standingImport(
          ofFile: sha256, readAs: options.readingDigest)
      {
        session.result.alreadyImportedAs = earlier
        if inputs.count > 1 { session.result.notices.append("\(spooled.name): already imported as #\(earlier)") }
      } else if !seen.insert(sha256).inserted {
        session.result.notices.append("\(spooled.name): the same file again, left out")
      } else {
        files.append(File(input: spooled, number: files.count, sha256: sha256))
      }
    }
    if !files.isEmpty { session.result.alreadyImportedAs = nil }
    filesLeftOut = files.count < inputs.count
    return files
  }

  private func fingerprint(_ input: SpooledInput) throws -> String {
    var hash = SHA256()
    let size = 1 << 18
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    input.rewind(to: 0)
    guard let base = buffer.baseAddress else { return "" }
    while true {
      let got = try input.read(into: base, count: size)
      if got == 0 { break }
      if isCancelled() { throw CancellationError() }
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    }
    return hash.hexDigest()
  }

  // MARK: Reading

  private var shapes: [Int: ImportShape] = [:]
  private var wholeFiles: [File] = []
  /// The files' texts in UTF-8, by number: places in them are places in these.
  private var texts: [Int: SpooledInput] = [:]
  /// The files whose rows are those of a sheet.
  private var sheets: Set<Int> = []

  private func read(_ file: File) throws {
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

  private struct HeaderProblem: Error { var problems: [ImportProblem] }

  /// What is wrong with a header, as far as anybody would read it: each problem holds the whole line, and a line may
  /// have as many faults as columns.
  private func headerProblem(_ errors: HeaderErrors, _ reader: any RecordReader, _ name: String) -> HeaderProblem {
    session.result.problemsLeftOut += max(0, errors.all.count - Self.mostHeaderErrors)
    return HeaderProblem(
      problems: errors.all.prefix(Self.mostHeaderErrors).map { $0.fault.problem(file: name, record: reader.record) })
  }

  private static let mostHeaderErrors = 100

  /// Settings that name a part of a file, and of which some file has had that part.
  private var used: Set<Remedy.Setting> = []

  private func makeReader(_ file: File) throws -> any RecordReader {
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

  private func tableReader(
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

  /// What names a part of a file must be there in one of them.
  private func checkUse() throws {
    // A file that was taken before, or is refused, may be the one that has it.
    if !session.result.problems.isEmpty || filesLeftOut { return }
    let unused = [
      options.records.map { (Remedy.Setting.records, "no file of these is JSON with records at \"\($0)\"") },
      options.sheet.map { (Remedy.Setting.sheet, "no file of these is a workbook with a sheet \"\($0)\"") },
    ]
    for case (let setting, let message)? in unused
    where !used.contains(setting) && !options.optionalParts.contains(setting) {
      throw StoreError(.usage, message, remedy: .omit(setting))
    }
  }

  private func readObservations(_ reader: any RecordReader, _ first: ImportColumns, _ file: File) throws {
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

  /// The columns of a JSON file after an object with a key that the objects before did not have. A key that says
  /// nothing to us refuses the objects that have it, and only them.
  private func widened(_ known: ImportColumns, _ reader: any RecordReader, _ name: String) throws -> ImportColumns {
    var unknown = known.unknown
    while true {
      do {
        var columns = try ImportColumns(
          header: reader.columns, options: options, shape: known.shape, leavingOut: Set(unknown.keys),
          names: session.columnNames)
        columns.unknown = unknown
        return columns
      } catch let errors as HeaderErrors {
        for error in errors.all {
          guard let column = error.column, column >= known.fieldCount, unknown.count < 100 else {
            throw headerProblem(errors, reader, name)
          }
          unknown[column] = error.fault
        }
      }
    }
  }

  private func readRows(_ reader: any RecordReader, _ first: ImportColumns, _ name: String) throws {
    var columns = first
    while try reader.next() {
      if reader.columnCount != columns.fieldCount { columns = try widened(columns, reader, name) }
      if session.passesOver(reader.record) { continue }
      session.result.read += 1
      recordsRead += 1
      let madeBefore = session.made.count
      let additions = session.additions
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
        if session.additions != additions { try session.forget(from: madeBefore) }
        try session.refuse(refused)
      }
      if recordsRead & 0xFF == 0 { try tick(reader) }
    }
  }

  /// Understands the header; what is wrong with it is a problem of the record at hand.
  private func columns(of reader: any RecordReader, _ name: String) throws -> ImportColumns {
    do {
      // What a publisher's form leaves out may repeat itself.
      if options.publisher == nil {
        try checkForTwins(reader.columns, mapping: options.mapping) { try isUnderstood(reader.columns, without: $0) }
      }
      var columns = try ImportColumns(header: reader.columns, options: options, names: session.columnNames)
      columns.captions = (reader as? CSVReader)?.captions ?? []
      noteHeader(reader, columns, name)
      return columns
    } catch let errors as HeaderErrors {
      throw headerProblem(HeaderErrors(all: publisherFault(reader) + errors.all), reader, name)
    }
  }

  /// A header that is not understood and looks like one of a known publisher.
  private func publisherFault(_ reader: any RecordReader) -> [HeaderError] {
    guard options.publisher == nil,
      let known = PublisherProfile.resembling(reader.columns, isJSON: reader is JSONReader)
    else { return [] }
    return [
      HeaderError(
        column: nil, message: "this looks like a file of \(known.profile.publisher)",
        remedy: .set(.profile, known.profile.name))
    ]
  }

  /// What is worth a word of how a header was understood.
  private func noteHeader(_ reader: any RecordReader, _ columns: ImportColumns, _ name: String) {
    func note(_ text: String) { session.result.notices.append(inputs.count > 1 ? "\(name): \(text)" : text) }
    if columns.hasMonthAges { note("a month of age is 30 days: month 1 is day 30") }
    if let publisher = options.publisher {
      if !columns.leftOut.isEmpty {
        note("the profile \(publisher.name) leaves out: \(listed(columns.leftOut, limit: 12))")
      }
    } else if options.mapping.isEmpty, options.profileMapping.isEmpty, columns.shape.isObservations,
      let known = PublisherProfile.resembling(reader.columns, isJSON: reader is JSONReader),
      !known.form.mapping.isEmpty
    {
      note("this looks like a file of \(known.profile.publisher): --profile \(known.profile.name) reads it as one")
    }
  }

  /// Whether the header says all that is needed once columns of these names are left out.
  private func isUnderstood(_ header: [String], without names: [String]) throws -> Bool {
    var options = options
    options.mapping += names.map { ($0, "") }
    var catalogue = session.columnNames
    // Nothing is added for a trial.
    if catalogue.create != nil { catalogue.create = { CatalogueEntry(id: 0, name: $0) } }
    do {
      _ = try ImportColumns(header: header, options: options, names: catalogue)
      return true
    } catch is HeaderErrors {
      return false
    }
  }

  private func tick(_ reader: any RecordReader) throws {
    if isCancelled() { throw CancellationError() }
    progress?(
      ImportProgress(
        rows: session.result.read, bytesDone: bytesBefore + reader.bytesRead, bytesTotal: bytesTotal, isWriting: false))
  }

  // MARK: Writing

  private lazy var settling = Settling(session: session)

  /// Gives the rows of a chunk their meaning, and takes those that have none out of it.
  private func settle(_ chunk: ObservationChunk, _ files: [File]) throws {
    if settling.isDone { return }
    for index in 0..<chunk.count {
      let row = chunk.rows + index
      guard row.pointee.form != 0, let fault = settling.settle(&row.pointee) else { continue }
      row.pointee.action = .refuse
      var problem = try problem(at: row.pointee, files[Int(row.pointee.file)], fault)
      let first =
        row.pointee.ratio > 0 ? session.ratios[Int(row.pointee.ratio) - 1].first : nil
      let form = QuantityForm(rawValue: row.pointee.form)
      if let place = first ?? session.evidence[Int(row.pointee.file)]?.firstPlace(of: form), place.byte == problem.byte
      {
        (problem.line, problem.column, problem.length) = (place.line, place.column, place.length)
        (problem.excerpt, problem.excerptColumn) = (place.excerpt, place.excerptColumn)
      }
      try session.refuse([problem])
    }
  }

  private func spill() throws {
    chunk.sort()
    try runs.append(chunk)
    chunk.removeAll()
  }

  private func writeObservations(_ files: [File]) throws {
    let writer = try ObservationWriter(store.connection, importID: session.importID)
    writer.onContradiction = { [self] in try refuse($0, files) }
    var written = 0
    var far = FarFigures()
    func write(_ chunk: ObservationChunk) throws {
      if isCancelled() { throw CancellationError() }
      try settle(chunk, files)
      for place in 0..<chunk.count { far.take(chunk.rows[Int(chunk.order[place])]) }
      // With a refused row nothing will be written: only what else is wrong is still wanted.
      try writer.write(chunk, onlyChecking: session.hasProblems && !options.keepsGoing)
      written += chunk.count
      progress?(ImportProgress(rows: written, bytesDone: bytesTotal, bytesTotal: bytesTotal, isWriting: true))
    }
    if runs.isEmpty {
      chunk.sort()
      if chunk.count > 0 { try write(chunk) }
    } else {
      try spill()
      session.result.duplicates += try runs.merge(batchSize: max(1, options.batchRows), write)
    }
    session.result.notices += try session.notices(far)
    session.result.inserted += writer.inserted
    session.result.unchanged += writer.unchanged
    session.result.revised += writer.revised
    session.result.duplicates += writer.duplicates
  }

  /// Rows that contradict each other under one key: each names where the others stand.
  private func refuse(_ rows: [PendingObservation], _ files: [File]) throws {
    let shown = 6
    for (index, row) in rows.enumerated() {
      var others: [String] = []
      for (other, place) in rows.prefix(shown).enumerated() where other != index && others.count < shown - 1 {
        let name = place.file == row.file ? "\(place.line)" : "\(place.line) of \(files[Int(place.file)].input.name)"
        if !others.contains(name) { others.append(name) }
      }
      let left = rows.count - 1 - min(shown - 1, rows.count - 1)
      let list = others.joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
      try session.refuse([
        try problem(
          at: row, files[Int(row.file)],
          FieldFault(
            field: nil, kind: "key", message: "another value under the same key stands on line \(list)",
            remedy: "keep the right one, or tell them apart by source, origin or published_on"))
      ])
    }
  }

  /// The problem of a row that was read long ago: it is read again from its place.
  private func problem(at row: PendingObservation, _ file: File, _ fault: FieldFault) throws -> ImportProblem {
    let input = texts[file.number] ?? file.input
    let record = Record()
    record.line = Int(row.line)
    record.byte = row.byte
    record.isSheetRow = sheets.contains(file.number)
    // What may stand before it on its line, in JSON.
    let margin = Int(min(row.byte, 4096))
    let bytes = try input.bytes(at: row.byte - Int64(margin), count: margin + Int(row.length))
    return bytes.withUnsafeBytes { buffer in
      let begin = min(margin, buffer.count)
      var lineStart = begin
      while lineStart > 0, buffer[lineStart - 1] != UInt8(ascii: "\n"), buffer[lineStart - 1] != UInt8(ascii: "\r") {
        lineStart -= 1
      }
      if lineStart == 0, margin == 3, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { lineStart = 3 }
      record.before = UnsafeRawBufferPointer(rebasing: buffer[lineStart..<begin])
      record.raw = UnsafeRawBufferPointer(rebasing: buffer[begin...])
      return fault.problem(file: file.input.name, record: record)
    }
  }

  private func close(_ files: [File]) throws {
    let connection = store.connection
    for file in files where options.command == nil {
      try connection.run(
        """
        INSERT INTO import_files (import_id, n, name, sha256, reading, bytes, shape) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """,
        session.importID,
        file.number + 1, file.input.name, file.sha256, options.readingDigest, file.input.size,
        shapes[file.number]?.rawValue ?? "")
    }
    try store.closeImport(session.importID, session.result)
  }

  // MARK: After the last row

  /// An empty region, platform or plan is the whole: not when it is less than a part.
  private func checkParts() throws {
    guard session.result.problems.isEmpty || options.keepsGoing else { return }
    for violation in try session.wholesBelowParts() {
      var problem: ImportProblem?
      for index in 0..<chunk.count where runs.isEmpty {
        let row = chunk.rows + index
        guard row.pointee.series == violation.series, row.pointee.period == violation.period,
          let file = wholeFiles.first(where: { $0.number == Int(row.pointee.file) })
        else { continue }
        problem = try self.problem(at: row.pointee, file, violation.fault)
        break
      }
      if problem == nil {
        let record = Record()
        record.line = 1
        problem = violation.fault.problem(file: wholeFiles.first?.input.name ?? "", record: record)
      }
      if let problem { try session.refuse([problem]) }
      try session.takeBack(violation)
    }
  }

  /// A flag that fills no cell of any file was meant for something.
  private func checkFlags() throws {
    guard options.command == nil, session.result.read > 0, session.result.problems.isEmpty else { return }
    let unused = options.defaults.keys.filter {
      !(options.defaults[$0] ?? "").isEmpty && !options.optionalDefaults.contains($0)
        && !session.usedDefaults.contains($0)
    }.sorted()
    for name in unused {
      let setting = Remedy.Setting(rawValue: name)
      let heading = session.fullColumns[name]
      let record = Record()
      record.line = 1
      let fault = FieldFault(
        field: nil, kind: name,
        message: "\(name) is given as \"\(options.defaults[name] ?? "")\", and no cell of the file lacks it",
        remedy: .anyOf([heading.map { .set(.map, "\($0)=") }, setting.map { .omit($0) }].compactMap { $0 }))
      try session.refuse([fault.problem(file: wholeFiles.first?.input.name ?? "", record: record)], rows: 0)
    }
    let metrics = session.metricNames
    let named: [(name: String, setting: Remedy.Setting)] =
      (options.units.compactMap(\.metric) + options.roundedMetrics.compactMap { $0 }).map { ($0, .unit) }
      + options.scales.compactMap(\.metric).map { ($0, .scale) }
    for (name, setting) in named where !metrics.contains(normalizedName(name)) {
      let record = Record()
      record.line = 1
      let fault = FieldFault(
        field: nil, kind: "metric", message: "an option is about the metric \"\(name)\", and no row of the file is",
        remedy: Remedy.didYouMean(nearestNames(to: name, among: metrics.sorted())) ?? .omit(setting))
      try session.refuse([fault.problem(file: wholeFiles.first?.input.name ?? "", record: record)], rows: 0)
    }
  }
}

import Crypto
import MarketModel
import SQLite

extension Store {
  /// Imports files: reads, checks and writes them in one transaction.
  ///
  /// All or nothing: a refused row refuses the import unless `options.keepsGoing`. A file whose bytes a standing import took
  /// before is left out, and when that holds for every file nothing happens (`alreadyImportedAs`). Memory stays the same whatever the
  /// size of the files.
  ///
  /// - Parameter isCancelled: asked every few thousand rows; true ends the import and leaves the store as it was.
  /// - Throws: `StoreError` when a file or the store cannot be read or written; `CancellationError` when cancelled. What is wrong
  ///   with rows is in the result.
  public func importFiles(
    _ inputs: [ImportInput], options: ImportOptions, progress: ((ImportProgress) -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> ImportResult {
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
          let importer = try Importer(self, inputs: inputs, options: options, progress: progress, isCancelled: isCancelled)
          session = importer.session
          return try importer.run()
        }
      } catch is Importer.NothingWritten {
        var result = session?.result ?? ImportResult()
        result.number = nil
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
  private let inputs: [ImportInput]
  private let options: ImportOptions
  private let progress: ((ImportProgress) -> Void)?
  private let isCancelled: @Sendable () -> Bool
  private let chunk = ObservationChunk(capacity: 1 << 18)
  private let runs = ObservationRuns()
  private var bytesBefore: Int64 = 0
  private var bytesTotal: Int64 = 0

  init(
    _ store: Store, inputs: [ImportInput], options: ImportOptions, progress: ((ImportProgress) -> Void)?,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    self.store = store
    self.inputs = inputs
    self.options = options
    self.progress = progress
    self.isCancelled = isCancelled
    let number = try store.openImport(
      kind: options.command == nil ? "import" : "manual", name: options.command ?? inputs.map(\.name).joined(separator: ", "))
    session = ImportSession(store, options: options, importID: number)
    session.result.number = number
  }

  func run() throws -> ImportResult {
    let files = try openFiles()
    if files.isEmpty { throw NothingWritten() }
    bytesTotal = files.reduce(0) { $0 + $1.input.size }
    for file in files {
      try read(file)
      bytesBefore += file.input.size
    }
    let isRefused = !options.keepsGoing && session.hasProblems
    if !isRefused { try writeObservations(files) }
    if options.isDryRun || !options.keepsGoing && session.hasProblems { throw NothingWritten() }
    try close(files)
    return session.result
  }

  private struct File {
    var input: SpooledInput
    var number: Int
    var sha256: String
    var shape: ImportShape?
  }

  /// The files that no standing import has taken yet, fingerprinted.
  private func openFiles() throws -> [File] {
    var files: [File] = []
    var seen: Set<String> = []
    for input in inputs {
      let spooled = try SpooledInput(input)
      let sha256 = try fingerprint(spooled)
      if options.command == nil, let earlier = try store.standingImport(ofFile: sha256) {
        session.result.alreadyImportedAs = earlier
        if inputs.count > 1 { session.result.notices.append("\(spooled.name): already imported as #\(earlier)") }
      } else if !seen.insert(sha256).inserted {
        session.result.notices.append("\(spooled.name): the same file again, left out")
      } else {
        files.append(File(input: spooled, number: files.count, sha256: sha256))
      }
    }
    if !files.isEmpty { session.result.alreadyImportedAs = nil }
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
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in hash.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: Reading

  private var shapes: [Int: ImportShape] = [:]

  private func read(_ file: File) throws {
    let name = file.input.name
    do {
      let reader = try makeReader(file.input)
      let columns = try columns(of: reader, name)
      session.result.notices += reader.notices.map { inputs.count > 1 ? "\(name): \($0)" : $0 }
      shapes[file.number] = columns.shape
      let before = session.result
      switch columns.shape {
      case .long, .wide, .cohorts: try readObservations(reader, columns, file)
      default: try readRows(reader, columns, name)
      }
      if session.result.read == before.read, session.result.skipped == before.skipped {
        session.result.notices.append("\(name): the file has a header and no rows")
      }
    } catch let error as UnreadableFile {
      session.refuse([
        ImportProblem(
          file: name, line: error.line, column: error.column, byte: Int(error.byte), kind: error.kind, message: error.message,
          hint: error.hint,
          raw: error.raw, length: 1)
      ])
    } catch let error as HeaderProblem {
      session.refuse([error.problem])
    }
  }

  private struct HeaderProblem: Error { var problem: ImportProblem }

  private func makeReader(_ input: SpooledInput) throws -> any RecordReader {
    let head = try input.head(4096)
    let encoding = try TextEncoding.detect(head: head, name: options.encoding)
    let buffer = try InputBuffer(input, encoding: encoding)
    while buffer.end - buffer.start < 64, try buffer.refill() {}
    let start = UnsafeRawBufferPointer(start: buffer.base + buffer.start, count: buffer.end - buffer.start)
    let first = start.first { $0 > 0x20 }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") { return try JSONReader(buffer) }
    return try CSVReader(buffer, prefersTabs: input.name.lowercased().hasSuffix(".tsv"))
  }

  private func readObservations(_ reader: any RecordReader, _ first: ImportColumns, _ file: File) throws {
    func decoder(_ columns: ImportColumns) throws -> ObservationDecoder {
      if columns.cells.count > Int(UInt16.max) { throw StoreError(.usage, "\(file.input.name) has more than 65,535 columns of values") }
      return ObservationDecoder(session, columns, reader: reader, file: file.input.name, fileNumber: file.number)
    }
    let record = reader.record
    var known = reader.columnCount
    var columns = first
    var decode = try decoder(columns)
    while try reader.next() {
      if reader.columnCount != known {
        // A key that the objects before did not have.
        known = reader.columnCount
        columns = try self.columns(of: reader, file.input.name)
        decode = try decoder(columns)
      }
      // A row of a wide file takes as many places as it has cells.
      if chunk.isFull || chunk.count + columns.cells.count > chunk.capacity { try spill() }
      try decode.decode(into: chunk)
      if record.line & 0xFFF == 0 { try tick(reader) }
    }
  }

  private func readRows(_ reader: any RecordReader, _ first: ImportColumns, _ name: String) throws {
    var known = reader.columnCount
    var columns = first
    while try reader.next() {
      if reader.columnCount != known {
        known = reader.columnCount
        columns = try self.columns(of: reader, name)
      }
      session.result.read += 1
      do {
        try checkFields(reader, columns)
        let reading = FieldReading(session: session, columns: columns, record: reader.record, isJSON: reader is JSONReader)
        // A row that turns out bad half-way must leave nothing behind.
        try store.connection.savepoint {
          if columns.shape == .events {
            try EventDecoder(session: session, reading: reading).decode()
          } else {
            try CatalogueDecoder(session: session, reading: reading).decode()
          }
        }
      } catch let fault as FieldFault {
        session.refuse([fault.problem(file: name, record: reader.record)])
      } catch let error as SQLiteError where error.isConstraint {
        session.refuse([
          FieldFault(field: nil, kind: "row", message: "the store refuses it: \(error.message)").problem(file: name, record: reader.record)
        ])
      }
      if reader.record.line & 0xFF == 0 { try tick(reader) }
    }
  }

  /// Understands the header; what is wrong with it is a problem of the record at hand.
  private func columns(of reader: any RecordReader, _ name: String) throws -> ImportColumns {
    do {
      return try ImportColumns(header: reader.columns, options: options) { try session.products.entry(named: $0) }
    } catch let error as HeaderError {
      let fault = FieldFault(field: error.column, kind: "header", message: error.message, hint: error.hint)
      throw HeaderProblem(problem: fault.problem(file: name, record: reader.record))
    }
  }

  private func tick(_ reader: any RecordReader) throws {
    if isCancelled() { throw CancellationError() }
    progress?(
      ImportProgress(rows: session.result.read, bytesDone: bytesBefore + reader.bytesRead, bytesTotal: bytesTotal, isWriting: false))
  }

  // MARK: Writing

  private func spill() throws {
    // With a refused row nothing will be written: only the errors are still wanted.
    if options.keepsGoing || !session.hasProblems {
      chunk.sort()
      try runs.append(chunk)
    }
    chunk.removeAll()
  }

  private func writeObservations(_ files: [File]) throws {
    let writer = try ObservationWriter(store.connection, importID: session.importID)
    writer.onContradiction = { [session] rows in
      let lines = rows.map { "\($0.line)" }
      for row in rows {
        let file = files[Int(row.file)].input
        let others = lines.filter { $0 != "\(row.line)" }.joined(separator: ", ")
        session.refuse(
          [
            ImportProblem(
              file: file.name, line: Int(row.line), column: 1, byte: Int(row.byte), kind: "key",
              message: "another value under the same key stands on line \(others.isEmpty ? lines[0] : others)",
              hint: "keep the right one, or tell them apart by source, origin or published_on", raw: Self.rawLine(file, at: row.byte),
              length: 1)
          ])
      }
    }
    var written = 0
    func write(_ chunk: ObservationChunk) throws {
      if isCancelled() { throw CancellationError() }
      try writer.write(chunk)
      written += chunk.count
      progress?(ImportProgress(rows: written, bytesDone: bytesTotal, bytesTotal: bytesTotal, isWriting: true))
    }
    if runs.isEmpty {
      chunk.sort()
      if chunk.count > 0 { try write(chunk) }
    } else {
      try spill()
      try runs.merge(batchSize: 1 << 16, write)
    }
    session.result.inserted += writer.inserted
    session.result.unchanged += writer.unchanged
    session.result.revised += writer.revised
    session.result.duplicates += writer.duplicates
    session.result.read -= writer.duplicates
  }

  /// The line of a row that was read long ago.
  private static func rawLine(_ file: SpooledInput, at byte: Int64) -> String {
    file.rewind(to: Int(byte))
    var bytes = [UInt8](repeating: 0, count: 4096)
    let got =
      (try? bytes.withUnsafeMutableBytes { buffer in try buffer.baseAddress.map { try file.read(into: $0, count: 4096) } ?? 0 }) ?? 0
    return String(decoding: bytes.prefix(got).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }

  private func close(_ files: [File]) throws {
    let connection = store.connection
    for file in files where options.command == nil {
      try connection.run(
        "INSERT INTO import_files (import_id, n, name, sha256, bytes, shape) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", session.importID,
        file.number + 1, file.input.name, file.sha256, file.input.size, shapes[file.number]?.rawValue ?? "")
    }
    for (index, row) in session.refusedRows.enumerated() {
      try connection.run(
        "INSERT INTO refused_rows (import_id, n, line, \"column\", byte, kind, message, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        session.importID, index + 1, row.line, row.column, row.byte, row.kind, row.message, row.raw)
    }
    try store.closeImport(session.importID, session.result)
  }
}

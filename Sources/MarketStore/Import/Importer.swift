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
  let store: Store
  let inputs: [SpooledInput]
  let options: ImportOptions
  let progress: ((ImportProgress) -> Void)?
  let isCancelled: @Sendable () -> Bool
  let chunk: ObservationChunk
  let runs = ObservationRuns()
  var bytesBefore: Int64 = 0
  var bytesTotal: Int64 = 0
  @exclusivity(unchecked) var recordsRead = 0
  var filesLeftOut = false
  var shapes: [Int: ImportShape] = [:]
  /// Those that no standing import has taken yet.
  var files: [File] = []
  /// The files' texts in UTF-8, by number: places in them are places in these.
  var texts: [Int: SpooledInput] = [:]
  /// The files whose rows are those of a sheet.
  var sheets: Set<Int> = []

  /// Settings that name a part of a file, and of which some file has had that part.
  var used: Set<Remedy.Setting> = []

  lazy var settling = Settling(session: session)

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
    files = try openFiles()
    if files.isEmpty { throw NothingWritten() }
    bytesTotal = files.reduce(0) { $0 + $1.input.size }
    session.hasSeveralFiles = inputs.count > 1
    for file in files {
      try read(file)
      bytesBefore += texts[file.number]?.size ?? file.input.size
    }
    try checkUse()
    try settling.judge()
    try writeObservations()
    try checkParts()
    if session.passedOver > 0 {
      session.result.notices.append(
        "\(counted(session.passedOver, "row was", "rows were")) passed over: "
          + options.skipRows.joined(separator: ", "))
    }
    try checkFlags()
    if options.isDryRun || session.hasFileProblems || !options.keepsGoing && session.hasProblems {
      throw NothingWritten()
    }
    try close()
    return session.result
  }

  struct File {
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

  private func close() throws {
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
}

import MarketModel
import Records
import SQLite

/// What the files of one import share: the indexes of names and keys, the counts, and the problems found so far.
///
/// One thread uses it: what is touched at every row is not checked for that.
final class ImportSession {
  let store: Store
  let options: ImportOptions
  let importID: Int64
  let companies: NameIndex
  let products: NameIndex
  let segments: NameIndex
  let metrics: NameIndex
  let sources: NameIndex
  let series: SeriesIndex
  let periods: PeriodIndex
  let publications: PublicationIndex
  @exclusivity(unchecked) var result = ImportResult()
  /// What rows of this import claimed that may not be claimed otherwise by another of its rows: events and rates.
  var claims: [[String]: RowClaim] = [:]
  /// Names that rows of this import added to the catalogue, in order, so that one that is refused after all can take
  /// its own back.
  @exclusivity(unchecked) private(set) var learned: [(kind: CatalogueKind, entry: CatalogueEntry, isCreated: Bool)] = []
  private var keptRows = 0
  private var rawBytes = 0
  /// Beyond it the problems of a result hold excerpts instead of whole rows.
  private static let mostRawBytes = 16 << 20

  init(_ store: Store, options: ImportOptions, importID: Int64) {
    self.store = store
    self.options = options
    hasNamesToSkip = !options.skipRows.isEmpty
    self.importID = importID
    companies = NameIndex(store, .company)
    products = NameIndex(store, .product)
    segments = NameIndex(store, .segment)
    metrics = NameIndex(store, .metric)
    sources = NameIndex(store, .source)
    series = SeriesIndex(store.connection)
    periods = PeriodIndex(store.connection)
    publications = PublicationIndex(store, importID: importID)
    for kind in CatalogueKind.allCases {
      index(of: kind).onInvisible = { [unowned self] in noteInvisible($0, as: $1, $2) }
    }
    guard options.createsMissing else { return }
    companies.refuses = { [unowned self] in totalName($0) }
    products.refuses = { [unowned self] in totalName($0) }
    companies.create = { [unowned self] in try make(.company, $0) }
    products.create = { [unowned self] in try make(.product, $0) }
    segments.create = { [unowned self] in try make(.segment, $0) }
    sources.create = { [unowned self] in try make(.source, $0) }
  }

  /// What each file says about the forms of its figures, and about its ratios; by number.
  var evidence: [Int: FileEvidence] = [:]
  var ratios: [RatioEvidence] = []
  var hasSeveralFiles = false
  /// A file of observations is no export of ours.
  var hasOthersFiles = false

  private var namesWithInvisible: Set<String> = []

  /// Says once of each name that it was taken for another one.
  private func noteInvisible(_ name: String, as entry: CatalogueEntry, _ characters: [String]) {
    let key = name.unicodeScalars.map { String($0.value) }.joined(separator: " ")
    guard namesWithInvisible.count < 100, namesWithInvisible.insert(key).inserted else { return }
    let codes = characters.isEmpty ? invisibleCharacters(in: entry.name) : characters
    let list = codes.joined(separator: ", ")
    result.notices.append(
      "\"\(name)\" is taken for \(entry.name): they differ by characters that nobody sees (\(list))")
  }

  /// Rows that `--skip-rows` passed over.
  private(set) var passedOver = 0
  /// Flags that stood in for a cell, the columns without an empty one that stand in the way of the others, and what the
  /// metrics of the rows are called.
  var usedDefaults: Set<String> = []
  var fullColumns: [String: String] = [:]
  var metricNames: Set<String> = []

  /// Something is wrong that is about no row: nothing can be imported.
  private(set) var hasFileProblems = false

  /// Whether a record says nothing: all its cells are empty, or one of them is what `--skip-rows` names.
  @inline(__always) func passesOver(_ record: Record) -> Bool {
    (hasNamesToSkip || record[0].bytes.count == 0) && saysNothing(record)
  }

  private func saysNothing(_ record: Record) -> Bool {
    var isBlank = record.count > 0
    for index in 0..<record.count {
      let bytes = record.fields[index].bytes.trimmed
      if bytes.count == 0 { continue }
      isBlank = false
      if !hasNamesToSkip { break }
      if skippedNames.contains(normalizedName(bytes.text)) {
        passedOver += 1
        return true
      }
    }
    return isBlank
  }

  private let hasNamesToSkip: Bool
  private lazy var skippedNames = Set(options.skipRows.map { normalizedName($0) })

  /// Names that stand for a sum of others in most tables.
  static let totals: Set<String> = [
    "total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub total", "sub totals", "sum", "all",
    "world", "other", "others", "all others", "overall",
  ]

  static func isTotal(_ name: String) -> Bool {
    let name = normalizedName(name)
    return totals.contains(name.hasSuffix(":") ? String(name.dropLast()) : name)
  }

  func totalName(_ name: String) -> StoreError? {
    guard options.createsMissing, !options.keepsTotals, Self.isTotal(name) else { return nil }
    return StoreError(
      .name, "\"\(name)\" looks like a sum of other rows, not like a name",
      remedy: .anyOf([.set(.skipRows, name), .set(.keepTotals, nil)]))
  }

  var hasProblems: Bool { result.refused > 0 || hasFileProblems }

  /// What helps with a name that the catalogue does not have. Who types a single row has no `--create`, and what is too
  /// long is not made.
  func remedy(for error: StoreError, _ kind: CatalogueKind) -> Remedy? {
    guard error.kind == .name, kind != .metric, !options.createsMissing, options.command == nil else {
      return error.remedy
    }
    return .oneOf([error.remedy, .set(.create, nil)])
  }

  /// Adds a thing of a kind that the catalogue does not have (never a metric), and says so in the result.
  func make(_ kind: CatalogueKind, _ name: String) throws -> CatalogueEntry? {
    let trimmed = String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    guard !trimmed.isEmpty, invisibleCharacters(in: trimmed).isEmpty || !normalizedName(trimmed).isEmpty,
      tooLongName(kind.rawValue, trimmed) == nil
    else { return nil }
    let connection = store.connection
    switch kind {
    case .company: try connection.run("INSERT INTO companies (name) VALUES (?1)", trimmed)
    case .product: try connection.run("INSERT INTO products (name) VALUES (?1)", trimmed)
    case .segment: try connection.run("INSERT INTO segments (name) VALUES (?1)", trimmed)
    case .source: try connection.run("INSERT INTO sources (name, kind) VALUES (?1, 'provider')", trimmed)
    case .metric: return nil
    }
    let entry = CatalogueEntry(id: connection.lastInsertRowID, name: trimmed)
    learn(kind, entry, isCreated: true)
    return entry
  }

  /// Makes a name known that a row has added to the catalogue.
  ///
  /// - Parameter isCreated: `--create` added it, nothing in the file said so.
  func learn(_ kind: CatalogueKind, _ entry: CatalogueEntry, isCreated: Bool = false) {
    learned.append((kind, entry, isCreated))
    index(of: kind).add(entry)
    if isCreated { result.created.append("\(kind.rawValue) \(entry.name)") }
  }

  /// How far the names and publications that rows added had come before a row.
  struct Mark: Equatable {
    fileprivate var names: Int
    fileprivate var publications: Int
    fileprivate var periods: Int
  }

  @inline(__always) var mark: Mark {
    Mark(names: learned.count, publications: publications.written.count, periods: periods.additions)
  }

  /// Removes what a refused row had made: nothing else can know of it yet. Periods stay: they say nothing.
  func takeBack(to mark: Mark) throws {
    try publications.takeBack(from: mark.publications)
    for name in learned[mark.names...] where name.isCreated {
      try store.connection.run("DELETE FROM \(name.kind.table) WHERE id = \(name.entry.id)")
    }
    forgetNames(from: mark.names)
  }

  /// Forgets what the indexes learned from a row that was rolled back.
  func forget(to mark: Mark) {
    forgetNames(from: mark.names)
    publications.forget(from: mark.publications)
    if periods.additions != mark.periods { periods.forget() }
  }

  private func forgetNames(from count: Int) {
    for name in learned[count...] { index(of: name.kind).takeBack(name.entry) }
    result.created.removeLast(learned[count...].count(where: \.isCreated))
    learned.removeLast(learned.count - count)
  }

  func index(of kind: CatalogueKind) -> NameIndex {
    switch kind {
    case .company: companies
    case .product: products
    case .segment: segments
    case .metric: metrics
    case .source: sources
    }
  }

  /// Refuses one row for one or more reasons: it counts once (or once per cell), and every reason is shown.
  func refuse(_ problems: [ImportProblem], rows: Int = 1) throws {
    result.refused += rows
    if rows == 0 { hasFileProblems = true }
    if options.keepsGoing, let row = problems.first {
      keptRows += 1
      let message = problems.map { problem in problem.remedy.map { "\(problem.message) (\($0))" } ?? problem.message }
        .joined(separator: "; ")
      try store.connection.run(
        """
        INSERT INTO refused_rows (import_id, n, line, "column", byte, kind, message, raw)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """,
        importID, keptRows, row.line, row.column, row.byte, row.kind, message, row.raw)
    }
    for var problem in problems {
      if result.problems.count < options.maximumErrors {
        rawBytes += problem.raw.utf8.count
        if rawBytes > Self.mostRawBytes { problem.raw = problem.excerpt }
        result.problems.append(problem)
      } else {
        result.problemsLeftOut += 1
      }
    }
  }
}

/// A thing wrong with one field, on its way to being an `ImportProblem`.
struct FieldFault: Error {
  /// Index of the field; nil when the whole row is meant.
  var field: Int?
  var kind: String
  var message: String
  var remedy: Remedy?
  /// The catalogue has no such name.
  var isUnknownName = false

  func problem(file: String, record: Record) -> ImportProblem {
    let raw = record.raw
    var begin = 0
    var end = raw.count
    if let field, field < record.count, !record[field].isAbsent {
      begin = min(record[field].offset, raw.count)
      end = min(raw.count, begin + record[field].extent)
    }
    let place = LinePlace(of: begin, in: raw, before: record.before, charactersLost: record.charactersLost)
    // The mark ends with the line, and where the excerpt does.
    end = max(begin, min(end, place.lineEnd))
    let marked = UnsafeRawBufferPointer(rebasing: raw[begin..<min(end, begin + 4000)]).text.count
    return ImportProblem(
      file: file, line: record.line + (record.isSheetRow ? 0 : place.linesBefore), column: place.column,
      byte: Int(record.byte), kind: kind,
      message: message,
      remedy: remedy, raw: raw.text, length: max(1, marked), excerpt: place.excerpt, excerptColumn: place.excerptColumn,
      isUnknownName: isUnknownName)
  }
}

/// Everything that is wrong with one row.
struct RowFaults: Error { var faults: [FieldFault] }

import MarketModel
import SQLite

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the files of one import share: the indexes of names and keys, the counts, and the problems found so far.
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
  var result = ImportResult()
  /// Refused rows, one each, as they will be kept.
  private(set) var refusedRows: [ImportProblem] = []
  /// Refused rows are kept up to this many; beyond it they are counted only.
  static let mostRefusedRows = 100_000

  init(_ store: Store, options: ImportOptions, importID: Int64) {
    self.store = store
    self.options = options
    self.importID = importID
    companies = NameIndex(store, .company)
    products = NameIndex(store, .product)
    segments = NameIndex(store, .segment)
    metrics = NameIndex(store, .metric)
    sources = NameIndex(store, .source)
    series = SeriesIndex(store.connection)
    periods = PeriodIndex(store.connection)
    publications = PublicationIndex(store.connection)
    guard options.createsMissing else { return }
    companies.create = { [unowned self] in try make(.company, $0) }
    products.create = { [unowned self] in try make(.product, $0) }
    segments.create = { [unowned self] in try make(.segment, $0) }
    sources.create = { [unowned self] in try make(.source, $0) }
  }

  var hasProblems: Bool { result.refused > 0 }

  /// Adds a thing of a kind that the catalogue does not have (never a metric), and says so in the result.
  func make(_ kind: CatalogueKind, _ name: String) throws -> CatalogueEntry? {
    let trimmed = String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    guard !trimmed.isEmpty, trimmed.utf8.count <= 1000 else { return nil }
    let connection = store.connection
    switch kind {
    case .company: try connection.run("INSERT INTO companies (name) VALUES (?1)", trimmed)
    case .product: try connection.run("INSERT INTO products (name) VALUES (?1)", trimmed)
    case .segment: try connection.run("INSERT INTO segments (name) VALUES (?1)", trimmed)
    case .source: try connection.run("INSERT INTO sources (name, kind) VALUES (?1, 'provider')", trimmed)
    case .metric: return nil
    }
    let entry = CatalogueEntry(id: connection.lastInsertRowID, name: trimmed)
    result.created.append("\(kind.rawValue) \(trimmed)")
    index(of: kind).add(entry)
    return entry
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
  func refuse(_ problems: [ImportProblem], rows: Int = 1) {
    result.refused += rows
    for problem in problems {
      if result.problems.count < options.maximumErrors {
        result.problems.append(problem)
      } else {
        result.problemsLeftOut += 1
      }
    }
    guard var row = problems.first, refusedRows.count < Self.mostRefusedRows else { return }
    row.message = problems.map { problem in problem.hint.map { "\(problem.message) (\($0))" } ?? problem.message }.joined(separator: "; ")
    refusedRows.append(row)
  }
}

/// A thing wrong with one field, on its way to being an `ImportProblem`.
struct FieldFault: Error {
  /// Index of the field; nil when the whole row is meant.
  var field: Int?
  var kind: String
  var message: String
  var hint: String?
  /// The offending bytes inside the field's text; nil marks the whole field.
  var part: Range<Int>?

  func problem(file: String, record: Record) -> ImportProblem {
    let raw = record.raw
    var begin = 0
    var extent = raw.count
    if let field, field < record.count, record[field].bytes.baseAddress != nil || record[field].extent > 0 || record[field].offset > 0 {
      (begin, extent) = (record[field].offset, record[field].extent)
    }
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: raw[begin..<min(raw.count, begin + extent)]), as: UTF8.self)
    return ImportProblem(
      file: file, line: record.line, column: raw.characterColumn(of: begin), byte: Int(record.byte), kind: kind, message: message, hint: hint,
      raw: String(decoding: raw, as: UTF8.self), length: max(1, text.count))
  }
}

extension UnsafeRawBufferPointer {
  /// Without blanks at either end.
  @inline(__always) var trimmed: UnsafeRawBufferPointer {
    guard count > 0, self[0] <= 0x20 || self[count - 1] <= 0x20 else { return self }
    var from = 0
    var to = count
    while from < to, self[from] <= 0x20 { from += 1 }
    while to > from, self[to - 1] <= 0x20 { to -= 1 }
    return UnsafeRawBufferPointer(rebasing: self[from..<to])
  }

  var text: String { String(decoding: self, as: UTF8.self) }

  /// The same bytes, compared without a table.
  @inline(__always) func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let a = baseAddress, let b = other.baseAddress else { return count == 0 }
    return memcmp(a, b, count) == 0
  }
}

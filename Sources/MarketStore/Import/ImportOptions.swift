import MarketModel
import Records

/// How the rows of a file are laid out.
public enum ImportShape: String, Sendable, CaseIterable {
  /// One observation a row.
  case long
  /// One column per period or per product.
  case wide
  /// One row per cohort, one column per day offset.
  case cohorts
  /// One column per metric.
  case measures
  case events
  // The catalogue's own shapes, told by their header.
  case companies, products, aliases, segments, metrics, sources, fx, reports

  var isObservations: Bool { self == .long || isWide }
}

/// What a user may say about a file that the file does not say itself.
public struct ImportOptions: Sendable {
  /// Nil: told by the header.
  public var shape: ImportShape?
  /// Values for columns that the file lacks; a column wins. Keys are column names of the long shape:
  /// product metric source origin published_on currency plan region platform status.
  public var defaults: [String: String] = [:]
  /// `theirs=ours`, `ours` being a column, a metric, a product or a period; an empty one leaves the column out.
  public var mapping: [(theirs: String, ours: String)] = []
  /// The same from a profile: what a file lacks of it is no error, and `mapping` wins.
  public var profileMapping: [(theirs: String, ours: String)] = []
  /// Whose files these are.
  public var publisher: PublisherProfile?
  /// How numbers without % are meant, by the code or name of a metric; nil: of every ratio.
  public var units: [(metric: String?, unit: RatioReading)] = []
  /// Metrics whose figures are rounded to whole numbers: a source's averages of persons. A nil name: all.
  public var roundedMetrics: [String?] = []
  /// What numbers without a scale, % or currency of their own are multiplied by.
  public var scales: [(metric: String?, factor: UInt64)] = []
  /// Further texts that stand for a missing value.
  public var missing: [String] = []
  /// Rows that have one of these as a whole cell are passed over.
  public var skipRows: [String] = []
  /// A name such as Total may be added like any other.
  public var keepsTotals = false
  /// Of `defaults`, those that need not fill a cell: they come from a profile.
  public var optionalDefaults: Set<String> = []
  /// The decimal mark is a comma: "1.234,5" is 1234.5. JSON's own numbers keep their point.
  public var decimalComma = false
  /// What the dates mean, and what they stand for.
  public var dates = DateReading()
  /// What a slashed date such as 03/04/2026 means; nil: every such date is refused.
  public var dateOrder: DateOrder? {
    get { dates.order }
    set { dates.order = newValue }
  }
  /// The headings of two columns that make a period together: year and month, or start and end.
  public var periodColumns: [String] = []
  /// nil: UTF-8, or UTF-16 where a byte order mark says so. Else utf-8, utf-16le, utf-16be, latin1 or windows-1252.
  public var encoding: String?
  /// Where in a file its table is.
  package var layout = TableLayout()
  /// Which array of a JSON file holds its records: keys with points between.
  public var records: String?
  /// Which sheet of a workbook is meant; nil: the first with a table that is not hidden.
  public var sheet: String?
  /// Settings that name a part of a file (`records`, `sheet`) and that no file needs to have.
  public var optionalParts: Set<Remedy.Setting> = []
  /// The path of the program that decodes containers as a child (`ContainerDecoder.runAsChild`); nil: none does.
  public var decoder: String?
  /// Add unknown products, companies, sources and segments (never metrics).
  public var createsMissing = false
  /// Reads and checks everything and writes nothing.
  public var isDryRun = false
  /// Import the good rows and keep the refused ones as rows.
  public var keepsGoing = false
  /// How many problems are reported one by one; the rest are counted.
  public var maximumErrors = 1000
  /// The command whose arguments the rows were made of: the import is then recorded as `manual` under this name, and
  /// its text is no file to be known again.
  public var command: String?
  /// Refuses a saved report that could not run.
  public var checksReport: SavedReport.Check = { _ in }
  /// Rows that are sorted in memory, and rows that are written at once. Tests make them small.
  var chunkRows = 1 << 18
  var batchRows = 1 << 16

  /// Everything as for a file that says all by itself, refusing the whole import for one bad row.
  public init() {}
}

/// Where rows come from.
public enum ImportInput: Sendable {
  case file(String)
  case standardInput
  /// Text that the program itself holds: a seed, or a row made from arguments.
  case text(name: String, [UInt8])

  /// How the input is called in messages: the path, or `-`.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "-"
    case .text(let name, _): name
    }
  }
}

extension SpooledInput {
  convenience init(_ input: ImportInput) throws {
    switch input {
    case .file(let path): try self.init(file: path)
    case .standardInput: try self.init(standardInputAs: input.name)
    case .text(let name, let bytes): try self.init(name: name, bytes: bytes)
    }
  }
}

extension UnreadableFile {
  func problem(file: String) -> ImportProblem {
    let help: MarketModel.Remedy? =
      switch remedy {
      case nil: nil
      case .advice(let text): .advice(text)
      case .encodings(let names): .anyOf(["save the file as UTF-8"] + names.map { .set(.encoding, $0) })
      case .otherHeader: .set(.header, nil)
      case .sheets(let names): .anyOf(names.map { .set(.sheet, $0) })
      case .records(let paths): .anyOf(paths.map { .set(.records, $0) })
      }
    return ImportProblem(
      file: file, line: line, column: column, byte: Int(byte), kind: kind, message: message, remedy: help, raw: excerpt,
      length: 1, excerpt: excerpt, excerptColumn: excerptColumn)
  }
}

/// One refused row, or a file that cannot be read as one.
public struct ImportProblem: Sendable, Equatable {
  /// The input's name: its path, `-` for standard input, or the name of a text.
  public var file: String
  /// The line on which the field begins; the file's first line is 1.
  public var line: Int
  /// 1-based character of that line at which the field begins, its opening quote included.
  public var column: Int
  /// 0-based offset of the row in the file.
  public var byte: Int
  /// The column's name or what is wrong with the row: value, period, product, fields, key …
  public var kind: String
  /// What is wrong, quoting the field.
  public var message: String
  /// What to write or set instead; nil where the message says all.
  public var remedy: Remedy?
  /// The row as it stands in the file, all its lines. Cut when rows of megabytes are refused by the hundred.
  public var raw: String
  /// How many characters of the line, from `column` on, the caret line marks.
  public var length: Int
  /// The line itself, or the part around the field of a very long one, and where in it the field begins (1-based).
  public var excerpt: String
  /// Where in `excerpt` the field begins, in characters; 1-based.
  public var excerptColumn: Int
  /// The row was refused for a name that the catalogue does not have.
  public var isUnknownName = false
}

/// How far an import has come.
public struct ImportProgress: Sendable {
  /// Observations, cells or other rows read so far, as `ImportResult.read` counts them; while `isWriting`, the
  /// observations written so far.
  public var rows: Int
  /// Bytes read so far, of all files together.
  public var bytesDone: Int64
  /// nil for standard input.
  public var bytesTotal: Int64?
  /// Everything is read, and the sorted observations are being written.
  public var isWriting: Bool
}

/// What an import did.
///
/// `read` counts observations, or the cells of a wide file, or the rows of any other: it is the sum of the six counts
/// below it. Where refused rows refused the whole import, nothing is inserted, unchanged or revised.
public struct ImportResult: Sendable {
  /// The import's number; nil when nothing was written.
  public var number: Int64?
  /// What was read in all; see above for what counts as one.
  public var read = 0
  /// New to the store.
  public var inserted = 0
  /// There already, with the same figure.
  public var unchanged = 0
  /// There already with another figure under the same key: the old row is retracted and the new one takes its place.
  public var revised = 0
  /// Left out for a problem; with `keepsGoing` they are kept as refused rows.
  public var refused = 0
  /// Cells that say nothing: empty, `n/a`, `-`.
  public var skipped = 0
  /// Identical rows of one file, of which one was kept.
  public var duplicates = 0
  /// What `--create` added, as "product Pika".
  public var created: [String] = []
  /// "delimiter is ;" and the like: worth a line, no reason to refuse.
  public var notices: [String] = []
  /// What was wrong, in the order in which it was found, `maximumErrors` at most.
  public var problems: [ImportProblem] = []
  /// Problems beyond `maximumErrors`.
  public var problemsLeftOut = 0
  /// The standing import that took the same file before; then nothing else happened.
  public var alreadyImportedAs: Int64?

  /// The result of an import that has read nothing yet.
  public init() {}

  /// `read 160 · inserted 118 · unchanged 40 · revised 0 · refused 2`, with what is apart when it is not 0.
  public var counts: String {
    var text = "read \(read) · inserted \(inserted) · unchanged \(unchanged) · revised \(revised) · refused \(refused)"
    if skipped > 0 { text += " · skipped \(skipped)" }
    if duplicates > 0 { text += " · duplicates \(duplicates)" }
    return text
  }
}

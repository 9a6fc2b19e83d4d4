#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One field of a record: where its text stands.
struct Field {
  /// The text without quotes, escapes undone. Valid until the next record is read.
  var bytes: UnsafeRawBufferPointer
  /// Offset from the record's first byte of the field's first byte, its opening quote included.
  var offset: Int
  /// Bytes it takes up in the record, quotes included.
  var extent: Int
  /// Something is wrong with the field itself: text after a closing quote.
  var hasTextAfterQuote = false

  /// The record has no such field, as against an empty one.
  var isAbsent: Bool { bytes.baseAddress == nil && extent == 0 && offset == 0 }

  static var absent: Field { Field(bytes: UnsafeRawBufferPointer(start: nil, count: 0), offset: 0, extent: 0) }
}

/// The record that was read last, with its place in the file. One object serves a whole file.
final class Record {
  private(set) var fields: UnsafeMutablePointer<Field>
  private(set) var count = 0
  private var capacity = 64
  /// Line of its first character; the first line of the file is 1.
  var line = 0
  /// Offset of its first byte in the (decoded) input.
  var byte: Int64 = 0
  /// Its bytes as they stand in the file, without the line end.
  var raw = UnsafeRawBufferPointer(start: nil, count: 0)
  /// What stands before it on its first line: only JSON may have several records on one.
  var before = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Characters of that line which stood before `before` and are no longer in memory.
  var charactersLost = 0

  init() { fields = .allocate(capacity: capacity) }

  deinit { fields.deallocate() }

  /// One of the fields is wrong in that way.
  var hasTextAfterQuote = false

  @inline(__always) func removeAll() {
    count = 0
    hasTextAfterQuote = false
  }

  @inline(__always) func append(_ field: Field) {
    if count == capacity { grow() }
    fields[count] = field
    count += 1
  }

  /// The field at `index`; an empty one where the record is too short.
  @inline(__always) subscript(_ index: Int) -> Field { index < count ? fields[index] : .absent }

  func set(_ index: Int, _ field: Field) {
    while count <= index { append(.absent) }
    fields[index] = field
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Field>.allocate(capacity: capacity * 2)
    larger.update(from: fields, count: count)
    fields.deallocate()
    fields = larger
    capacity *= 2
  }
}

/// Reads an input record by record.
protocol RecordReader: AnyObject {
  /// The columns' names, in order. A JSON reader learns of further ones as it goes.
  var columns: [String] { get }
  var columnCount: Int { get }
  /// Whether a record must have as many fields as there are columns.
  var isRagged: Bool { get }
  var record: Record { get }
  /// Goes to the next record that is not blank; false at the end.
  func next() throws -> Bool
  var bytesRead: Int64 { get }
  /// Remarks on how the file was read: "the delimiter is ;".
  var notices: [String] { get }
}

/// The file cannot be read on from here: an unclosed quote, invalid UTF-8, broken JSON.
struct UnreadableFile: Error {
  var line: Int
  var column: Int
  var byte: Int64
  var kind: String
  var message: String
  var hint: String?
  /// The line, or the part of it around the place.
  var excerpt: String
  var excerptColumn = 1

  init(line: Int, column: Int = 1, byte: Int64, kind: String, message: String, hint: String?, excerpt: String = "") {
    (self.line, self.column, self.byte, self.kind, self.message, self.hint) = (line, column, byte, kind, message, hint)
    (self.excerpt, excerptColumn) = (excerpt, column)
  }

  /// A place inside `bytes`, which begin at a line's start, on line `first`, `start` bytes into the file.
  init(
    in bytes: UnsafeRawBufferPointer, at offset: Int, first line: Int, start: Int64, kind: String, message: String, hint: String?,
    charactersLost: Int = 0
  ) {
    let place = LinePlace(of: offset, in: bytes, charactersLost: charactersLost)
    self.init(line: line + place.linesBefore, byte: start + Int64(offset), kind: kind, message: message, hint: hint)
    column = place.column
    (excerpt, excerptColumn) = (place.excerpt, place.excerptColumn)
  }

  static func nul(line: Int, byte: Int64) -> UnreadableFile {
    UnreadableFile(
      line: line, byte: byte, kind: "encoding", message: "NUL bytes: this looks like UTF-16 without a byte order mark",
      hint: "pass --encoding utf-16le (or utf-16be)")
  }

  func problem(file: String) -> ImportProblem {
    ImportProblem(
      file: file, line: line, column: column, byte: Int(byte), kind: kind, message: message, hint: hint, raw: excerpt, length: 1,
      excerpt: excerpt, excerptColumn: excerptColumn)
  }
}

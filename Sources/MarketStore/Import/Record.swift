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
  var raw: String
}

extension UnsafeRawBufferPointer {
  /// The 1-based character position of the byte at `offset`.
  func characterColumn(of offset: Int) -> Int {
    String(decoding: UnsafeRawBufferPointer(rebasing: self[..<Swift.min(offset, count)]), as: UTF8.self).count + 1
  }

  /// Offset of the first byte that is no valid UTF-8, or nil.
  func invalidUTF8Offset() -> Int? {
    var index = 0
    while index < count {
      let byte = self[index]
      if byte < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch byte {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, low) = (3, 0xA0)
      case 0xED: (length, high) = (3, 0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, low) = (4, 0x90)
      case 0xF4: (length, high) = (4, 0x8F)
      case 0xF1...0xF3: length = 4
      default: return index
      }
      guard index + length <= count, (low...high).contains(self[index + 1]) else { return index }
      if length > 2 {
        for next in 2..<length where self[index + next] & 0xC0 != 0x80 { return index }
      }
      index += length
    }
    return nil
  }
}

import System

/// One field of a record: where its text stands.
package struct Field {
  /// The text without quotes, escapes undone. Valid until the next record is read.
  package var bytes: UnsafeRawBufferPointer
  /// Offset from the record's first byte of the field's first byte, its opening quote included.
  package var offset: Int
  /// Bytes it takes up in the record, quotes included.
  package var extent: Int
  /// Something is wrong with the field itself: text after a closing quote.
  package var hasTextAfterQuote = false

  /// The record has no such field, as against an empty one.
  @inlinable package var isAbsent: Bool { bytes.baseAddress == nil && extent == 0 && offset == 0 }

  @inlinable package init(bytes: UnsafeRawBufferPointer, offset: Int, extent: Int) {
    (self.bytes, self.offset, self.extent) = (bytes, offset, extent)
  }

  @inlinable package static var absent: Field {
    Field(bytes: UnsafeRawBufferPointer(start: nil, count: 0), offset: 0, extent: 0)
  }
}

/// The record that was read last, with its place in the file. One object serves a whole file.
///
/// Its fields are read and written by turns by one thread, never at once. They stand behind a pointer, since across
/// modules the compiler cannot see that, and checking it at every access cost an import a fifth of its instructions.
package final class Record {
  @usableFromInline package struct Storage {
    @usableFromInline package var fields: UnsafeMutablePointer<Field>
    @usableFromInline package var count = 0
    @usableFromInline package var line = 0
    @usableFromInline package var byte: Int64 = 0
    @usableFromInline package var raw = UnsafeRawBufferPointer(start: nil, count: 0)
    @usableFromInline package var hasTextAfterQuote = false
  }
  @usableFromInline package let storage: UnsafeMutablePointer<Storage>
  private var capacity = 64

  @inlinable package var fields: UnsafeMutablePointer<Field> { storage.pointee.fields }
  @inlinable package var count: Int { storage.pointee.count }
  /// Line of its first character; the first line of the file is 1.
  @inlinable package var line: Int {
    get { storage.pointee.line }
    set { storage.pointee.line = newValue }
  }
  /// The record is the row of a sheet: one line, whatever line ends its cells hold.
  package var isSheetRow = false
  /// Offset of its first byte in the (decoded) input.
  @inlinable package var byte: Int64 {
    get { storage.pointee.byte }
    set { storage.pointee.byte = newValue }
  }
  /// Its bytes as they stand in the file, without the line end.
  @inlinable package var raw: UnsafeRawBufferPointer {
    get { storage.pointee.raw }
    set { storage.pointee.raw = newValue }
  }
  /// What stands before it on its first line: only JSON may have several records on one.
  @exclusivity(unchecked) package var before = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Characters of that line which stood before `before` and are no longer in memory.
  @exclusivity(unchecked) package var charactersLost = 0

  package init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(fields: .allocate(capacity: capacity)))
  }

  deinit {
    storage.pointee.fields.deallocate()
    storage.deallocate()
  }

  /// One of the fields is wrong in that way.
  @inlinable package var hasTextAfterQuote: Bool {
    get { storage.pointee.hasTextAfterQuote }
    set { storage.pointee.hasTextAfterQuote = newValue }
  }

  @inline(__always) package func removeAll() {
    storage.pointee.count = 0
    hasTextAfterQuote = false
  }

  @inline(__always) package func append(_ field: Field) {
    if count == capacity { grow() }
    fields[count] = field
    storage.pointee.count += 1
  }

  /// The field at `index`; an empty one where the record is too short.
  @inlinable package subscript(_ index: Int) -> Field { index < count ? fields[index] : .absent }

  package func removeLast() { storage.pointee.count = max(0, count - 1) }

  package func set(_ index: Int, _ field: Field) {
    while count <= index { append(.absent) }
    fields[index] = field
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Field>.allocate(capacity: capacity * 2)
    larger.update(from: fields, count: count)
    fields.deallocate()
    storage.pointee.fields = larger
    capacity *= 2
  }
}

/// Reads an input record by record.
package protocol RecordReader: AnyObject {
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

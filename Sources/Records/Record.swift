import System

/// One field of a record: where its text stands.
public struct Field {
  /// The text without quotes, escapes undone. Valid until the next record is read.
  public var bytes: UnsafeRawBufferPointer
  /// Offset from the record's first byte of the field's first byte, its opening quote included.
  public var offset: Int
  /// Bytes it takes up in the record, quotes included.
  public var extent: Int
  /// Something is wrong with the field itself: text after a closing quote.
  public var hasTextAfterQuote = false

  /// The record has no such field, as against an empty one.
  @inlinable public var isAbsent: Bool { bytes.baseAddress == nil && extent == 0 && offset == 0 }

  /// A field of this text, from `offset` on in its record.
  @inlinable public init(bytes: UnsafeRawBufferPointer, offset: Int, extent: Int) {
    (self.bytes, self.offset, self.extent) = (bytes, offset, extent)
  }

  /// What a record that is too short has in place of a field.
  @inlinable public static var absent: Field {
    Field(bytes: UnsafeRawBufferPointer(start: nil, count: 0), offset: 0, extent: 0)
  }
}

/// The record that was read last, with its place in the file. One object serves a whole file.
///
/// Its fields are read and written by turns by one thread, never at once. They stand behind a pointer, since across
/// modules the compiler cannot see that, and checking it at every access cost an import a fifth of its instructions.
/// It is public, as is `Field`, since the compiler carries only public accessors into another module.
public final class Record {
  @usableFromInline struct Storage {
    @usableFromInline var fields: UnsafeMutablePointer<Field>
    @usableFromInline var count = 0
    @usableFromInline var line = 0
    @usableFromInline var byte: Int64 = 0
    @usableFromInline var raw = UnsafeRawBufferPointer(start: nil, count: 0)
    @usableFromInline var hasTextAfterQuote = false
  }
  @usableFromInline let storage: UnsafeMutablePointer<Storage>
  private var capacity = 64

  /// The fields, `count` of them. Valid until the next record is read.
  @inlinable @inline(__always) public var fields: UnsafeMutablePointer<Field> { storage.pointee.fields }
  /// How many fields it has.
  @inlinable @inline(__always) public var count: Int { storage.pointee.count }
  /// Line of its first character; the first line of the file is 1.
  @inlinable @inline(__always) public var line: Int {
    get { storage.pointee.line }
    set { storage.pointee.line = newValue }
  }
  /// The record is the row of a sheet: one line, whatever line ends its cells hold.
  public var isSheetRow = false
  /// Offset of its first byte in the (decoded) input.
  @inlinable @inline(__always) public var byte: Int64 {
    get { storage.pointee.byte }
    set { storage.pointee.byte = newValue }
  }
  /// Its bytes as they stand in the file, without the line end.
  @inlinable @inline(__always) public var raw: UnsafeRawBufferPointer {
    get { storage.pointee.raw }
    set { storage.pointee.raw = newValue }
  }
  /// What stands before it on its first line: only JSON may have several records on one.
  @exclusivity(unchecked) public var before = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Characters of that line which stood before `before` and are no longer in memory.
  @exclusivity(unchecked) public var charactersLost = 0

  /// A record without fields.
  public init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(fields: .allocate(capacity: capacity)))
  }

  deinit {
    storage.pointee.fields.deallocate()
    storage.deallocate()
  }

  /// One of the fields is wrong in that way.
  @inlinable @inline(__always) public var hasTextAfterQuote: Bool {
    get { storage.pointee.hasTextAfterQuote }
    set { storage.pointee.hasTextAfterQuote = newValue }
  }

  /// Empties it for the next record.
  @inlinable @inline(__always) public func removeAll() {
    storage.pointee.count = 0
    hasTextAfterQuote = false
  }

  /// Adds a field at the end.
  @inline(__always) public func append(_ field: Field) {
    if count == capacity { grow() }
    fields[count] = field
    storage.pointee.count += 1
  }

  /// The field at `index`; an empty one where the record is too short.
  @inlinable public subscript(_ index: Int) -> Field { index < count ? fields[index] : .absent }

  /// Takes the last field away, if there is one.
  public func removeLast() { storage.pointee.count = max(0, count - 1) }

  /// Sets a field, and makes those before it absent where the record is too short.
  public func set(_ index: Int, _ field: Field) {
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

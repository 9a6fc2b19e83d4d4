#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bytes of an input as UTF-8, a window at a time: memory stays the same whatever the file's size.
///
/// A reader takes bytes from `start` on and moves `start`; when it needs more than `start ..< end` holds it calls `refill`,
/// which may move the window and invalidates every pointer into it.
final class InputBuffer {
  /// No record is longer than this; a longer one is an unclosed quote or no table at all.
  static let largestRecord = 16 << 20

  private(set) var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Offsets of the unread bytes from `base`.
  var start = 0
  private(set) var end = 0
  /// Offset in the input of the byte at `base`.
  private(set) var baseOffset: Int64 = 0
  private(set) var isAtEnd = false
  private let input: SpooledInput
  private let blockSize: Int

  /// `input` is UTF-8; `skipping` bytes of a byte order mark. Tests read in small blocks.
  init(_ input: SpooledInput, skipping markLength: Int = 0, blockSize: Int = 3 << 16) {
    self.blockSize = blockSize
    capacity = 1 << 18
    base = .allocate(capacity: capacity)
    self.input = input
    baseOffset = Int64(markLength)
    input.rewind(to: markLength)
  }

  deinit { base.deallocate() }

  var offset: Int64 { baseOffset + Int64(start) }

  /// Bytes of the file that were read so far: for progress.
  var bytesRead: Int64 { input.position }

  /// Reads on. Returns false when the input has ended and nothing was added.
  ///
  /// - Throws: `StoreError` when the file cannot be read; `RecordTooLong` when the window is full.
  func refill() throws -> Bool {
    if isAtEnd { return false }
    if start > 0 {
      memmove(base, base + start, end - start)
      baseOffset += Int64(start)
      end -= start
      start = 0
    }
    if capacity - end < blockSize {
      guard capacity < Self.largestRecord else { throw RecordTooLong() }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      memcpy(larger, base, end)
      base.deallocate()
      base = larger
      capacity *= 2
    }
    let added = try input.read(into: base + end, count: blockSize)
    isAtEnd = added == 0
    end += added
    return added > 0
  }
}

/// A record does not fit the largest window.
struct RecordTooLong: Error {}

/// An input as a file that can be read twice: standard input and text of our own are laid down in an unlinked temporary file.
final class SpooledInput {
  let name: String
  let size: Int64
  private(set) var position: Int64 = 0
  private let descriptor: Int32

  init(_ input: ImportInput) throws {
    name = input.name
    switch input {
    case .file(let path):
      switch FileKind(path) {
      case .missing: throw StoreError(.unusable, "there is no file \(path)")
      case .directory: throw StoreError(.unusable, "\(path) is a directory, not a file", hint: "name the files in it")
      case .regular, .other: break
      }
      let opened = open(path, O_RDONLY | O_CLOEXEC)
      guard opened >= 0 else { throw StoreError(.unusable, "\(path) could not be read: \(systemMessage())") }
      if case .regular(let size) = FileKind(path) {
        descriptor = opened
        self.size = size
        _ = posix_fadvise(opened, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
      } else {
        defer { Glibc.close(opened) }
        (descriptor, size) = try Self.spool(from: opened, name: path)
      }
    case .standardInput:
      (descriptor, size) = try Self.spool(from: 0, name: "standard input")
    case .text(_, let bytes):
      descriptor = try Self.temporaryFile()
      size = Int64(bytes.count)
      try bytes.withUnsafeBytes { try Self.writeAll(descriptor, $0) }
    }
  }

  private init(name: String, descriptor: Int32, size: Int64) {
    (self.name, self.descriptor, self.size) = (name, descriptor, size)
  }

  deinit { close(descriptor) }

  /// The same text in UTF-8, laid down in a temporary file: so that a row can be found again by its place.
  func decoded(from encoding: TextEncoding) throws -> SpooledInput {
    let target = try TemporaryFile.open()
    var transcoder = Transcoder(encoding)
    rewind(to: encoding.markLength)
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: Transcoder.blockSize * 3 + 8)
    defer { block.deallocate() }
    var total: Int64 = 0
    var isAtEnd = false
    do {
      while !isAtEnd {
        let count = try transcoder.read(from: self, into: block, isAtEnd: &isAtEnd)
        try TemporaryFile.write(target, UnsafeRawBufferPointer(start: block, count: count))
        total += Int64(count)
      }
    } catch {
      close(target)
      throw error
    }
    return SpooledInput(name: name, descriptor: target, size: total)
  }

  /// `count` bytes from `offset` on, fewer at the end.
  func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
    position = offset
    var found = [UInt8](repeating: 0, count: max(0, count))
    var done = 0
    while done < found.count {
      let got = try found.withUnsafeMutableBytes { buffer in
        try buffer.baseAddress.map { try read(into: $0 + done, count: buffer.count - done) } ?? 0
      }
      if got == 0 { break }
      done += got
    }
    return Array(found.prefix(done))
  }

  func rewind(to offset: Int) { position = Int64(offset) }

  /// Reads up to `count` bytes from where the last read ended; 0 at the end.
  func read(into target: UnsafeMutableRawPointer, count: Int) throws -> Int {
    while true {
      let got = pread(descriptor, target, count, off_t(position))
      if got >= 0 {
        position += Int64(got)
        return got
      }
      guard errno == EINTR else { throw StoreError(.unusable, "\(name) could not be read: \(systemMessage())") }
    }
  }

  /// The first bytes, for telling the encoding.
  func head(_ count: Int) throws -> [UInt8] {
    position = 0
    var bytes = [UInt8](repeating: 0, count: count)
    let got = try bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return try read(into: base, count: count)
    }
    position = 0
    return Array(bytes.prefix(got))
  }

  private static func spool(from source: Int32, name: String) throws -> (Int32, Int64) {
    let target = try temporaryFile()
    var total: Int64 = 0
    let size = 1 << 16
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let got = Glibc.read(source, buffer.baseAddress, size)
      if got == 0 { return (target, total) }
      if got < 0 {
        if errno == EINTR { continue }
        throw StoreError(.unusable, "\(name) could not be read: \(systemMessage())")
      }
      try writeAll(target, UnsafeRawBufferPointer(rebasing: buffer[..<got]))
      total += Int64(got)
    }
  }

  private static func temporaryFile() throws -> Int32 { try TemporaryFile.open() }

  private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws {
    try TemporaryFile.write(descriptor, bytes)
  }
}

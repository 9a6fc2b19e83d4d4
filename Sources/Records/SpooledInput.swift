import System

/// An input as a file that can be read twice: standard input and text of our own are laid down in an unlinked temporary
/// file.
package final class SpooledInput {
  package let name: String
  package let size: Int64
  package private(set) var position: Int64 = 0
  let descriptor: Int32

  /// A file by its path; what is not a regular file, such as a pipe, is laid down first.
  ///
  /// - Throws: `FileError`.
  package init(file path: String) throws {
    name = path
    switch FileKind(path) {
    case .missing: throw FileError(path, .missing)
    case .directory: throw FileError(path, .isDirectory)
    case .unreachable(let code): throw FileError(path, .unreadable(code))
    case .regular, .other: break
    }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw FileError.reading(path) }
    if case .regular(let size) = FileKind(path) {
      descriptor = opened
      self.size = size
      _ = posix_fadvise(opened, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
    } else {
      defer { close(opened) }
      (descriptor, size) = try Self.spool(from: opened, name: path)
    }
  }

  /// Standard input, laid down.
  package init(standardInputAs name: String) throws {
    self.name = name
    (descriptor, size) = try Self.spool(from: STDIN_FILENO, name: "standard input")
  }

  /// Text that the program itself holds.
  package init(name: String, bytes: [UInt8]) throws {
    self.name = name
    descriptor = try TemporaryFile.open()
    size = Int64(bytes.count)
    try bytes.withUnsafeBytes { try TemporaryFile.write(descriptor, $0) }
  }

  init(name: String, descriptor: Int32, size: Int64) {
    (self.name, self.descriptor, self.size) = (name, descriptor, size)
  }

  deinit { close(descriptor) }

  /// The same text in UTF-8, laid down in a temporary file: so that a row can be found again by its place.
  package func decoded(from encoding: TextEncoding) throws -> SpooledInput {
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
  package func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
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

  package func rewind(to offset: Int) { position = Int64(offset) }

  /// Reads up to `count` bytes from where the last read ended; 0 at the end.
  package func read(into target: UnsafeMutableRawPointer, count: Int) throws -> Int {
    while true {
      let got = pread(descriptor, target, count, off_t(position))
      if got >= 0 {
        position += Int64(got)
        return got
      }
      guard errno == EINTR else { throw FileError.reading(name) }
    }
  }

  /// The first bytes, for telling the encoding.
  package func head(_ count: Int) throws -> [UInt8] {
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
    let target = try TemporaryFile.open()
    var total: Int64 = 0
    let size = 1 << 16
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let got = readBlock(source, into: buffer, count: size)
      if got == 0 { return (target, total) }
      if got < 0 { throw FileError.reading(name) }
      try TemporaryFile.write(target, UnsafeRawBufferPointer(start: buffer, count: got))
      total += Int64(got)
    }
  }
}

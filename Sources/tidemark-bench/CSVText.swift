import System

/// Writes lines of CSV to a file through one buffer.
struct CSVText: ~Copyable {
  private let descriptor: Int32
  private var bytes: [UInt8] = []

  init(path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw BenchError("\(path) could not be made: \(String(cString: strerror(errno)))") }
    bytes.reserveCapacity(1 << 20 + 4096)
  }

  deinit { close(descriptor) }

  mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// A number with at least `digits` digits.
  mutating func append(_ number: Int, digits: Int = 1) {
    var power = 1
    for _ in 1..<max(digits, 1) { power *= 10 }
    while number / power > 9 { power *= 10 }
    while power > 0 {
      bytes.append(0x30 + UInt8(number / power % 10))
      power /= 10
    }
  }

  mutating func endLine() throws {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= 1 << 20 { try flush() }
  }

  mutating func flush() throws {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
      guard wrote >= 0 || errno == EINTR else {
        throw BenchError("a file could not be written: \(String(cString: strerror(errno)))")
      }
      done += max(wrote, 0)
    }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// A failure in a user's words.
struct BenchError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

import System

/// Bytes laid end to end, addressed by offset: growing moves them.
package final class ByteArena {
  @exclusivity(unchecked) package private(set) var base: UnsafeMutableRawPointer
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int

  package init(capacity: Int = 4096) {
    self.capacity = capacity
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  package func removeAll() { count = 0 }

  package func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Returns the offset at which the bytes now stand.
  @discardableResult
  package func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    let offset = count
    if let source = bytes.baseAddress, bytes.count > 0 {
      reserve(bytes.count)
      memcpy(base + count, source, bytes.count)
      count += bytes.count
    }
    return offset
  }

  package subscript(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  private func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    memcpy(larger, base, count)
    base.deallocate()
    base = larger
  }
}

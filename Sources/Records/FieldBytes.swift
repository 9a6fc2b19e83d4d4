import System

extension UnsafeRawBufferPointer {
  /// Without blanks at either end.
  @inlinable @inline(__always) package var trimmed: UnsafeRawBufferPointer {
    guard count > 0, self[0] <= 0x20 || self[count - 1] <= 0x20 else { return self }
    var from = 0
    var to = count
    while from < to, self[from] <= 0x20 { from += 1 }
    while to > from, self[to - 1] <= 0x20 { to -= 1 }
    return UnsafeRawBufferPointer(rebasing: self[from..<to])
  }

  @inlinable package var text: String { String(decoding: self, as: UTF8.self) }

  /// The same bytes, compared without a table.
  @inlinable package func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let a = baseAddress, let b = other.baseAddress else { return count == 0 }
    return memcmp(a, b, count) == 0
  }
}

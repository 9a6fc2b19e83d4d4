import System

/// The bytes of an input as UTF-8, a window at a time: memory stays the same whatever the file's size.
///
/// A reader takes bytes from `start` on and moves `start`; when it needs more than `start ..< end` holds it calls
/// `refill`, which may move the window and invalidates every pointer into it.
package final class InputBuffer {
  /// No record is longer than this; a longer one is an unclosed quote or no table at all.
  package static let largestRecord = 16 << 20

  @exclusivity(unchecked) package private(set) var base: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var capacity: Int
  /// Offsets of the unread bytes from `base`.
  @exclusivity(unchecked) package var start = 0
  @exclusivity(unchecked) package private(set) var end = 0
  /// Offset in the input of the byte at `base`.
  @exclusivity(unchecked) package private(set) var baseOffset: Int64 = 0
  @exclusivity(unchecked) package private(set) var isAtEnd = false
  private let input: SpooledInput
  private let blockSize: Int
  /// Nothing from this offset on is read.
  private let limit: Int64

  /// `input` is UTF-8; `skipping` bytes of a byte order mark. Tests read in small blocks.
  package init(_ input: SpooledInput, skipping markLength: Int = 0, limit: Int64 = .max, blockSize: Int = 3 << 16) {
    self.blockSize = blockSize
    self.limit = limit
    capacity = 1 << 18
    base = .allocate(capacity: capacity)
    self.input = input
    baseOffset = Int64(markLength)
    input.rewind(to: markLength)
  }

  deinit { base.deallocate() }

  package var offset: Int64 { baseOffset + Int64(start) }

  /// Bytes of the file that were read so far: for progress.
  package var bytesRead: Int64 { input.position }

  /// Reads on. Returns false when the input has ended and nothing was added.
  ///
  /// - Throws: `FileError` when the file cannot be read; `RecordTooLong` when the window is full.
  package func refill() throws -> Bool {
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
    let left = limit - (baseOffset + Int64(end))
    let added = left > 0 ? try input.read(into: base + end, count: Int(min(Int64(blockSize), left))) : 0
    isAtEnd = added == 0
    end += added
    return added > 0
  }
}

/// A record does not fit the largest window.
package struct RecordTooLong: Error {}

import Records
import System

/// Observations in memory, in the order of the file, and their order by key.
final class ObservationChunk {
  let capacity: Int
  /// Texts beyond this end the chunk early, so that memory stays bounded.
  static let largestArena = 24 << 20
  let rows: UnsafeMutablePointer<PendingObservation>
  private(set) var count = 0
  let texts = ByteArena()
  /// Row numbers by key; valid after `sort`.
  private(set) var order: UnsafeMutablePointer<UInt32>

  init(capacity: Int) {
    self.capacity = capacity
    rows = .allocate(capacity: capacity)
    order = .allocate(capacity: capacity)
  }

  deinit {
    rows.deallocate()
    order.deallocate()
  }

  var isFull: Bool { count == capacity || texts.count > Self.largestArena }

  @inline(__always) func append(_ row: PendingObservation) {
    rows[count] = row
    order[count] = UInt32(truncatingIfNeeded: count)
    count += 1
  }

  func removeAll() {
    count = 0
    texts.removeAll()
  }

  /// The row's texts: the printed value, then the note.
  func text(of row: UnsafePointer<PendingObservation>) -> UnsafeRawBufferPointer {
    let from = Int(row.pointee.text)
    return texts[from..<(from + Int(row.pointee.valueTextLength) + Int(row.pointee.noteLength))]
  }

  private struct Entry {
    var key: ObservationKey
    var row: UInt32
  }

  /// Orders the rows by key; rows of one key stay in the order of the file.
  ///
  /// Least significant byte first, and only the bytes that differ: a file has few periods, publications and origins. A
  /// feed that is sorted already, as most are, costs one pass.
  func sort() {
    guard count > 1 else { return }
    var isSorted = true
    var previous = rows[0].key
    for index in 1..<count {
      let key = rows[index].key
      if key < previous {
        isSorted = false
        break
      }
      previous = key
    }
    if isSorted { return }
    var from = UnsafeMutablePointer<Entry>.allocate(capacity: count)
    var to = UnsafeMutablePointer<Entry>.allocate(capacity: count)
    defer {
      from.deallocate()
      to.deallocate()
    }
    let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
    defer { counts.deallocate() }
    counts.initialize(repeating: 0, count: 16 * 256)
    for index in 0..<count {
      let key = rows[index].key
      from[index] = Entry(key: key, row: UInt32(truncatingIfNeeded: index))
      for byte in 0..<8 {
        counts[byte * 256 + Int(truncatingIfNeeded: key.low >> UInt64(byte * 8) & 0xFF)] += 1
        counts[(byte + 8) * 256 + Int(truncatingIfNeeded: key.high >> UInt64(byte * 8) & 0xFF)] += 1
      }
    }
    for byte in 0..<16 {
      let shift = UInt64((byte & 7) * 8)
      let isHigh = byte >= 8
      let table = counts + byte * 256
      let first = Int(truncatingIfNeeded: (isHigh ? from[0].key.high : from[0].key.low) >> shift & 0xFF)
      if table[first] == UInt32(truncatingIfNeeded: count) { continue }
      var sum: UInt32 = 0
      for value in 0..<256 { (table[value], sum) = (sum, sum + table[value]) }
      for index in 0..<count {
        let entry = from[index]
        let digit = Int(truncatingIfNeeded: (isHigh ? entry.key.high : entry.key.low) >> shift & 0xFF)
        to[Int(table[digit])] = entry
        table[digit] += 1
      }
      swap(&from, &to)
    }
    for index in 0..<count { order[index] = from[index].row }
  }
}

import Records
import System

/// Sorted chunks laid down in an unnamed temporary file, and read back as one sorted stream: an external merge sort.
///
/// Every page of the table is then written once, in order, whatever the order of the file; and equal keys meet, however
/// far apart their lines are.
final class ObservationRuns {
  private var descriptor: Int32 = -1
  private var runs: [(offset: Int64, length: Int64)] = []
  private var size: Int64 = 0
  private static let rowSize = MemoryLayout<PendingObservation>.stride

  deinit { if descriptor >= 0 { close(descriptor) } }

  var isEmpty: Bool { runs.isEmpty }

  /// Adds a sorted chunk.
  func append(_ chunk: ObservationChunk) throws {
    if descriptor < 0 { descriptor = try TemporaryFile.open() }
    let begin = size
    let block = ByteArena(capacity: 1 << 20)
    for index in 0..<chunk.count {
      let row = chunk.rows + Int(chunk.order[index])
      block.append(UnsafeRawBufferPointer(start: row, count: Self.rowSize))
      if row.pointee.valueTextLength > 0 || row.pointee.noteLength > 0 { block.append(chunk.text(of: row)) }
      if block.count >= 1 << 19 {
        try TemporaryFile.write(descriptor, block[0..<block.count])
        size += Int64(block.count)
        block.removeAll()
      }
    }
    try TemporaryFile.write(descriptor, block[0..<block.count])
    size += Int64(block.count)
    runs.append((begin, size - begin))
  }

  /// Hands out all rows by key, equal keys in the order of the file, in batches that never part equal keys.
  ///
  /// - Returns: how many rows were left out because a batch was full of rows of their key that claim the same.
  func merge(batchSize: Int, _ body: (ObservationChunk) throws -> Void) throws -> Int {
    let readers = try runs.map { try RunReader(descriptor, offset: $0.offset, length: $0.length) }
    var heap = RunHeap(readers)
    // Twice the size: a batch ends only where the key changes.
    let batch = ObservationChunk(capacity: max(batchSize * 2, 64))
    var last: ObservationKey?
    var first = 0
    var leftOut = 0
    while let reader = heap.top {
      let row = reader.row
      let key = row.pointee.key
      if batch.count >= batchSize || batch.isFull, last != key {
        try body(batch)
        batch.removeAll()
      }
      if last != key { first = batch.count }
      if batch.count == batch.capacity {
        guard batch.rows[first].claimsSame(row.pointee) else {
          throw StoreError(
            .findings, "more than \(batch.count) rows contradict each other under one key",
            remedy: "line \(row.pointee.line) is one of them")
        }
        leftOut += 1
        try heap.advance()
        continue
      }
      var copy = row.pointee
      copy.text = UInt32(truncatingIfNeeded: batch.texts.append(reader.text))
      batch.append(copy)
      last = key
      try heap.advance()
    }
    if batch.count > 0 { try body(batch) }
    return leftOut
  }
}

/// Reads one run through a small window.
private final class RunReader {
  private let descriptor: Int32
  private var offset: Int64
  private let limit: Int64
  private var window: UnsafeMutableRawPointer
  private var capacity = 1 << 15
  private var start = 0
  private var end = 0
  private(set) var isDone = false
  private static let rowSize = MemoryLayout<PendingObservation>.stride
  /// The row at hand, aligned, and its texts.
  let row: UnsafeMutablePointer<PendingObservation>
  private(set) var text = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ descriptor: Int32, offset: Int64, length: Int64) throws {
    self.descriptor = descriptor
    self.offset = offset
    limit = offset + length
    window = .allocate(byteCount: capacity, alignment: 16)
    row = .allocate(capacity: 1)
    try advance()
  }

  deinit {
    window.deallocate()
    row.deallocate()
  }

  func advance() throws {
    guard try have(Self.rowSize) else {
      isDone = true
      return
    }
    memcpy(row, window + start, Self.rowSize)
    start += Self.rowSize
    let length = Int(row.pointee.valueTextLength) + Int(row.pointee.noteLength)
    guard try have(length) else { throw StoreError(.unusable, "a temporary file was cut short") }
    text = UnsafeRawBufferPointer(start: window + start, count: length)
    start += length
  }

  private func have(_ count: Int) throws -> Bool {
    if end - start >= count { return true }
    memmove(window, window + start, end - start)
    end -= start
    start = 0
    if count > capacity {
      let larger = UnsafeMutableRawPointer.allocate(byteCount: count * 2, alignment: 16)
      memcpy(larger, window, end)
      window.deallocate()
      window = larger
      capacity = count * 2
    }
    while end < count, offset < limit {
      let got = pread(descriptor, window + end, min(capacity - end, Int(limit - offset)), off_t(offset))
      if got < 0 {
        if errno == EINTR { continue }
        throw StoreError(.unusable, "a temporary file could not be read: \(systemMessage())")
      }
      if got == 0 { break }
      offset += Int64(got)
      end += got
    }
    return end >= count
  }
}

/// The run with the least key on top; of equal keys the run that was written first.
private struct RunHeap {
  private var readers: [(reader: RunReader, key: ObservationKey, number: Int)]

  init(_ all: [RunReader]) {
    readers = all.enumerated().filter { !$0.element.isDone }.map { ($0.element, $0.element.row.pointee.key, $0.offset) }
    for index in stride(from: readers.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  var top: RunReader? { readers.first?.reader }

  mutating func advance() throws {
    let reader = readers[0].reader
    try reader.advance()
    if reader.isDone {
      let last = readers.removeLast()
      if readers.isEmpty { return }
      readers[0] = last
    } else {
      readers[0].key = reader.row.pointee.key
    }
    sink(0)
  }

  private func comes(_ a: Int, before b: Int) -> Bool {
    if readers[a].key == readers[b].key { return readers[a].number < readers[b].number }
    return readers[a].key < readers[b].key
  }

  private mutating func sink(_ index: Int) {
    var index = index
    while true {
      let left = index * 2 + 1
      guard left < readers.count else { return }
      let child = left + 1 < readers.count && comes(left + 1, before: left) ? left + 1 : left
      guard comes(child, before: index) else { return }
      readers.swapAt(index, child)
      index = child
    }
  }
}

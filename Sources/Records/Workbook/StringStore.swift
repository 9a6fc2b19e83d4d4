import System

/// Texts by number, in memory up to a limit and in a temporary file beyond it: a workbook keeps the texts of all its
/// sheets in one list.
final class StringStore {
  /// Half of it for the texts themselves and half for their places, at most.
  private static let mostMemory = 40 << 20
  private static let chunkSize = 1 << 18

  private var chunks: [UnsafeMutableRawPointer] = []
  private var used = StringStore.chunkSize
  /// Ends of the texts, counted through all of them, in chunks as well.
  private var ends: [[Int64]] = []
  private static let endsPerChunk = 1 << 15
  private var memory = 0
  private(set) var count = 0
  private var total: Int64 = 0
  /// Bytes and texts that are in memory: what comes later is in the files.
  private var bytesInMemory: Int64?
  private var countInMemory = 0
  private var textFile: SpillFile?
  private var endFile: SpillFile?
  private var scratch: [UInt8] = []
  private let limit: Int

  /// Tests make the limit small.
  init(limit: Int = StringStore.mostMemory) { self.limit = limit }

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// - Throws: `FileError`.
  func append(_ text: UnsafeRawBufferPointer) throws {
    total += Int64(text.count)
    count += 1
    if bytesInMemory == nil, memory + text.count + 8 > limit {
      bytesInMemory = total - Int64(text.count)
      countInMemory = count - 1
      textFile = try SpillFile()
      endFile = try SpillFile()
    }
    if let textFile, let endFile {
      try textFile.append(text)
      return try withUnsafeBytes(of: total) { try endFile.append($0) }
    }
    if ends.isEmpty || ends[ends.count - 1].count == Self.endsPerChunk {
      ends.append([])
      ends[ends.count - 1].reserveCapacity(Self.endsPerChunk)
    }
    ends[ends.count - 1].append(total)
    memory += text.count + 8
    var left = text
    while let source = left.baseAddress, left.count > 0 {
      if used == Self.chunkSize {
        chunks.append(.allocate(byteCount: Self.chunkSize, alignment: 16))
        used = 0
      }
      let now = min(left.count, Self.chunkSize - used)
      memcpy(chunks[chunks.count - 1] + used, source, now)
      used += now
      left = UnsafeRawBufferPointer(rebasing: left[now...])
    }
  }

  /// Hands the text with a number to `body`; false when there is none.
  func with(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws -> Bool {
    guard number >= 0, number < count else { return false }
    let from = number == 0 ? 0 : try end(number - 1)
    let length = Int(try end(number) - from)
    let chunk = Int(from) / Self.chunkSize
    if bytesInMemory.map({ from + Int64(length) <= $0 }) ?? true, length > 0,
      (Int(from) + length - 1) / Self.chunkSize == chunk
    {
      body(UnsafeRawBufferPointer(start: chunks[chunk] + Int(from) % Self.chunkSize, count: length))
      return true
    }
    scratch.removeAll(keepingCapacity: true)
    if let bytesInMemory, from >= bytesInMemory, let textFile {
      try textFile.read(at: from - bytesInMemory, count: length, into: &scratch)
    } else {
      var at = Int(from)
      while scratch.count < length {
        let now = min(length - scratch.count, Self.chunkSize - at % Self.chunkSize)
        scratch += UnsafeRawBufferPointer(start: chunks[at / Self.chunkSize] + at % Self.chunkSize, count: now)
        at += now
      }
    }
    scratch.withUnsafeBytes(body)
    return true
  }

  private func end(_ number: Int) throws -> Int64 {
    if let endFile, number >= countInMemory {
      var bytes: [UInt8] = []
      try endFile.read(at: Int64(number - countInMemory) * 8, count: 8, into: &bytes)
      return bytes.withUnsafeBytes { $0.count == 8 ? $0.loadUnaligned(as: Int64.self) : 0 }
    }
    return ends[number / Self.endsPerChunk][number % Self.endsPerChunk]
  }
}

/// A temporary file that is written at its end, in blocks, and read anywhere.
private final class SpillFile {
  private static let blockSize = 1 << 16
  private let descriptor: Int32
  private var written: Int64 = 0
  private var block: [UInt8] = []
  /// The block that was read last: neighbours are often wanted after one another.
  private var cache: [UInt8] = []
  private var cacheStart: Int64 = 0

  init() throws {
    descriptor = try TemporaryFile.open()
    block.reserveCapacity(Self.blockSize)
  }

  deinit { close(descriptor) }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    if block.count + bytes.count > Self.blockSize { try flush() }
    guard bytes.count <= Self.blockSize else {
      try TemporaryFile.write(descriptor, bytes)
      written += Int64(bytes.count)
      return
    }
    block += bytes
  }

  private func flush() throws {
    if block.isEmpty { return }
    try block.withUnsafeBytes { try TemporaryFile.write(descriptor, $0) }
    written += Int64(block.count)
    block.removeAll(keepingCapacity: true)
  }

  func read(at offset: Int64, count: Int, into target: inout [UInt8]) throws {
    try flush()
    var (offset, left) = (offset, count)
    while left > 0 {
      if offset < cacheStart || offset >= cacheStart + Int64(cache.count) {
        cacheStart = offset / Int64(Self.blockSize) * Int64(Self.blockSize)
        cache = [UInt8](repeating: 0, count: Self.blockSize)
        let got = cache.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(cacheStart)) }
        guard got > 0 else { throw FileError(TemporaryFile.folder, .noTemporary(errno)) }
        cache.removeSubrange(got...)
        guard offset < cacheStart + Int64(got) else { throw FileError(TemporaryFile.folder, .noTemporary(EIO)) }
      }
      let from = Int(offset - cacheStart)
      let now = min(left, cache.count - from)
      target += cache[from..<(from + now)]
      offset += Int64(now)
      left -= now
    }
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Byte strings to numbers: an open-addressing table that compares bytes, so that a field that was seen before costs a hash
/// and a comparison and no String.
struct ByteDictionary: ~Copyable {
  private struct Slot {
    var hash: UInt64
    /// nil: free.
    var key: UnsafeMutableRawPointer?
    var count: Int
    var value: Int32
  }
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private var used = 0

  init() {
    mask = 1023
    slots = Self.emptySlots(1024)
  }

  deinit {
    for index in 0...mask { slots[index].key?.deallocate() }
    slots.deallocate()
  }

  var count: Int { used }

  func value(_ key: UnsafeRawBufferPointer) -> Int32? {
    let hash = Self.hash(key)
    var index = Int(truncatingIfNeeded: hash) & mask
    while let stored = slots[index].key {
      if slots[index].hash == hash, UnsafeRawBufferPointer(start: stored, count: slots[index].count).equals(key) { return slots[index].value }
      index = (index + 1) & mask
    }
    return nil
  }

  /// Adds a key that is not there yet; the bytes are copied.
  mutating func insert(_ key: UnsafeRawBufferPointer, _ value: Int32) {
    if (used + 1) * 2 > mask { grow() }
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(key.count, 1), alignment: 1)
    if let base = key.baseAddress { copy.copyMemory(from: base, byteCount: key.count) }
    place(Slot(hash: Self.hash(key), key: copy, count: key.count, value: value))
    used += 1
  }

  private mutating func grow() {
    let old = slots
    let oldMask = mask
    mask = (mask + 1) * 2 - 1
    slots = Self.emptySlots(mask + 1)
    for index in 0...oldMask where old[index].key != nil { place(old[index]) }
    old.deallocate()
  }

  private mutating func place(_ slot: Slot) {
    var index = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[index].key != nil { index = (index + 1) & mask }
    slots[index] = slot
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(hash: 0, key: nil, count: 0, value: 0), count: count)
    return slots
  }

  /// Eight bytes at a time, multiplied and folded: names are short and not chosen by an enemy who could not as well send more rows.
  private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: key.count)
    var index = 0
    while index + 8 <= key.count {
      hash = (hash ^ key.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
      index += 8
    }
    var tail: UInt64 = 0
    while index < key.count {
      tail = tail << 8 | UInt64(key[index])
      index += 1
    }
    hash = (hash ^ tail) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ hash >> 29
  }
}

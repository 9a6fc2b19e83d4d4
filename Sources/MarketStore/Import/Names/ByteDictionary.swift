import Records
import System

/// Byte strings to numbers: an open-addressing table that compares bytes, so that a field that was seen before costs a
/// hash and a comparison and no String.
final class ByteDictionary {
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
  private let seed: UInt64

  /// Another in each process: who writes a file cannot know which names would fall into one slot.
  private static let processSeed = UInt64.random(in: 1...UInt64.max)

  convenience init() { self.init(seed: Self.processSeed) }

  init(seed: UInt64) {
    self.seed = seed
    mask = 1023
    slots = Self.emptySlots(1024)
  }

  deinit { freeSlots() }

  /// Forgets every key.
  func removeAll() {
    freeSlots()
    (mask, used) = (1023, 0)
    slots = Self.emptySlots(1024)
  }

  private func freeSlots() {
    for index in 0...mask { slots[index].key?.deallocate() }
    slots.deallocate()
  }

  var count: Int { used }

  func value(_ key: UnsafeRawBufferPointer) -> Int32? {
    let slots = slots
    let mask = mask
    let hash = Self.hash(key, seed)
    var index = Int(truncatingIfNeeded: hash) & mask
    while let stored = slots[index].key {
      if slots[index].hash == hash, UnsafeRawBufferPointer(start: stored, count: slots[index].count).equals(key) {
        return slots[index].value
      }
      index = (index + 1) & mask
    }
    return nil
  }

  /// Adds a key that is not there yet; the bytes are copied.
  func insert(_ key: UnsafeRawBufferPointer, _ value: Int32) {
    if (used + 1) * 2 > mask { grow() }
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(key.count, 1), alignment: 1)
    if let base = key.baseAddress { copy.copyMemory(from: base, byteCount: key.count) }
    place(Slot(hash: Self.hash(key, seed), key: copy, count: key.count, value: value))
    used += 1
  }

  /// Removes a key; one that is not there is left alone.
  func remove(_ key: UnsafeRawBufferPointer) {
    let hash = Self.hash(key, seed)
    var hole = Int(truncatingIfNeeded: hash) & mask
    while let stored = slots[hole].key {
      if slots[hole].hash == hash, UnsafeRawBufferPointer(start: stored, count: slots[hole].count).equals(key) { break }
      hole = (hole + 1) & mask
    }
    guard let stored = slots[hole].key else { return }
    stored.deallocate()
    used -= 1
    // What was pushed past the place by it moves up, so that no search ends before its goal.
    var next = (hole + 1) & mask
    while slots[next].key != nil {
      let home = Int(truncatingIfNeeded: slots[next].hash) & mask
      if (next - home) & mask >= (next - hole) & mask {
        slots[hole] = slots[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    slots[hole].key = nil
  }

  private func grow() {
    let old = slots
    let oldMask = mask
    mask = (mask + 1) * 2 - 1
    slots = Self.emptySlots(mask + 1)
    for index in 0...oldMask where old[index].key != nil { place(old[index]) }
    old.deallocate()
  }

  private func place(_ slot: Slot) {
    var index = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[index].key != nil { index = (index + 1) & mask }
    slots[index] = slot
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(hash: 0, key: nil, count: 0, value: 0), count: count)
    return slots
  }

  /// Eight bytes at a time, the last eight overlapping those before; the two halves of each product are folded
  /// together, so that every bit of the text reaches the low bits that pick the slot (as in wyhash).
  @inline(__always) static func hash(_ key: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
    let count = key.count
    var hash = seed ^ UInt64(truncatingIfNeeded: count)
    var tail: UInt64 = 0
    if count >= 8 {
      var index = 0
      while index + 8 < count {
        hash = folded(hash ^ key.loadUnaligned(fromByteOffset: index, as: UInt64.self), 0xFF51_AFD7_ED55_8CCD)
        index += 8
      }
      tail = key.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else if count >= 4 {
      tail =
        UInt64(key.loadUnaligned(as: UInt32.self)) << 32
        | UInt64(key.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else if count > 0 {
      tail = UInt64(key[0]) << 16 | UInt64(key[count >> 1]) << 8 | UInt64(key[count - 1])
    }
    // The seed in the factor as well: added alone it would shift what collides without parting it.
    return folded(hash ^ tail, 0xC4CE_B9FE_1A85_EC53 ^ seed << 1)
  }

  @inline(__always) private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

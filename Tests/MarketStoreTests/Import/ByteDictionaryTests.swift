import Testing

@testable import MarketStore

@Suite struct ByteDictionaryTests {
  private func slot(_ name: String, _ seed: UInt64) -> UInt64 {
    var name = name
    return name.withUTF8 { ByteDictionary.hash(UnsafeRawBufferPointer($0), seed) } & 1023
  }

  @Test("names chosen to fall into one slot under one seed are spread under another") func seeds() {
    // Short, of the length of a word, and longer: each kind is read in its own way.
    for prefix in ["", "name", "a longer name "] {
      let names = (0..<40_000).map { prefix + String($0, radix: 36) }.filter { slot($0, 1) == 7 }
      #expect(names.count > 20)
      for seed: UInt64 in [0x0123_4567_89AB_CDEF, 0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03] {
        // One in n of a thousand slots falls on another by chance.
        #expect(Set(names.map { slot($0, seed) }).count > names.count * 3 / 4, "\(prefix) \(seed)")
      }
    }
  }

  @Test("whatever the seed, what was put in is found and nothing else") func finds() {
    for seed: UInt64 in [1, 2, .max] {
      let dictionary = ByteDictionary(seed: seed)
      func bytes<T>(_ text: String, _ body: (UnsafeRawBufferPointer) -> T) -> T {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
      }
      for number in 0..<5_000 { bytes("n\(number)") { dictionary.insert($0, Int32(number)) } }
      for number in 0..<5_000 { #expect(bytes("n\(number)") { dictionary.value($0) } == Int32(number)) }
      #expect(bytes("n5000") { dictionary.value($0) } == nil)
      // Taken out in another order than they came in: the rest is found as before.
      let removed = (0..<5_000).filter { $0 * 7 % 10 < 6 }.reversed()
      for number in removed { bytes("n\(number)") { dictionary.remove($0) } }
      bytes("n5000") { dictionary.remove($0) }
      #expect(dictionary.count == 2_000)
      for number in 0..<5_000 {
        #expect(bytes("n\(number)") { dictionary.value($0) } == (number * 7 % 10 < 6 ? nil : Int32(number)))
      }
    }
  }
}

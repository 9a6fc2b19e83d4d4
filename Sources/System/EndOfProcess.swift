/// Files that go when a signal ends the program: what a handler may do is little, and removing a name is part of it.
package enum EndOfProcess {
  private static let most = 64
  /// Paths as C strings; a handler may look at any moment, so that each is put in and taken out by one store.
  private nonisolated(unsafe) static let paths: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: most)
    list.initialize(repeating: nil, count: most)
    return list
  }()

  /// Before a handler may look.
  package static func prepare() { _ = paths }

  /// Has a file, or a folder that is empty by then, removed; nil when there are too many.
  package static func remove(_ path: String) -> Int? {
    guard let slot = (0..<most).first(where: { paths[$0] == nil }) else { return nil }
    paths[slot] = strdup(path)
    return slot
  }

  /// They may stay.
  package static func keep(_ slots: [Int]) {
    for slot in slots {
      let path = paths[slot]
      paths[slot] = nil
      free(path)
    }
  }

  /// In a handler.
  package static func removeAll() {
    for slot in 0..<most {
      guard let path = paths[slot] else { continue }
      if unlink(path) != 0 { rmdir(path) }
    }
  }
}

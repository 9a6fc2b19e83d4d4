import MarketModel
import Records

/// Names of one kind as ids, each distinct spelling looked up once.
final class NameIndex {
  private let store: Store
  let kind: CatalogueKind
  private let seen = ByteDictionary()
  private var normalized: [String: CatalogueEntry]?
  private var failures: [StoreError] = []
  /// The spellings by which what this import added was found, by its id.
  private var spellingsOfNew: [Int32: [String]] = [:]
  private static let mostFailures = 10_000
  private static let mostSuggestions = 200
  /// Called for an unknown name; returns what was made for it, or nil.
  var create: ((_ name: String) throws -> CatalogueEntry?)?
  /// Called for a name that is known but for characters that nobody sees.
  var onInvisible: ((_ name: String, _ entry: CatalogueEntry, _ characters: [String]) -> Void)?
  /// Why an unknown name is not to be made.
  var refuses: ((_ name: String) -> StoreError?)?

  init(_ store: Store, _ kind: CatalogueKind) {
    self.store = store
    self.kind = kind
  }

  enum Found {
    case id(Int32)
    case unknown(StoreError)
  }

  /// The id of a spelling that was found before; 0 when it was not.
  @inline(__always) func known(_ bytes: UnsafeRawBufferPointer) -> Int32 { max(seen.value(bytes) ?? 0, 0) }

  func find(_ bytes: UnsafeRawBufferPointer) throws -> Found {
    if let known = seen.value(bytes) { return known > 0 ? .id(known) : .unknown(failures[Int(-known)]) }
    let name = String(decoding: bytes, as: UTF8.self)
    let known = try entry(named: name)
    let refusal = known == nil ? refuses?(name) : nil
    if let entry = try known ?? (refusal == nil ? create?(name) : nil) {
      let id = Int32(truncatingIfNeeded: entry.id)
      seen.insert(bytes, id)
      spellingsOfNew[id]?.append(name)
      return .id(id)
    }
    // Comparing a name with every other takes a while: a file of nothing but unknown names must still end.
    let error =
      try refusal ?? tooLongName(kind.rawValue, name)
      ?? (failures.count < Self.mostSuggestions
        ? store.unknownName(kind, name, among: names().values.lazy.map(\.name))
        : store.unknownName(kind, name, among: []))
    if failures.count < Self.mostFailures {
      seen.insert(bytes, -Int32(truncatingIfNeeded: failures.count))
      failures.append(error)
    }
    return .unknown(error)
  }

  /// The names most like one that is unknown, best first.
  func nearest(to name: String) throws -> [String] {
    nearestNames(to: name, among: try names().values.lazy.map(\.name))
  }

  /// The entry of a name or alias; unlike on the command line a prefix is not enough.
  func entry(named name: String) throws -> CatalogueEntry? {
    if let exact = try store.entry(kind, named: name) { return exact }
    guard let found = try names()[normalizedName(name)] else { return nil }
    let invisible = invisibleCharacters(in: name)
    if invisible != invisibleCharacters(in: found.name) { onInvisible?(name, found, invisible) }
    return found
  }

  /// Makes a name known that was added to the catalogue just now.
  func add(_ entry: CatalogueEntry) {
    spellingsOfNew[Int32(truncatingIfNeeded: entry.id), default: []] += []
    normalized?[normalizedName(entry.name)] = entry
    guard !failures.isEmpty else { return }
    // It may be one of those that were unknown before.
    seen.removeAll()
    failures = []
  }

  /// Forgets a name that was added and is in the catalogue no more: its id may be another's next.
  func takeBack(_ entry: CatalogueEntry) {
    for spelling in spellingsOfNew.removeValue(forKey: Int32(truncatingIfNeeded: entry.id)) ?? [] {
      var spelling = spelling
      spelling.withUTF8 { seen.remove(UnsafeRawBufferPointer($0)) }
    }
    normalized?[normalizedName(entry.name)] = nil
  }

  private func names() throws -> [String: CatalogueEntry] {
    if let normalized { return normalized }
    var all: [String: CatalogueEntry] = [:]
    for (name, entry) in try store.names(of: kind) {
      let key = normalizedName(name)
      if all[key] == nil { all[key] = try store.followingMerge(kind, entry) }
    }
    normalized = all
    return all
  }
}

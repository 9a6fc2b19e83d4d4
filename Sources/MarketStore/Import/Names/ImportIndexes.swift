import MarketModel
import Records
import SQLite

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

/// Series by subject, metric, dimensions and day offset; missing ones are added.
final class SeriesIndex {
  private let connection: Connection
  private let seen = ByteDictionary()
  @exclusivity(unchecked) private var firstNew = Int32.max

  init(_ connection: Connection) { self.connection = connection }

  struct Key: Equatable {
    /// A product's id, or the negative of a company's.
    var subject: Int32
    var metric: Int32
    /// Number of an interned combination of currency, plan, region and platform.
    var dimensions: Int32
    /// -1: none.
    var dayOffset: Int32
  }

  struct Dimensions: Hashable {
    var currency = ""
    var plan = "all"
    var region = "all"
    var platform = "all"
  }

  @exclusivity(unchecked) private(set) var dimensions: [Dimensions] = []
  private var dimensionNumbers: [Dimensions: Int32] = [:]

  func number(of value: Dimensions) -> Int32 {
    if let known = dimensionNumbers[value] { return known }
    let number = Int32(truncatingIfNeeded: dimensions.count)
    dimensions.append(value)
    dimensionNumbers[value] = number
    return number
  }

  func isNew(_ id: Int32) -> Bool { id >= firstNew }

  func id(_ key: Key) throws -> Int32 {
    if let known = withUnsafeBytes(of: key, { seen.value($0) }) { return known }
    let at = dimensions[Int(key.dimensions)]
    let product: Int64? = key.subject > 0 ? Int64(key.subject) : nil
    let company: Int64? = key.subject < 0 ? -Int64(key.subject) : nil
    let day: Int64? = key.dayOffset >= 0 ? Int64(key.dayOffset) : nil
    let found: Int64?
    if let product {
      found = try connection.first(
        """
        SELECT id FROM series WHERE product_id = \(product) AND metric_id = \(Int64(key.metric))
          AND currency = \(at.currency)
          AND plan = \(at.plan) AND region = \(at.region) AND platform = \(at.platform)
            AND ifnull(day_offset, -1) = \(Int64(key.dayOffset))
        """
      ) { $0.int(0) }
    } else {
      found = try connection.first(
        """
        SELECT id FROM series WHERE company_id = \(company) AND metric_id = \(Int64(key.metric))
          AND currency = \(at.currency)
          AND plan = \(at.plan) AND region = \(at.region) AND platform = \(at.platform)
            AND ifnull(day_offset, -1) = \(Int64(key.dayOffset))
        """
      ) { $0.int(0) }
    }
    let id: Int32
    if let found {
      id = Int32(truncatingIfNeeded: found)
    } else {
      try connection.run(
        """
        INSERT INTO series (product_id, company_id, metric_id, currency, plan, region, platform, day_offset)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """,
        product, company, Int64(key.metric), at.currency, at.plan, at.region, at.platform, day)
      id = Int32(truncatingIfNeeded: connection.lastInsertRowID)
      firstNew = min(firstNew, id)
    }
    withUnsafeBytes(of: key) { seen.insert($0, id) }
    return id
  }
}

/// Periods as ids; a granularity's periods are kept without holes, so that a gap in a series is a hole in the integers
/// and nothing else.
final class PeriodIndex {
  private let connection: Connection
  /// First and last known id of each granularity.
  private var known: [Granularity: ClosedRange<Int32>?] = [:]
  private var spans: [String: Int32] = [:]
  private(set) var additions = 0

  init(_ connection: Connection) { self.connection = connection }

  func id(_ period: Period) throws -> Int32 {
    guard let id = period.id else { return try spanID(period) }
    let granularity = period.granularity
    // Spans have no row without a gap to keep.
    if granularity == .span {
      if let known = spans[period.label] { return known }
      if try connection.first("SELECT 1 FROM periods WHERE id = \(Int64(id))", { $0.int(0) }) == nil {
        try write(id, period)
      }
      spans[period.label] = id
      return id
    }
    if known[granularity] == nil { known[granularity] = .some(try range(of: granularity)) }
    guard let range = known[granularity] ?? nil else {
      try insert(id)
      known[granularity] = .some(id...id)
      return id
    }
    if range.contains(id) { return id }
    for missing in id < range.lowerBound ? id..<range.lowerBound : (range.upperBound + 1)..<(id + 1) {
      try insert(missing)
    }
    known[granularity] = .some(min(id, range.lowerBound)...max(id, range.upperBound))
    return id
  }

  /// Looks everything up anew: periods were rolled back.
  func forget() {
    known = [:]
    spans = [:]
  }

  private func range(of granularity: Granularity) throws -> ClosedRange<Int32>? {
    let ids = granularity.ids
    return try connection.first(
      "SELECT min(id), max(id) FROM periods WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound)"
    ) { row in
      guard let low = row.optionalInt(0), let high = row.optionalInt(1) else { return nil }
      return Int32(truncatingIfNeeded: low)...Int32(truncatingIfNeeded: high)
    } ?? nil
  }

  private func insert(_ id: Int32) throws {
    guard let period = Period(id: id) else { return }
    try write(id, period)
  }

  private func write(_ id: Int32, _ period: Period) throws {
    additions += 1
    try connection.run(
      "INSERT INTO periods (id, granularity, label, start_on, end_on) VALUES (?1, ?2, ?3, ?4, ?5)", Int64(id),
      period.granularity.name,
      period.label, period.start?.description, period.end.description)
  }

  private func spanID(_ period: Period) throws -> Int32 {
    let label = period.label
    if let known = spans[label] { return known }
    if let found = try connection.first(
      "SELECT id FROM periods WHERE label = \(label)", { Int32(truncatingIfNeeded: $0.int(0)) })
    {
      spans[label] = found
      return found
    }
    let first = Granularity.otherSpanIDs.lowerBound
    let last =
      try connection.first("SELECT max(id) FROM periods WHERE id >= \(first)") { $0.optionalInt(0) } ?? nil
    let id = last.map { Int32(truncatingIfNeeded: $0 + 1) } ?? first
    try write(id, period)
    spans[label] = id
    return id
  }
}

/// Publications by source, date and title; missing ones are added. Ids sort by date.
final class PublicationIndex {
  private let store: Store
  private let importID: Int64
  /// Numbers in `entries` by source, day and title.
  private let seen = ByteDictionary()
  @exclusivity(unchecked) private var entries: [Entry] = []
  /// Those that rows without a title have meant: in this import they stay without one.
  private var untitled: Set<Int64> = []
  /// What was written for the rows so far, in order.
  @exclusivity(unchecked) private(set) var written: [Written] = []

  struct Entry {
    var id: Int64
    /// Added by this import: nothing in the store can have it.
    var isNew: Bool
  }

  struct Written {
    var id: Int64
    var key: [UInt8]
    /// It was there without a title, and got one.
    var isRetitled = false
  }

  init(_ store: Store, importID: Int64) { (self.store, self.importID) = (store, importID) }

  /// Removes what was written for a row that is refused: nothing else can know of it yet.
  func takeBack(from count: Int) throws {
    for one in written[count...].reversed() {
      if one.isRetitled {
        try store.connection.run("UPDATE publications SET title = '' WHERE id = ?1", one.id)
        try store.connection.run(
          "DELETE FROM catalogue_changes WHERE import_id = ?1 AND kind = 'publication' AND target_id = ?2", importID,
          one.id)
      } else {
        try store.connection.run("DELETE FROM publications WHERE id = ?1", one.id)
      }
    }
    forget(from: count)
  }

  /// Forgets what was written for a row and rolled back.
  func forget(from count: Int) {
    for one in written[count...] {
      one.key.withUnsafeBytes { seen.remove($0) }
      untitled.remove(one.id)
    }
    written.removeLast(written.count - count)
  }

  /// The publication that a row without a title means: the only one of that source and day, whatever its title; where
  /// there are several, the one without a title.
  func entry(source: Int32, on day: CalendarDay) throws -> Entry {
    let key = Self.key(source, day)
    if let known = withUnsafeBytes(of: key, { seen.value($0) }) { return entries[Int(known)] }
    let found = try publications(source, day)
    let meant = found.count == 1 ? found.first : found.first { $0.title.isEmpty }
    let bytes = withUnsafeBytes(of: key) { Array($0) }
    let entry = try meant.map { Entry(id: $0.id, isNew: false) } ?? add(source, day, "", bytes)
    untitled.insert(entry.id)
    keep(entry, bytes)
    return entry
  }

  /// The publication of this title. One without a title that is the only one of its source and day gets it.
  ///
  /// - Parameter isExact: an empty title means the one without a title, never another.
  func entry(source: Int32, on day: CalendarDay, title: UnsafeRawBufferPointer, isExact: Bool = false) throws -> Entry {
    if title.count == 0, !isExact { return try entry(source: source, on: day) }
    var key = withUnsafeBytes(of: Self.key(source, day)) { Array($0) }
    key += title.isEmpty ? [0] : Array(title)
    if let known = key.withUnsafeBytes({ seen.value($0) }) { return entries[Int(known)] }
    let text = title.text
    let found = try publications(source, day)
    let entry: Entry
    if let same = found.first(where: { $0.title == text }) {
      entry = Entry(id: same.id, isNew: false)
    } else if let only = found.first, found.count == 1, only.title.isEmpty,
      !untitled.contains(only.id)
    {
      try store.connection.run("UPDATE publications SET title = ?1 WHERE id = ?2", text, only.id)
      try store.keepChange(
        "publication", only.id, field: "title", old: .text(""), new: .text(text), importID: importID)
      written.append(Written(id: only.id, key: key, isRetitled: true))
      entry = Entry(id: only.id, isNew: false)
    } else {
      entry = try add(source, day, text, key)
    }
    if text.isEmpty { untitled.insert(entry.id) }
    keep(entry, key)
    return entry
  }

  private static func key(_ source: Int32, _ day: CalendarDay) -> UInt64 {
    UInt64(UInt32(bitPattern: source)) << 32 | UInt64(UInt32(bitPattern: day.julianDayNumber))
  }

  private func keep(_ entry: Entry, _ key: [UInt8]) {
    key.withUnsafeBytes { seen.insert($0, Int32(truncatingIfNeeded: entries.count)) }
    entries.append(entry)
  }

  private func publications(_ source: Int32, _ day: CalendarDay) throws -> [(id: Int64, title: String)] {
    try store.connection.query(
      """
      SELECT id, title FROM publications WHERE source_id = \(Int64(source)) AND published_on = \(day.description)
      ORDER BY id
      """
    ) { ($0.int(0), $0.text(1)) }
  }

  private func add(_ source: Int32, _ day: CalendarDay, _ title: String, _ key: [UInt8]) throws -> Entry {
    let connection = store.connection
    let ids = PublicationID.ids(on: day)
    let last =
      try connection.first(
        "SELECT max(id) FROM publications WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound)"
      ) { $0.optionalInt(0) } ?? nil
    guard (last ?? ids.lowerBound) < ids.upperBound else {
      throw StoreError(.unusable, "more than 100,000 articles were published on \(day)")
    }
    let id = last.map { $0 + 1 } ?? ids.lowerBound
    try connection.run(
      "INSERT INTO publications (id, source_id, published_on, title) VALUES (?1, ?2, ?3, ?4)", id, Int64(source),
      day.description, title)
    written.append(Written(id: id, key: key))
    return Entry(id: id, isNew: true)
  }
}

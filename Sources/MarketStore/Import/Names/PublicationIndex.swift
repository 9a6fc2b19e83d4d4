import MarketModel
import Records
import SQLite

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

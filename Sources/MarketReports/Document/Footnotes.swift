import MarketStore
import SQLite

extension Store {
  /// The footnotes of rows that carry an origin, a source and its day of publication in the columns of these names, in
  /// order of appearance.
  func footnotes(_ columns: [Column], _ rows: [[Cell]]) throws -> [SourceNote] {
    func index(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
    guard let source = index("source"), let day = index("published_on") else { return [] }
    let origin = index("origin")
    struct Key: Hashable {
      var source: String
      var day: String
      var origin: String?
    }
    var seen: Set<Key> = []
    var notes: [SourceNote] = []
    for row in rows {
      guard let name = row[source].string, let publishedOn = row[day].string else { continue }
      let measuredBy = origin.flatMap { row[$0].string }
      let key = Key(source: name, day: publishedOn, origin: measuredBy == name ? nil : measuredBy)
      guard seen.insert(key).inserted else { continue }
      let found = try connection.first(
        """
        SELECT (SELECT group_concat(title, '; ') FROM (SELECT b.title FROM publications b WHERE b.source_id = r.id
            AND b.published_on = \(publishedOn) AND b.title <> '' ORDER BY b.id)), r.url
        FROM sources r WHERE r.name = \(name)
        """
      ) { ($0.optionalText(0), $0.optionalText(1)) }
      guard let found else { continue }
      notes.append(SourceNote(source: name, publishedOn: publishedOn, title: found.0, url: found.1, origin: key.origin))
    }
    return notes
  }
}

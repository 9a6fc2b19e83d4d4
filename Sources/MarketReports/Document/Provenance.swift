import MarketStore
import SQLite

/// Who said what and when, looked up once per publication and source.
final class Provenance {
  /// Of rows that say where figures come from.
  static let columns = [Column("origin"), Column("source"), Column("published_on")]

  private let connection: Connection
  private var publications: [Int64: (source: Int64, publishedOn: String)] = [:]
  private var sources: [Int64: (name: String, reliability: Int64)] = [:]

  init(_ store: Store) { connection = store.connection }

  func source(ofPublication id: Int64) throws -> Int64 { try publication(id).source }

  /// The day, ISO 8601.
  func publishedOn(_ id: Int64) throws -> String { try publication(id).publishedOn }

  /// 0 is the analyst's own, 1 the best, 9 the worst.
  func reliability(ofSource id: Int64) throws -> Int64 { try source(id).reliability }

  func name(ofSource id: Int64) throws -> String { try source(id).name }

  private func publication(_ id: Int64) throws -> (source: Int64, publishedOn: String) {
    if let known = publications[id] { return known }
    let found = try connection.first("SELECT source_id, published_on FROM publications WHERE id = \(id)") {
      ($0.int(0), $0.text(1))
    }
    let publication =
      try found ?? { throw StoreError(.unusable, "the store is damaged: publication \(id) is missing") }()
    publications[id] = publication
    return publication
  }

  private func source(_ id: Int64) throws -> (name: String, reliability: Int64) {
    if let known = sources[id] { return known }
    let found = try connection.first("SELECT name, reliability FROM sources WHERE id = \(id)") {
      ($0.text(0), $0.int(1))
    }
    let source = try found ?? { throw StoreError(.unusable, "the store is damaged: source \(id) is missing") }()
    sources[id] = source
    return source
  }
}

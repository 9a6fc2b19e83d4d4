import Foundation
import SQLite
import System
import TestSupport
import Testing

@testable import MarketStore

/// A small catalogue, and files of a test's own to import beside it.
extension Market {
  static let catalogue = [
    "companies": "company,country\nOpenAI,US\nKuaishou,CN\nRunway,US\n",
    "products": """
    product,company,segment
    Sora,OpenAI,
    Kling AI,Kuaishou,
    RunwayML,Runway,
    Vidu,,
    """,
    "aliases": "alias,kind,name\nKling,product,Kling AI\nKwai,company,Kuaishou\n",
    "segments": "segment,product\nAI video,\nAI video,Sora\nAI video,Kling AI\n",
    "sources": "source,kind,reliability\nSensor Tower,provider,2\nSimilarweb,provider,4\nKuaishou,company,3\n",
  ]

  /// Made once, copied for every test.
  private static let template = Result {
    let market = try Market(opensImport: false)
    try market.store.seed(["metrics"])
    let inputs = ["companies", "products", "aliases", "segments", "sources"].map {
      ImportInput.text(name: "\($0).csv", Array((catalogue[$0] ?? "").utf8))
    }
    let result = try market.store.importFiles(inputs, options: ImportOptions())
    try #require(result.problems == [])
    try market.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try market.store.close()
    return market.folder
  }

  /// The number of the next import of a fresh market: the dictionary and the catalogue came before.
  static let first: Int64 = 3

  static func open<T>(_ body: (Market) throws -> T) throws -> T {
    try body(Market(copying: template.get().path("market.db")))
  }

  func file(_ name: String, _ bytes: [UInt8]) throws -> ImportInput {
    let path = folder.path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return .file(path)
  }

  /// Imports a file with this text.
  @discardableResult
  func take(_ text: String, name: String = "feed.csv", _ options: ImportOptions = ImportOptions()) throws
    -> ImportResult
  {
    try take(Array(text.utf8), name: name, options)
  }

  @discardableResult
  func take(_ bytes: [UInt8], name: String = "feed.csv", _ options: ImportOptions = ImportOptions()) throws
    -> ImportResult
  {
    try store.importFiles([file(name, bytes)], options: options)
  }

  /// The live observations, one line each: subject|metric|period|claim|origin|source|published.
  func rows() throws -> [String] {
    try query(
      """
      SELECT ifnull(product, company), metric, period, CASE qualifier WHEN 'eq' THEN '' WHEN 'range' THEN ''
        WHEN 'nd' THEN 'nd' ELSE qualifier || ' ' END
        || CASE WHEN value IS NOT NULL THEN printf('%.15g', value) WHEN qualifier = 'lt'
          OR qualifier = 'le' THEN printf('%.15g', high)
          WHEN qualifier = 'range' THEN printf('%.15g..%.15g', low, high) WHEN qualifier = 'nd' THEN ''
            ELSE printf('%.15g', low) END
        || ifnull(' ' || currency, '') || ifnull(' D' || day_offset, '') || ifnull(' of ' || cohort_size, '')
        || CASE plan WHEN 'all' THEN '' ELSE ' ' || plan END || CASE region WHEN 'all' THEN '' ELSE ' ' || region END
        || CASE platform WHEN 'all' THEN '' ELSE ' ' || platform END || CASE status WHEN 'reported' THEN ''
          ELSE ' ' || status END,
        origin, source, published_on FROM snapshots ORDER BY 1, 2, 3, 7, 5, 4
      """)
  }

  func query(_ sql: String) throws -> [String] {
    let statement = try store.connection.prepare(sql)
    var lines: [String] = []
    while try statement.step() {
      lines.append((0..<statement.columnCount).map { Self.text(statement.row.value($0)) }.joined(separator: "|"))
    }
    return lines
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .integer(let number): "\(number)"
    case .real(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
    case .text(let text): text
    case .blob: "blob"
    }
  }

  /// Nothing in the record is amiss: the views' own check, SQLite's, and foreign keys.
  func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try query("SELECT * FROM integrity_problems") == [], sourceLocation: sourceLocation)
    #expect(try query("PRAGMA foreign_key_check") == [], sourceLocation: sourceLocation)
    #expect(try query("PRAGMA integrity_check") == ["ok"], sourceLocation: sourceLocation)
  }
}

extension ImportOptions {
  /// Options with flags set: `ImportOptions.with { $0.keepsGoing = true }`.
  static func with(_ change: (inout ImportOptions) -> Void) -> ImportOptions {
    var options = ImportOptions()
    change(&options)
    return options
  }

  static var keepGoing: ImportOptions { with { $0.keepsGoing = true } }
}

extension ImportResult {
  /// read/inserted/unchanged/revised/refused, skipped and duplicates where there are any.
  var figures: String {
    "\(read)/\(inserted)/\(unchanged)/\(revised)/\(refused)" + (skipped > 0 ? " skipped \(skipped)" : "")
      + (duplicates > 0 ? " duplicates \(duplicates)" : "")
  }

  /// line:column [kind] of every problem.
  var places: [String] { problems.map { "\($0.line):\($0.column) [\($0.kind)]" } }
}

/// The error that `body` throws.
func storeFailure(_ body: () throws -> Void) throws -> StoreError? {
  do {
    try body()
    return nil
  } catch let error as StoreError {
    return error
  } catch let error as FileError {
    return StoreError(error)
  }
}

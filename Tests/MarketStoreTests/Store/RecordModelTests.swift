import Glibc
import SQLite
import TestSupport
import Testing

@testable import MarketStore

/// What the record should hold, kept the plain way: one list of claims per key, and no SQL.
private struct RecordModel {
  struct Row {
    var importID: Int64
    var claim: String
    var retractedBy: Int64?
  }

  var rows: [String: [Row]] = [:]
  /// Undone import → its undo.
  var undone: [Int64: Int64] = [:]
  var standing: [[UInt8]: Int64] = [:]

  var live: [String] {
    rows.flatMap { key, rows in rows.filter { $0.retractedBy == nil }.map { "\(key)|\($0.claim)" } }.sorted()
  }

  /// Returns read, inserted, unchanged, revised, refused, duplicates.
  mutating func take(_ feed: [(key: String, claim: String)], as number: Int64, keepsGoing: Bool) -> [Int] {
    var claims: [String: Set<String>] = [:]
    for row in feed { claims[row.key, default: []].insert(row.claim) }
    let refused = feed.count { (claims[$0.key]?.count ?? 0) > 1 }
    if refused > 0, !keepsGoing {
      return [feed.count, 0, 0, 0, refused, feed.count - refused - claims.values.count { $0.count == 1 }]
    }
    var counts = [feed.count, 0, 0, 0, refused, 0]
    for (key, values) in claims where values.count == 1 {
      let claim = values.first ?? ""
      counts[5] += feed.count { $0.key == key } - 1
      if let at = rows[key, default: []].firstIndex(where: { $0.retractedBy == nil }) {
        if rows[key]?[at].claim == claim {
          counts[2] += 1
          continue
        }
        rows[key]?[at].retractedBy = number
        counts[3] += 1
      } else {
        counts[1] += 1
      }
      rows[key, default: []].append(Row(importID: number, claim: claim))
    }
    return counts
  }

  mutating func undo(_ target: Int64, as number: Int64) {
    undone[target] = number
    for key in rows.keys {
      var list = rows[key] ?? []
      for at in list.indices where list[at].importID == target && list[at].retractedBy == nil {
        list[at].retractedBy = number
      }
      if !list.contains(where: { $0.retractedBy == nil }) {
        let candidates = list.indices.filter { at in
          undone[list[at].importID] == nil && list[at].retractedBy.map { undone[$0] != nil } == true
        }
        if let newest = candidates.max(by: { list[$0].importID < list[$1].importID }) { list[newest].retractedBy = nil }
      }
      rows[key] = list
    }
    standing = standing.filter { $0.value != target }
  }
}

@Suite struct RecordModelTests {
  /// What was live as of import `k`: the reference that a report's --recorded-as-of must agree with.
  private static let asOf = """
    SELECT p.name || '|' || t.label || '|' || b.published_on || '|' || s.name || '|' || ifnull(o.value_text,
      printf('%.15g', o.value))
    FROM observations o JOIN series x ON x.id = o.series_id JOIN products p ON p.id = x.product_id
      JOIN periods t ON t.id = o.period_id
      JOIN publications b ON b.id = o.publication_id JOIN sources s ON s.id = o.origin_id
    WHERE o.import_id <= ?1 AND (o.retracted_by IS NULL OR o.retracted_by > ?1)
      AND NOT EXISTS (SELECT 1 FROM revivals r WHERE r.series_id = o.series_id AND r.period_id = o.period_id
        AND r.publication_id = o.publication_id
        AND r.origin_id = o.origin_id AND r.import_id = o.import_id AND r.retracted_by <= ?1 AND r.revived_by > ?1)
    ORDER BY 1
    """

  private func live(_ market: Market, asOf number: Int64) throws -> [String] {
    let statement = try market.store.connection.prepare(Self.asOf)
    try statement.bind(1, number)
    var lines: [String] = []
    while try statement.step() { lines.append(statement.row.text(0)) }
    return lines.sorted()
  }

  /// Six sequences each. TIDEMARK_SEEDS=340 tries two thousand: minutes, so not in every run.
  private static let seeds = getenv("TIDEMARK_SEEDS").flatMap { Int(String(cString: $0)) } ?? 12

  @Test(
    "random sequences of imports, revisions, vintages, undos and re-imports agree with a plain model, now and as of every step",
    arguments: 0..<seeds)
  func sequences(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) &* 7919 &+ 17)
    // Every key of a round has a history of its own: 6 rounds of 36 keys in 12 runs are 2,592 histories.
    for _ in 0..<6 {
      try Market.open { market throws in
        var model = RecordModel()
        var recorded: [Int64: [String]] = [:]
        var feeds: [[(key: String, claim: String)]] = []
        var number = Market.first
        var clean: Set<Int64> = []
        for _ in 0..<9 {
          let standing = model.standing.values.sorted()
          switch Int.random(in: 0..<10, using: &random) {
          case 0..<3 where !standing.isEmpty:
            let target = standing[Int.random(in: 0..<standing.count, using: &random)]
            #expect(try market.store.undoImport(target).number == number)
            model.undo(target, as: number)
          default:
            let isRepeat = !feeds.isEmpty && Int.random(in: 0..<4, using: &random) == 0
            let feed = isRepeat ? feeds[Int.random(in: 0..<feeds.count, using: &random)] : newFeed(&random)
            if !isRepeat { feeds.append(feed) }
            let text =
              "product,period,published_on,source,value,metric\n"
              + feed.map { "\($0.key.split(separator: "|").joined(separator: ",")),\($0.claim),mau\n" }.joined()
            var options = ImportOptions()
            options.keepsGoing = Bool.random(using: &random)
            options.isDryRun = Int.random(in: 0..<8, using: &random) == 0
            options.chunkRows = Int.random(in: 2...40, using: &random)
            options.batchRows = Int.random(in: 1...20, using: &random)
            let result = try market.take(text, options)
            // What refused rows is imported again like any file.
            if let earlier = model.standing[Array(text.utf8)], clean.contains(earlier) {
              #expect(result.alreadyImportedAs == earlier)
              continue
            }
            var after = model
            let counts = after.take(feed, as: number, keepsGoing: options.keepsGoing)
            #expect(
              [result.read, result.inserted, result.unchanged, result.revised, result.refused, result.duplicates]
                == counts)
            let isWritten = !options.isDryRun && (options.keepsGoing || counts[4] == 0)
            #expect(result.number == (isWritten ? number : nil))
            guard isWritten else { continue }
            model = after
            model.standing[Array(text.utf8)] = number
            if result.refused == 0 { clean.insert(number) }
          }
          recorded[number] = model.live
          #expect(try live(market, asOf: number) == model.live)
          number += 1
        }
        for (number, expected) in recorded { #expect(try live(market, asOf: number) == expected, "as of #\(number)") }
        #expect(try market.query("SELECT * FROM integrity_problems") == [])
      }
    }
  }

  private func newFeed(_ random: inout SeededGenerator) -> [(key: String, claim: String)] {
    func pick(_ values: [String]) -> String { values[Int.random(in: 0..<values.count, using: &random)] }
    // Mostly one claim a file, so that files often agree with themselves, and differ from one another.
    let usual = pick(["1M", "2M", "<3M", "~1M", "undisclosed", "1000000"])
    return (0..<Int.random(in: 1...14, using: &random)).map { _ in
      let key = [
        pick(["Sora", "Kling AI", "Vidu"]), pick(["2026-01", "2026-02", "2026-Q1"]),
        pick(["2026-04-02", "2026-05-02"]),
        pick(["Sensor Tower", "Similarweb"]),
      ].joined(separator: "|")
      return (key, Int.random(in: 0..<20, using: &random) == 0 ? pick(["2M", "<3M"]) : usual)
    }
  }
}

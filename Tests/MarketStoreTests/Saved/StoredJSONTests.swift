import Foundation
import SQLite
import TestSupport
import Testing

@testable import MarketStore

/// What a store keeps as JSON, anybody may have written: one bad row is one refusal that names it.
@Suite struct StoredJSONTests {
  private static let broken = [
    "[1", "[1,2]", "[\"a\",{}]", "[]", "[[\"trend\"]]", "[\"a\"]x", "[\"\\ud800\"]",
    "[\(String(repeating: "[", count: 200_000))",
  ]

  @Test("words of a saved report that cannot be read spoil that report and nothing else", arguments: broken)
  func words(_ text: String) throws {
    try Upkeep.seededStore { store, folder in
      let count = try store.savedReports().count
      try store.connection.run("INSERT INTO saved_reports (name, arguments) VALUES ('bad', \(text))")
      #expect(try store.savedReports().count == count + 1)
      let error = try storeFailure { _ = try store.savedReport("bad").arguments(setting: [:]) }
      #expect(error?.kind == .unusable && error?.message.contains("the words of the report bad") == true)
      let result = try store.export(to: folder.path("out"))
      #expect(result.files.first { $0.name.contains("reports") }?.rows == count)
      #expect(result.notices.contains { $0.contains("the report bad is not exported") })
    }
  }

  private static let columns = "[\"period\",\"value\"]"

  @Test(
    "rows of a kept run that cannot be read are refused by its number",
    arguments: [
      "{\"-1\":[1]}", "{\"9223372036854775807\":[1]}", "[1]", "[[1]]", "[[1,2,3]]", "[[1,[2]]]", "[[1,true]]",
      "[[1,1e999]]",
      "[[1,2]", "[[1,2]]]", "", "null", "[\(String(repeating: "[", count: 100_000))",
    ])
  func rows(_ rows: String) throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.setTriggers(false)
      try store.connection.run("DELETE FROM report_runs")
      try store.connection.run(
        """
        INSERT INTO report_runs (id, report, ran_at, parameters, columns, digest, bytes, rows)
        VALUES (7, 'r', '2026-01-01T00:00:00.000Z', '{}', \(Self.columns), \(String(repeating: "0", count: 64)), 9,
          \(rows))
        """)
      let error = try storeFailure { _ = try store.lastRun(of: "r") }
      #expect(
        error?.kind == .unusable && error?.message.contains("run #7 of the report r") == true,
        "\(String(describing: error))")
      // A new run goes before it.
      try store.recordRun(of: "r", parameters: [:], columns: ["a"], rows: [[.text("\u{0}x"), .null]])
      try store.recordRun(of: "r", parameters: ["p": "q"], columns: ["a"], rows: [[.integer(.max)], [.real(0.1)]])
      #expect(try store.lastRun(of: "r", parameters: ["p": "q"])?.rows == [[.integer(.max)], [.real(0.1)]])
    }
  }

  @Test(
    "a mapping profile that cannot be read is refused by its name",
    arguments: ["[]", "{", "{\"map\":[1]}", "{\"shape\":1}", "{\"map\":[[\"a\"]]}"])
  func profiles(_ text: String) throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.run("INSERT INTO mapping_profiles (name, options) VALUES ('bad', \(text))")
      let error = try storeFailure { _ = try store.savedMappingProfile("bad") }
      #expect(error?.message.contains("the mapping profile bad cannot be read") == true, "\(String(describing: error))")
      let profile = MappingProfile(mapping: [("Their \"x\"", "product"), ("y", "")], settings: ["shape": "long"])
      try store.saveMappingProfile(profile, as: "good")
      #expect(try store.savedMappingProfile("good") == profile)
    }
  }

  @Test("runs are kept within a number and a size, and of the rest only the digest") func limits() throws {
    try Upkeep.seededStore { store, _ in
      let rows = (0..<100).map { [Value.integer($0), .text(String(repeating: "x", count: 90))] }
      let size = try #require(
        try store.recordRun(of: "r", parameters: [:], columns: ["a", "b"], rows: rows) == 1
          ? Int(Upkeep.count(store, "SELECT bytes FROM report_runs")) : nil)
      #expect(size > 9_000 && size < 12_000)
      for _ in 0..<5 {
        try store.recordRun(
          of: "r", parameters: [:], columns: ["a", "b"], rows: rows, keeping: RunLimits(runs: 4, bytes: size * 5 / 2))
      }
      try store.recordRun(of: "other", parameters: [:], columns: ["a", "b"], rows: rows)
      let kept = try store.connection.query("SELECT report, rows IS NOT NULL, digest FROM report_runs ORDER BY id") {
        "\($0.text(0)) \($0.int(1))"
      }
      #expect(kept == ["r 0", "r 0", "r 1", "r 1", "other 1"])
      #expect(try Upkeep.count(store, "SELECT count(DISTINCT digest) FROM report_runs") == 1)
      // A run that is larger than all that may be kept is known by its digest alone.
      let id = try store.recordRun(
        of: "r", parameters: [:], columns: ["a", "b"], rows: rows, keeping: RunLimits(runs: 4, bytes: size / 2))
      let run = try #require(try store.lastRun(of: "r"))
      #expect(run.id == id && run.rows == nil && run.digest == runDigest(columns: ["a", "b"], rows: rows))
      #expect(run.digest != runDigest(columns: ["a", "b"], rows: Array(rows.dropLast())))
    }
  }
}

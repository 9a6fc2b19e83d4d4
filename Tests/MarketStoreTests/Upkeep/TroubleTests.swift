import Foundation
import SQLite
import Testing

@testable import MarketStore

/// What a store does when the file, the disk or another program is not as it should be.
@Suite struct TroubleTests {
  @Test("a full disk is said, and the store is as it was") func fullDisk() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      let pages = try Upkeep.count(store, "PRAGMA page_count")
      let rows = (0..<5000).map { "Sora,mau,\(1900 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0)M,Sensor Tower,2026-04-10" }
        .prefix(3600)
      let file = Array((Upkeep.header + rows.joined(separator: "\n") + "\n").utf8)
      let work: [(String, () throws -> Void)] = [
        ("import", { _ = try store.importFiles([.text(name: "big.csv", file)], options: ImportOptions()) }),
        ("edit", { _ = try store.edit(.product, "Sora", fields: [("note", String(repeating: "x", count: 100_000))], command: "edit") }),
        ("report", { try store.saveReport(SavedReport(name: "big", body: .sql(String(repeating: "y", count: 100_000)))) }),
      ]
      try store.connection.execute("PRAGMA max_page_count = \(pages + 2)")
      for (name, body) in work {
        let error = Upkeep.failure(body)
        #expect(error?.kind == .unusable && error?.message.contains("full") == true, "\(name): \(String(describing: error))")
        #expect(try Upkeep.dump(store) == before, "\(name)")
      }
      try Upkeep.expectSound(store)
      try store.connection.execute("PRAGMA max_page_count = 1000000")
      for (_, body) in work { try body() }
      #expect(try Upkeep.dump(store) != before)
      try Upkeep.expectSound(store)
    }
  }

  @Test("an undo on a full disk leaves the store as it was") func fullDiskUndo() throws {
    try Upkeep.seededStore { store, _ in
      let rows = (0..<3000).map { "Sora,mau,\(1900 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0)M,Sensor Tower,2026-04-10" }
      let first = try Upkeep.take(Upkeep.header + rows.joined(separator: "\n") + "\n", into: store)
      try Upkeep.take(Upkeep.header + rows.joined(separator: "\n").replacing("M,", with: "K,") + "\n", into: store)
      let last = try Upkeep.take(Upkeep.header + rows.joined(separator: "\n").replacing("M,", with: "B,") + "\n", into: store)
      let before = try Upkeep.dump(store)
      _ = first
      try store.connection.execute("PRAGMA max_page_count = \(try Upkeep.count(store, "PRAGMA page_count"))")
      let error = Upkeep.failure { _ = try store.undoImport(last.number ?? 0) }
      #expect(error?.message.contains("full") == true, "\(String(describing: error))")
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }

  @Test(
    "a store from elsewhere whose schema would run something else is refused",
    arguments: [
      ("DROP VIEW event_log; CREATE VIEW event_log AS SELECT 1 AS event_id", false),
      ("CREATE TRIGGER theirs AFTER INSERT ON imports BEGIN DELETE FROM saved_reports; END", true),
      ("DROP TRIGGER aliases_insert; CREATE TRIGGER aliases_insert BEFORE INSERT ON aliases BEGIN DELETE FROM saved_reports; END", true),
      (
        "PRAGMA foreign_keys = OFF; DROP TABLE mapping_profiles; CREATE VIEW mapping_profiles AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS name FROM n",
        false
      ), ("DROP TABLE report_runs", false),
    ])
  func tampered(_ script: String, _ onlyForWriting: Bool) throws {
    try Upkeep.seededStore { store, folder in
      try store.connection.execute(script)
      try store.close()
      for access in [Store.Access.readWrite, .readOnly] {
        let error = Upkeep.failure { _ = try Store.open(folder.db, access: access) }
        let isRefused = access == .readWrite || !onlyForWriting
        #expect(isRefused == (error?.message.contains("tampered") == true), "\(access) \(String(describing: error))")
      }
      #expect(try !Store.openAsItIs(folder.db).check(today: try #require(Upkeep.today)).isSound)
    }
  }

  @Test("a version that never was is refused, and a store whose making was cut off is finished") func oddVersions() throws {
    try Upkeep.seededStore { store, folder in
      try store.connection.execute("PRAGMA user_version = -268435249")
      try store.close()
      for access in [Store.Access.readWrite, .readOnly, .asIs] {
        #expect(Upkeep.failure { _ = try Store.open(folder.db, access: access) }?.message.contains("damaged") == true)
      }
      let begun = try Connection(path: folder.path("begun.db"), access: .create)
      try begun.execute("PRAGMA application_id = \(Store.applicationID)")
      try begun.close()
      let finished = try Store.open(folder.path("begun.db"), access: .readWrite)
      try Upkeep.expectSound(finished)
    }
  }

  @Test("views and tables of the analyst's own are no obstacle") func ownViews() throws {
    try Upkeep.seededStore { store, folder in
      try store.connection.execute("CREATE VIEW my_view AS SELECT * FROM mau; CREATE TABLE my_notes (x)")
      try store.close()
      for access in [Store.Access.readOnly, .readWrite] { _ = try Store.open(folder.db, access: access) }
    }
  }

  @Test("a busy store is said to be, and writing goes on when it is free") func busy() throws {
    try Upkeep.seededStore { store, folder in
      let other = try Store.open(folder.db, access: .readWrite)
      other.connection.setBusyHandler { _ in false }
      try store.writing {
        let error = Upkeep.failure { _ = try other.edit(.product, "Sora", fields: [("note", "x")], command: "edit") }
        #expect(error?.kind == .unusable && error?.message.contains("being written by") == true, "\(String(describing: error))")
      }
      #expect(try other.edit(.product, "Sora", fields: [("note", "x")], command: "edit").number != nil)
    }
  }
}

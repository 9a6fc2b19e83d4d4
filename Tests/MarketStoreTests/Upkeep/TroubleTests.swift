import Foundation
import SQLite
import TestSupport
import Testing

@testable import MarketStore

/// What a store does when the file, the disk or another program is not as it should be.
@Suite struct TroubleTests {
  @Test("a full disk is said, and the store is as it was") func fullDisk() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      let pages = try Upkeep.count(store, "PRAGMA page_count")
      let rows = (0..<5000).map {
        "Sora,mau,\(1900 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0)M,Sensor Tower,2026-04-10"
      }
      .prefix(3600)
      let file = Array((Upkeep.header + rows.joined(separator: "\n") + "\n").utf8)
      let work: [(String, () throws -> Void)] = [
        ("import", { _ = try store.importFiles([.text(name: "big.csv", file)], options: ImportOptions()) }),
        (
          "edit",
          {
            _ = try store.edit(
              .product, "Sora", fields: [("note", String(repeating: "x", count: 100_000))], command: "edit")
          }
        ),
        (
          "report",
          {
            try store.saveReport(
              SavedReport(name: "big", body: .sql(String(repeating: "y", count: 100_000))), check: { _ in })
          }
        ),
      ]
      try store.connection.execute("PRAGMA max_page_count = \(pages + 2)")
      for (name, body) in work {
        let error = Upkeep.failure(body)
        #expect(
          error?.kind == .unusable && error?.message.contains("full") == true, "\(name): \(String(describing: error))")
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
      let rows = (0..<3000).map {
        "Sora,mau,\(1900 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0)M,Sensor Tower,2026-04-10"
      }
      let first = try Upkeep.take(Upkeep.header + rows.joined(separator: "\n") + "\n", into: store)
      try Upkeep.take(Upkeep.header + rows.joined(separator: "\n").replacing("M,", with: "K,") + "\n", into: store)
      let last = try Upkeep.take(
        Upkeep.header + rows.joined(separator: "\n").replacing("M,", with: "B,") + "\n", into: store)
      let before = try Upkeep.dump(store)
      _ = first
      try store.connection.execute("PRAGMA max_page_count = \(try Upkeep.count(store, "PRAGMA page_count"))")
      let error = Upkeep.failure { _ = try store.undoImport(last.number ?? 0) }
      #expect(error?.message.contains("full") == true, "\(String(describing: error))")
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }

  @Test("a backup whose own pages are limited is none, says so, and leaves nothing") func fullDiskBackup() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      let (names, pages) = (folder.names, try Upkeep.count(store, "PRAGMA page_count"))
      for limit in [pages - 1, pages / 2, 1] {
        let error = Upkeep.failure {
          try PageLimit.limiting(folder: folder.path, to: limit) { _ = try store.backup(to: folder.path("copy.db")) }
        }
        #expect(error?.kind == .unusable)
        #expect(error?.message == "the disk of \(folder.path("copy.db")) is full; the store is as it was")
        #expect(folder.names == names)
      }
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
      // The limit was the reason, and it is exact.
      try PageLimit.limiting(folder: folder.path, to: pages) { _ = try store.backup(to: folder.path("copy.db")) }
      #expect(try Upkeep.dump(Store.open(folder.path("copy.db"), access: .readOnly)) == before)
    }
  }

  @Test("a store that may not grow by one page is backed up and exported all the same") func fullDiskReading() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      try store.connection.execute("PRAGMA max_page_count = \(try Upkeep.count(store, "PRAGMA page_count"))")
      let note = String(repeating: "x", count: 100_000)
      let error = Upkeep.failure { _ = try store.edit(.product, "Sora", fields: [("note", note)], command: "edit") }
      #expect(error?.message.contains("full") == true)
      try store.backup(to: folder.path("copy.db"))
      #expect(try Upkeep.dump(Store.open(folder.path("copy.db"), access: .readOnly)) == before)
      let result = try store.export(to: folder.path("out"))
      #expect(result.files.map(\.name) == Store.exportFileNames)
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
    }
  }

  @Test(
    "a store that is moved, removed or replaced while it is written is not written",
    arguments: ["moved", "removed", "replaced"])
  func fileHasMoved(_ what: String) throws {
    try Upkeep.seededStore { store, folder in
      _ = try store.connection.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.int(0) }
      let image = try #require(FileManager.default.contents(atPath: folder.db))
      try Data(image).write(to: URL(fileURLWithPath: folder.path("other.db")))
      let error = Upkeep.failure {
        try store.writing {
          _ = try store.openImport(kind: "manual", name: "in the middle")
          switch what {
          case "moved": try FileManager.default.moveItem(atPath: folder.db, toPath: folder.path("moved.db"))
          case "removed": try FileManager.default.removeItem(atPath: folder.db)
          default: #expect(rename(folder.path("other.db"), folder.db) == 0)
          }
        }
      }
      #expect(error?.kind == .unusable)
      #expect(error?.message == "\(folder.db) was moved, removed or replaced while it was open; nothing was written")
      try store.close()
      if what == "replaced" {
        let other = try Store.open(folder.db, access: .readWrite)
        #expect(try Upkeep.count(other, "SELECT count(*) FROM imports") == 1)
        try Upkeep.expectSound(other)
        #expect(FileManager.default.contents(atPath: folder.db) == image)
      }
    }
  }

  @Test("a path that SQLite finds too long is said to be") func longPath() throws {
    try Upkeep.seededStore { store, folder in
      var deep = folder.path
      while deep.utf8.count < 600 { deep += "/" + String(repeating: "d", count: 100) }
      try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
      _ = try store.connection.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.int(0) }
      try FileManager.default.copyItem(atPath: folder.db, toPath: deep + "/market.db")
      let errors = [
        Upkeep.failure { _ = try Store.open(deep + "/market.db", access: .readOnly) },
        Upkeep.failure { _ = try Store.open(deep + "/market.db", access: .readWrite) },
        Upkeep.failure { _ = try Store.create(at: deep + "/new.db") },
        Upkeep.failure { try store.backup(to: deep + "/copy.db") },
      ]
      for error in errors {
        #expect(error?.kind == .unusable && error?.message.contains("too long") == true, "\(String(describing: error))")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: deep) == ["market.db"])
      // What cannot be opened for another reason is not said to be too long.
      #expect(
        Upkeep.failure { _ = try Store.create(at: folder.path("none/new.db")) }?.message.contains("too long") == false)
    }
  }

  @Test(
    "a store from elsewhere whose schema would run something else is refused",
    arguments: [
      "DROP VIEW event_log; CREATE VIEW event_log AS SELECT 1 AS event_id",
      "CREATE TRIGGER theirs AFTER INSERT ON imports BEGIN DELETE FROM saved_reports; END",
      "DROP TRIGGER aliases_insert; CREATE TRIGGER aliases_insert BEFORE INSERT ON aliases BEGIN DELETE FROM saved_reports; END",
      "PRAGMA foreign_keys = OFF; DROP TABLE mapping_profiles; CREATE VIEW mapping_profiles AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS name FROM n",
      "DROP TABLE report_runs",
    ])
  func tampered(_ script: String) throws {
    try Upkeep.seededStore { store, folder in
      try store.connection.execute(script)
      try store.close()
      for access in [Store.Access.readWrite, .readOnly] {
        let error = Upkeep.failure { _ = try Store.open(folder.db, access: access) }
        #expect(error?.message.contains("tampered") == true, "\(access) \(String(describing: error))")
      }
      #expect(try !Store.openAsItIs(folder.db).check(today: try #require(Upkeep.today)).isSound)
    }
  }

  @Test("a version that never was is refused, and a store whose making was cut off is finished") func oddVersions()
    throws
  {
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
        #expect(
          error?.kind == .unusable && error?.message.contains("being written by") == true,
          "\(String(describing: error))")
      }
      #expect(try other.edit(.product, "Sora", fields: [("note", "x")], command: "edit").number != nil)
    }
  }
}

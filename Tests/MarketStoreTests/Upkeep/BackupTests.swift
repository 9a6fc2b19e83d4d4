import Foundation
import SQLite
import TestSupport
import Testing

@testable import MarketStore

@Suite struct BackupTests {
  @Test("a backup is one file that says what the store says") func copies() throws {
    try Upkeep.seededStore { store, folder in
      var steps = 0
      let size = try store.backup(to: folder.path("copy.db")) { _ in steps += 1 }
      #expect(size > 0 && steps > 1)
      #expect(folder.names == ["copy.db", "market.db", "market.db-shm", "market.db-wal"])
      let copy = try Store.open(folder.path("copy.db"), access: .readOnly)
      #expect(try Upkeep.dump(copy) == Upkeep.dump(store))
      #expect(try copy.connection.first("PRAGMA journal_mode") { $0.text(0) } == "delete")
      try Upkeep.expectSound(copy)
    }
  }

  @Test("a backup can be written to like any store") func usable() throws {
    try Upkeep.seededStore { store, folder in
      try store.backup(to: folder.path("copy.db"))
      let copy = try Store.open(folder.path("copy.db"), access: .readWrite)
      try Upkeep.take(Upkeep.header + "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-10\n", into: copy)
      try Upkeep.expectSound(copy)
    }
  }

  @Test("a file of the name stays, unless force replaces it") func existing() throws {
    try Upkeep.seededStore { store, folder in
      let target = folder.path("notes.txt")
      try Data("mine".utf8).write(to: URL(fileURLWithPath: target))
      let error = Upkeep.failure { try store.backup(to: target) }
      #expect(error?.kind == .unusable && error?.message.contains("exists already") == true)
      #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
      try store.backup(to: target, force: true)
      #expect(try Upkeep.dump(Store.open(target, access: .readOnly)) == Upkeep.dump(store))
    }
  }

  @Test("the store itself is never the target, by whatever name") func itself() throws {
    try Upkeep.seededStore { store, folder in
      try FileManager.default.createSymbolicLink(atPath: folder.path("link.db"), withDestinationPath: folder.db)
      for target in [folder.db, folder.path("link.db"), folder.path("./market.db")] {
        #expect(
          Upkeep.failure { try store.backup(to: target, force: true) }?.message.contains("the store itself") == true)
      }
      try Upkeep.expectSound(store)
    }
  }

  @Test("a database in use is not replaced: its log would be read into the copy") func inUse() throws {
    try Upkeep.seededStore { store, folder in
      let other = try Store.create(at: folder.path("other.db"))
      let error = Upkeep.failure { try store.backup(to: other.path, force: true) }
      #expect(error?.message.contains("in use") == true)
    }
  }

  @Test(
    "what cannot be written is said, and nothing is left behind",
    arguments: [("missing/copy.db", "copy.db"), (".", "directory"), ("market.db/copy.db", "copy.db")])
  func unwritable(_ name: String, _ said: String) throws {
    try Upkeep.seededStore { store, folder in
      let before = folder.names
      let error = Upkeep.failure { try store.backup(to: folder.path(name)) }
      #expect(error?.kind == .unusable && error?.message.contains(said) == true, "\(String(describing: error))")
      #expect(folder.names == before)
    }
  }

  @Test("a cancelled backup leaves nothing") func cancelled() throws {
    try Upkeep.seededStore { store, folder in
      let before = folder.names
      #expect(throws: CancellationError.self) { try store.backup(to: folder.path("copy.db"), isCancelled: { true }) }
      #expect(folder.names == before)
    }
  }

  @Test("a backup in the middle of somebody else's import has the state before it") func duringImport() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      let other = try Store.open(folder.db, access: .readWrite)
      try other.writing {
        let id = try other.openImport(kind: "manual", name: "in the middle")
        #expect(id > 0)
        try store.backup(to: folder.path("copy.db"))
      }
      let copy = try Store.open(folder.path("copy.db"), access: .readOnly)
      #expect(try Upkeep.dump(copy) == before)
      #expect(try Upkeep.count(copy, "SELECT count(*) FROM imports") == 1)
    }
  }

  @Test("a damaged store is not copied") func damaged() throws {
    try Upkeep.seededStore { store, folder in
      _ = try store.connection.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.int(0) }
      let root = try Upkeep.count(store, "SELECT rootpage FROM sqlite_schema WHERE name = 'events_key'")
      try store.close()
      let handle = try #require(FileHandle(forUpdatingAtPath: folder.db))
      try handle.seek(toOffset: UInt64(root - 1) * 4096 + 3)
      try handle.write(contentsOf: Data([0, 9, 0, 9]))
      try handle.close()
      let reopened = try Store.openAsItIs(folder.db)
      let error = Upkeep.failure { try reopened.backup(to: folder.path("copy.db")) }
      #expect(error?.message.contains("damaged") == true, "\(String(describing: error))")
      #expect(!folder.names.contains { $0.contains("copy") })
    }
  }
}

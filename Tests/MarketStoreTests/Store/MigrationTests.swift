import Foundation
import SQLite
import TestSupport
import Testing

@testable import MarketStore

/// Stores of an older version beside a program that knows a newer one, which only these tests have.
@Suite struct MigrationTests {
  /// A view, a trigger and a table redefined, as a later version may.
  private static let second =
    Migration.all + [
      Migration(
        version: Migration.all.count + 1, name: "v0002_test",
        sql: """
          DROP VIEW mau;
          CREATE VIEW mau AS SELECT product, company, period AS month, value AS mau, low, high, qualifier, status,
            region,
            platform, plan, origin, source, published_on, NULL AS change FROM current_snapshots;
          DROP TRIGGER aliases_update;
          CREATE TRIGGER aliases_update BEFORE UPDATE ON aliases BEGIN SELECT RAISE(ABORT, 'no'); END;
          ALTER TABLE companies ADD COLUMN of_the_second TEXT;
          CREATE TABLE extra (x INTEGER) STRICT;
          """)
    ]
  private static let versions = "version \(Migration.all.count) of \(Migration.all.count + 1)"

  @Test("every file of the folder is in the list, in order, as it stands") func files() throws {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../Migrations").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
      .sorted()
    #expect(Migration.all.map { "\($0.name).sql" } == names)
    #expect(Migration.all.map(\.version) == Array(1...names.count))
    for (migration, name) in zip(Migration.all, names) {
      #expect(try migration.sql == String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
    let lists = try [("Migrations/migrations.c", "\n#embed"), ("Seeds/seeds.c", "\n#embed")].map { path, mark in
      try String(contentsOf: folder.appendingPathComponent("../\(path)"), encoding: .utf8).components(
        separatedBy: mark
      ).count - 1
    }
    #expect(lists == [Migration.all.count, SeedFile.all.count])
  }

  @Test("an older store is told from one that was tampered with: reports name migrate, check says which version it is")
  func older() throws {
    try Upkeep.seededStore { store, folder in
      try store.close()
      let error = Upkeep.failure { _ = try Store.open(folder.db, access: .readOnly, migrations: Self.second) }
      #expect(
        error?.message
          == "\(folder.db) is a store of version \(Migration.all.count), this program reads version \(Self.second.count)"
      )
      #expect(error?.remedy == .run(.migrate(store: folder.db)))
      let result = try Store.open(folder.db, access: .asIs, migrations: Self.second).check(
        today: try #require(Upkeep.today))
      #expect(result.isSound)
      #expect(
        result.warnings.filter { $0.kind == .schema }.map(\.message) == ["\(Self.versions), run tidemark migrate"])

      #expect(try Store.migrate(folder.db, to: Self.second) == (Migration.all.count, Self.second.count))
      #expect(try Store.migrate(folder.db, to: Self.second) == (Self.second.count, Self.second.count))
      for access in [Store.Access.readOnly, .readWrite] {
        let migrated = try Store.open(folder.db, access: access, migrations: Self.second)
        let after = try migrated.check(today: try #require(Upkeep.today))
        #expect(after.isSound && !after.warnings.contains { $0.kind == .schema }, "\(after.findings)")
      }
      // And the program of the first version says what it is.
      #expect(
        Upkeep.failure { _ = try Store.open(folder.db, access: .readOnly) }?.message.contains("knows versions up to")
          == true)
    }
  }

  @Test("a verb that writes migrates an older store first, and takes its rows along") func writing() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      try store.close()
      let migrated = try Store.open(folder.db, access: .readWrite, migrations: Self.second)
      #expect(try migrated.version() == Self.second.count)
      #expect(try Upkeep.dump(migrated) == before)
      try Upkeep.take(Upkeep.header + "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-10\n", into: migrated)
    }
  }

  @Test("a store that was tampered with is told so at either version, and is not migrated")
  func tampered() throws {
    for isMigrated in [false, true] {
      try Upkeep.seededStore { store, folder in
        try store.close()
        if isMigrated { _ = try Store.migrate(folder.db, to: Self.second) }
        let shell = try Connection(path: folder.db, access: .readWrite)
        try shell.execute("DROP VIEW event_log; CREATE VIEW event_log AS SELECT 1 AS event_id")
        try shell.close()
        for access in [Store.Access.readOnly, .readWrite] {
          let error = Upkeep.failure { _ = try Store.open(folder.db, access: access, migrations: Self.second) }
          #expect(error?.message.contains("tampered") == true, "\(String(describing: error))")
        }
        #expect(
          Upkeep.failure { _ = try Store.migrate(folder.db, to: Self.second) }?.message.contains("tampered") == true)
      }
    }
  }

  @Test("a store of the second version with the first one's view, trigger or table is not what it says")
  func half() throws {
    for script in [
      "DROP VIEW mau; CREATE VIEW mau AS SELECT 2 AS month",
      "DROP TRIGGER aliases_update; CREATE TRIGGER aliases_update BEFORE UPDATE ON aliases BEGIN SELECT 1; END",
      "ALTER TABLE companies DROP COLUMN of_the_second",
    ] {
      try Upkeep.seededStore { store, folder in
        try store.close()
        _ = try Store.migrate(folder.db, to: Self.second)
        let shell = try Connection(path: folder.db, access: .readWrite)
        try shell.execute(script)
        try shell.close()
        let error = Upkeep.failure { _ = try Store.open(folder.db, access: .readOnly, migrations: Self.second) }
        #expect(error?.message.contains("tampered") == true, "\(script)")
      }
    }
  }

  @Test("a store that another build made under the same number says what it is and how to take it over")
  func otherBuild() throws {
    try Upkeep.folder { folder in
      let text = Migration.all[0].sql.replacing(
        "publisher   TEXT,", with: "publisher   TEXT,\n  town        TEXT,")
      #expect(text != Migration.all[0].sql)
      let connection = try Connection(path: folder.db, access: .create)
      try connection.execute("PRAGMA application_id = \(Store.applicationID)")
      try Migration.migrate(connection, to: [Migration(version: 1, name: "v0001_store", sql: text)])
      try connection.close()
      for access in [Store.Access.readOnly, .readWrite] {
        let error = Upkeep.failure { _ = try Store.open(folder.db, access: access) }
        #expect(
          error?.message.contains("was made by another build of tidemark") == true, "\(String(describing: error))")
        #expect(error?.remedy?.description.contains("export it with the build that made it") == true)
      }
      let result = try Store.openAsItIs(folder.db).check(today: try #require(Upkeep.today))
      #expect(!result.isSound && result.failures.contains { $0.message.contains("another build of tidemark") })
      #expect(!result.findings.contains { $0.message.contains("tampered") })
    }
  }

  @Test("white space and comments of the schema may differ, and nothing else") func folding() throws {
    try Upkeep.folder { folder in
      var text = Migration.all[0].sql
      text = text.replacing(
        "CREATE TABLE aliases (", with: "CREATE TABLE aliases (  -- names; also known as\n\n  /* ; */")
      #expect(text != Migration.all[0].sql)
      let connection = try Connection(path: folder.db, access: .create)
      try connection.execute("PRAGMA application_id = \(Store.applicationID)")
      try Migration.migrate(connection, to: [Migration(version: 1, name: "v0001_store", sql: text)])
      try connection.close()
      let store = try Store.open(folder.db, access: .readWrite)
      try Upkeep.expectSound(store)
    }
    func folded(_ text: String) -> String { String(decoding: SQLText.folded(text.utf8), as: UTF8.self) }
    #expect(
      folded(" a -- b\n c/* d\n */e\t\r\n'f  g -- ''h' \"i  j\" [k  l] `m  n`--")
        == "a c e 'f  g -- ''h' \"i  j\" [k  l] `m  n`")
    // Two lines that become one, the second commented out, are not the same.
    #expect(folded("x, -- y\n z") != folded("x, -- y z"))
    #expect(
      SQLText.statements(
        "CREATE TRIGGER a BEFORE INSERT ON b BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT ';' ;;\nX".utf8
      )
      .map { String(decoding: $0, as: UTF8.self) }
        == ["CREATE TRIGGER a BEFORE INSERT ON b BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END", "SELECT ';'", "X"])
  }

  @Test("after an import, refused or cancelled ones too, guard triggers and foreign keys are on again")
  func guardsAreOn() throws {
    try Upkeep.seededStore { store, _ in
      func expectGuards(_ when: String) throws {
        #expect(try store.connection.first("PRAGMA foreign_keys") { $0.int(0) } == 1, "\(when)")
        #expect(throws: SQLiteError.self, "\(when)") { try store.connection.execute("DELETE FROM observations") }
        #expect(throws: SQLiteError.self, "\(when)") {
          try store.connection.execute("INSERT INTO saved_reports (name) VALUES (NULL)")
        }
        try store.connection.setTriggers(false)
        #expect(throws: SQLiteError.self, "\(when)") {
          try store.connection.execute("INSERT INTO segment_members (segment_id, product_id) VALUES (999, 999)")
        }
        try store.connection.setTriggers(true)
      }
      let good = Upkeep.header + "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-10\n"
      let number = try Upkeep.take(good, into: store).number
      try expectGuards("after an import")
      _ = try store.importFiles([.text(name: "bad", Array((Upkeep.header + "x,y,z\n").utf8))], options: ImportOptions())
      try expectGuards("after a refused import")
      #expect(throws: CancellationError.self) {
        try store.importFiles(
          [.text(name: "c", Array(good.replacing("1M", with: "2M").utf8))], options: ImportOptions(),
          isCancelled: { true })
      }
      try expectGuards("after a cancelled import")
      _ = try store.undoImport(try #require(number))
      try expectGuards("after an undo")
      _ = Upkeep.failure { _ = try store.undoImport(999) }
      try expectGuards("after an undo that failed")
    }
  }
}

import Foundation
import MarketModel
import SQLite
import TestSupport
import Testing

@testable import MarketStore

@Suite struct CheckTests {
  private func check(_ store: Store, quick: Bool = false) throws -> CheckResult {
    try store.check(quick: quick, today: try #require(Upkeep.today))
  }

  @Test("the starter market is sound, by the quick check too") func seedsAreSound() throws {
    try Upkeep.seededStore { store, _ in
      #expect(try check(store).failures == [])
      let quick = try check(store, quick: true)
      #expect(quick.isSound && quick.checked.first == "quick_check" && quick.observations > 20)
    }
  }

  @Test(
    "a schema that differs from its migrations is a failure, named",
    arguments: [
      ("DROP TRIGGER observations_update", "observations_update", "missing"),
      ("DROP VIEW mau; CREATE VIEW mau AS SELECT 1 AS month", "mau", "not as its migration made it"),
      (
        "CREATE TRIGGER t AFTER INSERT ON imports BEGIN SELECT 1; END", "t",
        "not of this program, but belongs to a table of it"
      ),
      ("CREATE INDEX theirs ON companies(upper(country))", "theirs", "belongs to a table of it"),
      ("CREATE INDEX theirs ON companies(country) WHERE id > 1", "theirs", "belongs to a table of it"),
      ("CREATE INDEX theirs ON companies(country COLLATE RTRIM)", "theirs", "belongs to a table of it"),
      ("CREATE UNIQUE INDEX theirs ON companies(name, country)", "theirs", "belongs to a table of it"),
      ("DROP INDEX events_key", "events_key", "missing"),
      ("DROP VIEW event_log; CREATE TABLE event_log (x)", "event_log", "is a table"),
      ("ALTER TABLE companies ADD COLUMN extra TEXT", "companies", "not as its migration made it"),
    ])
  func drift(_ script: String, _ name: String, _ message: String) throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.execute(script)
      let found = try check(store).failures.filter { $0.kind == .schema && $0.subject == name }
      #expect(found.count == 1 && found.first?.message.contains(message) == true, "\(found)")
    }
  }

  @Test("an analyst's own tables, views, indexes and triggers are told and no failure") func own() throws {
    try Upkeep.seededStore { store, folder in
      try store.connection.execute(
        """
        CREATE TABLE notes (x); CREATE INDEX notes_x ON notes(x); CREATE VIEW my_view AS SELECT * FROM mau;
        CREATE TRIGGER notes_insert AFTER INSERT ON notes BEGIN SELECT 1; END;
        CREATE INDEX by_country ON companies (country, "name" DESC)
        """)
      let result = try check(store)
      #expect(result.isSound)
      #expect(
        result.warnings.filter { $0.kind == .schema }.map(\.subject)
          == ["notes", "notes_x", "my_view", "notes_insert", "by_country"])
      try store.close()
      for access in [Store.Access.readOnly, .readWrite] {
        let again = try Store.open(folder.db, access: access)
        if access == .readWrite {
          try Upkeep.take(Upkeep.header + "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-10\n", into: again)
        }
      }
    }
  }

  @Test("an analyst's table that computes for ever is not looked through, and the rest is") func computing() throws {
    try Upkeep.seededStore { store, folder in
      try store.connection.setDefensive(false)
      try store.connection.execute(
        """
        CREATE TABLE slow (x); INSERT INTO slow VALUES (1); PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE TABLE slow (x, y AS (instr(printf(''%.*c'', 50000000, ''a''),
          printf(''%.*c'', 25000000, ''a'') || ''b'')))' WHERE name = 'slow'; PRAGMA writable_schema = RESET
        """)
      let result = try check(store)
      #expect(result.isSound && result.checked.contains("foreign keys"))
      #expect(result.warnings.contains { $0.subject == "slow" && $0.message.contains("computes by itself") })
    }
  }

  @Test("names that no file could hold, and ids without room for more, are found") func names() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.setTriggers(false)
      try store.connection.execute(
        """
        UPDATE products SET name = 'So' || char(0) || 'ra' WHERE id = 1;
        UPDATE companies SET name = CAST(x'4fff70' AS TEXT) WHERE id = 1;
        INSERT INTO segments (id, name) VALUES (1000000000, 'Last')
        """)
      let failures = try check(store).failures.map { "\($0.subject): \($0.message)" }
      #expect(
        failures == [
          "companies: the name of row 1 is not UTF-8", "products: the name of row 1 holds a NUL character",
          "segments: no id is left for another row",
        ])
    }
  }

  @Test("an import that is recorded in the future is a warning") func future() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.setTriggers(false)
      try store.connection.execute(
        "UPDATE imports SET recorded_at = '2099-01-01T00:00:00.000Z', closed_at = '2099-01-01T00:00:00.000Z'")
      try store.connection.setTriggers(true)
      let result = try check(store)
      #expect(result.isSound && result.warnings.contains { $0.subject == "imports" && $0.message.contains("2099") })
      // The clock is right again: what comes now is recorded right after it, in order, and says so.
      let file = try Upkeep.take(Upkeep.header + "Vidu,mau,2026-03,1M,Sensor Tower,2026-04-10\n", into: store)
      #expect(file.notices.contains { $0.contains("the clock says") && $0.contains("#1 is recorded at 2099-01-01") })
      let edit = try store.edit(.product, "Sora", fields: [("note", "x")], command: "edit")
      #expect(edit.number == 3)
      #expect(
        try store.imports().map(\.recordedAt) == [
          "2099-01-01T00:00:00.000Z", "2099-01-01T00:00:00.001Z", "2099-01-01T00:00:00.002Z",
        ])
    }
  }

  @Test("statistics of ANALYZE are no drift") func analyze() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.execute("ANALYZE")
      #expect(try check(store).failures == [])
    }
  }

  @Test("orphans are found") func orphans() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.setForeignKeys(false)
      try store.connection.setTriggers(false)
      try store.connection.execute(
        "INSERT INTO event_parties (event_id, role, n, product_id) VALUES (99999, 'subject', 1, 1)")
      try store.connection.execute("UPDATE observations SET origin_id = 4711 WHERE series_id = 1")
      let kinds = Set(try check(store).failures.map(\.kind))
      #expect(kinds == [.foreignKey, .invariant])
    }
  }

  @Test("a live row of an undone import is found") func undoneButLive() throws {
    try Upkeep.seededStore { store, _ in
      let file = try Upkeep.take(Upkeep.header + "Sora,mau,2026-02,5M,Sensor Tower,2026-03-10\n", into: store)
      _ = try store.undoImport(try #require(file.number))
      try store.connection.setTriggers(false)
      try store.connection.execute("UPDATE observations SET retracted_by = NULL WHERE import_id = \(file.number ?? 0)")
      #expect(try check(store).failures.contains { $0.message.contains("undone import") })
    }
  }

  @Test("merged in a ring is found") func ring() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.setTriggers(false)
      try store.connection.execute(
        """
        UPDATE products SET merged_into = 2 WHERE id = 1; UPDATE products SET merged_into = 1 WHERE id = 2;
        UPDATE companies SET parent_id = 2 WHERE id = 1; UPDATE companies SET parent_id = 3 WHERE id = 2;
        UPDATE companies SET parent_id = 1 WHERE id = 3; UPDATE companies SET parent_id = 1 WHERE id = 4;
        UPDATE metrics SET part_of = 2 WHERE id = 1; UPDATE metrics SET part_of = 1 WHERE id = 2
        """)
      let rings = try check(store).failures.filter { $0.message.contains("ring") }
      #expect(rings.map(\.subject) == ["companies", "metrics", "products"], "\(rings)")
    }
  }

  @Test("a store whose own invariant view never ends is checked all the same") func hostileView() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.execute(
        """
        DROP VIEW integrity_problems;
        CREATE VIEW integrity_problems AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
          SELECT 'x' AS problem, i AS row_id FROM n
        """)
      let found = try check(store).failures
      #expect(found.map(\.subject) == ["integrity_problems"] && found.map(\.kind) == [.schema])
    }
  }

  @Test("a table that became a view stops the checks that would read it") func tableAsView() throws {
    try Upkeep.seededStore { store, _ in
      try store.connection.execute(
        "PRAGMA foreign_keys = OFF; DROP TABLE revivals; CREATE VIEW revivals AS SELECT 1 AS series_id")
      let result = try check(store)
      #expect(!result.isSound && result.notChecked.contains("foreign keys"))
    }
  }

  @Test("a damaged page is a failure, and no crash") func damagedPage() throws {
    try Upkeep.seededStore { store, folder in
      _ = try store.connection.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.int(0) }
      let root = try Upkeep.count(store, "SELECT rootpage FROM sqlite_schema WHERE name = 'observations'")
      try store.close()
      let handle = try #require(FileHandle(forUpdatingAtPath: folder.db))
      try handle.seek(toOffset: UInt64(root - 1) * 4096)
      try handle.write(contentsOf: Data(repeating: 0xEE, count: 4096))
      try handle.close()
      let reopened = try Store.openAsItIs(folder.db)
      let result = try check(reopened)
      #expect(result.failures.contains { $0.kind == .integrity } && !result.notChecked.isEmpty)
    }
  }

  @Test("claims that cannot both be true and overdue series are warnings") func warnings() throws {
    try Upkeep.seededStore { store, _ in
      try Upkeep.take(
        Upkeep.header
          + "Vidu,mau,2025-01,5M,Sensor Tower,2025-02-10\nVidu,mau,2025-02,5M,Sensor Tower,2025-03-10\n"
          + "Vidu,mau,2025-02,9M,OpenAI,2025-03-11\n"
          // Sensor Tower says something else of January later: a revision.
          + "Vidu,mau,2025-01,9M,Sensor Tower,2025-03-10\n"
          // Near to each other, yet told apart.
          + "RunwayML,mau,2025-02,51234,Sensor Tower,2025-03-10\nRunwayML,mau,2025-02,51249,OpenAI,2025-03-11\n",
        into: store)
      let result = try check(store)
      #expect(result.isSound)
      let conflict = result.warnings.filter { $0.kind == .conflict && $0.subject == "Vidu" }
      #expect(
        conflict.map(\.period) == ["2025-02"]
          && conflict.first?.message.contains("one claim ends at 5.5M, another begins at 8.5M") == true,
        "\(conflict)")
      let near = result.warnings.first { $0.kind == .conflict && $0.subject == "RunwayML" }?.message ?? ""
      #expect(near.contains("one claim ends at 51.23K, another begins at 51.25K"), "\(near)")
      let stale = result.warnings.filter { $0.kind == .stale && $0.subject == "Vidu" }
      #expect(stale.map(\.period) == ["2025-02"] && stale.first?.message.contains("411 days") == true, "\(stale)")
    }
  }

  @Test("a cancelled check ends") func cancelled() throws {
    try Upkeep.seededStore { store, _ in
      let today = try #require(Upkeep.today)
      #expect(throws: CancellationError.self) { try store.check(today: today, isCancelled: { true }) }
      #expect(try check(store).isSound)
    }
  }

  @Test("a store of the present version has nothing to migrate; vacuum keeps everything") func maintenance() throws {
    try Upkeep.seededStore { store, folder in
      let before = try Upkeep.dump(store)
      try store.vacuum()
      #expect(try Upkeep.dump(store) == before)
      try Upkeep.expectSound(store)
      let versions = try Store.migrate(folder.db)
      #expect(versions == (1, 1))
    }
  }
}

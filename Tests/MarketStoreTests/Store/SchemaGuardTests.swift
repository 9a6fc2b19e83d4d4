import Foundation
import SQLite
import TestSupport
import Testing

@testable import MarketStore

/// A store file from a stranger: it has our marks, and something else behind our names.
@Suite struct SchemaGuardTests {
  struct Hostile: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var script: String
    init(_ name: String, _ script: String) { (testDescription, self.script) = (name, script) }
  }

  private static func swap(_ name: String, _ from: String, _ to: String) -> String {
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '\(from)', '\(to)') WHERE name = '\(name)'; PRAGMA writable_schema = RESET"
  }

  static let hostile: [Hostile] = [
    Hostile(
      "a generated column",
      swap("sources", "  note        TEXT", "  note        TEXT AS (instr(printf(''%.*c'', 50000000, ''a''), ''b''))")),
    Hostile("a check more", swap("products", "note        TEXT", "note        TEXT CHECK (length(note) < 5)")),
    Hostile("a column without its check", swap("products", " CHECK (merged_into <> id)", "")),
    Hostile("an index on an expression", "CREATE INDEX theirs ON products(printf('%.*c', 1000, name))"),
    Hostile("a partial index", "CREATE INDEX theirs ON products(name) WHERE note IS NOT NULL"),
    Hostile(
      "an index of ours on an expression",
      "DROP INDEX products_company; CREATE INDEX products_company ON products(abs(company_id))"),
    Hostile("a trigger", "CREATE TRIGGER theirs AFTER INSERT ON imports BEGIN DELETE FROM saved_reports; END"),
    Hostile("a trigger on a view of ours", "CREATE TRIGGER theirs INSTEAD OF INSERT ON mau BEGIN SELECT 1; END"),
    Hostile("a trigger on OURS in capitals", "CREATE TRIGGER theirs AFTER INSERT ON IMPORTS BEGIN SELECT 1; END"),
    Hostile(
      "a virtual table",
      "DROP TABLE report_runs; CREATE VIRTUAL TABLE report_runs USING fts4(id, report, ran_at, parameters, columns, rows)"
    ),
    Hostile("a view for a table", "DROP TABLE report_runs; CREATE VIEW report_runs AS SELECT 1 AS id"),
    Hostile(
      "a trigger that calls itself a table",
      "CREATE TABLE zz (x); CREATE TRIGGER tt AFTER INSERT ON zz BEGIN SELECT 1; END; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = 'table', tbl_name = 'tt', sql = replace(sql, 'ON zz', 'ON imports') WHERE name = 'tt'; PRAGMA writable_schema = RESET"
    ),
    Hostile(
      "a trigger that says another table than it has",
      "CREATE TABLE zz (x); CREATE TRIGGER tt AFTER INSERT ON zz BEGIN SELECT 1; END; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'ON zz', '/* ON zz */ ON imports') WHERE name = 'tt'; PRAGMA writable_schema = RESET"
    ),
    Hostile("a comment that swallows a line", swap("products", "company_id  INTEGER", "-- company_id INTEGER")),
    Hostile("a missing index", "DROP INDEX events_key"),
    Hostile("a missing trigger", "DROP TRIGGER observations_update"),
  ]

  @Test("a schema that is not the migrations' is refused before anything is read", arguments: hostile)
  func refused(_ hostile: Hostile) throws {
    try Upkeep.seededStore { store, folder in
      try store.close()
      let shell = try Connection(path: folder.db, access: .readWrite)
      try shell.setDefensive(false)
      try shell.execute(hostile.script)
      try shell.close()
      for access in [Store.Access.readOnly, .readWrite] {
        let error = Upkeep.failure { _ = try Store.open(folder.db, access: access) }
        #expect(error?.message.contains("damaged") == true, "\(access) \(String(describing: error))")
      }
      #expect(Upkeep.failure { _ = try Store.migrate(folder.db) }?.kind == .unusable)
      let result = try? Store.openAsItIs(folder.db).check(today: try #require(Upkeep.today))
      #expect(result?.isSound != true)
    }
  }

  @Test("statistics that compute are not computed when the schema is read") func statistics() throws {
    try Upkeep.seededStore { store, folder in
      try store.close()
      let shell = try Connection(path: folder.db, access: .readWrite)
      try shell.setDefensive(false)
      try shell.execute(
        "ANALYZE; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat AS (instr(printf(''%.*c'', 50000000, ''a''), printf(''%.*c'', 25000000, ''a'') || ''b'')))' WHERE name = 'sqlite_stat1'"
      )
      try shell.close()
      #expect(Upkeep.failure { _ = try Store.open(folder.db, access: .readOnly) }?.kind == .unusable)
    }
  }

  @Test("names of an analyst's own that SQLite has too change nothing of what the program reads") func shadows() throws
  {
    try Upkeep.seededStore { store, folder in
      let dump = try Upkeep.dump(store)
      let endless =
        "AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS \"table\", i AS rowid, i AS parent, i AS value, i AS key, i AS page_count, i AS page_size FROM n"
      for name in ["json_each", "json_tree", "pragma_foreign_key_check", "pragma_page_count", "pragma_page_size"] {
        try store.connection.execute("CREATE VIEW \(name) \(endless)")
      }
      try store.saveReport(SavedReport(name: "r", body: .arguments(["trend", "Sora"])), check: { _ in })
      try store.close()
      let own = try Store.open(folder.db, access: .readWrite)
      #expect(try own.check(today: try #require(Upkeep.today)).isSound)
      _ = try own.vacuum()
      #expect(try own.savedReport("r").body == .arguments(["trend", "Sora"]))
      #expect(try Upkeep.dump(own).filter { !$0.contains("\"r\"") } == dump.filter { !$0.contains("\"r\"") })
    }
  }

  @Test("every function and table that this SQLite has either answers in sql or is refused, and none writes")
  func functions() throws {
    try Upkeep.seededStore { store, folder in
      let functions = try store.connection.query(
        "SELECT DISTINCT name, narg FROM pragma_function_list ORDER BY 1, 2"
      ) { (name: $0.text(0), count: Int($0.int(1))) }
      let modules = try store.connection.query("SELECT name FROM pragma_module_list ORDER BY 1") { $0.text(0) }
      let pragmas = try store.connection.query("SELECT name FROM pragma_pragma_list ORDER BY 1") { $0.text(0) }
      try store.close()
      #expect(functions.count > 100 && modules.count > 5 && pragmas.count > 30)
      let before = try #require(FileManager.default.contents(atPath: folder.db))
      let reader = try Store.open(folder.db, access: .readOnly)
      var (answered, refused): (Set<String>, Set<String>) = ([], [])
      func run(_ name: String, _ sql: String) {
        do {
          _ = try reader.query(sql, timeLimit: 5)
          answered.insert(name)
        } catch let error as StoreError where error.message.contains("is refused") {
          refused.insert(name)
        } catch let error as StoreError {
          // Too few arguments, not in an aggregate, no such table: it was looked at and is no danger.
          #expect(error.kind == .usage || error.kind == .findings, "\(name): \(error)")
        } catch {
          Issue.record("\(name): \(error)")
        }
      }
      for (name, count) in functions {
        let isOperator = name.utf8.first == UInt8(ascii: "-")
        for count in count < 0 ? [0, 1, 2, 3] : [count] {
          for argument in ["1", "'simple'", "x'4141414141414141'", "name"] {
            let list = Array(repeating: argument, count: count).joined(separator: ", ")
            let call = isOperator ? "\(argument) \(name) \(argument)" : "\"\(name)\"(\(list))"
            run(name, "SELECT \(call) FROM products LIMIT 3")
            if !isOperator { run(name, "SELECT \(call) OVER () FROM products LIMIT 3") }
          }
        }
      }
      for module in modules { run("table \(module)", "SELECT * FROM \"\(module)\" LIMIT 3") }
      for module in ["json_each", "json_tree"] { run("table \(module)", "SELECT * FROM \(module)('[1,[2]]')") }
      for pragma in pragmas {
        run("pragma \(pragma)", "SELECT * FROM \"pragma_\(pragma)\" LIMIT 3")
        run("pragma \(pragma)", "SELECT * FROM \"pragma_\(pragma)\"('products') LIMIT 3")
        run("pragma \(pragma)", "PRAGMA \(pragma) = 1")
      }
      for name in ["fts3_tokenizer", "load_extension", "optimize", "sqlite_log", "rtreecheck", "rtreenode"] {
        #expect(refused.contains(name) && !answered.contains(name), "\(name)")
      }
      for name in [
        "sum", "row_number", "strftime", "json_extract", "printf", "table json_each", "table json_tree", "table dbstat",
        "pragma table_info", "pragma index_list", "pragma function_list",
      ] {
        #expect(answered.contains(name), "\(name)")
      }
      #expect(FileManager.default.contents(atPath: folder.db) == before)
      #expect(try reader.connection.first("PRAGMA foreign_keys") { $0.int(0) } == 1)
    }
  }
}

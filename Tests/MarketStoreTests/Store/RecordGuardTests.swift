import Foundation
import TestSupport
import Testing

@testable import MarketStore

/// What somebody with the plain `sqlite3` shell and its default pragmas (foreign keys off, recursive triggers off) may
/// try.
@Suite struct RecordGuardTests {
  struct Attempt: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var sql: String

    init(_ name: String, _ sql: String) { (testDescription, self.sql) = (name, sql) }
  }

  /// Opens an import as a shell user can, so that what follows fails for its own reason.
  private static let open = "INSERT INTO imports (id, kind, name) VALUES (10, 'manual', 'shell'); "
  /// An open undo of import 5, which revised import 4.
  private static let undo = "INSERT INTO imports (id, kind, name, undoes) VALUES (10, 'undo', 'shell', 5); "
  /// An open undo of import 9, which revised the event and the rate.
  private static let undoEvents = "INSERT INTO imports (id, kind, name, undoes) VALUES (10, 'undo', 'shell', 9); "
  private static let columns =
    "(series_id, period_id, publication_id, origin_id, import_id, qualifier, status, value, low, high"
  /// Another month of the first series: everything in it is right, but for what an attempt changes.
  private static func insert(
    series: String = "(SELECT min(id) FROM series)",
    period: String = "(SELECT id FROM periods WHERE label = '2026-02')",
    publication: String = "(SELECT min(id) FROM publications)", origin: String = "1", importID: String = "10",
    _ claim: String = "0, 0, 5, 4, 6",
    _ more: (String, String) = ("", "")
  ) -> String {
    "INSERT INTO observations \(columns)\(more.0)) VALUES (\(series), \(period), \(publication), \(origin), \(importID), \(claim)\(more.1))"
  }
  private static let live =
    "(SELECT series_id, period_id, publication_id, origin_id, import_id FROM observations WHERE retracted_by IS NULL ORDER BY import_id LIMIT 1)"
  private static let dead = "retracted_by = 5"

  static let attempts: [Attempt] = [
    // Orphans.
    Attempt("an observation of no series", open + insert(series: "9999")),
    Attempt("an observation of no period", open + insert(period: "30000001")),
    Attempt("an observation of no publication", open + insert(publication: "77")),
    Attempt("an observation of no origin", open + insert(origin: "999")),
    Attempt("an observation of no import", insert(importID: "999")),
    Attempt("a series of no product", "INSERT INTO series (product_id, metric_id) VALUES (999, 1)"),
    Attempt("a series of no company", "INSERT INTO series (company_id, metric_id) VALUES (999, 1)"),
    Attempt("a series of no metric", "INSERT INTO series (product_id, metric_id) VALUES (1, 999)"),
    Attempt("a product of no company", "INSERT INTO products (name, company_id) VALUES ('x', 999)"),
    Attempt("a company with no such parent", "INSERT INTO companies (name, parent_id) VALUES ('x', 999)"),
    Attempt(
      "a publication of no source",
      "INSERT INTO publications (id, source_id, published_on) VALUES (900000, 999, '2000-01-10')"),
    Attempt("a member of no segment", "INSERT INTO segment_members (segment_id, product_id) VALUES (999, 1)"),
    Attempt("a member that is no product", "INSERT INTO segment_members (segment_id, product_id) VALUES (1, 999)"),
    Attempt("an alias of nothing", "INSERT INTO aliases (kind, alias, target_id) VALUES ('product', 'x', 999)"),
    Attempt("a metric that is part of nothing", "UPDATE metrics SET part_of = 999 WHERE id = 1"),
    Attempt(
      "an event party of no event",
      open + "INSERT INTO event_parties (event_id, role, n, product_id) VALUES (999, 'subject', 1, 1)"),
    Attempt("a refused row of no import", "INSERT INTO refused_rows VALUES (999, 1, 1, 1, 0, 'k', 'm', 'r')"),
    Attempt(
      "a file of no import",
      "INSERT INTO import_files SELECT 999, n, name, sha256, reading, bytes, shape FROM import_files LIMIT 1"),
    // Overwriting and deleting.
    Attempt("changing a value", "UPDATE observations SET value = 1, low = 1, high = 1"),
    Attempt("changing a note", "UPDATE observations SET note = 'x'"),
    Attempt("moving an observation to another period", "UPDATE observations SET period_id = period_id - 1"),
    Attempt("moving one onto another with OR REPLACE", "UPDATE OR REPLACE observations SET import_id = 3"),
    Attempt("deleting observations", "DELETE FROM observations"),
    Attempt(
      "deleting one",
      "DELETE FROM observations WHERE (series_id, period_id, publication_id, origin_id, import_id) = " + live),
    Attempt(
      "replacing an observation",
      open + "INSERT OR REPLACE INTO observations SELECT * FROM observations WHERE retracted_by IS NULL"),
    Attempt(
      "REPLACE INTO with another value",
      open
        + "REPLACE INTO observations \(columns)) SELECT series_id, period_id, publication_id, origin_id, import_id, 0, 0, 5, 4, 6 FROM observations"
    ),
    Attempt(
      "an upsert of a value",
      open
        + "INSERT INTO observations \(columns)) SELECT series_id, period_id, publication_id, origin_id, import_id, 0, 0, 5, 4, 6 FROM observations WHERE true ON CONFLICT DO UPDATE SET value = 9, low = 9, high = 9"
    ),
    Attempt(
      "a second live row under one key",
      open
        + "INSERT INTO observations \(columns)) SELECT series_id, period_id, publication_id, origin_id, 10, 0, 0, 5, 4, 6 FROM observations WHERE retracted_by IS NULL"
    ),
    Attempt("deleting a series", "DELETE FROM series"), Attempt("changing a series", "UPDATE series SET region = 'us'"),
    Attempt("replacing a series", "INSERT OR REPLACE INTO series (id, product_id, metric_id) VALUES (1, 4, 1)"),
    Attempt("deleting a period", "DELETE FROM periods"),
    Attempt("changing a period", "UPDATE periods SET id = id + 1 WHERE granularity = 'month'"),
    Attempt("deleting a publication", "DELETE FROM publications"),
    Attempt("changing a publication's date", "UPDATE publications SET published_on = '2026-04-03'"),
    Attempt("deleting a product", "DELETE FROM products WHERE id = 4"),
    Attempt("deleting a company", "DELETE FROM companies"),
    Attempt("deleting a metric", "DELETE FROM metrics"), Attempt("deleting a source", "DELETE FROM sources"),
    Attempt("deleting a segment", "DELETE FROM segments"),
    Attempt("replacing a product by its name", "INSERT OR REPLACE INTO products (name) VALUES ('Sora')"),
    Attempt("replacing a product by its id", "INSERT OR REPLACE INTO products (id, name) VALUES (1, 'x')"),
    Attempt(
      "renaming a product onto another with OR REPLACE",
      "UPDATE OR REPLACE products SET name = 'Sora' WHERE name = 'Vidu'"),
    Attempt("renumbering a product", "UPDATE products SET id = 50 WHERE id = 1"),
    Attempt("replacing a metric", "INSERT OR REPLACE INTO metrics SELECT * FROM metrics WHERE id = 1"),
    Attempt("changing the unit of a metric in use", "UPDATE metrics SET unit = 'devices' WHERE code = 'mau'"),
    Attempt("replacing a source", "INSERT OR REPLACE INTO sources (name, kind) VALUES ('Similarweb', 'house')"),
    Attempt("moving an alias", "UPDATE OR REPLACE aliases SET target_id = 1"),
    Attempt("replacing an alias", "INSERT OR REPLACE INTO aliases VALUES ('product', 'Kling', 1)"),
    Attempt("moving a segment's member", "UPDATE OR REPLACE segment_members SET product_id = 1"),
    Attempt("changing an event", "UPDATE events SET title = 'x'"), Attempt("deleting an event", "DELETE FROM events"),
    Attempt("replacing an event", open + "INSERT OR REPLACE INTO events SELECT * FROM events"),
    Attempt("deleting an event's parties", "DELETE FROM event_parties"),
    Attempt(
      "a party for an event of a closed import",
      open + "INSERT INTO event_parties (event_id, role, n, product_id) VALUES (1, 'partner', 9, 1)"),
    Attempt("changing a rate", "UPDATE fx_rates SET rate = 7"), Attempt("deleting a rate", "DELETE FROM fx_rates"),
    Attempt(
      "a second live rate",
      open
        + "INSERT INTO fx_rates SELECT base, quote, kind, period_id, publication_id, 10, 7, 7, 7, NULL, NULL FROM fx_rates"
    ),
    Attempt("deleting refused rows", "DELETE FROM refused_rows"),
    Attempt("changing a refused row", "UPDATE refused_rows SET raw = ''"),
    Attempt("deleting an import's files", "DELETE FROM import_files"),
    Attempt("changing a fingerprint", "UPDATE import_files SET sha256 = hex(zeroblob(32))"),
    Attempt("deleting revivals", "DELETE FROM revivals"),
    Attempt("changing revivals", "UPDATE revivals SET revived_by = 10"),
    Attempt("deleting catalogue changes", "DELETE FROM catalogue_changes"),
    Attempt(
      "replacing the migration history",
      "INSERT OR REPLACE INTO schema_migrations SELECT version, 'x', applied_at, '' FROM schema_migrations"),
    Attempt("deleting the migration history", "DELETE FROM schema_migrations"),
    // Values that claim what they do not say.
    Attempt("a bound stored as a point", open + insert("2, 0, 5, 4, 6")),
    Attempt("a point without an interval", open + insert("0, 0, 5, NULL, NULL")),
    Attempt("a point outside its interval", open + insert("0, 0, 5, 6, 7")),
    Attempt("an upper bound without a bound", open + insert("2, 0, NULL, 0, NULL")),
    Attempt("a lower bound without a bound", open + insert("4, 0, NULL, NULL, 5")),
    Attempt("a range that runs backwards", open + insert("6, 0, NULL, 7, 6")),
    Attempt("a value that was not disclosed", open + insert("7, 6, 5, 4, 6")),
    Attempt("not disclosed with another status", open + insert("7, 0, NULL, NULL, NULL")),
    Attempt("an unknown qualifier", open + insert("8, 0, 5, 4, 6")),
    Attempt("an unknown status", open + insert("0, 7, 5, 4, 6")),
    Attempt("a value below the metric's minimum", open + insert("0, 0, -5, -6, -4")),
    Attempt(
      "a share above the whole",
      open
        + insert(
          series: "(SELECT s.id FROM series s JOIN metrics m ON m.id = s.metric_id WHERE m.code = 'retention')",
          "0, 0, 1.5, 1.4, 1.6")),
    Attempt("an infinite value", open + insert("0, 0, 9e999, 4, 9e999")),
    Attempt("an infinite end", open + insert("0, 0, 5, 4, 9e999")),
    Attempt("text as a value", open + insert("0, 0, 'many', 4, 6")),
    Attempt("a cohort size for users", open + insert("0, 0, 5, 4, 6", (", cohort_size", ", 1000"))),
    Attempt("an observation that is born retracted", open + insert("0, 0, 5, 4, 6", (", retracted_by", ", 10"))),
    // Series, periods and publications of the wrong kind.
    Attempt(
      "users in dollars",
      "INSERT INTO series (product_id, metric_id, currency) SELECT 1, id, 'USD' FROM metrics WHERE code = 'mau'"),
    Attempt(
      "money without a currency",
      "INSERT INTO series (product_id, metric_id) SELECT 1, id FROM metrics WHERE code = 'revenue'"),
    Attempt(
      "retention without a day",
      "INSERT INTO series (product_id, metric_id) SELECT 1, id FROM metrics WHERE code = 'retention'"),
    Attempt(
      "users on day 30",
      "INSERT INTO series (product_id, metric_id, day_offset) SELECT 1, id, 30 FROM metrics WHERE code = 'mau'"),
    Attempt(
      "a series of a product and a company",
      "INSERT INTO series (product_id, company_id, metric_id, region) VALUES (1, 1, 1, 'x')"),
    Attempt(
      "the same series twice",
      "INSERT INTO series (product_id, metric_id) SELECT product_id, metric_id FROM series WHERE product_id IS NOT NULL LIMIT 1"
    ),
    Attempt(
      "a series numbered below 1",
      "INSERT INTO series (id, product_id, metric_id, region) SELECT -5, 1, id, 'x' FROM metrics WHERE code = 'mau'"),
    Attempt("a product numbered like a company", "INSERT INTO products (id, name) VALUES (-1, 'x')"),
    Attempt(
      "a month with a day's id",
      "INSERT INTO periods VALUES (30024315 - 20000000, 'month', '2026-04', '2026-04-01', '2026-04-30')"),
    Attempt(
      "a month with the next month's id",
      "INSERT INTO periods VALUES (30024316, 'month', '2026-04', '2026-04-01', '2026-04-30')"),
    Attempt(
      "a month far from the others",
      "INSERT INTO periods VALUES (30024327, 'month', '2027-04', '2027-04-01', '2027-04-30')"),
    Attempt(
      "a month with 31 days in April",
      "INSERT INTO periods VALUES (30024315, 'month', '2026-04', '2026-04-01', '2026-04-31')"),
    Attempt(
      "February 30",
      "INSERT INTO periods VALUES (90000099, 'span', '2026-02-30/2026-03-01', '2026-02-30', '2026-03-01')"),
    Attempt(
      "a week that begins on Tuesday",
      "INSERT INTO periods VALUES (20000000 + CAST(julianday('2026-03-31') + 0.5 AS INTEGER) / 7, 'week', '2026-W14', '2026-03-31', '2026-04-06')"
    ),
    Attempt(
      "a span that runs backwards",
      "INSERT INTO periods VALUES (90000099, 'span', '2026-03-02/2026-03-01', '2026-03-02', '2026-03-01')"),
    Attempt(
      "a second row of a period",
      "INSERT INTO periods SELECT 90000099, 'span', label, start_on, end_on FROM periods LIMIT 1"),
    Attempt("replacing a period", "INSERT OR REPLACE INTO periods SELECT * FROM periods"),
    Attempt(
      "a publication with another day's id",
      "INSERT INTO publications (id, source_id, published_on) VALUES (1, 1, '2026-05-05')"),
    Attempt(
      "a publication on February 30",
      "INSERT INTO publications (id, source_id, published_on) VALUES (955600000, 1, '2026-02-30')"),
    Attempt(
      "two publications made one by their title",
      "INSERT INTO publications (id, source_id, published_on, title) SELECT id + 1, source_id, published_on, 'x' FROM publications ORDER BY id DESC LIMIT 1; UPDATE OR REPLACE publications SET title = 'x'"
    ),
    Attempt("replacing a publication", "INSERT OR REPLACE INTO publications SELECT * FROM publications"),
    Attempt(
      "a member from 2026-13-01 on",
      "INSERT INTO segment_members (segment_id, product_id, valid_from) VALUES (1, 4, '2026-13-01')"),
    Attempt(
      "an event on February 30",
      open
        + "INSERT INTO events (event_type, title, status, effective_on, precision, publication_id, origin_id, import_id) SELECT 'launch', 'x', 'occurred', '2026-02-30', 'day', id, 1, 10 FROM publications LIMIT 1"
    ),
    Attempt(
      "an event of a month in its middle",
      open
        + "INSERT INTO events (event_type, title, status, effective_on, precision, publication_id, origin_id, import_id) SELECT 'launch', 'x', 'occurred', '2026-02-15', 'month', id, 1, 10 FROM publications LIMIT 1"
    ),
    Attempt(
      "an amount without a currency",
      open
        + "INSERT INTO events (event_type, title, status, precision, amount, publication_id, origin_id, import_id) SELECT 'funding', 'x', 'occurred', 'unknown', 5, id, 1, 10 FROM publications LIMIT 1"
    ),
    // Transaction time.
    Attempt("a row for a closed import", insert(importID: "3")),
    Attempt("opening a closed import again", "UPDATE imports SET closed_at = NULL"),
    Attempt("renaming a closed import", "UPDATE imports SET name = 'x'"),
    Attempt("deleting an import", "DELETE FROM imports WHERE id = 8"),
    Attempt("replacing an import", "INSERT OR REPLACE INTO imports (id, kind) VALUES (3, 'manual')"),
    Attempt(
      "an import before the others",
      "INSERT INTO imports (kind, recorded_at) VALUES ('manual', '2020-01-01T00:00:00.000Z')"),
    Attempt(
      "an import in ten years",
      "INSERT INTO imports (kind, recorded_at) VALUES ('manual', strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+10 years'))"),
    Attempt("an import numbered before the others", "INSERT INTO imports (id, kind) VALUES (-7, 'manual')"),
    Attempt(
      "an import with the last number there is", "INSERT INTO imports (id, kind) VALUES (9223372036854775807, 'manual')"
    ),
    Attempt(
      "an import that is closed from the start",
      "INSERT INTO imports (kind, closed_at) VALUES ('manual', '2030-01-01T00:00:00.000Z')"),
    Attempt("an import closed at no time", open + "UPDATE imports SET closed_at = 'yesterday' WHERE id = 10"),
    Attempt(
      "backdating an open import", open + "UPDATE imports SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE id = 10"),
    Attempt("retracting for a closed import", "UPDATE observations SET retracted_by = 8 WHERE retracted_by IS NULL"),
    Attempt(
      "retracting for an import to come", "UPDATE observations SET retracted_by = 999 WHERE retracted_by IS NULL"),
    Attempt("moving a retraction to another import", open + "UPDATE observations SET retracted_by = 10 WHERE " + dead),
    Attempt("taking a retraction back", "UPDATE observations SET retracted_by = NULL WHERE " + dead),
    Attempt(
      "taking a retraction back in an ordinary import",
      open + "UPDATE observations SET retracted_by = NULL WHERE " + dead),
    Attempt(
      "taking a retraction back without saying so in revivals",
      undo
        + "UPDATE observations SET retracted_by = 10 WHERE import_id = 5; UPDATE observations SET retracted_by = NULL WHERE "
        + dead),
    Attempt(
      "a revival of what was not retracted",
      undo
        + "INSERT INTO revivals SELECT series_id, period_id, publication_id, origin_id, import_id, 10, 5 FROM observations WHERE retracted_by IS NULL LIMIT 1"
    ),
    Attempt(
      "a revival in an ordinary import",
      open
        + "INSERT INTO revivals SELECT series_id, period_id, publication_id, origin_id, import_id, 10, retracted_by FROM observations WHERE "
        + dead),
    Attempt("an undo that leaves rows standing", undo + "UPDATE imports SET closed_at = recorded_at WHERE id = 10"),
    Attempt("undoing twice", "INSERT INTO imports (kind, undoes) VALUES ('undo', 7)"),
    Attempt("undoing an undo", "INSERT INTO imports (kind, undoes) VALUES ('undo', 8)"),
    Attempt("undoing nothing", "INSERT INTO imports (kind) VALUES ('undo')"),
    Attempt("undoing what never was", "INSERT INTO imports (kind, undoes) VALUES ('undo', 999)"),
    Attempt("an import that undoes", "INSERT INTO imports (kind, undoes) VALUES ('manual', 3)"),
    Attempt("a retracted event back to life", "UPDATE events SET retracted_by = NULL WHERE retracted_by IS NOT NULL"),
    Attempt("a retracted rate back to life", "UPDATE fx_rates SET retracted_by = NULL WHERE retracted_by IS NOT NULL"),
    Attempt(
      "a retracted event back to life in an undo, without saying so in event_revivals",
      undoEvents
        + "UPDATE events SET retracted_by = 10 WHERE import_id = 9; UPDATE events SET retracted_by = NULL WHERE retracted_by = 9"
    ),
    Attempt(
      "a retracted rate back to life in an undo, without saying so in rate_revivals",
      undoEvents
        + "UPDATE fx_rates SET retracted_by = 10 WHERE import_id = 9; UPDATE fx_rates SET retracted_by = NULL WHERE retracted_by = 9"
    ),
    Attempt(
      "a revival of an event in an ordinary import",
      open + "INSERT INTO event_revivals SELECT id, 10, retracted_by FROM events WHERE retracted_by = 9"),
    Attempt(
      "a revival of an event that stands",
      undo + "INSERT INTO event_revivals SELECT id, 10, 5 FROM events WHERE retracted_by IS NULL"),
    Attempt(
      "a revival of a rate in an ordinary import",
      open
        + "INSERT INTO rate_revivals SELECT base, quote, kind, period_id, publication_id, import_id, 10, retracted_by FROM fx_rates WHERE retracted_by = 9"
    ),
    Attempt(
      "a revival of a rate that stands",
      undo
        + "INSERT INTO rate_revivals SELECT base, quote, kind, period_id, publication_id, import_id, 10, 5 FROM fx_rates WHERE retracted_by IS NULL"
    ),
    Attempt("deleting event revivals", "DELETE FROM event_revivals"),
    Attempt("changing event revivals", "UPDATE event_revivals SET revived_by = 10"),
    Attempt("deleting rate revivals", "DELETE FROM rate_revivals"),
    Attempt("changing rate revivals", "UPDATE rate_revivals SET revived_by = 10"),
    Attempt(
      "an event without its import",
      "INSERT INTO events SELECT id + 50, event_type, 'y', status, announced_on, effective_on, effective_to, precision, amount, currency, amount_text, publication_id, origin_id, 999, NULL, note FROM events"
    ),
  ]

  private static let run =
    "INSERT INTO report_runs (report, ran_at, parameters, columns, digest, bytes, rows) VALUES ('r', '2026-01-01', '{}', '[]', '\(String(repeating: "0", count: 64))', 2, '[]'); "

  /// Rows moved to another id under each of the names that SQLite has for it: a trigger on a list of columns fires for
  /// none of them.
  static let moves: [Attempt] = [
    "publications", "companies", "products", "metrics", "sources", "segments", "periods", "imports",
    "catalogue_changes", "series", "events", "schema_migrations", "report_runs",
  ].flatMap { table in
    ["rowid", "_rowid_", "oid"].map { id in
      Attempt(
        "moving \(table) by \(id)",
        (table == "report_runs" ? run : "") + "UPDATE \(table) SET \(id) = \(id) + 700000000")
    }
  }

  /// Rows that would leave no room for others, for ever; rings; and what could not be undone.
  static let lastWords: [Attempt] = [
    Attempt("the last company", "INSERT INTO companies (id, name) VALUES (1000000000, 'x')"),
    Attempt("the last product", "INSERT INTO products (id, name) VALUES (1000000000, 'x')"),
    Attempt("the last segment", "INSERT INTO segments (id, name) VALUES (1000000000, 'x')"),
    Attempt("the last source", "INSERT INTO sources (id, name, kind) VALUES (1000000000, 'x', 'house')"),
    Attempt(
      "the last metric",
      "INSERT INTO metrics SELECT 1000000000, 'x', name, definition, unit, period_type, aggregation, additive, direction, min_value, max_value, by_day_offset, family, part_of FROM metrics LIMIT 1"
    ),
    Attempt(
      "the last series",
      "INSERT INTO series (id, product_id, metric_id, region) SELECT 1000000000, 1, id, 'x' FROM metrics WHERE code = 'mau'"
    ),
    Attempt("the last import", "INSERT INTO imports (id, kind) VALUES (1000000000, 'manual')"),
    Attempt(
      "the last change of the catalogue",
      open
        + "INSERT INTO catalogue_changes (id, import_id, kind, target_id, field) VALUES (1000000000, 10, 'product', 1, 'note')"
    ),
    Attempt(
      "the last event",
      open
        + "INSERT INTO events (id, event_type, title, status, precision, publication_id, origin_id, import_id) SELECT 1000000000, 'launch', 'x', 'occurred', 'unknown', id, 1, 10 FROM publications LIMIT 1"
    ),
    Attempt(
      "the last span",
      "INSERT INTO periods VALUES (199999999, 'span', '2026-03-01/2026-03-02', '2026-03-01', '2026-03-02')"
    ),
    Attempt(
      "the last publication of a day",
      "INSERT INTO publications (id, source_id, published_on) VALUES (999999, 1, '2000-01-10')"),
    Attempt(
      "the last publication of a day before 2000",
      "INSERT INTO publications (id, source_id, published_on) VALUES (-1, 1, '1999-12-31')"),
    Attempt(
      "the last run", run.replacing("(report,", with: "(id, report,").replacing("('r'", with: "(1000000000, 'r'")),
    Attempt(
      "a migration to come",
      "INSERT INTO schema_migrations SELECT 2, name, applied_at, sql FROM schema_migrations"),
    Attempt(
      "a ring of companies",
      "UPDATE companies SET parent_id = 1 WHERE id = 2; UPDATE companies SET parent_id = 2 WHERE id = 1"),
    Attempt(
      "a ring of three products",
      "UPDATE products SET parent_id = 1 WHERE id = 2; UPDATE products SET parent_id = 2 WHERE id = 3; UPDATE products SET parent_id = 3 WHERE id = 1"
    ),
    Attempt(
      "a ring of merges",
      "UPDATE products SET merged_into = 1 WHERE id = 2; UPDATE products SET merged_into = 2 WHERE id = 1"),
    Attempt(
      "a ring of metrics", "UPDATE metrics SET part_of = 1 WHERE id = 2; UPDATE metrics SET part_of = 2 WHERE id = 1"),
    Attempt("taking an alias away", "DELETE FROM aliases"),
    Attempt("taking a member out", "DELETE FROM segment_members"),
  ]

  /// Imports 3 to 9: observations, a second batch, its revision, events and rates, their revision, its undo, another
  /// revision of them.
  private static let store: Result<TemporaryFolder, any Error> = Result {
    try Market.open { market throws in
      let head = "product,metric,period,value,source,published_on,day_offset,currency\n"
      try market.take(
        head
          + "Sora,mau,2026-03,4.7M,Sensor Tower,2026-04-02,,\nSora,mau,2026-01,4M,Sensor Tower,2026-04-02,,\nVidu,mau,2026-02,1M,Similarweb,2026-04-02,,\nSora,retention,2026-01,<8%,Similarweb,2026-04-02,30,\nbad,x,x,x,x,x,x,x\n",
        .keepGoing)
      try market.take(head + "Kling AI,mau,2026-03,7.8M,Sensor Tower,2026-04-02,,\n")
      try market.take(head + "Kling AI,mau,2026-03,7.9M,Sensor Tower,2026-04-02,,\n")
      let event =
        "event_type,title,status,effective,subjects,source,published_on\nshutdown,Sora closes,planned,2026-04-26,Sora,Similarweb,2026-04-02\n"
      let rate = "base,quote,kind,period,rate,source,published_on\nUSD,CNY,implied,2025-Q4,6.9,Similarweb,2026-04-02\n"
      _ = try market.store.importFiles(
        [
          .text(name: "e", Array(event.utf8)), .text(name: "r", Array(rate.utf8)),
          .text(name: "c", Array("company,country\nOpenAI,GB\n".utf8)),
        ], options: ImportOptions())
      _ = try market.store.importFiles(
        [
          .text(name: "e", Array(event.replacingOccurrences(of: "planned", with: "occurred").utf8)),
          .text(name: "r", Array(rate.replacingOccurrences(of: "6.9", with: "6.8").utf8)),
          .text(name: "o", Array((head + "Kling AI,mau,2026-03,8M,Sensor Tower,2026-04-02,,\n").utf8)),
        ], options: ImportOptions())
      _ = try market.store.undoImport(7)
      _ = try market.store.importFiles(
        [
          .text(name: "e", Array(event.replacingOccurrences(of: "planned", with: "cancelled").utf8)),
          .text(name: "r", Array(rate.replacingOccurrences(of: "6.9", with: "6.7").utf8)),
        ], options: ImportOptions())
      try market.expectSound()
      try market.store.close()
      return market.folder
    }
  }

  /// Runs the shell on a copy of the store; gives what it printed, its errors and whether it succeeded.
  private func shell(_ path: String, _ sql: String) throws -> (output: String, errors: String, succeeded: Bool) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-init", "/dev/null", "-bail", path, sql]
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      String(decoding: printed, as: UTF8.self), String(decoding: complained, as: UTF8.self),
      process.terminationStatus == 0
    )
  }

  @Test("the plain shell cannot corrupt the record", arguments: attempts + moves + lastWords)
  func refused(attempt: Attempt) throws {
    let folder = try TemporaryFolder()
    let path = folder.db
    try FileManager.default.copyItem(atPath: Self.store.get().db, toPath: path)
    let before = try shell(path, ".dump").output
    let result = try shell(path, "BEGIN; \(attempt.sql); COMMIT;")
    #expect(!result.succeeded, "it got through")
    // Refused by a guard or a constraint, and not for a slip of ours.
    for slip in ["no such", "syntax error", "has no column", "values for", "near", "ambiguous"] {
      #expect(!result.errors.contains(slip), "\(result.errors)")
    }
    #expect(try shell(path, ".dump").output == before)
    #expect(before.utf8.count > 10_000)
  }

  @Test("there are more than fifty attempts, all different, and the shell can add what is right")
  func controls() throws {
    #expect(Self.attempts.count > 50)
    #expect(Set(Self.attempts.map(\.sql)).count == Self.attempts.count)
    let folder = try TemporaryFolder()
    let path = folder.db
    try FileManager.default.copyItem(atPath: Self.store.get().db, toPath: path)
    let good = try shell(
      path,
      """
      BEGIN; \(Self.open)\(Self.insert());
      INSERT INTO periods VALUES (30024315, 'month', '2026-04', '2026-04-01', '2026-04-30');
      INSERT INTO companies (name) VALUES ('New'); INSERT INTO products (name, company_id) VALUES ('New', 1);
      UPDATE observations SET retracted_by = 10 WHERE import_id = 3 AND period_id = 30024312;
      UPDATE imports SET closed_at = recorded_at WHERE id = 10; COMMIT;
      BEGIN; INSERT INTO imports (id, kind, undoes) VALUES (11, 'undo', 5);
      UPDATE observations SET retracted_by = 11 WHERE import_id = 5 AND retracted_by IS NULL;
      INSERT INTO revivals SELECT series_id, period_id, publication_id, origin_id, import_id, 11, 5 FROM observations
        WHERE retracted_by = 5;
      UPDATE observations SET retracted_by = NULL WHERE retracted_by = 5;
      UPDATE imports SET closed_at = recorded_at WHERE id = 11; COMMIT;
      BEGIN; INSERT INTO imports (id, kind, undoes) VALUES (12, 'undo', 9);
      UPDATE events SET retracted_by = 12 WHERE import_id = 9;
      UPDATE fx_rates SET retracted_by = 12 WHERE import_id = 9;
      INSERT INTO event_revivals SELECT id, 12, 9 FROM events WHERE retracted_by = 9;
      INSERT INTO rate_revivals SELECT base, quote, kind, period_id, publication_id, import_id, 12, 9 FROM fx_rates
        WHERE retracted_by = 9;
      UPDATE events SET retracted_by = NULL WHERE retracted_by = 9;
      UPDATE fx_rates SET retracted_by = NULL WHERE retracted_by = 9;
      UPDATE imports SET closed_at = recorded_at WHERE id = 12; COMMIT;
      SELECT * FROM integrity_problems;
      """)
    #expect(good.errors == "")
    #expect(good.output == "")
    #expect(good.succeeded)
  }
}

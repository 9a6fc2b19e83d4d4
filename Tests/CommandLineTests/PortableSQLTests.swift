import Foundation
import Testing

/// The statement that `--sql` prints is the same text for every engine: over exported tables PostgreSQL and DuckDB give
/// the rows that the program gives, and so does the plain `sqlite3` shell on the store itself.
@Suite struct PortableSQLTests {
  typealias Row = [String: Any]

  static let reports: [[String]] = [
    ["share", "Kling AI", "Sora"],
    ["share", "--segment", "AI video"],
    ["share", "Kling AI", "Sora", "--as-of", "2026-03-31"],
    ["share", "--segment", "Tide tables", "--top", "2"],
    ["trend", "--segment", "Tide tables", "--base", "2030-02", "--moving-average", "3"],
    ["trend", "Ebb", "--by", "quarter"],
    ["trend", "Kling AI", "--metric", "revenue", "--currency", "USD"],
    ["retention", "Sora", "--plan", "pro"],
    ["retention", "Ebb"],
    ["impact", "OpenAI announces", "--metric", "wau_change"],
    ["impact", "Ebb turns", "--now", "2031-01-01"],
    ["lead", "--segment", "Tide tables", "--history"],
    ["lead", "Ebb", "Flow", "--by", "quarter", "--history"],
    ["lead", "Kling AI", "Sora", "--as-of", "2026-06-01"],
    ["forecast", "--segment", "Tide tables"],
    ["share", "--segment", "Tide tables", "--believe", "median"],
    ["trend", "--segment", "Tide tables", "--base", "2030-02", "--moving-average", "3", "--believe", "median"],
    ["lead", "--segment", "Tide tables", "--history", "--top", "2", "--believe", "median"],
    ["trend", "Kling AI", "Sora", "--believe", "latest"],
    ["share", "Kling AI", "Sora", "--believe", "Intelligence Brief"],
    ["conflicts"],
    ["conflicts", "--all"],
    ["revisions", "--since", "2026-03-01"],
    ["coverage", "--segment", "Tide tables"],
    ["trend", "Kling AI", "--metric", "revenue", "--currency", "USD", "--recorded-as-of", "2100-01-01"],
    ["conflicts", "--by", "month", "--recorded-as-of", "2100-01-01"],
    ["revisions", "--since", "2026-03-01", "--until", "2026-05-01", "--recorded-as-of", "2100-01-01"],
    ["impact", "OpenAI announces", "--metric", "wau_change", "--from", "2026-03", "--to", "2026-12"],
  ]

  /// A market that nobody could take for a real one.
  static func synthetic(_ sandbox: Sandbox) throws {
    var rows = "product,company,metric,period,value,day_offset,cohort_size,source,published_on\n"
    for (product, start) in [("Ebb", 1200), ("Flow", 900), ("Slack", 300)] {
      for month in 1...9 where !(product == "Slack" && month == 4) {
        rows +=
          "\(product),Synthetic Tides,mau,2030-0\(month),\(start * (10 + month) / 10)K,,,Synthetic example,2030-1\(month / 9)-05\n"
      }
    }
    rows += "Flow,Synthetic Tides,mau,2030-05,1.1M,,,Synthetic example,2031-01-05\n"
    for (cohort, size) in [("2030-01", 1000), ("2030-02", 800)] {
      for (day, kept) in [(1, 60), (7, 42), (30, 28), (60, 23)] where !(cohort == "2030-02" && day == 60) {
        rows += "Ebb,Synthetic Tides,retention,\(cohort),\(kept)%,\(day),\(size),Synthetic example,2030-10-05\n"
      }
    }
    try sandbox.write(rows, to: "tides.csv")
    #expect(try sandbox.tidemark("import", "tides.csv", "--create").status == 0)
    try sandbox.write(
      "segment,product\nTide tables,\nTide tables,Ebb\nTide tables,Flow\nTide tables,Slack\n", to: "segment.csv")
    #expect(try sandbox.tidemark("import", "segment.csv").status == 0)
    try sandbox.write(
      "event_type,title,status,effective,subjects,source,published_on\n"
        + "pricing,Ebb turns,occurred,2030-05-10,Ebb,Synthetic example,2030-06-05\n", to: "event.csv")
    #expect(try sandbox.tidemark("import", "event.csv").status == 0)
  }

  static func market() throws -> Sandbox {
    let sandbox = try Sandbox()
    #expect(try sandbox.tidemark("init").status == 0)
    try synthetic(sandbox)
    return sandbox
  }

  @Test func theShellGivesTheRowsOfTheProgram() throws {
    let sandbox = try Self.market()
    for report in Self.reports {
      let (rows, sql) = try ask(sandbox, report)
      let run = try sandbox.shell("sqlite3 -json market.db", input: sql)
      #expect(run.status == 0, "\(report): \(run.err)")
      compare(try array(run.out.isEmpty ? "[]" : run.out), rows, report)
    }
  }

  @Test(.enabled(if: hasPostgres, "PostgreSQL is not installed here: apt-get install postgresql"))
  func postgresGivesTheRowsOfTheProgram() throws {
    let sandbox = try Self.market()
    try exportTables(sandbox)
    try sandbox.write(Self.postgres, to: "engine.sh")
    let start = try sandbox.shell("bash engine.sh start")
    defer { _ = try? sandbox.shell("bash engine.sh stop") }
    try #require(start.status == 0, "\(start.err)")
    for report in Self.reports {
      let (rows, sql) = try ask(sandbox, report)
      let body = sql.replacingOccurrences(of: ";\n", with: "")
      let run = try sandbox.shell(
        "bash engine.sh ask", input: "SELECT coalesce(json_agg(t), '[]') FROM (\(body)) AS t;\n")
      #expect(run.status == 0, "\(report): \(run.err)")
      if run.status == 0 { compare(try array(run.out), rows, report) }
    }
  }

  @Test(.enabled(if: hasDuckDB, "DuckDB is not installed here: pip install duckdb"))
  func duckDBGivesTheRowsOfTheProgram() throws {
    let sandbox = try Self.market()
    try exportTables(sandbox)
    try sandbox.write(Self.duckDB, to: "engine.py")
    for report in Self.reports {
      let (rows, sql) = try ask(sandbox, report)
      let run = try sandbox.shell("python3 engine.py", input: sql, environment: Self.ownPath)
      #expect(run.status == 0, "\(report): \(run.err)")
      if run.status == 0 { compare(try array(run.out), rows, report) }
    }
  }

  // MARK: Asking and comparing

  /// The rows of `-O json` and the statement of `--sql`. What models add to retention is not SQL; of a forecast the
  /// statement gives the history, so that other engines are held against the shell.
  private func ask(_ sandbox: Sandbox, _ report: [String]) throws -> (rows: [Row], sql: String) {
    let words = report + ["--now", "2031-01-15"] + (report[0] == "retention" ? ["--no-fit"] : [])
    let json = try sandbox.tidemark(words + ["-O", "json"])
    // Coverage that is stale is a finding, and a series that cannot be forecast: 1.
    #expect(
      json.status == 0 || ["coverage", "forecast"].contains(report[0]) && json.status == 1, "\(report): \(json.err)")
    let sql = try sandbox.tidemark(words + ["--sql"])
    #expect(sql.status == 0, "\(report): \(sql.err)")
    if report[0] == "forecast" {
      let history = try sandbox.shell("sqlite3 -json market.db", input: sql.out)
      return (try array(history.out), sql.out)
    }
    let document = try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? Row
    return (try #require(document?["rows"] as? [Row], "\(report)"), sql.out)
  }

  private func array(_ text: String) throws -> [Row] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Row])
  }

  private func compare(_ found: [Row], _ wanted: [Row], _ report: [String]) {
    #expect(found.count == wanted.count, "\(report)")
    for (index, (found, wanted)) in zip(found, wanted).enumerated() {
      #expect(Set(found.keys) == Set(wanted.keys), "\(report) row \(index)")
      for (column, value) in wanted where !isSame(found[column], value) {
        Issue.record("\(report) row \(index) \(column): \(found[column] ?? "nothing") is not \(value)")
      }
    }
  }

  private func isSame(_ a: Any?, _ b: Any) -> Bool {
    if let a = a as? NSNumber, let b = b as? NSNumber {
      return abs(a.doubleValue - b.doubleValue) <= 1e-12 * max(1, abs(b.doubleValue))
    }
    if let a = a as? String, let b = b as? String { return a == b }
    return a is NSNull && b is NSNull
  }

  // MARK: Other engines

  static let hasPostgres = FileManager.default.fileExists(atPath: "/usr/lib/postgresql/15/bin/initdb")
  static let hasDuckDB = (try? Sandbox().shell("python3 -c 'import duckdb'", environment: ownPath).status) == 0
  /// Where this machine keeps its Python and the packages that were added to it.
  static let ownPath = ["PATH": ProcessInfo.processInfo.environment["PATH", default: "/usr/bin:/bin"]]

  /// Every table as CSV with its columns' types: NULL is empty, the empty text is `""`.
  private func exportTables(_ sandbox: Sandbox) throws {
    let run = try sandbox.shell(
      """
      mkdir tables && for t in $(sqlite3 market.db \\
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"); do
        sqlite3 -csv market.db "SELECT * FROM \\"$t\\"" > tables/$t.csv
        sqlite3 market.db "SELECT group_concat('\\"' || name || '\\" ' || CASE type WHEN 'REAL' THEN 'double precision' WHEN 'INTEGER' THEN 'bigint' ELSE 'text' END, ', ') FROM pragma_table_info('$t')" > tables/$t.types
      done
      """)
    try #require(run.status == 0, "\(run.err)")
  }

  /// A server of its own on a socket in the folder; PostgreSQL refuses to run as root.
  static let postgres = #"""
    set -e
    # The server would keep the test runner's descriptors open, and the runner waits until they close.
    for fd in $(ls /proc/$$/fd); do [ "$fd" -le 2 ] || [ "$fd" = 255 ] || eval "exec $fd>&-"; done
    here=$(pwd); bin=/usr/lib/postgresql/15/bin; export PGHOST=$here/pg PGUSER=tidemark PGDATABASE=postgres
    as() { if [ "$(id -u)" = 0 ]; then /usr/sbin/runuser -u postgres -- "$@"; else "$@"; fi; }
    case $1 in
    start)
      mkdir pg; chmod 755 "$here"; [ "$(id -u)" != 0 ] || chown postgres pg
      as $bin/initdb -D pg/data -A trust -U tidemark -E UTF8 --locale=C >/dev/null
      as $bin/pg_ctl -w -D pg/data -l pg/log -o "-k $PGHOST -c listen_addresses= -c fsync=off" start >/dev/null
      for f in tables/*.csv; do
        t=$(basename "$f" .csv)
        psql -q -v ON_ERROR_STOP=1 -c "CREATE TABLE $t ($(cat tables/$t.types))" \
          -c "\copy $t FROM '$f' WITH (FORMAT csv)"
      done ;;
    ask) psql -At -v ON_ERROR_STOP=1 -f - ;;
    stop) as $bin/pg_ctl -D pg/data -m immediate stop >/dev/null ;;
    esac
    """#

  static let duckDB = #"""
    import duckdb, glob, json, os, sys
    db = duckdb.connect()
    for path in sorted(glob.glob("tables/*.csv")):
        name = os.path.basename(path)[:-4]
        types = open("tables/" + name + ".types").read()
        db.execute(f'CREATE TABLE {name} ({types})')
        if os.path.getsize(path):
            db.execute(f"COPY {name} FROM '{path}' (FORMAT csv, HEADER false, NULLSTR '', ALLOW_QUOTED_NULLS false, QUOTE '\"', ESCAPE '\"', DELIM ',')")
    cursor = db.execute(sys.stdin.read())
    names = [column[0] for column in cursor.description]
    print(json.dumps([dict(zip(names, row)) for row in cursor.fetchall()], default=float))
    """#
}

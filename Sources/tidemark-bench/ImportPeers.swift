/// The other ways of getting the same file into the same tables. All of them start where the C floor does: series,
/// periods and publications are there, triggers and foreign keys are not. None of them checks a row.
struct ImportPeers {
  let programs: Programs
  let scratch: String
  /// A copy of this is what they fill.
  let store: () throws -> String
  let database: String

  func contenders(_ file: String) -> [Contender] {
    [
      inStore("C floor") { Command(words: [programs.bench, "floor", file, database]) },
      inStore("sqlite3 shell") { Command(words: ["sqlite3", "-batch", database], input: Self.shellScript(file)) },
      inStore("Python csv + sqlite3", needs: "csv") { programs.python(["-c", Self.pythonScript, file, database]) },
      inStore("sqlite-utils", needs: "sqlite_utils") {
        programs.python(["-c", Self.sqliteUtilsScript, file, database])
      },
      Contender(
        name: "DuckDB, with key", prepare: { try duckDBStore(needs: "duckdb") },
        command: { programs.python(["-c", Self.duckDBScript, file, scratch + "/run.duckdb"]) },
        fingerprint: { programs.pythonOutput(["-c", Self.duckDBFingerprint, scratch + "/run.duckdb"]) }),
    ]
  }

  private func inStore(_ name: String, needs module: String? = nil, _ command: @escaping () -> Command) -> Contender {
    Contender(
      name: name,
      prepare: {
        if let module { try programs.require(module) }
        try copyFile(try store(), to: database)
      }, command: command, fingerprint: { try fingerprint(ofStore: database) })
  }

  /// The catalogue in DuckDB; made anew before each run, as DuckDB has no small file to copy.
  private func duckDBStore(needs module: String) throws {
    try programs.require(module)
    try copyFile(try store(), to: database)
    try ChildProcess.run(
      programs.python(["-c", Self.duckDBPreparation, database, scratch + "/run.duckdb"]), scratch: scratch)
  }

  /// From the staged text to the columns of `observations`; runs on SQLite and DuckDB alike.
  private static let selection = """
    SELECT series_id, period_id, publication_id, origin_id, 1, qualifier, 0, CASE WHEN qualifier < 2 THEN value END,
      CASE WHEN qualifier = 2 OR value - half < min_value THEN min_value ELSE value - half END,
      CASE WHEN qualifier = 2 THEN value WHEN value + half > max_value THEN max_value ELSE value + half END,
      CASE WHEN qualifier > 0 OR percent > 1 OR (decimals > 0 AND printed LIKE '%0') THEN printed END, nullif(note, '')
    FROM (SELECT s.id AS series_id,
        30000000 + CAST(substr(g.period, 1, 4) AS INTEGER) * 12 + CAST(substr(g.period, 6, 2) AS INTEGER) - 1
          AS period_id,
        pub.id AS publication_id, src.id AS origin_id,
        CASE g.qualifier WHEN 'approx' THEN 1 WHEN 'lt' THEN 2 ELSE 0 END AS qualifier,
        g.percent, g.decimals, g.printed, g.note,
        CAST(g.digits AS DOUBLE PRECISION) / g.percent AS value,
        CASE g.decimals WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 WHEN 2 THEN 0.005 WHEN 3 THEN 0.0005 ELSE 0.00005 END
          / g.percent AS half,
        m.min_value, m.max_value
      FROM (SELECT product, metric, period, source, published_on, qualifier, note, value AS printed,
          replace(value, '%', '') AS digits,
          CASE WHEN value LIKE '%\\%' ESCAPE '\\' THEN 100.0 ELSE 1.0 END AS percent,
          CASE instr(value, '.') WHEN 0 THEN 0 ELSE length(replace(value, '%', '')) - instr(value, '.') END AS decimals
        FROM staging) AS g
        JOIN products p ON p.name = g.product JOIN metrics m ON m.code = g.metric
          JOIN sources src ON src.name = g.source
        JOIN series s ON s.product_id = p.id AND s.metric_id = m.id
        JOIN publications pub ON pub.source_id = src.id AND pub.published_on = g.published_on) AS t
    """

  private static let insertion = """
    INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier, status, value, low,
      high, value_text, note)
    \(selection)
    """

  private static let stagingColumns =
    "product TEXT, metric TEXT, period TEXT, value TEXT, source TEXT, published_on TEXT, qualifier TEXT, note TEXT"

  private static func shellScript(_ file: String) -> String {
    """
    .bail on
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TEMP TABLE staging (\(stagingColumns));
    .import --csv --skip 1 --schema temp '\(file)' staging
    BEGIN;
    INSERT INTO imports (id, kind, name) VALUES (1, 'import', 'peer') ON CONFLICT DO NOTHING;
    \(insertion);
    COMMIT;
    """
  }

  private static let pythonScript = """
    import csv, sqlite3, sys
    path, database = sys.argv[1:3]
    db = sqlite3.connect(database, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL"); db.execute("PRAGMA synchronous = NORMAL"); db.execute("BEGIN")
    db.execute("INSERT INTO imports (id, kind, name) VALUES (1, 'import', 'peer') ON CONFLICT DO NOTHING")
    products = dict(db.execute("SELECT name, id FROM products"))
    sources = dict(db.execute("SELECT name, id FROM sources"))
    ranges = db.execute("SELECT code, id, min_value, max_value FROM metrics")
    metrics = {code: (i, low, high) for code, i, low, high in ranges}
    series = {(p, m): i for i, p, m in db.execute("SELECT id, product_id, metric_id FROM series")}
    publications = {(s, d): i for i, s, d in db.execute("SELECT id, source_id, published_on FROM publications")}
    qualifiers = {'': 0, 'approx': 1, 'lt': 2}

    def rows():
      with open(path, newline='', encoding='utf-8') as f:
        reader = csv.reader(f); next(reader)
        for product, metric, period, printed, source, published_on, qualifier, note in reader:
          metric_id, minimum, maximum = metrics[metric]
          origin = sources[source]
          digits, percent = (printed[:-1], 100.0) if printed[-1] == '%' else (printed, 1.0)
          point = digits.find('.')
          decimals = 0 if point < 0 else len(digits) - point - 1
          value = float(digits) / percent
          half = 0.5 / 10 ** decimals / percent
          q = qualifiers[qualifier]
          low, high = value - half, value + half
          if q == 2: low, high = minimum, value
          if minimum is not None and low < minimum: low = minimum
          if maximum is not None and high > maximum: high = maximum
          keep = q or percent > 1 or decimals and digits[-1] == '0'
          yield (series[products[product], metric_id], 30000000 + int(period[:4]) * 12 + int(period[5:]) - 1,
                 publications[origin, published_on], origin, q, None if q == 2 else value, low, high,
                 printed if keep else None, note or None)

    db.executemany("INSERT INTO observations (series_id, period_id, publication_id, origin_id, import_id, qualifier,"
                   " status, value, low, high, value_text, note) VALUES (?, ?, ?, ?, 1, ?, 0, ?, ?, ?, ?, ?)", rows())
    db.execute("COMMIT")
    """

  private static let sqliteUtilsScript = """
    import sys
    from sqlite_utils import Database
    from sqlite_utils.utils import rows_from_file, Format
    path, database = sys.argv[1:3]
    db = Database(database)
    db.enable_wal()
    columns = dict.fromkeys("product metric period value source published_on qualifier note".split(), str)
    with open(path, "rb") as f:
      rows, _ = rows_from_file(f, format=Format.CSV)
      db["staging"].insert_all(rows, columns=columns)
    with db.conn:
      db.conn.execute("INSERT INTO imports (id, kind, name) VALUES (1, 'import', 'peer') ON CONFLICT DO NOTHING")
      db.conn.execute('''\(insertion.replacingBackslashes)''')
    db["staging"].drop()
    """

  /// The same tables with the same key in DuckDB.
  static let duckDBTables = """
    CREATE TABLE products (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE);
    CREATE TABLE metrics (id INTEGER PRIMARY KEY, code VARCHAR NOT NULL UNIQUE, min_value DOUBLE, max_value DOUBLE);
    CREATE TABLE sources (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE);
    CREATE TABLE series (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL, metric_id INTEGER NOT NULL);
    CREATE TABLE publications (id BIGINT PRIMARY KEY, source_id INTEGER NOT NULL, published_on VARCHAR NOT NULL);
    CREATE TABLE observations (series_id INTEGER NOT NULL, period_id INTEGER NOT NULL, publication_id BIGINT NOT NULL,
      origin_id INTEGER NOT NULL, import_id INTEGER NOT NULL, qualifier TINYINT NOT NULL, status TINYINT NOT NULL,
      value DOUBLE, low DOUBLE, high DOUBLE, retracted_by INTEGER, cohort_size BIGINT, value_text VARCHAR, note VARCHAR,
      PRIMARY KEY (series_id, period_id, publication_id, origin_id, import_id));
    """

  private static let duckDBPreparation = """
    import duckdb, os, sqlite3, sys
    source, target = sys.argv[1:3]
    for end in ("", ".wal"):
      if os.path.exists(target + end): os.remove(target + end)
    old = sqlite3.connect(source); db = duckdb.connect(target)
    db.execute('''\(duckDBTables)''')
    db.execute("BEGIN")
    for table, columns in [("products", "id, name"), ("metrics", "id, code, min_value, max_value"),
                           ("sources", "id, name"), ("series", "id, product_id, metric_id"),
                           ("publications", "id, source_id, published_on")]:
      rows = old.execute(f"SELECT {columns} FROM {table}").fetchall()
      for start in range(0, len(rows), 5000):
        part = rows[start:start + 5000]
        marks = "(" + ", ".join("?" * len(part[0])) + ")"
        values = [value for row in part for value in row]
        db.execute(f"INSERT INTO {table} VALUES " + ", ".join([marks] * len(part)), values)
    db.execute("COMMIT"); db.close()
    """

  private static let duckDBScript = """
    import duckdb, sys
    path, database = sys.argv[1:3]
    db = duckdb.connect(database); db.execute("SET preserve_insertion_order = false"); db.execute("BEGIN")
    names = "product metric period value source published_on qualifier note".split()
    columns = ", ".join(f"'{n}': 'VARCHAR'" for n in names)
    staging = "CREATE TEMP TABLE staging AS SELECT * FROM read_csv(?, header = true, columns = {" + columns + "})"
    db.execute(staging, [path])
    db.execute('''\(insertion.replacingBackslashes)''')
    db.execute("COMMIT"); db.close()
    """

  private static let duckDBFingerprint = """
    import duckdb, sys
    db = duckdb.connect(sys.argv[1], read_only=True)
    row = db.execute('''SELECT count(*), sum(value), sum(low), sum(high), count(value_text),
      coalesce(sum(length(note)), 0),
      sum(period_id % 1000 * (publication_id // 100000 % 1009) + origin_id) FROM observations''').fetchone()
    print("%d rows, value %.6e, low %.6e, high %.6e, texts %d, notes %.1f, keys %.1f" % row)
    """
}

extension String {
  /// For text inside a Python literal.
  fileprivate var replacingBackslashes: String {
    split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
  }
}

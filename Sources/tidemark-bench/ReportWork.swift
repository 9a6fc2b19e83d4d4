/// The reports, each a whole process from its start to its last row.
struct ReportWork {
  let stores: Stores
  let programs: Programs
  let scratch: String
  let rounds: Int
  let report: (String) -> Void

  /// A question in tidemark's words, and what pandas has to compute for it.
  struct Question {
    var name: String
    var words: [String]
    var pandas: String?
  }

  private var questions: [Question] {
    let span = ["--from", "2021-01", "--to", "2025-02"]
    let (a, b) = (DataFiles.productName(2), DataFiles.productName(6))
    let segment = DataFiles.segment
    return [
      Question(
        name: "trend of 2 products", words: ["trend", a, b, "--metric", "mau"] + span, pandas: "trend(['\(a)', '\(b)'])"
      ),
      Question(
        name: "share of a segment, 50 months", words: ["share", "--segment", segment, "--metric", "mau"] + span,
        pandas: "share('\(segment)', None)"),
      Question(
        name: "share of all, top 10", words: ["share", "--metric", "mau", "--top", "10"] + span,
        pandas: "share(None, 10)"),
      Question(
        name: "share of all, top 10, as of a date",
        words: ["share", "--metric", "mau", "--top", "10", "--as-of", "2023-06-30"] + span,
        pandas: "share(None, 10, '2023-06-30')"),
      Question(name: "conflicts of a segment", words: ["conflicts", "--segment", segment]),
    ]
  }

  func all() throws -> [WorkResult] {
    let store = try stores.forReports()
    let size = stores.files.market.size
    return try questions.map { question in
      report("\(question.name), \(size.rawValue) rows")
      let result = contest(try contenders(question, store), rounds: rounds, scratch: scratch, report: report)
      return WorkResult(group: "report", work: question.name, size: size.rawValue, rounds: rounds, measurements: result)
    }
  }

  private func contenders(_ question: Question, _ store: String) throws -> [Contender] {
    let words = question.words
    let sql = ChildProcess.output(of: [programs.tidemark] + words + ["--db", store, "--sql"], scratch: scratch)
    func statement() throws -> String {
      guard let sql, !sql.isEmpty else { throw BenchError("skipped: tidemark printed no SQL for it") }
      return sql
    }
    return [
      // 1: it ran, with findings.
      Contender(
        name: "tidemark", command: { programs.tidemark(words + ["-O", "csv"], store: store) }, accepted: [0, 1]),
      Contender(
        name: "sqlite3 shell, the same SQL",
        command: {
          Command(words: ["sqlite3", "-batch", "-readonly", "-csv", "-header", store], input: try statement())
        }),
      Contender(
        name: "sqlite-utils, the same SQL", prepare: { try programs.require("sqlite_utils") },
        command: { programs.python(["-m", "sqlite_utils", "query", store, try statement(), "--csv"]) }),
      Contender(
        name: "DuckDB, the same SQL", prepare: { try programs.require("duckdb") },
        command: {
          let database = try duckDBStore(store)
          return programs.python(["-c", Self.duckDBScript, database, try statement()])
        }),
      Contender(
        name: "pandas",
        prepare: {
          try programs.require("pandas")
          if question.pandas == nil { throw BenchError("skipped: not written for pandas") }
        }, command: { programs.python(["-c", Self.pandasScript + "\n" + (question.pandas ?? ""), store]) }),
    ]
  }

  /// A copy of the whole store in DuckDB, made once.
  private func duckDBStore(_ store: String) throws -> String {
    let path = store + ".duckdb"
    try makeOnce(path) { try ChildProcess.run(programs.python(["-c", Self.duckDBCopy, store, $0]), scratch: scratch) }
    return path
  }

  private static let duckDBCopy = #"""
    import csv, duckdb, os, sqlite3, sys
    source, target = sys.argv[1:3]
    old = sqlite3.connect(f"file:{source}?mode=ro", uri=True); db = duckdb.connect(target)
    kinds = {"INTEGER": "BIGINT", "REAL": "DOUBLE", "TEXT": "VARCHAR"}
    for table in ("companies products segments segment_members metrics sources publications periods aliases imports"
                  " series observations revivals events event_parties fx_rates").split():
      columns = {name: kinds[kind] for _, name, kind, *_ in old.execute(f"PRAGMA table_info({table})")}
      with open(target + ".csv", "w", newline="") as f:
        writer = csv.writer(f)
        for row in old.execute(f"SELECT * FROM {table}"):
          writer.writerow(["\\N" if value is None else value for value in row])
      db.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv(?, header = false, auto_detect = false, delim = ',',"
                 f" quote = '\"', escape = '\"', nullstr = '\\N', columns = {columns})", [target + ".csv"])
    key = "series_id, period_id, publication_id, origin_id, import_id"
    db.execute(f"CREATE OR REPLACE TABLE observations AS SELECT * FROM observations ORDER BY {key}")
    db.close(); os.remove(target + ".csv")
    """#

  private static let duckDBScript = """
    import duckdb, sys
    db = duckdb.connect(sys.argv[1], read_only=True)
    for row in db.execute(sys.argv[2].rstrip().rstrip(";")).fetchall(): print(*row, sep=",")
    """

  /// What an analyst with a data frame would write: the believed value per series and month, then the arithmetic.
  private static let pandasScript = """
    import pandas as pd, sqlite3, sys
    db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)

    def believed(as_of=None):
      o = pd.read_sql("SELECT series_id, period_id, publication_id, origin_id, import_id, value, low, high"
                      " FROM observations WHERE retracted_by IS NULL", db)
      s = pd.read_sql("SELECT s.id AS series_id, p.name AS product, p.id AS product_id FROM series s JOIN products p"
                      " ON p.id = s.product_id JOIN metrics m ON m.id = s.metric_id WHERE m.code = 'mau'", db)
      b = pd.read_sql("SELECT id AS publication_id, published_on, source_id FROM publications", db)
      r = pd.read_sql("SELECT id AS origin_id, reliability FROM sources", db)
      o = o.merge(s, on="series_id").merge(b, on="publication_id").merge(r, on="origin_id")
      if as_of: o = o[o.published_on <= as_of]
      o = o.sort_values(["reliability", "publication_id"], ascending=[True, False])
      return o.drop_duplicates(["series_id", "period_id"])

    def trend(products):
      o = believed(); o = o[o["product"].isin(products)].sort_values(["product", "period_id"])
      o["change"] = o.value / o.groupby("product").value.shift() - 1
      print(o.to_csv(index=False))

    def share(segment, top, as_of=None):
      o = believed(as_of)
      if segment:
        members = pd.read_sql("SELECT n.product_id FROM segment_members n JOIN segments g ON g.id = n.segment_id"
                              " WHERE g.name = ?", db, params=[segment])
        o = o.merge(members, on="product_id")
      total = o.groupby("period_id").value.transform("sum")
      if top: o = o[o.groupby("period_id").value.rank(ascending=False) <= top].assign(total=total)
      else: o = o.assign(total=total)
      print(o.assign(share=o.value / o.total).sort_values(["period_id", "share"]).to_csv(index=False))
    """
}

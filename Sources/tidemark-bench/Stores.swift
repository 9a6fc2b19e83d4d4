import System
import SQLite

/// Store files that the runs start from. They are made anew for every run of the benchmark, as the schema may have
/// changed.
struct Stores {
  let files: DataFiles
  let folder: String
  private let bench: String
  private let scratch: String

  init(_ files: DataFiles, bench: String, scratch: String) throws {
    self.files = files
    self.bench = bench
    self.scratch = scratch
    folder = "\(scratch)/stores-\(files.market.size.rawValue)"
    try makeFolder(folder)
  }

  /// Holds the catalogue and nothing else.
  func catalogue() throws -> String {
    let path = folder + "/catalogue.db"
    if access(path, F_OK) == 0 { return path }
    try fill(path, try files.catalogue())
    return path
  }

  /// For those who only insert: every series, period and publication is there already, and no trigger.
  func prepared() throws -> String {
    let path = folder + "/prepared.db"
    if access(path, F_OK) == 0 { return path }
    try copyFile(try catalogue(), to: path)
    let connection = try Connection(path: path, access: .readWrite)
    try connection.execute(
      """
      BEGIN;
      INSERT INTO series (product_id, metric_id) SELECT p.id, m.id FROM products p CROSS JOIN metrics m
        ORDER BY p.id, m.id;
      WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < \(MarketData.months))
      INSERT INTO periods (id, granularity, label, start_on, end_on)
        SELECT 30000000 + 2021 * 12 + n, 'month', strftime('%Y-%m', d), d, date(d, '+1 month', '-1 day')
        FROM (SELECT n, date('2021-01-01', '+' || n || ' months') AS d FROM n) AS t;
      WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < \(MarketData.months + 5)),
        dates AS (SELECT s.id AS source_id, date('2021-01-01', '+' || n || ' months', '+' || k || ' days') AS d
          FROM n CROSS JOIN sources s JOIN (SELECT 4 AS k UNION SELECT 8 UNION SELECT 19) AS k)
      INSERT INTO publications (id, source_id, published_on)
        SELECT (CAST(julianday(d) + 0.5 AS INTEGER) - 2451545) * 100000 + row_number()
          OVER (PARTITION BY d ORDER BY source_id) - 1, source_id, d
        FROM dates;
      COMMIT;
      """)
    for trigger in try connection.query("SELECT name FROM sqlite_schema WHERE type = 'trigger'", { $0.text(0) }) {
      try connection.execute("DROP TRIGGER \"\(trigger)\"")
    }
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try connection.close()
    return path
  }

  /// The sorted base imported.
  func withBase() throws -> String {
    let path = folder + "/base.db"
    if access(path, F_OK) == 0 { return path }
    try copyFile(try catalogue(), to: path)
    try fill(path, [try files.path(.base(.sorted))])
    return path
  }

  /// What reports are asked of: the base and, where the base has no restatements itself, the later vintage.
  func forReports() throws -> String {
    if files.market.size == .rows10m { return try withBase() }
    let path = folder + "/reports.db"
    if access(path, F_OK) == 0 { return path }
    try copyFile(try withBase(), to: path)
    try fill(path, [try files.path(.laterVintage)])
    return path
  }

  private func fill(_ store: String, _ paths: [String]) throws {
    try ChildProcess.run(Command(words: [bench, "fill", store] + paths), scratch: scratch)
  }
}

/// Copies a store's file and waits until it is on the disk, so that a run does not pay for the copy's writing.
func copyFile(_ from: String, to: String) throws {
  for suffix in ["", "-wal", "-shm", "-journal"] { unlink(to + suffix) }
  let source = open(from, O_RDONLY)
  guard source >= 0 else { throw BenchError("\(from) could not be read: \(String(cString: strerror(errno)))") }
  defer { close(source) }
  let target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  guard target >= 0 else { throw BenchError("\(to) could not be made: \(String(cString: strerror(errno)))") }
  defer { close(target) }
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let got = read(source, &block, block.count)
    if got == 0 { break }
    guard got > 0, write(target, &block, got) == got else { throw BenchError("\(from) could not be copied to \(to)") }
  }
  fsync(target)
}

/// Count and sums of the live observations: equal for all who imported the same rows alike.
func fingerprint(ofStore path: String) throws -> String {
  let connection = try Connection(path: path, access: .readOnly)
  defer { try? connection.close() }
  let text = try connection.first(
    """
    SELECT count(*) || ' rows, value ' || printf('%.6e', total(value)) || ', low ' ||
      printf('%.6e', total(low)) || ', high ' || printf('%.6e', total(high)) ||
      ', texts ' || count(value_text) || ', notes ' || total(length(note)) ||
      ', keys ' ||
      total(period_id % 1000 * (publication_id / 100000 % 1009) + origin_id)
    FROM observations WHERE retracted_by IS NULL
    """
  ) { $0.text(0) }
  return text ?? ""
}

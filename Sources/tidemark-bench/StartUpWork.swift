/// What it costs to start, and the smallest useful question: a share on the starter market.
struct StartUpWork {
  let programs: Programs
  let scratch: String
  let rounds: Int
  let report: (String) -> Void

  func all() throws -> [WorkResult] {
    let seeds = scratch + "/seeds.db"
    try ChildProcess.run(Command(words: [programs.tidemark, "init", "--db", seeds]), scratch: scratch)
    let share = ["share", "kling-ai", "sora", "--metric", "mau", "--from", "2026-03", "--to", "2026-03"]
    let sql = ChildProcess.output(of: [programs.tidemark] + share + ["--db", seeds, "--sql"], scratch: scratch) ?? ""
    return [
      result(
        "start and say the version",
        [
          Contender(name: "tidemark", command: { Command(words: [programs.tidemark, "--version"]) }),
          Contender(
            name: "sqlite3 shell",
            command: { Command(words: ["sqlite3", "-batch", ":memory:", "SELECT sqlite_version()"]) }),
          module("sqlite-utils", "sqlite_utils", ["-m", "sqlite_utils", "--version"]),
          module("DuckDB", "duckdb", ["-c", "import duckdb; duckdb.connect()"]),
          module("pandas", "pandas", ["-c", "import pandas"]),
        ]),
      result(
        "share on the seeds",
        [
          Contender(name: "tidemark", command: { programs.tidemark(share, store: seeds) }),
          Contender(
            name: "sqlite3 shell, the same SQL",
            command: { Command(words: ["sqlite3", "-batch", "-readonly", seeds], input: sql) }),
        ]),
    ]
  }

  private func module(_ name: String, _ module: String, _ words: [String]) -> Contender {
    Contender(name: name, prepare: { try programs.require(module) }, command: { programs.python(words) })
  }

  private func result(_ work: String, _ contenders: [Contender]) -> WorkResult {
    report(work)
    return WorkResult(
      group: "start-up", work: work, size: "–", rounds: rounds,
      measurements: contest(contenders, rounds: rounds, scratch: scratch, report: report))
  }
}

"""SQL that never ends or wants to write, and store files that were made to do harm."""
import os
import resource
import signal
import sqlite3
import subprocess
import time

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
REFUSED = [
    "ATTACH '{other}' AS x", "DETACH main", "PRAGMA journal_mode = DELETE", "PRAGMA writable_schema = 1", "PRAGMA user_version = 9", "INSERT INTO companies (name) VALUES ('x')",
    "UPDATE observations SET value = 1", "DELETE FROM observations", "DROP TABLE observations", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)", "VACUUM INTO '{other}'", "VACUUM",
    "BEGIN", "COMMIT", "SAVEPOINT x", "SELECT load_extension('x')", "SELECT 1; DELETE FROM companies", "REINDEX", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)", "SELECT writefile('{other}', 'x')",
    "REPLACE INTO companies (id, name) VALUES (1, 'x')", "ALTER TABLE companies ADD COLUMN x", "WITH x AS (SELECT 1) DELETE FROM companies", "", ";", "SELECT",
]
# With what each ends: a time limit, a limit on the size of a value or of a result, or SQLite's own limits.
LATE, LARGE = [(1, "was ended after 1.0 seconds")], [(2, "too big")]
BOMBS = [
    (f"{ENDLESS} SELECT count(*) FROM n", LATE), (f"{ENDLESS} SELECT i FROM n", LATE), (f"{ENDLESS} SELECT i, randomblob(1000) FROM n ORDER BY 2", LATE),
    ("WITH RECURSIVE a (i) AS (SELECT 1 UNION ALL SELECT a.i + 1 FROM a), b (i) AS (SELECT i FROM a UNION ALL SELECT b.i FROM b) SELECT max(i) FROM b", LATE),
    (f"{ENDLESS} SELECT zeroblob(10000000) FROM n", LATE + [(1, "larger than 256 MiB")]),
    ("SELECT zeroblob(2000000000)", LARGE),
    # Long steps: on a slow machine the time is over first, and where SQLite does not ask in between, the program is ended.
    ("WITH RECURSIVE n (t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n", LARGE + LATE + [(1, "went on after its time limit")]),
    ("SELECT " + ", ".join(["length(printf('%.*c', 200000000, 'x'))"] * 50), [(1, "went on after its time limit")]),
    ("SELECT " + "(" * 3000 + "1" + ")" * 3000, [(2, "parser stack overflow")]),
    ("SELECT 1" + " UNION SELECT 1" * 5000, [(2, "too many terms in compound SELECT")]),
]
SCHEMAS = {
    "a view for a table": f"PRAGMA foreign_keys = OFF; DROP TABLE products; CREATE VIEW products AS {ENDLESS} SELECT i AS id, 'x' AS name FROM n",
    "an endless shipped view": f"DROP VIEW event_log; CREATE VIEW event_log AS {ENDLESS} SELECT i AS event_id FROM n",
    "endless problems": f"DROP VIEW integrity_problems; CREATE VIEW integrity_problems AS {ENDLESS} SELECT 'x' AS problem, i AS row_id FROM n",
    "a trigger that deletes": "CREATE TRIGGER t AFTER INSERT ON imports BEGIN DELETE FROM saved_reports; END",
    "an endless trigger": f"CREATE TRIGGER t AFTER UPDATE ON products BEGIN INSERT INTO saved_reports (name, sql_text) {ENDLESS} SELECT 'r' || i, 'x' FROM n; END",
    "a view that loads code": "CREATE VIEW evil AS SELECT load_extension('/tmp/x.so')",
    "a table of our name without columns": "PRAGMA foreign_keys = OFF; DROP TABLE periods; CREATE TABLE periods (x)",
}


def run(drill):
    store = drill.seeded()
    before = drill.state(store)
    other = drill.path("other.db")
    for text in REFUSED:
        _, _, errors = drill.run("sql", text.replace("{other}", other), "--db", store, codes=(2,))
        for word in ("ATTACH", "DETACH", "PRAGMA"):
            drill.expect(not text.startswith(word) or f"{word}" in errors and "is refused" in errors, f"{text}: {errors[:200]}")
        drill.expect(not os.path.exists(other), f"{text}: made a file")
    for text, ends in BOMBS:
        code, _, errors = drill.run("sql", text, "--timeout", "1", "-o", drill.path("out.csv"), "--db", store, limit=15, preexec_fn=bounded)
        drill.expect(any(code == end and said in errors for end, said in ends), f"{text[:100]}: exit {code}, {errors[:300]}")
        drill.expect(not os.path.exists(drill.path("out.csv")), f"{text[:100]}: made a file")
    drill.expect(drill.state(store) == before, "sql has changed the store")
    drill.sound(store, "after hostile SQL")
    interrupted(drill, store)
    commands = [["list", "products"], ["list", "events"], ["show", "Sora"], ["share", "Kling AI", "Sora"], ["search", "Sora"], ["imports"],
                ["import", drill.feed("feed.csv", 100), "--create"], ["imports", "undo", "1"]]
    commands += [words for words in (["check"], ["edit", "Sora", "--note", "x"]) if drill.has(words[0])]
    for name, script in SCHEMAS.items():
        for words in commands:
            work = drill.copy(store, "evil.db")
            connection = sqlite3.connect(work)
            connection.executescript(script)
            connection.close()
            seen = len(drill.failures)
            kept = saved(work)
            drill.run(*words, "--db", work)
            drill.expect(saved(work) == kept, f"{words[0]} has run what the schema holds: {kept} saved reports, now {saved(work)}")
            for index in range(seen, len(drill.failures)):
                drill.failures[index] = f"{name}: {drill.failures[index]}"


def bounded():
    """A bomb has 3 GiB at most: the result may have one, and printing it takes as much again. And no signal that its parent has blocked."""
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGINT})


def interrupted(drill, store):
    for number in (signal.SIGINT, signal.SIGTERM):
        drill.count += 1
        process = drill.start("sql", BOMBS[0][0], "--timeout", "60", "--db", store)
        time.sleep(0.7)
        process.send_signal(number)
        try:
            process.communicate(timeout=5)
            drill.expect(number != signal.SIGINT or process.returncode == 130, f"Ctrl-C: exit {process.returncode}")
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            drill.failures.append(f"signal {number} does not end sql")


def saved(path):
    """The saved reports, which the triggers of the schemas above delete or multiply."""
    store = sqlite3.connect(path)
    try:
        return store.execute("SELECT count(*) FROM saved_reports").fetchone()[0]
    finally:
        store.close()

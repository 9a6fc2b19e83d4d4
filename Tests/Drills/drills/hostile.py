"""SQL that never ends or wants to write, and store files that were made to do harm."""
import os
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
BOMBS = [
    f"{ENDLESS} SELECT count(*) FROM n", f"{ENDLESS} SELECT i FROM n", "SELECT zeroblob(2000000000)", "SELECT printf('%.*c', 2000000000, 'x')",
    "WITH RECURSIVE n (t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n", "SELECT " + "(" * 3000 + "1" + ")" * 3000,
    f"{ENDLESS} SELECT i, randomblob(1000) FROM n ORDER BY 2", "SELECT 1" + " UNION SELECT 1" * 5000,
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
        code, _, _ = drill.run("sql", text.replace("{other}", other), "--db", store, codes=(2,))
        drill.expect(not os.path.exists(other), f"{text}: made a file")
    for text in BOMBS:
        drill.run("sql", text, "--timeout", "1", "-o", drill.path("out.csv"), "--db", store, limit=15, preexec_fn=lambda: None)
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
            drill.run(*words, "--db", work)
            for index in range(seen, len(drill.failures)):
                drill.failures[index] = f"{name}: {drill.failures[index]}"


def interrupted(drill, store):
    for number in (signal.SIGINT, signal.SIGTERM):
        drill.count += 1
        process = drill.start("sql", BOMBS[0], "--timeout", "60", "--db", store)
        time.sleep(0.7)
        process.send_signal(number)
        try:
            process.communicate(timeout=5)
            drill.expect(number != signal.SIGINT or process.returncode == 130, f"Ctrl-C: exit {process.returncode}")
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            drill.failures.append(f"signal {number} does not end sql")

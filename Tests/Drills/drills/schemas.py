"""Store files whose schema was made to do harm: the text of every table, index, view and trigger changed in every way. Each is refused, or
answers as the undamaged store does, within two seconds."""
import os
import re
import shutil
import sqlite3

SLOW = "(instr(printf('%.*c',50000000,'a'),printf('%.*c',25000000,'a')||'b'))"
ENDLESS = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n)"
QUESTIONS = [
    ["list", "products", "-O", "csv"], ["show", "Sora", "-O", "csv"], ["trend", "Sora", "-O", "csv", "--now", "2026-05-01"],
    ["share", "Kling AI", "Sora", "-O", "csv", "--now", "2026-05-01"], ["list", "events", "-O", "csv"], ["report", "list", "-O", "csv"],
    ["conflicts", "-O", "csv"], ["sql", "SELECT count(*) AS n FROM current_snapshots", "-O", "csv"], ["imports", "-O", "csv"],
]


def run(drill):
    good = drill.seeded()
    with sqlite3.connect(good) as store:
        items = store.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    store.close()
    answers = {tuple(words): drill.run(*words, "--db", good)[:2] for words in QUESTIONS}
    feed = drill.feed("feed.csv", 20)
    trials = 2_400 if drill.full else 130
    # Each object at least once in the long form.
    order = [items[number % len(items)] for number in range(trials)]
    drill.random.shuffle(order)
    outcomes = {"refused": 0, "answered": 0}
    for number, item in enumerate(order):
        work = drill.copy(good, "hostile.db")
        what = mutate(drill.random, work, item)
        if what is None:
            continue
        words = drill.random.choice(QUESTIONS)
        other = drill.random.choice([["check", "-q"], ["import", feed, "--create"], ["export", drill.path("out")], ["edit", "product", "Sora", "--set", "note=y"], ["backup", drill.path("copy.db")]])
        kept = kept_rows(work)
        for asked, limit in ((words, 2), (other, 4)):
            seen = len(drill.failures)
            code, out, _ = drill.run(*asked, "--db", work, limit=limit)
            if asked is words:
                outcomes["refused" if code == 4 else "answered"] += 1
                drill.expect(code == 4 or (code, out) == answers[tuple(words)], f"another answer: exit {code}, {out[:200]}")
            elif asked[0] in ("check", "export", "backup"):
                drill.expect(kept_rows(work) == kept, f"{asked[0]} has run what the schema holds")
            else:
                drill.expect(code != 4 or kept_rows(work) == kept, f"{asked[0]} was refused and has run what the schema holds")
            for index in range(seen, len(drill.failures)):
                drill.failures[index] = f"{item[0]} {item[1]}, {what} ({number}): {drill.failures[index]}"
        shutil.rmtree(drill.path("out"), ignore_errors=True)
        if os.path.exists(drill.path("copy.db")):
            os.remove(drill.path("copy.db"))
    drill.expect(outcomes["refused"] > trials / 2, f"of the hostile schemas only {outcomes['refused']} were refused")
    if drill.full:
        print(f"schemas: {outcomes}", flush=True)


def mutate(random, path, item):
    """Changes one thing of the schema; says what it did, None where that does not apply."""
    kind, name, text = item
    ways = ["drop", "token", "swap", "cut", "comment", "blank", "double"]
    ways += {"table": ["generated", "check", "column", "virtual", "view", "trigger", "index", "partial", "foreign", "default", "default"],
             "index": ["expression", "condition"], "view": ["endless", "slow", "table", "instead", "column"], "trigger": ["body", "when", "table"]}[kind]
    way = random.choice(ways)
    store = sqlite3.connect(path, isolation_level=None)
    try:
        store.execute("PRAGMA writable_schema = ON")
        store.execute("PRAGMA foreign_keys = OFF")
        new = changed(random, store, way, kind, name, text)
        if new is None:
            return None
        if new:
            store.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (new, name))
        version = store.execute("PRAGMA schema_version").fetchone()[0]
        store.execute(f"PRAGMA schema_version = {version + 1}")
        return way
    except sqlite3.Error as error:
        return f"{way} (which SQLite itself refuses: {error})"
    finally:
        store.close()


def changed(random, store, way, kind, name, text):
    """The new text; empty: all is done; None: it does not apply."""
    tokens = re.findall(r"\w+|'[^']*'|\s+|--[^\n]*|.", text)
    inside = text.rfind(")")
    if way == "drop":
        store.execute("DELETE FROM sqlite_schema WHERE name = ?", (name,))
        return ""
    if way == "token":
        place = random.randrange(3, len(tokens))
        return "".join(tokens[:place] + [random.choice(["", "NULL", "1", "x", "/*", "--", "'", "(", ";", SLOW])] + tokens[place + 1 :])
    if way == "swap":
        a, b = random.randrange(3, len(tokens)), random.randrange(3, len(tokens))
        tokens[a], tokens[b] = tokens[b], tokens[a]
        return "".join(tokens)
    if way == "cut":
        return text[: random.randrange(20, len(text))]
    if way == "comment":
        lines = text.split("\n")
        place = random.randrange(len(lines))
        lines[place] = f"--{lines[place]}" if random.random() < 0.5 else f"{lines[place]} /* {random.random()} */"
        return "\n".join(lines)
    if way == "blank":
        # The same definition: it may well be answered.
        return "".join(random.choice([" ", "\n", "\t /* ; */ "]) if token.isspace() and not token.count("\n") else token for token in tokens)
    if way == "double":
        store.execute("INSERT INTO sqlite_schema SELECT type, name || ?, tbl_name, rootpage, sql FROM sqlite_schema WHERE name = ?", (random.choice(["", "x"]), name))
        return ""
    if way in ("generated", "check", "column", "foreign", "default"):
        more = {"generated": f", extra AS {random.choice([SLOW, '(1)'])}", "check": f", CHECK {random.choice([SLOW, '(1)'])}", "column": ", extra",
                "foreign": ", FOREIGN KEY (rowid) REFERENCES products(id) ON DELETE CASCADE", "default": f", extra TEXT DEFAULT {SLOW}"}[way]
        if kind == "view":
            return text.replace("SELECT ", f"SELECT {SLOW} AS extra, ", 1)
        return text[:inside] + more + text[inside:]
    if way == "virtual":
        return f"CREATE VIRTUAL TABLE {name} USING {random.choice(['fts4(a)', 'fts5(a)', 'rtree(a, b, c)', 'dbstat', 'json_each', 'nothing'])}"
    if way in ("view", "table") and kind != "trigger":
        store.execute("UPDATE sqlite_schema SET type = ?, rootpage = ?, sql = ? WHERE name = ?",
                      ("view" if way == "view" else "table", 0 if way == "view" else 2, f"CREATE VIEW {name} AS SELECT {ENDLESS} AS id" if way == "view" else f"CREATE TABLE {name} (id)", name))
        return ""
    if way == "table":
        store.execute("UPDATE sqlite_schema SET type = 'table', tbl_name = name WHERE name = ?", (name,))
        return ""
    if way in ("trigger", "instead"):
        event = random.choice(["INSERT", "UPDATE", "DELETE"])
        place = f"INSTEAD OF {event}" if way == "instead" else f"AFTER {event}"
        text = f"CREATE TRIGGER theirs {place} ON {name} BEGIN DELETE FROM saved_reports; END"
        store.execute("INSERT INTO sqlite_schema VALUES (?, 'theirs', ?, 0, ?)", (random.choice(["trigger", "trigger", "view"]), random.choice([name, "theirs"]), text))
        return ""
    if way in ("index", "partial"):
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({name})")]
        store.execute(f"CREATE INDEX theirs ON {name}({columns[0]}){' WHERE ' + columns[-1] + ' IS NOT NULL' if way == 'partial' else ''}")
        return ""
    if way in ("expression", "condition"):
        return text[:inside] + (f", abs(1)" if way == "expression" else "") + text[inside:] + (" WHERE 1" if way == "condition" else "")
    if way == "endless":
        return f"CREATE VIEW {name} AS SELECT {ENDLESS} AS product"
    if way == "slow":
        return f"CREATE VIEW {name} AS SELECT {SLOW} AS product"
    if way == "body":
        return text.replace("BEGIN", "BEGIN DELETE FROM saved_reports;", 1)
    if way == "when":
        return text.replace("BEGIN", f"WHEN {SLOW} BEGIN", 1)
    return None


def kept_rows(path):
    """The saved reports, which the triggers above delete; None where SQLite refuses the schema."""
    store = sqlite3.connect(path)
    try:
        return store.execute("SELECT count(*) FROM saved_reports").fetchone()[0]
    except sqlite3.Error:
        return None
    finally:
        store.close()

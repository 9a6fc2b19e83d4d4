"""Seeded mutations and truncations of a store file and of its log: a clear error or an answer, never a signal, never a hang."""
import csv
import io
import os
import sqlite3
import time

PAGE = 4096
# In hexadecimal: a damaged text need not be one.
SELECT = """SELECT hex(product) AS product, hex(quote(value)) AS value FROM snapshots
  ORDER BY product, value, series_id, period_id, publication_id, origin_id, import_id"""
ROWS = ["sql", SELECT, "-O", "csv"]


def run(drill):
    rounds = 500 if drill.full else 40
    good = drill.seeded()
    with open(good, "rb") as file:
        image = file.read()
    feed = drill.feed("feed.csv", 500)
    commands = [
        ["share", "Kling AI", "Sora", "-O", "json"], ["list", "products"], ["list", "events", "-O", "csv"], ["search", "Sora"], ["imports"],
        ROWS, ["import", feed, "--create"], ["imports", "undo", "1"],
        ["trend", "Sora", "-O", "json"], ["show", "Sora"],
    ] + [[verb, *rest] for verb, *rest in (["check"], ["backup", drill.path("copy.db")], ["export", drill.path("out")], ["vacuum"]) if drill.has(verb)]
    undamaged = stock(good)
    drill.expect(len(undamaged) > 20 and isinstance(undamaged, list), f"the undamaged store answers {undamaged}")
    for number in range(rounds):
        what, data = mutate(drill.random, image)
        chosen = commands if drill.full else drill.random.sample(commands, 3)
        for words in chosen:
            path = drill.path("mutated.db")
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists(path + suffix):
                    os.remove(path + suffix)
            with open(path, "wb") as file:
                file.write(data)
            seen = len(drill.failures)
            code, out, _ = drill.run(*words, "--db", path)
            if code == 0 and words == ROWS:
                # Where SQLite refuses the whole schema for a table that is not asked, the answer must be that of the undamaged store.
                answer, own = list(csv.reader(io.StringIO(out)))[1:], stock(path)
                drill.expect(answer == (undamaged if isinstance(own, str) else own), f"another answer than SQLite's own: {str(own)[:200]}")
            for index in range(seen, len(drill.failures)):
                drill.failures[index] = f"mutation {number} ({what}): {drill.failures[index]}"
    logs(drill, good, rounds // 5)


def stock(path):
    """What SQLite itself answers to `SELECT`; a flipped bit inside a value is an answer to it too, for it keeps no checksums."""
    store = sqlite3.connect(path)
    end = time.monotonic() + 20
    store.set_progress_handler(lambda: time.monotonic() > end, 100_000)
    try:
        return [list(row) for row in store.execute(SELECT)]
    except sqlite3.Error as error:
        return str(error)
    finally:
        store.close()


def mutate(random, image):
    data = bytearray(image)
    kind = random.choice(["bits", "bits", "bytes", "page", "swap", "truncate", "header", "zero", "longer", "schema"])
    pages = len(data) // PAGE
    if kind == "bits":
        for _ in range(random.choice([1, 3, 30])):
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    elif kind == "bytes":
        start = random.randrange(len(data) - 64)
        data[start : start + 64] = random.randbytes(64)
    elif kind == "page":
        start = random.randrange(pages) * PAGE
        data[start : start + PAGE] = random.randbytes(PAGE)
    elif kind == "swap":
        a, b = random.randrange(1, pages) * PAGE, random.randrange(1, pages) * PAGE
        data[a : a + PAGE], data[b : b + PAGE] = data[b : b + PAGE], data[a : a + PAGE]
    elif kind == "truncate":
        del data[random.randrange(len(data)) :]
    elif kind == "header":
        for _ in range(4):
            data[random.randrange(16, 100)] = random.randrange(256)
    elif kind == "zero":
        start = random.randrange(pages) * PAGE
        data[start : start + PAGE] = bytes(PAGE)
    elif kind == "longer":
        data += random.randbytes(random.randrange(1, 3 * PAGE))
    elif kind == "schema":
        # Inside the text of the schema: names and keywords change.
        start = data.find(b"CREATE")
        for _ in range(5):
            data[random.randrange(start, start + 20_000)] = random.randrange(32, 127)
    return kind, bytes(data)


def logs(drill, good, rounds):
    """A write-ahead log left behind, whole, cut or scrambled: SQLite takes what of it is whole."""
    path = drill.copy(good, "logged.db")
    store = sqlite3.connect(path)
    store.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(50):
        store.execute("UPDATE sources SET note = ? WHERE name = 'house'", (f"note {number} " + "x" * 500,))
        store.commit()
    with open(path, "rb") as file:
        image = file.read()
    with open(path + "-wal", "rb") as file:
        log = file.read()
    store.close()
    for number in range(rounds):
        data = bytearray(log)
        if number % 3 == 1:
            del data[drill.random.randrange(len(data)) :]
        elif number % 3 == 2:
            for _ in range(20):
                data[drill.random.randrange(len(data))] ^= 0xFF
        for suffix in ("-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        with open(path, "wb") as file:
            file.write(image)
        with open(path + "-wal", "wb") as file:
            file.write(data)
        code, out, _ = drill.run("sql", "SELECT note FROM sources WHERE name = 'house'", "--db", path, "-O", "csv")
        if number % 3 == 0:
            drill.expect(code == 0 and "note 49" in out, f"a log left behind is not read: {out[:100]}")
        drill.sound(path, f"log {number}")

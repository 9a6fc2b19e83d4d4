"""Several programs at one store: two imports at once, readers during an import, a report in the middle of an undo."""
import json
import sqlite3
import time


def run(drill):
    rows = 60_000 if drill.full else 25_000
    base = drill.seeded("base.db")
    one, two = drill.feed("one.csv", rows), drill.feed("two.csv", rows, factor=7)
    for _ in range(5 if drill.full else 1):
        together(drill, base, one, two)
    readers(drill, base, one)
    holder(drill, base, one)


def together(drill, base, one, two):
    store = drill.copy(base, "work.db")
    drill.count += 1
    both = [drill.start("import", path, "--create", "--db", store) for path in (one, two)]
    ends = []
    for process in both:
        _, errors = process.communicate(timeout=120)
        ends.append((process.returncode, errors.decode()))
    codes = sorted(code for code, _ in ends)
    drill.expect(codes in ([0, 0], [0, 4]), f"two imports at once: {ends}")
    if codes == [0, 4]:
        drill.expect(any(code == 4 and "being written by" in errors for code, errors in ends), f"who holds the store is not said: {ends}")
    drill.expect(drill.state(store)[0] == 1 + codes.count(0), "two imports at once: not as many as succeeded")
    drill.sound(store, "two imports at once")


def readers(drill, base, feed):
    """Every answer is the one before or the one after, never half of it."""
    question = ["sql", "SELECT count(*) AS n, total(value) AS sum FROM snapshots", "-O", "json"]
    store = drill.copy(base, "work.db")

    def answer():
        _, out, _ = drill.run(*question, "--db", store, codes=(0,))
        return json.loads(out)[0]["n"]

    for words in (["import", feed, "--create"], ["imports", "undo", "2"]):
        before, seen = answer(), []
        process = drill.start(*words, "--db", store)
        while process.poll() is None:
            seen.append(answer())
        process.communicate()
        drill.expect(process.returncode == 0, f"{words[0]} with readers: exit {process.returncode}")
        after = answer()
        drill.expect(before != after and set(seen) <= {before, after}, f"{words[0]} with readers: {before}, {sorted(set(seen))}, {after}")
    drill.sound(store, "readers")


def holder(drill, base, feed):
    """A store that stays locked is refused after a wait, with the holder's name."""
    store = drill.copy(base, "work.db")
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begin = time.monotonic()
    _, _, errors = drill.run("import", feed, "--create", "--db", store, codes=(4,), limit=20)
    drill.expect(time.monotonic() - begin > 1, "a locked store was not waited for")
    drill.expect("being written by" in errors, f"who holds the store is not said: {errors[:300]}")
    other.execute("ROLLBACK")
    other.close()
    drill.run("import", feed, "--create", "--db", store, codes=(0,), limit=60)

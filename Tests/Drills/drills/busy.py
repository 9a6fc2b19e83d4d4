"""Several programs at one store: two imports at once, readers during an import, a report in the middle of an undo and the other way
round."""
import json
import os
import signal
import sqlite3
import time


def run(drill):
    rows = 60_000 if drill.full else 25_000
    base = drill.seeded("base.db")
    one, two = drill.feed("one.csv", rows), drill.feed("two.csv", rows, factor=7)
    for _ in range(5 if drill.full else 1):
        together(drill, base, one, two)
    readers(drill, base, one)
    middle_of_undo(drill, base, one)
    middle_of_report(drill, base, one)
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
        drill.expect(seen, f"{words[0]} with readers: nobody has read meanwhile")
        after = answer()
        drill.expect(before != after and set(seen) <= {before, after}, f"{words[0]} with readers: {before}, {sorted(set(seen))}, {after}")
    drill.sound(store, "readers")


def middle_of_undo(drill, base, feed):
    """An undo that is stopped while it holds the store: a report answers as if there were none, another writer is told who it is."""
    report = ["trend", "Synthetic 7", "-O", "json", "--now", "2026-01-01"]
    for _ in range(20):
        store = drill.copy(base, "work.db")
        drill.run("import", feed, "--create", "--db", store, codes=(0,), limit=60)
        _, before, _ = drill.run(*report, "--db", store, codes=(0,))
        process = drill.start("imports", "undo", "2", "--db", store)
        while process.poll() is None and not is_held(store):
            time.sleep(0.001)
        process.send_signal(signal.SIGSTOP)
        if process.poll() is None and is_held(store):
            break
        process.send_signal(signal.SIGCONT)
        process.communicate()
    else:
        drill.failures.append("an undo in twenty could not be caught in the middle")
        return
    _, meanwhile, _ = drill.run(*report, "--db", store, codes=(0,))
    drill.expect(meanwhile == before and "2025-01-31" in before, f"a report in the middle of an undo: {before[:200]} {meanwhile[:200]}")
    _, _, errors = drill.run("add", "alias", "Sorry", "--of", "Sora", "--db", store, codes=(4,), limit=30)
    drill.expect(f"being written by process {process.pid} " in errors and "imports undo 2" in errors, f"the undo is not named: {errors[:300]}")
    process.send_signal(signal.SIGCONT)
    _, errors = process.communicate(timeout=60)
    drill.expect(process.returncode == 0, f"an undo that was stopped: exit {process.returncode} {errors[-300:]}")
    _, after, _ = drill.run(*report, "--db", store, codes=(0,))
    drill.expect(after != before and "2025-01-31" not in after, f"a report after the undo: {after[:200]}")
    drill.sound(store, "a report in the middle of an undo")


def is_held(store):
    """Whether another program holds the store for writing at this moment."""
    other = sqlite3.connect(store, isolation_level=None, timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        return False
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()


def middle_of_report(drill, base, feed):
    """A report that began before an undo and ends after it speaks of the time when it began."""
    store = drill.copy(base, "work.db")
    drill.run("import", feed, "--create", "--db", store, codes=(0,), limit=60)
    live = "(SELECT count(*) FROM observations WHERE retracted_by IS NULL)"
    _, before, _ = drill.run("sql", f"SELECT {live} AS live", "-O", "json", "--db", store, codes=(0,))
    slow = f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30000000)
      SELECT {live} AS live FROM (SELECT count(*) AS c FROM n) AS t WHERE t.c > 0"""
    process = drill.start("sql", slow, "-O", "json", "--timeout", "120", "--db", store)
    while process.poll() is None and seconds_used(process.pid) < 1:
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)
    if not drill.expect(process.poll() is None, "the slow report was over before it could be stopped"):
        return
    drill.run("imports", "undo", "2", "--db", store, codes=(0,), limit=60)
    process.send_signal(signal.SIGCONT)
    out, errors = process.communicate(timeout=120)
    drill.expect(process.returncode == 0, f"a report with an undo in its middle: exit {process.returncode} {errors[-300:]}")
    _, after, _ = drill.run("sql", f"SELECT {live} AS live", "-O", "json", "--db", store, codes=(0,))
    drill.expect(out.decode() == before and after != before, f"a report with an undo in its middle: {before}, {out}, {after}")
    drill.sound(store, "an undo in the middle of a report")


def seconds_used(pid):
    """The processor time that a process has used; see proc(5)."""
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[11]) / os.sysconf("SC_CLK_TCK")


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

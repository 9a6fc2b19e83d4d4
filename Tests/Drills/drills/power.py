"""The power is cut: what was reported done is there, and nothing is half done. Every state that the disk may be in is made from the log of
the calls, and opened."""
import os
import sqlite3

from drills import disk


def run(drill):
    library = disk.library(drill)
    if library is None:
        return
    states = 400 if drill.full else 40
    base = drill.seeded("base.db")
    feed = drill.feed("feed.csv", 3_000)
    after = drill.copy(base, "after.db")
    drill.run("import", feed, "--create", "--db", after, codes=(0,), limit=60)
    for second in (False, True):
        command(drill, library, base, ["import", feed, "--create"], second, states)
        command(drill, library, after, ["imports", "undo", "2"], second, states)
        command(drill, library, base, ["edit", "product", "Sora", "--set", "note=x"], second, states)
    made(drill, library, states)


def command(drill, library, base, words, second, states):
    """- second: another program has the store open meanwhile, so that its log is not written back at the end."""
    folder = drill.path("power")
    os.makedirs(folder, exist_ok=True)
    store = drill.copy(base, "power/p.db")
    before = known(store)
    for suffix in ("-wal", "-shm"):
        if os.path.exists(store + suffix):
            os.remove(store + suffix)
    reader = None
    if second:
        reader = sqlite3.connect(store, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM imports").fetchall()
    files = {}
    for suffix in ("", "-wal"):
        if os.path.exists(store + suffix):
            with open(store + suffix, "rb") as file:
                files[store + suffix] = file.read()
    log = fresh(drill.path("log"))
    drill.run(*words, "--db", store, codes=(0,), limit=60, env=disk.environment(library, folder, log=log))
    if reader:
        reader.execute("ROLLBACK")
        reader.close()
    done = known(store)
    when = f"{' '.join(words[:2])}{' beside a reader' if second else ''}"
    drill.expect(before != done, f"{when}: changes nothing")
    cuts(drill, disk.read(log), files, states, when, store, before, done)


def made(drill, library, states):
    folder = drill.path("made")
    os.mkdir(folder)
    store, log = os.path.join(folder, "p.db"), fresh(drill.path("log"))
    drill.run("init", "--db", store, codes=(0,), limit=60, env=disk.environment(library, folder, log=log))
    cuts(drill, disk.read(log), {}, states, "init", store, None, known(store))


def cuts(drill, calls, files, states, when, store, before, done):
    reported = max((place for place, call in enumerate(calls) if call[0] == "E"), default=len(calls))
    drill.expect(any(call[0] == "S" for call in calls), f"{when}: nothing is synced")
    for number in range(states):
        drill.count += 1
        # The last moment of all, the one right after the report, and others.
        end = len(calls) if number % 4 == 0 else reported + 1 if number % 4 == 1 else drill.random.randrange(len(calls) + 1)
        plate = disk.Disk(files)
        for call in calls[:end]:
            plate.apply(call)
        found = plate.cut(drill.random)
        target = drill.path("cut.db")
        for suffix in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(target + suffix):
                os.remove(target + suffix)
            if store + suffix in found and suffix != "-shm":
                with open(target + suffix, "wb") as file:
                    file.write(found[store + suffix])
        state = known(target) if os.path.exists(target) else None
        where = f"{when}, cut after call {end} of {len(calls)} ({number})"
        drill.expect(state in (before, done), f"{where}: neither before nor after: {state}")
        drill.expect(end <= reported or state == done, f"{where}: what was reported is lost: {state}")


def known(path):
    store = sqlite3.connect(path, timeout=30)
    try:
        sound = store.execute("PRAGMA integrity_check").fetchone()[0]
        return sound, store.execute(
            """SELECT (SELECT count(*) FROM imports), (SELECT count(*) FROM imports WHERE closed_at IS NULL), (SELECT count(*) FROM products),
                 (SELECT count(*) FROM integrity_problems), (SELECT count(*) FROM catalogue_changes), count(*), count(retracted_by),
                 total(value) FROM observations""").fetchone()
    except sqlite3.Error as error:
        return str(error), ()
    finally:
        store.close()


def fresh(path):
    if os.path.exists(path):
        os.remove(path)
    return path

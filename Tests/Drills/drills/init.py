"""`init` stopped and failing at every call to the disk, and many at once: a whole store under its name, or nothing."""
import errno
import os
import subprocess

from drills import disk


def run(drill):
    folder = drill.path("init")
    os.mkdir(folder)
    store = os.path.join(folder, "a.db")
    races(drill, store, rounds=200 if drill.full else 6)
    library = disk.library(drill)
    if library is None:
        return
    clear(folder)
    words = ["init", "--db", store]
    count = disk.calls(drill, library, folder, words)
    # A store is built in memory and written at once: few calls, each of which is tried. Fewer still: the library sees none.
    drill.expect(count > 10, f"init makes only {count} calls to the disk")
    whole = drill.state(store)
    step = 1 if drill.full else max(1, count // 25)
    for number in range(1, count + 1, step):
        stopped(drill, library, folder, words, number, whole)
    for number in range(1, count + 1, step):
        for code in (errno.EIO, errno.ENOSPC):
            failing(drill, library, folder, words, number, code, whole)


def clear(folder):
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))


def whole_or_nothing(drill, store, whole, when):
    if not os.path.exists(store):
        return False
    drill.expect(drill.state(store) == whole, f"{when}: a store that is not whole")
    drill.sound(store, when)
    return True


def stopped(drill, library, folder, words, number, whole):
    clear(folder)
    store, when = words[-1], f"init killed at call {number}"
    drill.count += 1
    process = drill.start(*words, env=disk.environment(library, folder, kill_at=number))
    process.communicate()
    there = whole_or_nothing(drill, store, whole, when)
    for suffix in ("-wal", "-shm", "-journal"):
        drill.expect(there or not os.path.exists(store + suffix), f"{when}: left {suffix}")
    drill.run(*words, codes=(4,) if there else (0,), limit=30)
    whole_or_nothing(drill, store, whole, f"{when}, and again")
    # A command that makes a file in the folder sweeps what was left there.
    drill.run("list", "products", "-O", "csv", "-o", os.path.join(folder, "list.csv"), "--db", store, codes=(0,))
    left = [name for name in os.listdir(folder) if ".part" in name]
    drill.expect(not left, f"{when}: {left} are not swept")


def failing(drill, library, folder, words, number, code, whole):
    clear(folder)
    store, when = words[-1], f"init with error {code} from call {number} on"
    status, _, _ = drill.run(*words, codes=(0, 4), limit=30, env=disk.environment(library, folder, fail_at=number, errno=code, fail_all=1))
    there = whole_or_nothing(drill, store, whole, when)
    drill.expect(status != 0 or there, f"{when}: exit 0 without a store")
    drill.run(*words, codes=(4,) if there else (0,), limit=30)


def races(drill, store, rounds):
    folder = os.path.dirname(store)
    whole = None
    for round in range(rounds):
        clear(folder)
        if round % 4 == 3:
            # An empty file, as mktemp makes it, may become a store too.
            with open(store, "wb"):
                pass
        drill.count += 8
        several = [drill.start("init", "--db", store) for _ in range(8)]
        ends = [(process.communicate(timeout=60)[1].decode(), process.returncode) for process in several]
        codes = sorted(code for _, code in ends)
        drill.expect(codes == [0] + [4] * 7, f"eight inits at once ({round}): {ends}")
        drill.expect(all("exists already" in said for said, code in ends if code == 4), f"eight inits at once ({round}): {ends}")
        if drill.expect(os.path.exists(store), f"eight inits at once ({round}): no store at all"):
            found = drill.state(store)
            whole = whole or found
            drill.expect(found == whole and found[2] > 10, f"eight inits at once ({round}): {found}")
            drill.sound(store, f"eight inits at once ({round})")
        drill.expect(set(os.listdir(folder)) <= {"a.db", "a.db-wal", "a.db-shm"}, f"eight inits at once ({round}): {os.listdir(folder)}")

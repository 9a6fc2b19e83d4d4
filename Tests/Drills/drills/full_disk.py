"""The disk fills up in the middle of an import, an undo, a backup and an export: exit 4, what and where, and the store unchanged."""
import os
import resource
import shutil
import signal
import subprocess


def run(drill):
    base = drill.seeded("base.db")
    feed = drill.feed("feed.csv", 60_000)
    undo = drill.copy(base, "undo.db")
    drill.run("import", drill.feed("first.csv", 20_000), "--create", "--db", undo, codes=(0,), limit=120)
    drill.settle(undo)
    small_disk(drill, base, undo, feed)
    # A limit on the size of any file: elsewhere the first write that fails is another one.
    size = os.path.getsize(base)
    limits = [size // 2, size, size + 100_000, size + 400_000, size + 1_500_000] if drill.full else [size // 2, size + 200_000]
    for limit in limits:
        options = {"preexec_fn": lambda limit=limit: limited(limit)}
        trial(drill, base, ["import", feed, "--create"], f"files up to {limit} bytes", **options)
        if drill.has("backup"):
            trial(drill, base, ["backup", drill.path("copy.db")], f"files up to {limit} bytes", **options)


def limited(limit):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def small_disk(drill, base, undo, feed):
    disk = drill.path("disk")
    os.mkdir(disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not mounted:
        print("full_disk: no small disk can be mounted here, a limit on files stands in", flush=True)
        return
    try:
        for source, words in [
            (base, ["import", feed, "--create"]), (undo, ["imports", "undo", "2"]), (base, ["backup", disk + "/copy.db"]), (base, ["export", disk + "/out"]),
            (undo, ["vacuum"]),
        ]:
            if not drill.has(words[0]):
                continue
            for name in os.listdir(disk):
                path = os.path.join(disk, name)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
            store = shutil.copyfile(source, disk + "/store.db")
            free = os.statvfs(disk)
            with open(disk + "/ballast", "wb") as ballast:
                ballast.write(bytes(max(0, free.f_bavail * free.f_bsize - 150_000)))
            code = trial(drill, store, words, "a disk with 150 KB left", isCopy=False)
            names = set(os.listdir(disk)) - {"store.db", "store.db-wal", "store.db-shm", "ballast"}
            drill.expect(code == 0 or not names, f"{words[0]} left {sorted(names)} on the full disk")
    finally:
        subprocess.run(["umount", disk], check=False)


def trial(drill, base, words, where, isCopy=True, **options):
    store = drill.copy(base, "work.db") if isCopy else base
    before = drill.state(store)
    code, _, _ = drill.run(*words, "--db", store, codes=(4, 0) if words[0] in ("backup", "vacuum", "export") else (4,), limit=60, **options)
    drill.expect(drill.state(store) == before, f"{words[0]} on {where}: the store has changed")
    drill.sound(store, f"{words[0]} on {where}")
    return code

"""The disk fills up in the middle of a command: exit 4, what and where, nothing half done left behind, and the store unchanged."""
import os
import resource
import shutil
import signal
import subprocess

ROWS = "SELECT * FROM snapshots"
FULL = ("is full", "No space left on device")
TOO_LARGE = ("is full", "disk I/O error", "File too large")


def run(drill):
    base = drill.seeded("base.db")
    feed = drill.feed("feed.csv", 60_000)
    # Large enough that no command below gets by with the room that is left.
    large = drill.copy(base, "large.db")
    drill.run("import", drill.feed("first.csv", 20_000), "--create", "--db", large, codes=(0,), limit=120)
    drill.settle(large)
    small_disk(drill, base, large, feed)
    small_files(drill, base, large, feed)


def commands(base, large, feed, folder):
    """(the store, the command, the file or folder that it makes; the store itself where None)"""
    return [
        (base, ["import", feed, "--create"], None), (large, ["imports", "undo", "2"], None), (large, ["vacuum"], None),
        (large, ["backup", folder + "/copy.db"], folder + "/copy.db"), (large, ["export", folder + "/out"], folder + "/out"),
        (large, ["export", "--site", folder + "/site"], folder + "/site"),
        (large, ["sql", ROWS, "-o", folder + "/rows.csv"], folder + "/rows.csv"), (base, ["init"], folder + "/new.db"),
    ]


def small_disk(drill, base, large, feed):
    disk = drill.path("disk")
    os.mkdir(disk)
    size = os.path.getsize(large) + 1_000_000
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], stderr=subprocess.DEVNULL, check=False).returncode == 0
    if not mounted:
        print("full_disk: no small disk can be mounted here, so only the limit on the size of files is tried", flush=True)
        return
    try:
        for source, words, target in commands(base, large, feed, disk):
            for left in (150_000, 40_000) if drill.full else (150_000,):
                for name in os.listdir(disk):
                    path = os.path.join(disk, name)
                    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
                resize(disk, size)
                store = shutil.copyfile(source, disk + "/store.db")
                free = os.statvfs(disk)
                with open(disk + "/ballast", "wb") as ballast:
                    ballast.write(bytes(max(0, free.f_bavail * free.f_bsize - left)))
                where = f"a disk with {left} bytes left"
                trial(drill, store, words, target, disk, where, FULL)
                resize(disk, size + 100_000_000)
                again(drill, store, words, target, where)
    finally:
        subprocess.run(["umount", disk], check=False)


def resize(disk, size):
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


def small_files(drill, base, large, feed):
    """A limit on the size of any file: elsewhere the first write that fails is another one, and SQLite calls it by another name."""
    folder = drill.path("files")
    for source, words, target in commands(base, large, feed, folder):
        size = os.path.getsize(source)
        limits = [size // 2, size, size + 100_000, size + 400_000, size + 1_500_000] if words[0] == "import" else [100_000]
        if words[0] in ("backup", "vacuum"):
            # What vacuum makes of a store is a little smaller than it.
            limits = [size // 8, size // 2, size * 3 // 4]
        for limit in limits if drill.full else limits[:2]:
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder)
            store = shutil.copyfile(source, folder + "/store.db")
            where = f"files of up to {limit} bytes"
            trial(drill, store, words, target, folder, where, TOO_LARGE, preexec_fn=lambda limit=limit: limited(limit))
            again(drill, store, words, target, where)


def limited(limit):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def placed(words, store, target):
    return [*words, "--db", target if words[0] == "init" else store]


def trial(drill, store, words, target, folder, where, causes, **options):
    when = f"{' '.join(words[:2])} on {where}"
    before, names = drill.state(store), listing(folder)
    _, _, errors = drill.run(*placed(words, store, target), codes=(4,), limit=60, **options)
    drill.expect(any(cause in errors for cause in causes), f"{when}: not said what went wrong: {errors[:300]}")
    drill.expect((target or store) in errors, f"{when}: not said where: {errors[:300]}")
    drill.expect(listing(folder) == names, f"{when}: left {sorted(listing(folder) - names)}, lost {sorted(names - listing(folder))}")
    drill.expect(drill.state(store) == before, f"{when}: the store has changed")
    drill.sound(store, when)


def again(drill, store, words, target, where):
    """With room, the same command does it."""
    drill.run(*placed(words, store, target), codes=(0,), limit=120)
    drill.expect(target is None or os.path.exists(target), f"{' '.join(words[:2])} after {where}: made nothing")
    drill.sound(store, f"{' '.join(words[:2])} after {where}")


def listing(folder):
    """Whatever is there, but for what SQLite keeps beside a store."""
    return {name for name in os.listdir(folder) if not name.startswith("store.db-")}

"""Files and folders that are not as they should be: read-only, strangely named, replaced or cut short while open."""
import os
import shutil
import signal
import subprocess
import time

from drills.busy import is_held

NAMES = ["with blanks.db", "quo'te\".db", "Ünï·代碼·🙂.db", "percent%20?x=1#y.db", "file:odd.db", "-dash.db", "new\nline.db", "x" * 200 + ".db", "tail .db "]


def run(drill):
    good = drill.seeded()
    feed = drill.feed("feed.csv", 2_000)
    before = drill.state(good)
    for name in NAMES:
        path = drill.path(name)
        drill.run("init", f"--db={path}", codes=(0,), limit=60)
        drill.run("import", feed, "--create", f"--db={path}", codes=(0,), limit=60)
        code, out, _ = drill.run("sql", "SELECT count(*) FROM snapshots WHERE product LIKE 'Synthetic%'", "-O", "csv", f"--db={path}", codes=(0,))
        drill.expect("2000" in out, f"{name!r}: {out}")
    long_paths(drill, good, feed, before)
    for words in (["list", "products"], ["init"], ["import", feed, "--create"]):
        for path in (drill.folder, "/dev/null", "/dev/zero", drill.path("none/such.db"), feed, ""):
            drill.run(*words, "--db", path, codes=(2, 4))
    read_only(drill, good, feed, before)
    while_open(drill, good)
    while_importing(drill, good)


def long_paths(drill, good, feed, before):
    """The system takes a path of 4,000 characters, SQLite none over 512: a store there is refused, other files are written and read."""
    short = stretched(drill, 500, "store.db")
    drill.run("init", "--db", short, codes=(0,), limit=60)
    drill.run("import", feed, "--create", "--db", short, codes=(0,), limit=60)
    drill.run("backup", stretched(drill, 460, "copy.db"), "--db", short, codes=(0,), limit=60)
    drill.sound(short, "a path of 500 characters")
    path = stretched(drill, 4_000, "store.db")
    shutil.copyfile(good, path)
    with open(path, "rb") as file:
        image = file.read()
    names = os.listdir(os.path.dirname(path))
    # By its whole path, and from the folder itself: SQLite makes a whole path of either.
    for store, options in ((path, {}), ("store.db", {"cwd": os.path.dirname(path)})):
        for words in (["list", "products"], ["import", feed, "--create"], ["imports", "undo", "1"], ["check"], ["vacuum"], ["backup", drill.path("no.db")]):
            _, _, errors = drill.run(*words, "--db", store, codes=(4,), **options)
            drill.expect(store in errors, f"{words[0]} of a store on a path of 4,000 characters does not name it: {errors[:100]} … {errors[-200:]}")
            drill.expect("too long" in errors, f"{words[0]} of a store on a path of 4,000 characters does not say why: {errors[-200:]}")
    other = stretched(drill, 4_000, "other.db")
    for words in (["init", "--db", other], ["backup", other, "--db", good]):
        _, _, errors = drill.run(*words, codes=(4,))
        drill.expect("too long" in errors, f"{words[0]} to a path of 4,000 characters does not say why: {errors[-200:]}")
    drill.expect(os.listdir(os.path.dirname(path)) == names and not os.path.exists(drill.path("no.db")), "a path of 4,000 characters: files left behind")
    with open(path, "rb") as file:
        drill.expect(file.read() == image, "a store on a path of 4,000 characters has changed")
    table = stretched(drill, 4_000, "table.csv")
    drill.run("sql", "SELECT 'Sora' AS product, 'a long way' AS note", "-o", table, "--db", good, codes=(0,))
    _, out, _ = drill.run("import", table, "--dry-run", "--db", good, codes=(0,))
    drill.run("export", stretched(drill, 3_900, "out"), "--db", good, codes=(0,))
    drill.expect(drill.state(good) == before, "paths of 4,000 characters have changed the store")


def stretched(drill, length, name):
    """A path of so many characters, its folder made."""
    folder = drill.folder
    while (room := length - len(folder) - len(name) - 2) > 0:
        folder = os.path.join(folder, "d" * min(room, 200))
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    assert abs(len(path) - length) <= 1, len(path)
    return path


def read_only(drill, good, feed, before):
    """As another user where this one may write everything."""
    options = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    folder = drill.path("locked")
    os.mkdir(folder)
    store = drill.copy(good, "locked/store.db")
    os.chmod(drill.folder, 0o755)
    os.chmod(store, 0o444)
    os.chmod(folder, 0o555)
    if options and subprocess.run([drill.tidemark, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **options).returncode:
        print("files: another user cannot run the program here, so read-only is left out", flush=True)
        return
    code, out, _ = drill.run("share", "Kling AI", "Sora", "-O", "json", "--db", store, codes=(0, 1), **options)
    drill.expect("Kling AI" in out, f"a report from a read-only folder: {out[:200]}")
    drill.run("import", feed, "--create", "--db", store, codes=(4,), **options)
    os.chmod(folder, 0o755)
    drill.expect(drill.state(store) == before, "a read-only store has changed")


def while_open(drill, good):
    endless = "SELECT count(*) FROM snapshots a, snapshots b, snapshots c, snapshots d, snapshots e"
    for number in range(6 if drill.full else 3):
        drill.count += 1
        path = drill.copy(good, "open.db")
        process = drill.start("sql", endless, "--timeout", "4", "--db", path)
        time.sleep(0.5)
        if number % 3 == 0:
            os.truncate(path, os.path.getsize(path) // 2)
        elif number % 3 == 1:
            os.replace(drill.copy(good, "other.db"), path)
        else:
            os.remove(path)
        try:
            _, errors = process.communicate(timeout=15)
            drill.expect(process.returncode in (0, 1, 4), f"file changed while open ({number % 3}): exit {process.returncode} {errors[-300:]}")
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            drill.failures.append(f"file changed while open ({number % 3}): a hang")


def while_importing(drill, good):
    """The store's file is cut short, replaced or removed while an import holds it: the program ends by itself, and a file that has taken its
    place is as it was put there."""
    feed = drill.feed("large.csv", 60_000)
    for number in range(9 if drill.full else 3):
        what = ("cut short", "replaced", "removed")[number % 3]
        path, process = caught(drill, good, feed)
        if process is None:
            drill.failures.append("an import in twenty could not be caught in the middle")
            continue
        if what == "cut short":
            os.truncate(path, os.path.getsize(path) // 2)
        elif what == "replaced":
            os.replace(drill.copy(good, "other.db"), path)
        else:
            os.remove(path)
        process.send_signal(signal.SIGCONT)
        drill.count += 1
        try:
            _, errors = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            drill.failures.append(f"the store is {what} during an import: a hang")
            continue
        if what == "cut short":
            # Pages that were read before the cut are not missed; a check afterwards misses them.
            drill.expect(process.returncode == 0 or process.returncode == 4 and b"damaged" in errors, f"cut short: exit {process.returncode} {errors[-300:]}")
            drill.run("check", "--db", path, codes=(1, 4), limit=30)
        else:
            drill.expect(process.returncode == 4, f"the store is {what} during an import: exit {process.returncode} {errors[-300:]}")
            drill.expect(b"moved, removed or replaced" in errors, f"the store is {what} during an import: {errors[-300:]}")
        if what == "replaced":
            drill.expect(drill.state(path) == drill.state(good), f"the file that replaced the store has changed: {errors[-300:]}")
            drill.sound(path, "a store replaced during an import")


def caught(drill, good, feed):
    """An import that is stopped while it holds the store for writing."""
    for _ in range(20):
        path = drill.copy(good, "open.db")
        process = drill.start("import", feed, "--create", "--db", path)
        while process.poll() is None and not is_held(path):
            time.sleep(0.001)
        time.sleep(drill.random.uniform(0, 0.05))
        process.send_signal(signal.SIGSTOP)
        if process.poll() is None and is_held(path):
            return path, process
        process.send_signal(signal.SIGCONT)
        process.communicate()
    return path, None

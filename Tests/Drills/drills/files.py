"""Files and folders that are not as they should be: read-only, strangely named, replaced or cut short while open."""
import os
import subprocess
import time

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
    deep = drill.folder
    while len(deep) < 3_600:
        deep = os.path.join(deep, "d" * 200)
    # Longer than SQLite's own limit of 512: a clear refusal.
    drill.run("list", "products", "--db", deep + "/" + "n" * 100 + ".db", codes=(4,))
    drill.run("init", "--db", deep + "/" + "n" * 100 + ".db", codes=(4,))
    for words in (["list", "products"], ["init"], ["import", feed, "--create"]):
        for path in (drill.folder, "/dev/null", "/dev/zero", drill.path("none/such.db"), feed, ""):
            drill.run(*words, "--db", path, codes=(2, 4))
    read_only(drill, good, feed, before)
    while_open(drill, good)


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

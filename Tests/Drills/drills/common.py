"""What the drills share: the program, a folder, a synthetic feed, and how a store is judged."""
import json
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def program():
    for path in [os.environ.get("TIDEMARK"), f"{ROOT}/.build/release/tidemark", f"{ROOT}/.build/debug/tidemark"]:
        if path and os.access(path, os.X_OK):
            return os.path.abspath(path)
    raise SystemExit("build the program first: swift build -c release --product tidemark")


class Drill:
    """One drill's folder, its random numbers and its findings."""

    def __init__(self, name, full, seed):
        self.full, self.random = full, random.Random(f"{name} {seed}")
        self.tidemark, self.failures, self.count = program(), [], 0

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="tidemark-drill-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def expect(self, holds, what):
        if not holds:
            self.failures.append(what)
        return holds

    def start(self, *words, **options):
        return subprocess.Popen(
            [self.tidemark, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **{"cwd": self.folder, **options})

    @staticmethod
    def await_handler(process, number):
        """Waits until the program has taken over a signal; see proc(5)."""
        while process.poll() is None:
            with open(f"/proc/{process.pid}/status") as status:
                caught = next((int(line.split()[1], 16) for line in status if line.startswith("SigCgt:")), 0)
            if caught >> (number - 1) & 1:
                return
            time.sleep(0.001)

    def run(self, *words, limit=10, codes=None, **options):
        """Runs a command: it ends in time and by itself, with one of the contract's codes, and says what went wrong where it failed."""
        self.count += 1
        process = self.start(*words, **options)
        shown = " ".join(words)[:200]
        try:
            out, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.failures.append(f"{shown}: still running after {limit} s")
            return None, "", ""
        out, errors = out.decode(errors="replace"), errors.decode(errors="replace")
        code = process.returncode
        self.expect(code in (codes or (0, 1, 2, 3, 4)), f"{shown}: exit {code}\n{errors[:600]}")
        if code in (2, 3, 4):
            self.expect("error" in errors, f"{shown}: exit {code} without a word")
        return code, out, errors

    # Stores -----------------------------------------------------------------------------------------------------------

    def feed(self, name, rows, factor=1):
        """A synthetic feed: fictional products, a source called "Synthetic example"."""
        path = self.path(name)
        with open(path, "w") as file:
            file.write("product,metric,period,value,source,published_on\n")
            for number in range(rows):
                month = number % 240
                file.write(
                    f"Synthetic {number // 240},mau,{2000 + month // 12}-{month % 12 + 1:02d},{(number + 1) * factor},Synthetic example,2025-01-31\n")
        return path

    def seeded(self, name="seeded.db"):
        path = self.path(name)
        self.run("init", "--db", path, codes=(0,), limit=60)
        self.settle(path)
        return path

    @staticmethod
    def settle(path):
        """Everything in one file."""
        with sqlite3.connect(path) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        store.close()

    def copy(self, source, name):
        target = self.path(name)
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(target + suffix):
                os.remove(target + suffix)
        shutil.copyfile(source, target)
        return target

    def state(self, path):
        """What a store says, in short; two equal states are one state."""
        store = sqlite3.connect(path, timeout=30)
        try:
            return store.execute(
                """SELECT (SELECT count(*) FROM imports), (SELECT count(*) FROM imports WHERE closed_at IS NULL), (SELECT count(*) FROM products),
                     (SELECT count(*) FROM series), (SELECT count(*) FROM events WHERE retracted_by IS NULL), count(*), count(retracted_by),
                     total(CASE WHEN retracted_by IS NULL THEN value END), (SELECT count(*) FROM saved_reports) FROM observations""").fetchone()
        finally:
            store.close()

    def sound(self, path, when):
        """Stock SQLite finds nothing wrong, and neither does the program's own check where it has one."""
        store = sqlite3.connect(path, timeout=30)
        try:
            found = [row[0] for row in store.execute("PRAGMA integrity_check")]
            self.expect(found == ["ok"], f"{when}: integrity_check: {found[:3]}")
            self.expect(not store.execute("PRAGMA foreign_key_check").fetchall(), f"{when}: foreign_key_check")
            problems = store.execute("SELECT * FROM integrity_problems").fetchall()
            self.expect(not problems, f"{when}: {problems[:3]}")
        finally:
            store.close()
        if self.has("check"):
            _, out, errors = self.run("check", "--db", path, "-O", "json", limit=120, codes=(0, 1))
            try:
                self.expect(json.loads(out)["summary"]["failures"] == 0, f"{when}: check found {out[:400]}")
            except (ValueError, KeyError):
                self.failures.append(f"{when}: check printed no JSON: {out[:200]} {errors[:200]}")

    _verbs = {}

    def has(self, verb):
        if verb not in self._verbs:
            done = subprocess.run([self.tidemark, verb, "--help"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
            self._verbs[verb] = f"tidemark {verb}".encode() in done.stdout
        return self._verbs[verb]

"""kill -9 and Ctrl-C at random moments of a large import, an undo and a backup: each time exactly before or exactly after, and the same
command then succeeds."""
import os
import signal
import time


def run(drill):
    rows, rounds = (150_000, 100) if drill.full else (40_000, 6)
    base = drill.path("base.db")
    drill.run("init", "--db", base, codes=(0,), limit=60)
    drill.run("import", drill.feed("small.csv", 20_000), "--create", "--db", base, codes=(0,), limit=120)
    big = drill.feed("big.csv", rows, factor=3)
    drill.settle(base)
    after = drill.copy(base, "after.db")
    drill.run("import", big, "--create", "--db", after, codes=(0,), limit=120)
    drill.settle(after)
    for store, words in ((base, ["import", big, "--create"]), (after, ["imports", "undo", "3"])):
        kill(drill, store, rounds, words, signal.SIGKILL)
        kill(drill, store, rounds // 5, words, signal.SIGINT)
    backups(drill, after, rounds // 5)


def kill(drill, base, rounds, words, number):
    name = " ".join(words[:2])
    done = drill.copy(base, "done.db")
    begin = time.monotonic()
    drill.run(*words, "--db", done, codes=(0,), limit=120)
    duration = time.monotonic() - begin
    before, after = drill.state(base), drill.state(done)
    drill.expect(before != after, f"{name}: changes nothing")
    for round in range(rounds):
        work = drill.copy(base, "work.db")
        moment, code = stopped(drill, [*words, "--db", work], duration, number)
        when = f"{name}: {number.name} after {moment:.3f} of {duration:.3f} s (round {round})"
        found = drill.state(work)
        drill.expect(found in (before, after), f"{when}: neither before nor after: {found}")
        drill.expect(code != 0 or found == after, f"{when}: exit 0 without having done it")
        drill.sound(work, when)
        # An undo that had come through is no undo to be done again.
        codes = (2,) if words[0] == "imports" and found == after else (0,)
        drill.run(*words, "--db", work, codes=codes, limit=120)
        drill.expect(drill.state(work) == after, f"{when}: the same command again: {drill.state(work)}")


def backups(drill, base, rounds):
    """The copy is there whole, or there is no file of its name; the store itself is not touched."""
    target = drill.path("copy.db")
    begin = time.monotonic()
    drill.run("backup", target, "--db", base, codes=(0,), limit=60)
    duration = time.monotonic() - begin
    state = drill.state(base)
    for number in (signal.SIGKILL, signal.SIGINT):
        for round in range(rounds):
            os.remove(target)
            moment, code = stopped(drill, ["backup", target, "--db", base], duration, number)
            when = f"backup: {number.name} after {moment:.3f} of {duration:.3f} s (round {round})"
            is_there = os.path.exists(target)
            drill.expect(code != 0 or is_there, f"{when}: exit 0 without a copy")
            if is_there:
                drill.expect(drill.state(target) == state, f"{when}: a copy that is not whole")
                drill.sound(target, when)
            parts = [name for name in os.listdir(drill.folder) if name.endswith(".part")]
            drill.expect(number == signal.SIGKILL or not parts, f"{when}: left {parts}")
            for name in parts:
                os.remove(drill.path(name))
            drill.run("backup", target, "--db", base, codes=(4,) if is_there else (0,), limit=60)
            drill.expect(drill.state(target) == state, f"{when}: the same command again")
        drill.expect(drill.state(base) == state, "backup has changed the store")
    drill.sound(base, "after backups that were stopped")


def stopped(drill, words, duration, number):
    """Starts a command and sends it a signal at a random moment; gives the moment and how it ended."""
    drill.count += 1
    process = drill.start(*words)
    if number == signal.SIGINT:
        # Before the program has said what Ctrl-C is to do, the system's answer is another.
        drill.await_handler(process, number)
    moment = drill.random.uniform(0, duration * 1.1)
    time.sleep(moment)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    code = process.returncode
    allowed = (0, -signal.SIGKILL) if number == signal.SIGKILL else (0, 130)
    drill.expect(code in allowed, f"{words[0]}: {number.name} after {moment:.3f} s: exit {code} {errors[-300:]}")
    return moment, code

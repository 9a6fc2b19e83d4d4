"""kill -9 at random moments of a large import and of an undo: each time exactly before or exactly after, and the same command succeeds."""
import time


def run(drill):
    rows, rounds = (150_000, 100) if drill.full else (40_000, 8)
    base = drill.path("base.db")
    drill.run("init", "--db", base, codes=(0,), limit=60)
    drill.run("import", drill.feed("small.csv", 20_000), "--create", "--db", base, codes=(0,), limit=120)
    big = drill.feed("big.csv", rows, factor=3)
    drill.settle(base)
    kill(drill, base, rounds, "import", ["import", big, "--create"])
    after = drill.copy(base, "after.db")
    drill.run("import", big, "--create", "--db", after, codes=(0,), limit=120)
    drill.settle(after)
    kill(drill, after, rounds, "undo", ["imports", "undo", "3"])


def kill(drill, base, rounds, name, words):
    done = drill.copy(base, "done.db")
    begin = time.monotonic()
    drill.run(*words, "--db", done, codes=(0,), limit=120)
    duration = time.monotonic() - begin
    before, after = drill.state(base), drill.state(done)
    drill.expect(before != after, f"{name}: changes nothing")
    for number in range(rounds):
        drill.count += 1
        work = drill.copy(base, "work.db")
        process = drill.start(*words, "--db", work)
        moment = drill.random.uniform(0, duration * 1.1)
        time.sleep(moment)
        process.kill()
        process.communicate()
        when = f"{name} killed after {moment:.3f} of {duration:.3f} s (round {number})"
        found = drill.state(work)
        drill.expect(found in (before, after), f"{when}: neither before nor after: {found}")
        drill.sound(work, when)
        # An undo that had come through is no undo to be done again.
        codes = (2,) if name == "undo" and found == after else (0,)
        drill.run(*words, "--db", work, codes=codes, limit=120)
        drill.expect(drill.state(work) == after, f"{when}: the same command again: {drill.state(work)}")

"""What a program does to the disk, call by call: the library that is loaded before it, and what its log tells."""
import os
import shutil
import subprocess

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "disk.c")


def library(drill):
    """The library's path; None where there is no compiler."""
    compiler = next((path for path in map(shutil.which, ("cc", "gcc", "clang")) if path), None)
    if compiler is None:
        print("no C compiler here, so nothing is tried at single calls to the disk", flush=True)
        return None
    path = drill.path("disk.so")
    if not os.path.exists(path):
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-D_LARGEFILE64_SOURCE", "-o", path, SOURCE], check=True)
    return path


def environment(path, root, **settings):
    return {**os.environ, "LD_PRELOAD": path, "DRILL_ROOT": root, **{f"DRILL_{name.upper()}": str(value) for name, value in settings.items()}}


def calls(drill, path, root, words):
    """How many calls that change the disk a command makes."""
    count = drill.path("count")
    drill.run(*words, codes=(0,), limit=60, env=environment(path, root, count=count))
    with open(count) as file:
        return int(file.read())


def read(log):
    """The calls of a log in order: (kind, path, other path, offset, bytes)."""
    with open(log, "rb") as file:
        data = file.read()
    found, place = [], 0
    while place < len(data):
        end = data.index(b"\n", place)
        kind, path, other, offset, length = data[place:end].decode().split("\t")
        place = end + 1
        content = b""
        if kind in "WE":
            content = data[place : place + int(length)]
            place += int(length)
        found.append((kind, path, other, int(offset), content))
    return found


class Disk:
    """A disk before a power cut: what was synced is there, the rest is there, lost or torn, as the dice fall.

    Names are of files, not files: a name is certain once its folder has been synced.
    """

    def __init__(self, files):
        self.names = {path: bytearray(content) for path, content in files.items()}
        self.pending = {}  # id of a file: its writes since the last sync
        self.sure = dict(self.names)
        self.unsure = []  # changes of names since their folder was synced

    def apply(self, call):
        kind, path, other, offset, content = call
        if kind == "C":
            self.names[path] = bytearray()
            self.unsure.append((path, self.names[path]))
        elif kind in "WT" and path in self.names:
            self.pending.setdefault(id(self.names[path]), []).append((kind, offset, content))
        elif kind == "U" and path in self.names:
            del self.names[path]
            self.unsure.append((path, None))
        elif kind in "LR" and path in self.names:
            self.names[other] = self.names[path]
            self.unsure.append((other, self.names[path]))
            if kind == "R":
                del self.names[path]
                self.unsure.append((path, None))
        elif kind == "S" and path in self.names:
            for write in self.pending.pop(id(self.names[path]), []):
                change(self.names[path], *write)
        elif kind == "S":
            self.sure, self.unsure = dict(self.names), []

    def cut(self, random):
        """The files as they are found when the power is back."""
        names = dict(self.sure)
        # A journal of the file system keeps the order of names: some of the last are lost.
        for path, content in self.unsure[: random.choice([0, len(self.unsure), random.randrange(len(self.unsure) + 1)])]:
            if content is None:
                names.pop(path, None)
            else:
                names[path] = content
        chance = random.choice([0, 1, 0.5, 0.1, 0.95])
        found = {}
        for path, content in names.items():
            kept = bytearray(content)
            for kind, offset, data in self.pending.get(id(content), []):
                if random.random() >= chance:
                    continue
                if kind == "W" and len(data) > 512 and random.random() < 0.2:
                    data = data[: 512 * random.randrange(1, len(data) // 512 + 1)]
                change(kept, kind, offset, data)
            found[path] = bytes(kept)
        return found


def change(file, kind, offset, content):
    if len(file) < offset:
        file.extend(bytes(offset - len(file)))
    if kind == "T":
        del file[offset:]
    else:
        file[offset : offset + len(content)] = content

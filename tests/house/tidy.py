#!/usr/bin/env python3
"""clang-tidy over src/, remembering which units were clean.

usage: tidy.py BUILD_DIRECTORY [-j N] [FILE...]     sources of the tree; all of src/ unless named

What is looked at are the units that the build compiles: a source, or several sources of a room in one unit (a unity build), which
costs about as much as one of them, since nearly all of the time goes into headers. A unit is clean until a source or a header of
ours in it (at any depth), the command that compiles it, .clang-tidy or clang-tidy itself changes: the digest of these is kept as an
empty file in ~/.cache/offlist-tidy (XDG_CACHE_HOME), as ccache keeps objects, so that another clone need not look again. Headers of
libraries are not part of it; delete the folder to forget everything.
"""
import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAMPS = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "offlist-tidy"
INCLUDE = re.compile(rb'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
# gcc knows warnings that clang does not; what gcc warns of, the build has said already. In a unit, what is local to one source may
# hide a constant of another.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-error", "--extra-arg=-Wno-shadow"]


@functools.lru_cache(maxsize=None)
def content(path):
    return path.read_bytes()


@functools.lru_cache(maxsize=None)
def direct_includes(path):
    """Our own files that `path` includes; a unit names its sources by their whole paths."""
    found = []
    for name in INCLUDE.findall(content(path)):
        for base in (path.parent, ROOT / "include", ROOT / "src"):
            there = base / name.decode()
            if there.is_file():
                found.append(there.resolve())
                break
    return found


def parts_of(unit):
    """Everything of ours that is compiled with `unit`, itself included."""
    seen, left = set(), [unit]
    while left:
        at = left.pop()
        if at not in seen:
            seen.add(at)
            left += direct_includes(at)
    return seen


def digest(unit, settings):
    text = hashlib.sha256(settings)
    for each in sorted(parts_of(unit)):
        octets = content(each).replace(str(ROOT).encode(), b"")  # a unit holds paths: the same in every clone
        text.update(str(each.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(octets).digest())
    return text.hexdigest()


def tidy(build, path):
    began = time.monotonic()
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, *EXTRA, str(path)], stdin=subprocess.DEVNULL, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = done.stdout or done.stderr  # stderr counts the warnings of other people's headers, or tells why nothing ran
    return path, done.returncode == 0, said, time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("-j", type=int, default=os.cpu_count(), metavar="N")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()

    database = json.loads((pathlib.Path(arguments.build) / "compile_commands.json").read_text(encoding="utf-8"))
    known = {(pathlib.Path(each["directory"]) / each["file"]).resolve(): each["command"] for each in database}
    named = {path.resolve() for path in arguments.files}
    sources = {unit: {part for part in parts_of(unit) if part.suffix == ".cpp" and part.is_relative_to(ROOT / "src")} for unit in known}
    if missing := named - set().union(*sources.values()):
        sys.exit(f"tidy.py: not in {arguments.build}: {', '.join(map(str, sorted(missing)))}")
    wanted = {unit for unit, parts in sources.items() if parts and (not named or parts & named)}
    if not wanted:
        sys.exit(f"tidy.py: {arguments.build} compiles nothing of src/")

    version = subprocess.run(["clang-tidy", "--version"], check=True, stdout=subprocess.PIPE).stdout
    settings = version + content(ROOT / ".clang-tidy")
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamps = {path: STAMPS / digest(path, settings + known[path].replace(str(ROOT), "").encode()) for path in wanted}
    due = sorted(path for path in wanted if not stamps[path].exists())

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.j) as workers:
        for path, clean, said, seconds in workers.map(functools.partial(tidy, arguments.build), due):
            print(f"{'clean ' if clean else 'FAILED'} {seconds:5.1f}s {path.relative_to(ROOT)}", flush=True)
            if clean:
                stamps[path].touch()
            else:
                failed += 1
                print(said, flush=True)
    looked_at = len(set().union(*(sources[unit] for unit in wanted)))
    print(f"{looked_at} sources in {len(wanted)} units, {len(wanted) - len(due)} unchanged since they were clean, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The examples in the documents, taken out of them so that they can be compiled and run.

usage: docs.py list [FILE...]           the names of the C++ examples, a line each: NAME FILE
       docs.py extract NAME FILE        the C++ example of that name, on standard output
       docs.py run FILE [PATH]          runs the console examples; PATH is put before the search path; status 1 on a difference
       docs.py paths FILE...            files of the tree that documents name and that are not there; status 1 when there are

A C++ example is a ```cpp block right after the line `<!-- compile: NAME -->`. A console example is a ```console block right
after `<!-- run -->`: a line `$ command` and below it what is printed (both streams), up to the next one. In what is printed, a
line `...` stands for any number of lines and `…` in a line for anything. Commands run in the root of the tree, one shell each.

A path is what stands in backquotes and begins with a folder of the tree, or of src/ (`listing/listing.cpp`); its ending may be
left out, and it may be a pattern. Names in capitals are placeholders.
"""
import os
import pathlib
import re
import subprocess
import sys

COMPILE = re.compile(r"^<!-- compile: ([a-z0-9_]+) -->$")
RUN = "<!-- run -->"
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND_LIMIT_S = 60
QUOTED = re.compile(r"`([\w.*{},/-]+/[\w.*{},/-]*)`")
PLACEHOLDER = re.compile(r"[A-Z]{2,}|NNNN|/X|_X\b|…")
ENDINGS = ("", ".hpp", ".cpp", "*")


def blocks(text, language):
    """(marker line, line number of the block's first line, its lines) for every marked block of this language."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if line != RUN and not COMPILE.match(line):
            continue
        start = at + 1
        while start < len(lines) and not lines[start].strip():
            start += 1
        if start < len(lines) and lines[start] == f"```{language}":
            yield line, start + 2, lines[start + 1:lines.index("```", start + 1)]


def examples(text):
    """C++ examples: name → (line number, text)."""
    found = {}
    for marker, number, lines in blocks(text, "cpp"):
        if named := COMPILE.match(marker):
            found[named[1]] = number, "\n".join(lines) + "\n"
    return found


def commands(text):
    """(line number, command, expected lines) of every console example."""
    for marker, number, lines in blocks(text, "console"):
        current = None
        for offset, line in enumerate(lines if marker == RUN else []):
            if line.startswith("$ "):
                if current:
                    yield current
                current = number + offset, line[2:], []
            elif current:
                current[2].append(line)
        if current:
            yield current


def matches(expected, printed):
    """Whether the lines printed are those expected, with `...` and `…` standing for anything."""
    pattern = ""
    for line in expected:
        pattern += r"(?:.*\n)*?" if line == "..." else ".*?".join(map(re.escape, line.rstrip().split("…"))) + r" *\n"
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def tree_path(text):
    """Whether this is meant to be a path of the tree, and then whether it is one: None, True or False."""
    first = text.split("/")[0]
    for base in (ROOT, ROOT / "src"):
        if first and (base / first).is_dir() and first != "build":
            wanted = text.rstrip("/")
            return any(any(True for _ in base.glob(wanted + ending)) for ending in ENDINGS)
    return None


def missing_paths(text):
    """(line number, path) of what a document names and the tree lacks."""
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        in_code ^= line.startswith("```")
        for named in () if in_code else QUOTED.findall(line):
            if not PLACEHOLDER.search(named) and tree_path(named) is False:
                yield number, named


def paths(files):
    found = [(path, *one) for path in files for one in missing_paths(pathlib.Path(path).read_text(encoding="utf-8"))]
    for path, number, named in found:
        print(f"{path}:{number}: names {named}, which is not in the tree")
    return 1 if found else 0


def run(path, extra_path):
    environment = dict(os.environ, NO_COLOR="1", COLUMNS="100")
    environment["PATH"] = (extra_path + os.pathsep if extra_path else "") + environment["PATH"]
    differences = 0
    for number, command, expected in commands(pathlib.Path(path).read_text(encoding="utf-8")):
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=COMMAND_LIMIT_S)
        printed = done.stdout.decode("utf-8", "replace").splitlines()
        if not matches(expected, printed):
            differences += 1
            print(f"{path}:{number}: $ {command}", "--- documented", *expected, f"--- printed (status {done.returncode})", *printed,
                  sep="\n")
    return 1 if differences else 0


def main(arguments):
    if arguments[:1] == ["list"]:
        for path in arguments[1:]:
            for name in examples(pathlib.Path(path).read_text(encoding="utf-8")):
                print(name, path)
        return 0
    if len(arguments) == 3 and arguments[0] == "extract":
        number, text = examples(pathlib.Path(arguments[2]).read_text(encoding="utf-8"))[arguments[1]]
        print(f'#line {number} "{arguments[2]}"\n{text}', end="")
        return 0
    if len(arguments) > 1 and arguments[0] == "paths":
        return paths(arguments[1:])
    if len(arguments) in (2, 3) and arguments[0] == "run":
        return run(arguments[1], (arguments[2:] or [""])[0])
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

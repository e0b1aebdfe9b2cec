#!/usr/bin/env python3
"""Checks of the tree itself: what no compiler says and a reviewer should not have to.

usage: tree.py [--root DIR] [CHECK...]     all checks unless named; prints a line a finding, status 1 when there is one

Each check is a function from the tree's root to findings ("file:line: what, and what would be right").
"""
import argparse
import functools
import pathlib
import re
import sys


# One room of CMakeLists.txt: offlist_room(NAME ABOUT "what it knows" MAY rooms… LINKS libraries…)
ROOM = re.compile(r'^offlist_room\((\w+)\s+ABOUT\s+"([^"]*)"([^)]*)\)', re.MULTILINE)
MAY = re.compile(r"\bMAY\s+((?:[a-z_]+\s*)+)")


@functools.lru_cache(maxsize=None)
def rooms_stated(root):
    """name -> (what it knows, the rooms that it may include), from the one table of rooms, in its order."""
    file = root / "CMakeLists.txt"
    found = ROOM.findall(file.read_text(encoding="utf-8")) if file.is_file() else []
    return {name: (about, (MAY.findall(rest) or [""])[0].split()) for name, about, rest in found}


def behind(root, room):
    """What `room` may include: itself, the rooms of its MAY, and what those may include."""
    return {room}.union(*(behind(root, door) for door in rooms_stated(root).get(room, ("", []))[1]))


MAX_LINES = 500
MAX_CONSOLE_LINES = 250  # of a file of console/
UNSAFE_IN_PAGES = ["innerHTML", "outerHTML", "insertAdjacentHTML", "dangerouslySetInnerHTML", "document.write", "eval(", "new Function", "style={"]
MAX_FILES = 45    # of one folder: more is two folders
MAX_CLOSURE = 40  # headers of ours that one header may pull in, at any depth
SKIPPED = {".git", "build", ".cache", "node_modules"}
# Written in halves, so that this file does not find itself.
FOREIGN_PATHS = [".." + "/shared", "/wo" + "rk/", "/tmp/bash" + "_jobs"]
# Headers of the standard library have no dot; C's have, and the public ones use them in their C++ form.
PUBLIC_INCLUDE = re.compile(r"^(offlist/\w+\.hpp|boost/(asio|system)(/.*)?\.hpp|[a-z_0-9]+)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*(<|")([^>"]+)[>"]')
MARKDOWN_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def files(root, *suffixes):
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if SKIPPED.intersection(relative.parts) or not path.is_file() or path.is_symlink():
            continue
        if not suffixes or path.suffix in suffixes:
            yield relative, path


def lines(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def includes(path):
    for number, text in enumerate(lines(path), 1):
        if found := INCLUDE.match(text):
            yield number, found[1] == '"', found[2]


def room_of(relative, root, quoted, name):
    """The room that an include of a file in src/ names, or None for a library's header."""
    if quoted and (root / relative).parent.joinpath(name).is_file():
        inside = (root / relative).parent.joinpath(name).resolve().relative_to((root / "src").resolve())
        return inside.parts[0]
    first = name.split("/")[0]
    return first if "/" in name and first in rooms_stated(root) and (root / "src" / name).is_file() else None


def check_arrows(root):
    rooms = rooms_stated(root)
    for relative, path in files(root / "src", ".hpp", ".cpp"):
        relative = pathlib.Path("src") / relative
        own = relative.parts[1] if len(relative.parts) > 2 else None
        for number, quoted, name in includes(path):
            there = room_of(relative, root, quoted, name)
            if there is None:
                continue
            if own is None:  # main.cpp
                if there != "cli":
                    yield f"{relative}:{number}: includes {name}; src/ itself may include only cli/"
            elif own not in rooms:
                yield f"{relative}:{number}: the room '{own}' is not among {', '.join(rooms)} (CMakeLists.txt)"
            elif there not in behind(root, own):
                yield f"{relative}:{number}: {own} includes {name}; it may include {', '.join(sorted(behind(root, own)))}"


def check_doors(root):
    """A door that nobody goes through makes a room link, and a reader expect, what is not needed."""
    used = {}
    for relative, path in files(root / "src", ".hpp", ".cpp"):
        if len(relative.parts) > 1:
            for _, quoted, name in includes(path):
                used.setdefault(relative.parts[0], set()).add(room_of(pathlib.Path("src") / relative, root, quoted, name))
    for room, (_, may) in rooms_stated(root).items():
        for door in may:
            beyond = behind(root, door) - set().union(*(behind(root, other) for other in may if other != door))
            if not beyond & used.get(room, set()):
                yield f"CMakeLists.txt: {room} MAY {door}, but includes nothing that only this door leads to"


def check_diagram(root):
    """The table of rooms in docs/ARCHITECTURE.md says what CMakeLists.txt says."""
    document = root / "docs" / "ARCHITECTURE.md"
    text = document.read_text(encoding="utf-8") if document.is_file() else ""
    shown = dict(re.findall(r"^\| `src/(\w+)` \| ([^|]*) \|", text, re.MULTILINE))
    wanted = {room: about + (" → " + ", ".join(may) if may else "") for room, (about, may) in rooms_stated(root).items()}
    for room, line in wanted.items():
        if shown.get(room, "").strip() != line:
            yield f"docs/ARCHITECTURE.md: expected the line '| `src/{room}` | {line} |'"
    for room in shown.keys() - wanted.keys():
        yield f"docs/ARCHITECTURE.md: tells of src/{room}, which CMakeLists.txt does not know"


def check_folders(root):
    for top in ("src", "include"):
        counts = {}
        for relative, _ in files(root / top):
            counts[relative.parent] = counts.get(relative.parent, 0) + 1
        for folder, count in counts.items():
            if count > MAX_FILES:
                yield f"{top}/{folder}: {count} files; expected at most {MAX_FILES} (two rooms, or a room that wants walls?)"


def headers_of(root, path):
    """Our own headers that `path` includes."""
    for _, _, name in includes(path):
        for base in (path.parent, root / "src", root / "include"):
            if (base / name).is_file():
                yield (base / name).resolve()
                break


def check_closures(root):
    direct = {}
    for top in ("include", "src"):
        for relative, path in files(root / top, ".hpp"):
            seen, left = set(), [path.resolve()]
            while left:
                at = left.pop()
                if at not in seen:
                    seen.add(at)
                    if at not in direct:
                        direct[at] = list(headers_of(root, at))
                    left += direct[at]
            if len(seen) - 1 > MAX_CLOSURE:
                yield f"{top}/{relative}: pulls in {len(seen) - 1} headers of ours; expected at most {MAX_CLOSURE}"


def check_public(root):
    for relative, path in files(root / "include", ".hpp"):
        for number, quoted, name in includes(path):
            if quoted or not PUBLIC_INCLUDE.match(name):
                yield (f"include/{relative}:{number}: includes {name}; a public header names only the standard library, "
                       "boost/asio, boost/system and <offlist/...>")


def check_headers(root):
    for top in ("include", "src"):
        for relative, path in files(root / top, ".hpp"):
            text = lines(path)
            if not text or not text[0].startswith(f"// {path.name}: "):
                yield f"{top}/{relative}:1: opens with '{(text or [''])[0]}'; expected '// {path.name}: purpose', then threading"
            if "#pragma once" not in text:
                yield f"{top}/{relative}:1: no '#pragma once'"


def check_paths(root):
    for relative, path in files(root):
        for number, text in enumerate(lines(path), 1):
            for foreign in FOREIGN_PATHS:
                if foreign in text:
                    yield f"{relative}:{number}: names {foreign}, a path outside the tree"


def check_length(root):
    for relative, path in files(root, ".hpp", ".cpp", ".py", ".sh", ".cmake"):
        count = len(lines(path))
        if count > MAX_LINES:
            yield f"{relative}: {count} lines; expected at most {MAX_LINES} (two things in one file?)"


def check_console(root):
    """Pages are small files, texts stand in words/, and nothing is made that a page's policy would refuse."""
    for relative, path in files(root / "console", ".ts", ".tsx", ".mjs", ".css"):
        text = lines(path)
        if len(text) > MAX_CONSOLE_LINES:
            yield f"console/{relative}: {len(text)} lines; expected at most {MAX_CONSOLE_LINES} (two parts in one file?)"
        mark = "/*" if relative.suffix == ".css" else "//"
        if not text or not re.match(re.escape(f"{mark} {path.name}") + r"\b.*: ", text[0]):
            yield f"console/{relative}:1: opens with '{(text or [''])[0]}'; expected '{mark} {path.name}: purpose'"
        for number, line in enumerate(text, 1):
            for word in UNSAFE_IN_PAGES if relative.parts[0] != "check" else ():
                if word in line:
                    yield f"console/{relative}:{number}: {word}; texts become markup or code nowhere"


def check_links(root):
    for relative, path in files(root, ".md"):
        in_code = False
        for number, text in enumerate(lines(path), 1):
            in_code ^= text.startswith("```")
            for link in () if in_code else MARKDOWN_LINK.findall(text):
                there = link.split("#")[0]
                if there and "://" not in link and not link.startswith("mailto:") and not (path.parent / there).exists():
                    yield f"{relative}:{number}: links to {there}, which does not exist"


CHECKS = {name.removeprefix("check_"): function for name, function in list(globals().items()) if name.startswith("check_")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[2])
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    arguments = parser.parse_args()
    if unknown := set(arguments.checks) - set(CHECKS):
        parser.error(f"no check {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")
    found = [finding for name in arguments.checks or CHECKS for finding in CHECKS[name](arguments.root)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

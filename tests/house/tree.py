#!/usr/bin/env python3
"""Checks of the tree itself: what no compiler says and a reviewer should not have to.

usage: tree.py [--root DIR] [CHECK...]     all checks unless named; prints a line a finding, status 1 when there is one

Each check is a function from the tree's root to findings ("file:line: what, and what would be right").
"""
import argparse
import pathlib
import re
import sys

# The one-way doors of docs/ARCHITECTURE.md: a room may include itself, the rooms named here and what those may include.
DOORS = {
    "core": [], "dns": ["core"], "blocklists": ["dns"], "sweep": ["blocklists"], "listing": ["sweep"], "monitor": ["listing"],
    "accounts": ["core"], "billing": ["core"], "delisting": ["listing", "billing"], "outbound": ["core"],
    "gateways": ["billing", "outbound"], "procedures": ["delisting", "outbound"], "notify": ["outbound"],
    "store": ["monitor", "accounts", "delisting"], "desk": ["store", "gateways", "procedures", "notify"], "http": ["core"],
    "api": ["http", "desk"], "app": ["api"],
}


def behind(room):
    return {room}.union(*(behind(door) for door in DOORS[room]))


ROOMS = {room: behind(room) for room in DOORS}
MAX_LINES = 500
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
    return first if "/" in name and first in ROOMS and (root / "src" / name).is_file() else None


def check_arrows(root):
    for relative, path in files(root / "src", ".hpp", ".cpp"):
        relative = pathlib.Path("src") / relative
        own = relative.parts[1] if len(relative.parts) > 2 else None
        for number, quoted, name in includes(path):
            there = room_of(relative, root, quoted, name)
            if there is None:
                continue
            if own is None:  # main.cpp
                if there != "app":
                    yield f"{relative}:{number}: includes {name}; src/ itself may include only app/"
            elif own not in ROOMS:
                yield f"{relative}:{number}: the room '{own}' is not among {', '.join(ROOMS)}"
            elif there not in ROOMS[own]:
                yield f"{relative}:{number}: {own} includes {name}; it may include {', '.join(sorted(ROOMS[own]))}"


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

#!/usr/bin/env python3
"""Doxygen's input filter: the opening comment of a header (`// name.hpp: purpose …`) becomes the description of its file.

usage: doxygen_filter.py FILE      prints FILE with its opening as a documentation comment; line numbers stay as they are
"""
import pathlib
import re
import sys

OPENING = re.compile(r"// ([\w.]+): (.*)")
PRAGMA = "#pragma once"


def filtered(text):
    lines = text.splitlines()
    opened = OPENING.match(lines[0]) if lines else None
    end = lines.index(PRAGMA) if PRAGMA in lines else 0
    if not opened or not all(line.startswith("//") for line in lines[:end]):
        return text
    # The name takes a line of its own, so the text moves down by one, to where PRAGMA stood.
    said = [opened[2]] + [line.removeprefix("//").removeprefix(" ") for line in lines[1:end]]
    return "\n".join([f"//! \\file {opened[1]}", *(f"//! {line}".rstrip() for line in said), *lines[end + 1:]]) + "\n"


if __name__ == "__main__":
    print(filtered(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), end="")

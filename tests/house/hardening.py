#!/usr/bin/env python3
"""Whether a program is hardened as cmake/hardening.cmake says, read from its ELF with readelf.

usage: hardening.py PROGRAM [--fortified] [--commands compile_commands.json]

--fortified: built with the optimiser and without sanitizers, so calls of the C library are checked (_FORTIFY_SOURCE). Of
-fstack-clash-protection nothing is left to see in a program, so it is looked for in the commands that compiled src/.
Prints a line for each thing that is missing; status 1 when there is one.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

ENDBR64 = b"\xf3\x0f\x1e\xfa"  # where -fcf-protection lets an indirect jump land
LANDINGS = 100  # of any program of ours; what comes from crt1.o and libgcc alone has fewer than ten
FORTIFIED = re.compile(r"\b__(?!stack)\w+_chk\b")
FLAGS = ("-fPIE", "-fstack-protector-strong", "-fstack-clash-protection", "-fcf-protection")


def readelf(program, *options):
    return subprocess.run(["readelf", "--wide", *options, program], check=True, capture_output=True, text=True).stdout


def text_section(program):
    for line in readelf(program, "--sections").splitlines():
        if found := re.match(r"\s*\[\s*\d+\] \.text\s+PROGBITS\s+\w+ (\w+) (\w+)", line):
            offset, size = (int(each, 16) for each in found.groups())
            return pathlib.Path(program).read_bytes()[offset:offset + size]
    return b""


def missing(program, fortified):
    """What the program lacks, a line each."""
    header, segments = readelf(program, "--file-header"), readelf(program, "--segments")
    dynamic, symbols = readelf(program, "--dynamic"), readelf(program, "--dyn-syms")
    if not re.search(r"Type:\s+DYN", header) or not re.search(r"FLAGS_1.*\bPIE\b", dynamic):
        yield "it is not position-independent (-fPIE, -pie)"
    if "GNU_RELRO" not in segments:
        yield "no segment becomes read-only after relocation (-z relro)"
    if not re.search(r"\(FLAGS\).*BIND_NOW|FLAGS_1.*\bNOW\b|\(BIND_NOW\)", dynamic):
        yield "symbols are bound lazily, so that the GOT stays writable (-z now)"
    if not (stack := re.search(r"GNU_STACK.*", segments)) or re.search(r"\bRWE\b", stack[0]):
        yield "its stack is executable (-z noexecstack)"
    if re.search(r"\(TEXTREL\)|\b(RPATH|RUNPATH)\b", dynamic):
        yield "its text is relocated, or it names folders to load libraries from"
    if "__stack_chk_fail" not in symbols:
        yield "no function guards its stack (-fstack-protector-strong)"
    if fortified and not FORTIFIED.search(symbols):
        yield "no call of the C library is checked (_FORTIFY_SOURCE=2)"
    if "X86-64" in header and (found := text_section(program).count(ENDBR64)) < LANDINGS:
        yield f"indirect jumps may land anywhere: {found} endbr64 (-fcf-protection)"


def uncovered(commands):
    """The flags that a file of src/ was compiled without, a line each."""
    for each in json.loads(pathlib.Path(commands).read_text(encoding="utf-8")):
        if "/src/" in each["file"] and (lacking := [flag for flag in FLAGS if f" {flag} " not in each["command"]]):
            yield f"{each['file']}: compiled without {' '.join(lacking)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--fortified", action="store_true")
    parser.add_argument("--commands")
    arguments = parser.parse_args()
    found = [f"{arguments.program}: {what}" for what in missing(arguments.program, arguments.fortified)]
    if arguments.commands:
        found += uncovered(arguments.commands)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Checks of what the project says in more than one place, and of what every project has.

usage: habits.py [--root DIR] [CHECK...]     all checks unless named; prints a line a finding, status 1 when there is one

Each check is a function from the tree's root to findings ("file: what, and what would be right").
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

FILES = ["LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ".editorconfig", "docs/RELEASING.md",
         ".github/PULL_REQUEST_TEMPLATE.md", ".github/ISSUE_TEMPLATE/bug.yml"]
SPDX = "AGPL-3.0-or-later"
# Every Debian that builds has these (build-essential), and a package does not name them.
ESSENTIAL = {"g++", "dpkg-dev"}
SUBJECT_LENGTH = 72


def text(root, path):
    return (root / path).read_text(encoding="utf-8")


def first(pattern, of):
    found = re.search(pattern, of, re.MULTILINE)
    return found[1] if found else ""


def version(root):
    return first(r"^project\(offlist VERSION ([0-9.]+)", text(root, "CMakeLists.txt"))


def packages(root, *sets):
    lines = re.findall(r"^([a-z]+): *(.*)$", text(root, "packaging/packages.txt"), re.MULTILINE)
    return {package for name, listed in lines if name in sets for package in listed.split()}


def check_files(root):
    for path in FILES:
        if not (root / path).is_file():
            yield f"{path}: is not there"


def check_versions(root):
    wanted = version(root)
    debian = re.search(r"^offlist \(([^)]*)\) (\S+);", text(root, "debian/changelog"))
    served = json.loads(text(root, "docs/openapi.json"))["info"]["version"]
    for path, found in (("debian/changelog", debian[1]), ("docs/openapi.json", served)):
        if found != wanted:
            yield f"{path}: says {found}; expected {wanted}, the version of project() in CMakeLists.txt"
    released = f"## [{wanted}]" in text(root, "CHANGELOG.md")
    if released == (debian[2] == "UNRELEASED"):
        yield (f"debian/changelog: says {debian[2]}; CHANGELOG.md has {'a' if released else 'no'} section [{wanted}], so it is "
               f"{'' if released else 'not '}released")
    if not released and "## [Unreleased]" not in text(root, "CHANGELOG.md"):
        yield f"CHANGELOG.md: expected a section [{wanted}] or [Unreleased]"


def check_packages(root):
    source = text(root, "debian/control").split("\n\n")[0]
    depends = first(r"^Build-Depends:((?:.*\n )*.*)", source)
    named = {each.split()[0] for each in depends.split(",") if each.strip()}
    named = {each for each in named if not each.startswith(("debhelper", "dh-"))}
    wanted = packages(root, "build") - ESSENTIAL
    for package in sorted(wanted - named):
        yield f"debian/control: Build-Depends lacks {package}, which packaging/packages.txt lists for `build`"
    for package in sorted(named - wanted):
        yield f"debian/control: Build-Depends has {package}; packaging/packages.txt does not list it for `build`"
    libraries = {package for package in packages(root, "build", "runtime") if package.startswith("lib")}
    for path in ("dev", "docker/Dockerfile", "docker/unbound.Dockerfile"):
        content = text(root, path)
        if "packaging/packages.txt" not in content:
            yield f"{path}: does not read packaging/packages.txt"
        for package in sorted(libraries & set(re.findall(r"[\w.+-]+", content))):
            yield f"{path}: names {package}; packages stand in packaging/packages.txt"


def check_presets(root):
    """A machine without ccache and mold can use them."""
    for name in re.findall(r"ccache|mold|COMPILER_LAUNCHER", text(root, "CMakePresets.json")):
        yield f"CMakePresets.json: names {name}; ./dev adds what makes a build faster where it is installed"


def check_licence(root):
    if "GNU AFFERO GENERAL PUBLIC LICENSE" not in text(root, "LICENSE"):
        yield f"LICENSE: is not that of {SPDX}"
    for path in sorted((root / "include").rglob("*.hpp")):
        if f"// SPDX-License-Identifier: {SPDX}" not in path.read_text(encoding="utf-8").splitlines():
            yield f"{path.relative_to(root)}: no line '// SPDX-License-Identifier: {SPDX}'; headers travel without LICENSE"
    for path, says in (("debian/copyright", "License: AGPL-3+"), ("docs/openapi.json", f'"identifier": "{SPDX}"'),
                       ("docker/Dockerfile", f'licenses="{SPDX}"'), ("cmake/offlist.pc.in", f"License: {SPDX}"), ("CONTRIBUTING.md", SPDX)):
        if says not in text(root, path):
            yield f"{path}: does not say '{says}'"


def seconds(duration):
    number, unit = re.fullmatch(r"(\d+)(ms|s|m|min|h)", duration).groups()
    return int(number) * {"ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600}[unit]


def check_stop(root):
    """Nobody kills the daemon while it does what a stop may take: drain, and half of a mail's timeout beyond it."""
    example = text(root, "packaging/offlist.toml")
    section = example.split("[mail]")[1]
    takes = seconds(first(r'^# drain = "(\w+)"', example)) + seconds(first(r'^# timeout = "(\w+)"', section)) / 2
    for path, pattern in (("packaging/offlist.service", r"^TimeoutStopSec=(\w+)"), ("docker/compose.yml", r"stop_grace_period: (\w+)")):
        if (given := first(pattern, text(root, path))) == "" or seconds(given) < takes:
            yield f"{path}: gives a stop {given or 'nothing'}; with the defaults it may take {takes:g}s"


def check_commits(root):
    """Subjects of what was built upon the rule; without git, nothing to look at."""
    def git(*words):
        done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    if not (ruled := git("log", "--diff-filter=A", "--format=%H", "--", "CONTRIBUTING.md").split()):
        return
    for line in git("log", "--no-merges", "--ancestry-path", "--format=%h %s", f"{ruled[-1]}..HEAD").splitlines():
        commit, _, subject = line.partition(" ")
        if len(subject) > SUBJECT_LENGTH:
            yield f"commit {commit}: a subject of {len(subject)} characters; expected at most {SUBJECT_LENGTH}"


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

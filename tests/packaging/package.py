#!/usr/bin/env python3
"""The Debian packages of this tree, built by dpkg-buildpackage from a copy of it, so that the tree stays as it is.

usage: package.py [DIRECTORY]     leaves offlist_*.deb and libofflist-dev_*.deb in DIRECTORY (build/package unless said)

What git would commit is copied, or everything outside of git. Nothing is done while the copy and the packages are those of the
last time. ccache is used where it is installed. What the build says is in DIRECTORY/build.log.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIRECTORY = ROOT / "build" / "package"
NOT_COPIED = {".git", "build", ".cache", "node_modules", "__pycache__"}


def sources(root):
    """The files to copy, relative to the root."""
    top = subprocess.run(["git", "-C", root, "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=False)
    if top.returncode == 0 and pathlib.Path(top.stdout.strip()) == root:
        listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, text=True, check=True).stdout
        found = map(pathlib.Path, filter(None, listed.split("\0")))
    else:
        found = (path.relative_to(root) for path in root.rglob("*"))
    return sorted(path for path in found if (root / path).is_file() and not NOT_COPIED.intersection(path.parts))


def digest(root, paths):
    text = hashlib.sha256()
    for path in paths:
        text.update(f"{path}\0{(root / path).stat().st_mode & 0o111}\0".encode())
        text.update(hashlib.sha256((root / path).read_bytes()).digest())
    return text.hexdigest()


def copy(root, paths, to):
    """Makes `to` hold these files and, but for its build folder, no other. What is the same keeps its time, for ninja."""
    shutil.rmtree(to / "debian", ignore_errors=True)  # with what the last build left there
    for old in sorted(to.rglob("*"), reverse=True):
        relative = old.relative_to(to)
        if relative.parts[0] == "build" or old.is_dir() and any(old.iterdir()):
            continue
        if old.is_dir():
            old.rmdir()
        elif relative not in paths:
            old.unlink()
    for path in paths:
        here, there = root / path, to / path
        if not there.is_file() or here.read_bytes() != there.read_bytes() or here.stat().st_mode != there.stat().st_mode:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(here, there)


def environment(tree):
    own = dict(os.environ, DEB_BUILD_OPTIONS=f"parallel={os.cpu_count()} noautodbgsym terse")
    if shutil.which("ccache"):
        # As in ./dev, so that objects are shared. debhelper changes HOME, and with it where ccache would look, and LC_ALL.
        cache = subprocess.run(["ccache", "--get-config", "cache_dir"], check=True, capture_output=True, text=True).stdout.strip()
        own |= {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache", "CCACHE_DIR": cache, "CCACHE_BASEDIR": str(tree), "CCACHE_NOHASHDIR": "1",
                "CCACHE_SLOPPINESS": "locale"}
    return own


def build(directory=DIRECTORY):
    """The packages' files, built anew where anything has changed."""
    tree, stamp = directory / "offlist", directory / "stamp"
    paths = sources(ROOT)
    wanted = digest(ROOT, paths)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        tree.mkdir(parents=True, exist_ok=True)
        for old in (stamp, *directory.glob("*offlist*_*")):
            old.unlink(missing_ok=True)
        copy(ROOT, set(paths), tree)
        with open(directory / "build.log", "wb") as log:
            # -nc: the copy is clean, and its build folder may stay
            subprocess.run(["dpkg-buildpackage", "-b", "-uc", "-us", "-nc"], cwd=tree, env=environment(tree), check=True,
                           stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        stamp.write_text(wanted, encoding="utf-8")
    return sorted(directory.glob("*.deb"))


if __name__ == "__main__":
    target = pathlib.Path(*sys.argv[1:2] or [DIRECTORY])
    try:
        print(*build(target), sep="\n")
    except subprocess.CalledProcessError as failed:
        said = (target / "build.log").read_text(encoding="utf-8", errors="replace").splitlines()
        sys.exit("\n".join(said[-60:] + [f"package.py: {' '.join(failed.cmd)}: status {failed.returncode}; see {target}/build.log"]))

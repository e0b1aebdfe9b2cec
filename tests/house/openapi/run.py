#!/usr/bin/env python3
"""Holds docs/openapi.json to the recommended rules of Redocly's linter and of Spectral.

usage: run.py FOLDER        FOLDER is where the packages of package-lock.json are kept; made if it is not there

npm is asked only when the lock file has changed. Status 77 where there is no npm, or no registry that it could ask: then nobody
knows, and the test says so.
"""
import hashlib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parents[2] / "docs" / "openapi.json"
NOT_KNOWN = 77


def packages_in(folder):
    """What is wrong; none: they are there."""
    lock = (HERE / "package-lock.json").read_bytes()
    stamp, wanted = folder / "installed", hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    done = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode != 0:
        return done.stdout
    stamp.write_text(wanted, encoding="utf-8")
    return None


def main():
    folder = pathlib.Path(sys.argv[1])
    if shutil.which("npm") is None or shutil.which("node") is None:
        print("not known: there is no npm")
        return NOT_KNOWN
    if wrong := packages_in(folder):
        print(f"not known: npm ci failed\n{wrong}")
        return NOT_KNOWN
    # modules are looked for beside the file that names them
    shutil.copy(HERE / "lint.mjs", folder / "lint.mjs")
    return subprocess.run(["node", folder / "lint.mjs", DOCUMENT], stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

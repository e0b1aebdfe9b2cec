#!/usr/bin/env python3
"""The library as others meet it: a program built against the installed tree, by CMake and by pkg-config, and run.

usage: library_test.py BUILD_DIRECTORY [unittest arguments]     installs the library of this build first
       library_test.py --prefix DIRECTORY [unittest arguments]  looks at what is installed there

CXXFLAGS are the program's too (those of the sanitizers, when the library was built with them).
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PRINTED = """\
subject: mail.xn--bcher-kva.example
problem: "192.0.2.1" is a documentation address (192.0.2.0/24, RFC 5737), which no public blocklist knows
judged: listed
asked: unknown, timeout
"""


def run(*command, **settings):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **settings)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}: status {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


class LibraryTest(unittest.TestCase):
    maxDiff = None
    installed: pathlib.Path  # of main()
    is_own = False  # installed for this test alone: the library's component and nothing else

    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)
        self.pkgconfig = {**os.environ, "PKG_CONFIG_PATH": str(self.library().parent / "pkgconfig")}

    def library(self):
        found = [*self.installed.glob("lib/libofflist.a"), *self.installed.glob("lib/*/libofflist.a")]
        self.assertEqual(1, len(found), f"libofflist.a in {self.installed}")
        return found[0]

    def check(self, program):
        self.assertEqual(PRINTED, run(program, ROOT / "lists.d", timeout=60))

    def test_a_program_is_built_by_cmake(self):
        launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        run("cmake", "-S", HERE / "foreign", "-B", self.folder, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.installed}", *launcher,
            env=dict(os.environ, PKG_CONFIG_PATH=""))
        run("cmake", "--build", self.folder)
        self.check(self.folder / "foreign")

    def test_a_program_is_built_by_pkg_config(self):
        def flags(*wanted):
            return shlex.split(run("pkg-config", *wanted, "offlist", env=self.pkgconfig))

        source, built = HERE / "foreign" / "main.cpp", self.folder / "foreign"
        launcher = ["ccache"] if shutil.which("ccache") else []
        compiler, own = shlex.split(os.environ.get("CXX", "c++")), ["-std=c++20", *shlex.split(os.environ.get("CXXFLAGS", ""))]
        run(*launcher, *compiler, *own, *flags("--cflags"), "-c", source, "-o", f"{built}.o")
        run(*compiler, *own, f"{built}.o", *flags("--libs"), "-o", built)
        self.check(built)

    def test_both_say_the_version_of_the_project(self):
        version = re.search(r"project\(offlist VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
        self.assertEqual(version, run("pkg-config", "--modversion", "offlist", env=self.pkgconfig).strip())
        said = (self.library().parent / "cmake" / "offlist" / "offlist-config-version.cmake").read_text(encoding="utf-8")
        self.assertIn(f'set(PACKAGE_VERSION "{version}")', said)

    def test_headers_that_are_not_public_are_not_installed(self):
        public = sorted(path.name for path in (ROOT / "include" / "offlist").iterdir())
        there = self.installed / "include" / "offlist"
        self.assertEqual(public, sorted(str(path.relative_to(there)) for path in there.rglob("*")))
        if self.is_own:
            unknown = [str(path.relative_to(self.installed)) for path in self.installed.rglob("*") if path.is_file() and not re.fullmatch(
                r"include/offlist/\w+\.hpp|lib/(.*/)?(libofflist\.a|pkgconfig/offlist\.pc|cmake/offlist/offlist-[a-z-]+\.cmake)",
                str(path.relative_to(self.installed)))]
            self.assertEqual([], unknown)

    def test_the_archive_holds_no_other_room(self):
        defined = run("nm", "--demangle", "--defined-only", "--extern-only", self.library())
        others = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()} - {"core", "dns", "blocklists"}
        self.assertIn("offlist::load_catalog(", defined)
        self.assertEqual(set(), others.intersection(re.findall(r"\bofflist::(\w+)::", defined)))

    def test_what_is_installed_names_no_folder_of_the_build(self):
        for path in [*self.library().parent.glob("cmake/offlist/*"), *self.library().parent.glob("pkgconfig/offlist.pc")]:
            self.assertNotIn(str(ROOT), path.read_text(encoding="utf-8"), path)


def main():
    if sys.argv[1] == "--prefix":
        LibraryTest.installed = pathlib.Path(sys.argv.pop(2)).resolve()
        del sys.argv[1]
        unittest.main()
    with tempfile.TemporaryDirectory() as prefix:
        LibraryTest.installed, LibraryTest.is_own = pathlib.Path(prefix), True
        run("cmake", "--install", sys.argv.pop(1), "--component", "library", "--prefix", prefix)
        unittest.main()


if __name__ == "__main__":
    main()

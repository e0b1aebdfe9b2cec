#!/usr/bin/env python3
"""cmake/version.cmake: what the program says of its version, in a checkout and outside of one."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "cmake" / "version.cmake"


class VersionTest(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.tree = pathlib.Path(made.name).resolve() / "tree"
        self.tree.mkdir()
        self.output = self.tree.parent / "version.cpp"

    def git(self, *words, where=None):
        own = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": str(self.tree.parent)}
        said = subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], cwd=where or self.tree,
                              env={**os.environ, **own}, check=True, capture_output=True, text=True)
        return said.stdout.strip()

    def commit(self, text):
        (self.tree / "file").write_text(text, encoding="utf-8")
        self.git("add", "file")
        self.git("commit", "-qm", text)
        return self.git("rev-parse", "--short", "HEAD")

    def version(self, source=None, **environment):
        subprocess.run(["cmake", "-DVERSION=1.2.3", f"-DSOURCE={source or self.tree}", f"-DOUTPUT={self.output}", "-P", SCRIPT],
                       env={**os.environ, **environment}, check=True)
        return re.search(r'version = "(.*)";', self.output.read_text(encoding="utf-8"))[1]

    def test_without_git_it_is_the_version(self):
        self.assertEqual("1.2.3", self.version())

    def test_a_tagged_commit_is_the_version(self):
        self.git("init", "-q")
        self.commit("one")
        self.git("tag", "v1.2.3")
        self.assertEqual("1.2.3", self.version())

    def test_commits_since_the_tag_are_counted(self):
        self.git("init", "-q")
        self.commit("one")
        self.git("tag", "-a", "-m", "released", "v1.2.3")
        self.commit("two")
        self.assertEqual("1.2.3+2.g" + self.commit("three"), self.version())

    def test_without_a_tag_of_this_version_there_is_the_commit_alone(self):
        self.git("init", "-q")
        commit = self.commit("one")
        self.git("tag", "v1.2.2")
        self.assertEqual("1.2.3+g" + commit, self.version())

    def test_what_is_not_committed_is_told(self):
        self.git("init", "-q")
        commit = self.commit("one")
        (self.tree / "file").write_text("two", encoding="utf-8")
        self.assertEqual(f"1.2.3+g{commit}.dirty", self.version())
        self.git("stash", "-q")
        self.git("tag", "v1.2.3")
        self.git("stash", "pop", "-q")
        self.assertEqual("1.2.3+dirty", self.version())

    def test_somebody_else_s_checkout_around_a_tarball_says_nothing(self):
        self.git("init", "-q")
        self.commit("one")
        inside = self.tree / "offlist-1.2.3"
        inside.mkdir()
        self.assertEqual("1.2.3", self.version(inside))

    def test_the_file_is_left_alone_while_nothing_changes(self):
        self.git("init", "-q")
        self.commit("one")
        self.version()
        os.utime(self.output, (1, 1))
        self.version()
        self.assertEqual(1, self.output.stat().st_mtime)
        self.commit("two")
        self.version()
        self.assertNotEqual(1, self.output.stat().st_mtime)


if __name__ == "__main__":
    unittest.main()

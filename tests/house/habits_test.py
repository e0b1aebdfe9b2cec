#!/usr/bin/env python3
"""The checks of habits.py, each against a small tree that keeps a habit and one that breaks it."""
import pathlib
import subprocess
import tempfile
import unittest

import habits

CONTROL = "Source: offlist\nBuild-Depends:\n debhelper-compat (= 13),\n cmake,\n libpq-dev,\n\nPackage: offlist\nDepends: libfoo\n"
TREE = {
    "CMakeLists.txt": "# The version\nproject(offlist VERSION 1.2.3 LANGUAGES CXX)\n",
    "debian/changelog": "offlist (1.2.3) UNRELEASED; urgency=medium\n",
    "debian/control": CONTROL,
    "debian/copyright": "License: AGPL-3+\n",
    "docs/openapi.json": '{"info": {"version": "1.2.3", "license": {"identifier": "AGPL-3.0-or-later"}}}',
    "CHANGELOG.md": "# Changes\n\n## [Unreleased]\n",
    "CONTRIBUTING.md": "AGPL-3.0-or-later",
    "LICENSE": "GNU AFFERO GENERAL PUBLIC LICENSE",
    "CMakePresets.json": "{}",
    "packaging/packages.txt": "# packages\nbuild: g++ cmake\nbuild: libpq-dev\nruntime: libpq5\n",
    "packaging/offlist.toml": '[service]\n# drain = "20s"\n# [mail]\n# timeout = "60s"\n',
    "packaging/offlist.service": "TimeoutStopSec=70s\n",
    "dev": "sed packaging/packages.txt",
    "docker/Dockerfile": 'LABEL licenses="AGPL-3.0-or-later"\nCOPY packaging/packages.txt /tmp/\n',
    "docker/unbound.Dockerfile": "COPY packaging/packages.txt /tmp/\n",
    "docker/compose.yml": "    stop_grace_period: 70s # as the unit\n",
    "cmake/offlist.pc.in": "License: AGPL-3.0-or-later\n",
    "include/offlist/a.hpp": "// a.hpp: what.\n// SPDX-License-Identifier: AGPL-3.0-or-later\n",
}


class HabitsTest(unittest.TestCase):
    def findings(self, check, changed=None):
        """Of a tree in which these files are different."""
        with tempfile.TemporaryDirectory() as made:
            root = pathlib.Path(made)
            for name, content in {**TREE, **(changed or {})}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(content, encoding="utf-8")
            return list(habits.CHECKS[check](root))

    def test_a_good_tree_has_no_findings(self):
        for check in habits.CHECKS:
            if check != "files":
                self.assertEqual([], self.findings(check), check)

    def test_a_file_that_every_project_has_is_missed(self):
        self.assertIn("SECURITY.md: is not there", self.findings("files"))

    def test_another_version_is_found(self):
        self.assertEqual(1, len(self.findings("versions", {"debian/changelog": "offlist (1.2.2) UNRELEASED; urgency=medium\n"})))
        self.assertEqual(1, len(self.findings("versions", {"docs/openapi.json": '{"info": {"version": "1.2.4"}}'})))
        self.assertEqual(2, len(self.findings("versions", {"CMakeLists.txt": "project(offlist VERSION 1.3.0 LANGUAGES CXX)\n"})))

    def test_both_changelogs_say_whether_it_is_released(self):
        self.assertEqual(1, len(self.findings("versions", {"CHANGELOG.md": "## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n"})))
        self.assertEqual(1, len(self.findings("versions", {"debian/changelog": "offlist (1.2.3) bookworm; urgency=medium\n"})))
        self.assertEqual([], self.findings("versions", {"debian/changelog": "offlist (1.2.3) bookworm; urgency=medium\n",
                                           "CHANGELOG.md": "## [1.2.3] - 2026-12-01\n"}))
        self.assertEqual(1, len(self.findings("versions", {"CHANGELOG.md": "# Changes\n"})))

    def test_packages_that_differ_are_found_both_ways(self):
        self.assertEqual(1, len(self.findings("packages", {"debian/control": CONTROL.replace(" cmake,\n", "")})))
        self.assertEqual(1, len(self.findings("packages", {"debian/control": CONTROL.replace(" cmake,", " cmake,\n ninja-build,")})))

    def test_a_list_of_packages_elsewhere_is_found(self):
        named = "COPY packaging/packages.txt /tmp/\nRUN apt-get install libpq5\n"
        self.assertEqual(1, len(self.findings("packages", {"docker/Dockerfile": named})))
        self.assertEqual(1, len(self.findings("packages", {"dev": "apt-get install cmake"})))

    def test_presets_that_need_a_tool_are_found(self):
        self.assertEqual(2, len(self.findings("presets", {"CMakePresets.json": '{"CMAKE_CXX_COMPILER_LAUNCHER": "ccache"}'})))

    def test_another_licence_is_found(self):
        self.assertEqual(1, len(self.findings("licence", {"LICENSE": "MIT License"})))
        self.assertEqual(1, len(self.findings("licence", {"include/offlist/a.hpp": "// a.hpp: what.\n"})))
        self.assertEqual(1, len(self.findings("licence", {"debian/copyright": "License: GPL-3+\n"})))

    def test_too_little_time_for_a_stop_is_found(self):
        self.assertEqual(1, len(self.findings("stop", {"packaging/offlist.toml": '# drain = "50s"\n# [mail]\n# timeout = "20s"\n',
                                              "docker/compose.yml": "stop_grace_period: 59s\n"})))

    def test_long_subjects_are_found_since_the_rule_stands(self):
        with tempfile.TemporaryDirectory() as made:
            root = pathlib.Path(made)

            def git(*words):
                subprocess.run(["git", "-C", root, "-c", "user.name=t", "-c", "user.email=t@example.org", *words], check=True)

            def commit(subject, path):
                (root / path).write_text(subject, encoding="utf-8")
                git("add", path)
                git("commit", "-qm", subject)

            self.assertEqual([], list(habits.check_commits(root)))
            git("init", "-q")
            commit("before " + "x" * 72, "README.md")
            self.assertEqual([], list(habits.check_commits(root)))
            commit("x" * 72, "CONTRIBUTING.md")
            commit("y" * 72, "CONTRIBUTING.md")
            self.assertEqual([], list(habits.check_commits(root)))
            git("checkout", "-q", "-b", "beside", "HEAD~2")
            commit("beside " + "y" * 72, "beside")
            git("merge", "-q", "-m", "merge " + "z" * 72, "-")
            self.assertEqual([], list(habits.check_commits(root)), "what was made beside the rule did not know it")
            commit("z" * 73, "README.md")
            self.assertEqual(1, len(list(habits.check_commits(root))))


if __name__ == "__main__":
    unittest.main()

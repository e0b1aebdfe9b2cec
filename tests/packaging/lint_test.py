#!/usr/bin/env python3
"""lintian finds neither errors nor warnings in the packages, and no override without a reason.

usage: lint_test.py [unittest arguments]
"""
import subprocess
import unittest

import package


class LintTest(unittest.TestCase):
    def test_lintian_finds_nothing(self):
        done = subprocess.run(["lintian", "--no-cfg", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0",
                               *package.build()], capture_output=True, text=True, check=False)
        self.assertEqual((0, "", ""), (done.returncode, done.stdout, done.stderr))

    def test_each_override_has_its_reason_on_the_line_before(self):
        for path in (package.ROOT / "debian").glob("*lintian-overrides"):
            lines = path.read_text(encoding="utf-8").splitlines()
            for before, line in zip(["", *lines], lines):
                if line and not line.startswith("#"):
                    self.assertTrue(before.startswith("# "), f"{path.name}: {line}")


if __name__ == "__main__":
    unittest.main()

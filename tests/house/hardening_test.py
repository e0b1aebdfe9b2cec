#!/usr/bin/env python3
"""hardening.py finds each thing that a program can lack."""
import json
import pathlib
import subprocess
import tempfile
import unittest

import hardening

HARDENED = ["-O2", "-fPIE", "-fstack-protector-strong", "-fcf-protection", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2", "-pie",
            "-Wl,-z,relro,-z,now", "-Wl,-z,noexecstack"]
# A buffer on the stack and a call that can be checked, and enough functions whose addresses are taken.
PROGRAM = """
#include <stdio.h>
#include <string.h>
#define F(n) int f##n(int a) { return a + 1##n; }
#define F10(n) F(n##0) F(n##1) F(n##2) F(n##3) F(n##4) F(n##5) F(n##6) F(n##7) F(n##8) F(n##9)
F10(0) F10(1) F10(2) F10(3) F10(4) F10(5) F10(6) F10(7) F10(8) F10(9) F10(10)
int main(int argc, char** argv)
{
    char text[16];
    strcpy(text, argv[argc - 1]);
    return puts(text) + f00(argc);
}
"""


class HardeningTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        made = tempfile.TemporaryDirectory()
        cls.addClassCleanup(made.cleanup)
        cls.folder = pathlib.Path(made.name)
        (cls.folder / "program.c").write_text(PROGRAM, encoding="utf-8")

    def lacking(self, *instead):
        subprocess.run(["cc", "-w", *HARDENED, *instead, "-o", self.folder / "program", self.folder / "program.c"], check=True)
        return list(hardening.missing(self.folder / "program", True))

    def test_a_hardened_program_lacks_nothing(self):
        self.assertEqual([], self.lacking())

    def test_each_thing_that_is_missing_is_found(self):
        for instead, says in ((["-no-pie", "-fno-pie"], "position-independent"), (["-Wl,-z,norelro"], "relro"),
                              (["-Wl,-z,lazy"], "-z now"), (["-Wl,-z,execstack"], "-z noexecstack"),
                              (["-Wl,-rpath,/opt/lib"], "load libraries"), (["-fno-stack-protector"], "-fstack-protector-strong"),
                              (["-U_FORTIFY_SOURCE"], "_FORTIFY_SOURCE"), (["-fcf-protection=none"], "-fcf-protection")):
            found = self.lacking(*instead)
            self.assertEqual(1, len(found), (instead, found))
            self.assertIn(says, found[0])

    def test_a_file_that_was_compiled_without_a_flag_is_found(self):
        database = self.folder / "compile_commands.json"
        flags = " ".join(hardening.FLAGS)
        database.write_text(json.dumps([{"file": "/tree/src/a.cpp", "command": f"c++ {flags} -c a.cpp"},
                                        {"file": "/tree/bench/b.cpp", "command": "c++ -c b.cpp"}]), encoding="utf-8")
        self.assertEqual([], list(hardening.uncovered(database)))
        database.write_text(json.dumps([{"file": "/tree/src/a.cpp", "command": "c++ -fPIE -c a.cpp"}]), encoding="utf-8")
        self.assertEqual(["/tree/src/a.cpp: compiled without -fstack-protector-strong -fstack-clash-protection -fcf-protection"],
                         list(hardening.uncovered(database)))


if __name__ == "__main__":
    unittest.main()

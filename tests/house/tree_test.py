#!/usr/bin/env python3
"""The checks of tree.py, each against a small tree that breaks one rule and one that breaks none."""
import pathlib
import tempfile
import unittest

import tree


# What CMakeLists.txt says of a house with four rooms, of which `cli` is the uppermost.
ROOMS = """
offlist_room(core
    ABOUT "values" LINKS fmt::fmt)
offlist_room(dns
    ABOUT "questions; answers (both)"
    MAY core LINKS PkgConfig::cares)
offlist_room(sweep ABOUT "one pass" MAY dns)
offlist_room(cli ABOUT "commands"
    MAY sweep
    LINKS CLI11::CLI11)
"""


class TreeTest(unittest.TestCase):
    def findings(self, check, written):
        with tempfile.TemporaryDirectory() as made:
            root = pathlib.Path(made)
            for folder in ("src", "include"):
                (root / folder).mkdir()
            for name, text in {"CMakeLists.txt": ROOMS, **written}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            return list(tree.CHECKS[check](root))

    def test_a_room_may_include_the_rooms_below_it(self):
        self.assertEqual([], self.findings("arrows", {
            "src/sweep/a.cpp": "#include \"dns/b.hpp\"\n#include <offlist/subject.hpp>\n#include <vector>\n", "src/dns/b.hpp": ""}))

    def test_an_include_of_a_higher_room_is_found_however_it_is_written(self):
        for include in ('"sweep/b.hpp"', "<sweep/b.hpp>", '"../sweep/b.hpp"'):
            found = self.findings("arrows", {"src/dns/a.cpp": f"// a\n#include {include}\n", "src/sweep/b.hpp": ""})
            self.assertEqual(1, len(found), include)
            self.assertTrue(found[0].startswith("src/dns/a.cpp:2: "), found)

    def test_main_may_include_only_the_command_line(self):
        self.assertEqual([], self.findings("arrows", {"src/main.cpp": '#include "cli/a.hpp"\n', "src/cli/a.hpp": ""}))
        self.assertEqual(1, len(self.findings("arrows", {"src/main.cpp": '#include "dns/a.hpp"\n', "src/dns/a.hpp": ""})))

    def test_an_unknown_room_is_found(self):
        self.assertEqual(1, len(self.findings("arrows", {"src/attic/a.cpp": '#include "dns/a.hpp"\n', "src/dns/a.hpp": ""})))

    def test_files_of_the_console_are_short_and_open_with_their_purpose(self):
        good = {"console/parts/a.tsx": "// a.tsx: a part.\n", "console/style/b.css": "/* b.css: styles. */\n",
                "console/check/c.mjs": "// c.mjs FILE: a check.\n// sets innerHTML to see what happens\n", "console/node_modules/d.ts": "eval("}
        self.assertEqual([], self.findings("console", good))
        for name, text in {"a.ts": "const a = 1;\n", "b.ts": "// b.ts: too long\n" + "\n" * 250, "c.css": "/* styles */\n",
                           "d.tsx": "// d.tsx: unsafe\n<p dangerouslySetInnerHTML />\n", "e.tsx": "// e.tsx: inline\n<p style={x} />\n"}.items():
            self.assertEqual(1, len(self.findings("console", {f"console/{name}": text})), name)

    def test_a_door_that_nobody_goes_through_is_found(self):
        used = {"src/dns/a.cpp": "#include <core/b.hpp>\n", "src/core/b.hpp": "", "src/sweep/a.cpp": "#include <dns/c.hpp>\n",
                "src/dns/c.hpp": "", "src/cli/a.cpp": "#include <sweep/b.hpp>\n", "src/sweep/b.hpp": ""}
        self.assertEqual([], self.findings("doors", used))
        found = self.findings("doors", {**used, "src/sweep/a.cpp": ""})
        self.assertEqual(1, len(found), found)
        self.assertIn("sweep MAY dns", found[0])

    def test_the_table_of_rooms_says_what_cmake_says(self):
        table = ("| `src/core` | values |\n| `src/dns` | questions; answers (both) → core |\n| `src/sweep` | one pass → dns |\n"
                 "| `src/cli` | commands → sweep |\n")
        self.assertEqual([], self.findings("diagram", {"docs/ARCHITECTURE.md": table}))
        self.assertEqual(1, len(self.findings("diagram", {"docs/ARCHITECTURE.md": table.replace("one pass", "two passes")})))
        self.assertEqual(1, len(self.findings("diagram", {"docs/ARCHITECTURE.md": table + "| `src/attic` | old things |\n"})))

    def test_a_folder_of_46_files_is_found(self):
        self.assertEqual([], self.findings("folders", {f"src/dns/{n}.cpp": "" for n in range(45)}))
        self.assertEqual(1, len(self.findings("folders", {f"src/dns/{n}.cpp": "" for n in range(46)})))
        self.assertEqual([], self.findings("folders", {f"src/dns/{n % 2}/{n}.cpp": "" for n in range(60)}))

    def test_a_header_that_pulls_in_41_others_is_found(self):
        chain = {f"src/dns/{n}.hpp": f'#include "dns/{n + 1}.hpp"\n' for n in range(40)} | {"src/dns/40.hpp": ""}
        self.assertEqual([], self.findings("closures", chain))
        self.assertEqual(1, len(self.findings("closures", {**chain, "src/dns/all.hpp": '#include "dns/0.hpp"\n'})))

    def test_a_public_header_that_names_another_library_is_found(self):
        fine = "#include <vector>\n#include <boost/asio/awaitable.hpp>\n#include <offlist/subject.hpp>\n"
        self.assertEqual([], self.findings("public", {"include/offlist/a.hpp": fine}))
        for name in ("<ares.h>", "<boost/json.hpp>", '"dns/pipeline.hpp"', "<dns/pipeline.hpp>", '"subject.hpp"'):
            self.assertEqual(1, len(self.findings("public", {"include/offlist/a.hpp": f"#include {name}\n"})), name)

    def test_a_header_opens_with_its_name_and_guards_itself(self):
        self.assertEqual([], self.findings("headers", {"src/dns/a.hpp": "// a.hpp: what it is.\n#pragma once\n"}))
        self.assertEqual(1, len(self.findings("headers", {"src/dns/a.hpp": "// b.hpp: what it is.\n#pragma once\n"})))
        self.assertEqual(1, len(self.findings("headers", {"src/dns/a.hpp": "// a.hpp: what it is.\n"})))

    def test_a_path_of_somebody_s_machine_is_found(self):
        self.assertEqual(1, len(self.findings("paths", {"docs/a.md": "read " + ".." + "/shared/facts"})))
        self.assertEqual([], self.findings("paths", {"docs/a.md": "shared facts"}))

    def test_a_file_of_501_lines_is_found(self):
        self.assertEqual([], self.findings("length", {"src/a.cpp": "\n" * 500}))
        self.assertEqual(1, len(self.findings("length", {"src/a.cpp": "\n" * 501})))

    def test_a_link_to_nothing_is_found(self):
        self.assertEqual([], self.findings("links", {"docs/a.md": "[b](b.md#part) [c](https://c.example/) [d](#here)", "docs/b.md": ""}))
        self.assertEqual(1, len(self.findings("links", {"docs/a.md": "```\ncode\n```\n[b](b.md)"})))
        self.assertEqual([], self.findings("links", {"docs/a.md": "```cpp\n[](auto e) {}\n```\n"}))

    def test_built_files_are_not_looked_at(self):
        self.assertEqual([], self.findings("length", {"build/a.cpp": "\n" * 501}))


if __name__ == "__main__":
    unittest.main()
